package dev.dramatis.personality.netbsd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.engine.UniformHardware;
import dev.dramatis.simulation.RunConfig;
import dev.dramatis.simulation.RunResult;
import dev.dramatis.simulation.Simulation;
import dev.dramatis.spi.workload.Launcher;
import dev.dramatis.spi.workload.Workload;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Short ways to run a workload on this kernel. */
final class Runs {
  private Runs() {}

  static Workload workload(Consumer<Launcher> start) {
    return new Workload() {
      @Override
      public String name() {
        return "test";
      }

      @Override
      public void start(Launcher launcher) {
        start.accept(launcher);
      }
    };
  }

  static RunConfig config(int cpus, Consumer<Launcher> start) {
    return RunConfig.of(
        workload(start), new NetbsdPersonality(), UniformHardware.typical(cpus), Fifo.FACTORY);
  }

  static RunResult run(int cpus, Consumer<Launcher> start) {
    return Simulation.run(config(cpus, start));
  }

  static RunResult run(int cpus, UnaryOperator<RunConfig> change, Consumer<Launcher> start) {
    return Simulation.run(change.apply(config(cpus, start)));
  }

  static RunResult completed(RunResult result) {
    assertThat(result.failure())
        .as(() -> result.failure() == null ? "" : result.failure().report())
        .isNull();
    assertThat(result.ending()).isEqualTo(RunResult.Ending.COMPLETED);
    return result;
  }
}
