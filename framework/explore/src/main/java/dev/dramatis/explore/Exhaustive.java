package dev.dramatis.explore;

import dev.dramatis.engine.VirtualMachine;
import dev.dramatis.explore.Exploration.Failure;
import dev.dramatis.spi.hardware.HardwareModel;
import dev.dramatis.spi.machine.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Explores every schedule of a program, by executing it again and again. Of equivalent schedules,
 * which differ in the order of independent steps only, one is followed to its end.
 *
 * <p>This is the plain search that cleverer ones are compared with. It visits every inequivalent
 * beginning of an execution once and remembers 16 bytes for each.
 *
 * <p>The outcome of a step may depend on earlier steps in conflict with it, not on the time. So the
 * hardware should charge nothing, or nothing that shows; and where two CPUs send interrupts or set
 * timers for the same instant in steps that are not in conflict, one order of the expiries is
 * explored, not both.
 */
public final class Exhaustive {
  private static final int FAILURES_KEPT = 100;

  private final HardwareModel hardware;
  private final Consumer<VirtualMachine> program;
  private final List<Failure> failures = new ArrayList<>();
  private long limit = Long.MAX_VALUE;
  private long executions;
  private long pruned;
  private long traces;
  private long deadlocks;

  /**
   * An exploration to be.
   *
   * @param hardware the machine; every execution gets a new one
   * @param program sets up a machine: makes contexts and starts CPUs with them
   */
  public Exhaustive(HardwareModel hardware, Consumer<VirtualMachine> program) {
    this.hardware = hardware;
    this.program = program;
  }

  /** Gives up after so many executions. */
  public Exhaustive atMost(long maximum) {
    limit = maximum;
    return this;
  }

  /** Explores. */
  public Exploration explore() {
    Path path = new Path(hardware.topology().cpuCount());
    boolean more = true;
    while (more && executions < limit) {
      execute(path);
      more = path.advance();
    }
    return new Exploration(executions, pruned, path.prefixes(), traces, deadlocks, failures, !more);
  }

  private void execute(Path path) {
    executions++;
    try (VirtualMachine machine = VirtualMachine.on(hardware).policy(path).build()) {
      program.accept(machine);
      VirtualMachine.Stop stop = machine.run(Long.MAX_VALUE);
      if (path.pruned()) {
        pruned++;
        return;
      }
      traces++;
      switch (stop) {
        case STUCK -> {
          deadlocks++;
          fail("deadlock", describe(machine, path), path);
        }
        case NO_PROGRESS -> fail("livelock", String.join("; ", machine.describeCpus()), path);
        case QUIESCENT, TIME_LIMIT, STOPPED -> {
          // as it should be
        }
      }
    } catch (Violation failed) {
      traces++;
      fail(failed.check(), String.valueOf(failed.getMessage()), path);
    }
  }

  private void fail(String kind, String detail, Path path) {
    if (failures.size() < FAILURES_KEPT) {
      failures.add(new Failure(kind, detail, path.log().describe()));
    }
  }

  private static String describe(VirtualMachine machine, Path path) {
    List<String> parts = new ArrayList<>(path.log().describeHolders());
    machine.describeCpus().stream().filter(line -> line.contains("about to")).forEach(parts::add);
    return String.join("; ", parts);
  }
}
