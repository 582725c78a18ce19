package dev.dramatis.spi.kernel;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** The OSGi service of a personality bundle. Stateless; each run boots a kernel of its own. */
@ConsumerType
public interface Personality {
  /** Name on the command line. */
  String id();

  /** One line for lists: system, revision. */
  String title();

  /** Scheduler that the original uses, by id; for runs that name none. */
  default String defaultScheduler() {
    return "round-robin";
  }

  /** Deliberate faults that it can be booted with; none by default. */
  default List<Mutation> mutations() {
    return List.of();
  }

  /** Functions of the original that it follows, in order; as far as it lists them. */
  default List<SourceFunction> functions() {
    return List.of();
  }

  /**
   * Boots a kernel: makes its idle contexts and starts them on the CPUs. Host code; no simulated
   * time passes.
   */
  Kernel boot(KernelHost host);
}
