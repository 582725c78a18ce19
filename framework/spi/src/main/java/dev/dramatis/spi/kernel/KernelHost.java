package dev.dramatis.spi.kernel;

import dev.dramatis.spi.machine.Machine;
import dev.dramatis.spi.sched.Scheduler;
import dev.dramatis.spi.sched.SchedulerHost;
import org.osgi.annotation.versioning.ProviderType;

/** What the framework offers to a kernel. */
@ProviderType
public interface KernelHost {
  /** The machine to run on. */
  Machine machine();

  /** Makes the scheduler that the run asked for; the kernel is its host. */
  Scheduler newScheduler(SchedulerHost host);

  /** A scheduler parameter given for this run ({@code scheduler.NAME}), or the default. */
  String schedulerOption(String name, String defaultValue);

  /**
   * A switch of the personality ({@code personality.NAME}), such as a repair of a known fault; or
   * the default.
   */
  String option(String name, String defaultValue);

  /** Whether assertions of the seed, transitions and lock order are checked. True by default. */
  boolean checks();
}
