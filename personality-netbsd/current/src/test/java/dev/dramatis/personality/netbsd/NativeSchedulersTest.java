package dev.dramatis.personality.netbsd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.engine.UniformHardware;
import dev.dramatis.sched.netbsd.bsd4.Activator;
import dev.dramatis.simulation.Observation;
import dev.dramatis.simulation.RunConfig;
import dev.dramatis.simulation.Simulation;
import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.spi.workload.Program;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs under the kernel's own schedulers; the numbers are those of the original. */
class NativeSchedulersTest {
  private static final long MS = 1_000_000;

  private final List<Integer> seen = new ArrayList<>();

  /** Notes l_priority of the only thread in the middle of every tick. */
  private void watch(SchedulerFactory policy, int ticks, ThreadSpec spec, Program program) {
    Workload workload = Runs.workload(w -> w.launch(w.newProcess("p"), spec, program));
    List<Observation> looks = new ArrayList<>();
    for (int k = 0; k < ticks; k++) {
      looks.add(
          new Observation(
              (10L * k + 5) * MS,
              kernel -> {
                Kern kern = ((NetbsdKernel) kernel).kern();
                seen.add((int) kern.swapping.userLwps().get(0).priority);
              }));
    }
    Runs.completed(
        Simulation.run(
            RunConfig.of(workload, new NetbsdPersonality(), UniformHardware.typical(1), policy)
                .withObservations(looks)));
  }

  /**
   * A hog is charged every sixth tick; every second what it has used decays with the load average,
   * which follows every fifth second.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 5, 19})
  void shouldChargeAndDecayAHogUnder4Bsd(int nice) {
    int seconds = 20;
    watch(
        Activator.factory(),
        100 * seconds,
        ThreadSpec.named("hog").scheduled(SchedClass.TIMESHARE, 0, nice),
        user -> user.compute(seconds * 1000L * MS));
    List<Integer> expected = new ArrayList<>();
    long estcpu = 0;
    long loadavg = 0;
    for (int tick = 0; tick < 100 * seconds; tick++) {
      if (tick > 0 && tick % 6 == 0) {
        estcpu = Math.min(estcpu + 1024, 36864);
      }
      if (tick > 0 && tick % 100 == 0) {
        estcpu = estcpu * 2 * loadavg / (2 * loadavg + 2048);
        if (tick % 500 == 0) {
          loadavg = (1884 * loadavg + 2048 * (2048 - 1884)) >> 11;
        }
      }
      expected.add((int) Math.max(0, 63 - (estcpu >> 11) - (nice + 20)));
    }
    assertThat(seen).isEqualTo(expected);
  }

  /** A hog loses a level with every slice, and its slices grow longer. */
  @Test
  void shouldLowerAHogUnderM2() {
    watch(
        dev.dramatis.sched.netbsd.m2.Activator.factory(),
        90,
        ThreadSpec.named("hog"),
        user -> user.compute(900 * MS));
    List<Integer> expected = new ArrayList<>();
    int priority = 43;
    int left = slice(priority);
    for (int tick = 0; tick < 90; tick++) {
      if (tick > 0 && --left == 0) {
        priority--;
        left = slice(43); // alone on its CPU it gets the slice again that it came with
      }
      expected.add(priority);
    }
    assertThat(seen).isEqualTo(expected);
  }

  /** ts_map at 100 Hz: 20 to 150 ms. */
  private static int slice(int priority) {
    return 15 - priority * 100 / 63 * 13 / 100;
  }
}
