package dev.dramatis.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Hardware threads of a core slow each other down while both are busy. */
class SharedCoreTest {
  private static final int RATIO_1_25 = 640;

  private static Bodies run(int cores, int share, int... works) {
    try (VirtualMachine machine = VirtualMachine.on(new TunedHardware(cores, 2, share)).build()) {
      Bodies bodies = new Bodies(machine);
      for (int i = 0; i < works.length; i++) {
        int cpu = i;
        if (works[i] > 0) {
          bodies.on(
              cpu,
              -1,
              (c, context) -> {
                bodies.compute(context, works[cpu]);
                bodies.say("cpu" + cpu, c);
              });
        }
      }
      machine.run(Long.MAX_VALUE);
      return bodies;
    }
  }

  @Test
  void shouldLeaveAThreadAloneTheWholeCore() {
    assertThat(run(1, RATIO_1_25, 1_000_000).log).containsExactly("cpu0@1000000");
  }

  @Test
  void shouldDoOneAndAQuarterTimesTheWorkWithBothThreadsBusy() {
    // two times 1 ms at 640/1024 of the speed
    assertThat(run(1, RATIO_1_25, 1_000_000, 1_000_000).log)
        .containsExactly("cpu0@1600000", "cpu1@1600000");
  }

  @Test
  void shouldSpeedUpAsSoonAsTheSiblingHalts() {
    // 0.5 ms done in 0.8 ms together, the other 0.5 ms alone
    assertThat(run(1, RATIO_1_25, 1_000_000, 500_000).log)
        .containsExactly("cpu1@800000", "cpu0@1300000");
  }

  @Test
  void shouldNotSlowOtherCores() {
    assertThat(run(2, RATIO_1_25, 1_000_000, 0, 1_000_000).log)
        .containsExactly("cpu0@1000000", "cpu2@1000000");
  }

  @Test
  void shouldStretchKernelPathsToo() {
    try (VirtualMachine machine = VirtualMachine.on(new TunedHardware(1, 2, 512)).build()) {
      Bodies bodies = new Bodies(machine);
      bodies.on(0, -1, (c, context) -> bodies.compute(context, 1_000_000));
      bodies.on(
          1,
          -1,
          (c, context) -> {
            c.chargeCycles(10_000);
            bodies.say("path", c);
          });
      machine.run(Long.MAX_VALUE);
      assertThat(bodies.log).containsExactly("path@20000");
    }
  }

  @Test
  void shouldNotLoseWorkToInterruptsMeanwhile() {
    try (VirtualMachine machine = VirtualMachine.on(new TunedHardware(1, 2, RATIO_1_25)).build()) {
      Bodies bodies = new Bodies(machine);
      bodies.on(
          0,
          -1,
          (c, context) -> {
            machine.newTimer("tick", 4, x -> {}).setPeriodic(c, 100_000, 100_000);
            bodies.compute(context, 1_000_000);
            bodies.say("done", c);
            machine.stop();
          });
      bodies.on(1, -1, (c, context) -> bodies.compute(context, 500_000));
      machine.run(Long.MAX_VALUE);
      // each interruption rounds down by less than a nanosecond
      long at = Long.parseLong(bodies.log.getFirst().substring(5));
      assertThat(at).isBetween(1_300_000L, 1_300_020L);
    }
  }
}
