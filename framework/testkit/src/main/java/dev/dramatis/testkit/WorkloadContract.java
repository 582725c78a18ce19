package dev.dramatis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.simulation.RunResult;
import dev.dramatis.simulation.Simulation;
import dev.dramatis.spi.kernel.Personality;
import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.spi.workload.Workload;
import org.junit.jupiter.api.Test;

/**
 * What every workload owes to its runs. Derive a test class and name the workload and what to run
 * it on.
 */
public abstract class WorkloadContract {
  /** For test classes. */
  protected WorkloadContract() {}

  /** The workload under test. */
  protected abstract Workload workload();

  /** A kernel to run it on. */
  protected abstract Personality personality();

  /** A scheduler to run it with. */
  protected abstract SchedulerFactory scheduler();

  private RunResult run(Workload workload) {
    int cpus = Math.max(2, workload.minimumCpus());
    return Simulation.run(
        Runs.on(cpus, workload, personality(), scheduler()).until(1_000_000_000L));
  }

  @Test
  void shouldHaveANameAndThreads() {
    assertThat(workload().name()).isNotEmpty();
    assertThat(run(workload()).threads()).isNotEmpty();
  }

  @Test
  void shouldRunWithoutFailure() {
    RunResult.Failure failure = run(workload()).failure();
    assertThat(failure == null ? "" : failure.report()).isEmpty();
  }

  @Test
  void shouldStartAnewForEveryRun() {
    Workload once = workload();
    assertThat(run(once).digest()).isEqualTo(run(once).digest());
  }
}
