package dev.dramatis.testkit;

import dev.dramatis.engine.UniformHardware;
import dev.dramatis.simulation.RunConfig;
import dev.dramatis.spi.kernel.Personality;
import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.spi.workload.Launcher;
import dev.dramatis.spi.workload.Program;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.Workload;

/** Short ways to describe runs in tests. */
public final class Runs {
  private Runs() {}

  /** A workload of one process with one thread. */
  public static Workload program(Program main) {
    return new Workload() {
      @Override
      public String name() {
        return "test";
      }

      @Override
      public void start(Launcher launcher) {
        launcher.launch(launcher.newProcess("test"), ThreadSpec.named("main"), main);
      }
    };
  }

  /** A run on a machine of equal CPUs with typical costs, limited to a minute of virtual time. */
  public static RunConfig on(
      int cpus, Workload workload, Personality personality, SchedulerFactory scheduler) {
    return RunConfig.of(workload, personality, UniformHardware.typical(cpus), scheduler)
        .until(60_000_000_000L);
  }
}
