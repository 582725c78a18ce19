package dev.dramatis.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What it takes until no CPU knows a translation any more. */
class ShootdownTest {
  /** CPU 0 shoots at 1000 ns; as many others as there are spaces compute in them. */
  private static Bodies run(TunedHardware hardware, int... spaces) {
    try (VirtualMachine machine = VirtualMachine.on(hardware).build()) {
      Bodies bodies = new Bodies(machine);
      bodies.on(
          0,
          7,
          (c, context) -> {
            c.charge(1000);
            c.shootdown(7);
            bodies.say("shot", c);
          });
      for (int i = 0; i < spaces.length; i++) {
        bodies.on(
            i + 1,
            spaces[i],
            (c, context) -> {
              long left = machine.compute(context, 10_000);
              if (left > 0) {
                bodies.say("interrupted", c);
              }
            });
      }
      machine.run(Long.MAX_VALUE);
      return bodies;
    }
  }

  private static TunedHardware byInterrupt() {
    TunedHardware hardware = new TunedHardware(8, 1, 1024);
    hardware.shootdownInterrupts = true;
    hardware.shootdownPerTarget = 100;
    hardware.ipiNanos = 500;
    return hardware;
  }

  @Test
  void shouldTakeLongerForEachTargetThatIsInterrupted() {
    assertThat(run(byInterrupt(), 7).log).containsExactly("shot@1100", "interrupted@1500");
    assertThat(run(byInterrupt(), 7, 7, 7).log)
        .startsWith("shot@1300")
        .contains("interrupted@1500")
        .hasSize(4);
  }

  @Test
  void shouldSpareCpusInOtherAddressSpaces() {
    assertThat(run(byInterrupt(), 8, -1, 9).log).containsExactly("shot@1000");
  }

  @Test
  void shouldSpareIdleCpus() {
    try (VirtualMachine machine = VirtualMachine.on(byInterrupt()).build()) {
      Bodies bodies = new Bodies(machine);
      bodies.on(1, 7, (c, context) -> {});
      bodies.on(
          0,
          7,
          (c, context) -> {
            c.charge(1000);
            c.shootdown(7);
            bodies.say("shot", c);
          });
      machine.run(Long.MAX_VALUE);
      assertThat(bodies.log).containsExactly("shot@1000");
    }
  }

  @Test
  void shouldDisturbNobodyByBroadcast() {
    TunedHardware hardware = new TunedHardware(8, 1, 1024);
    hardware.shootdownPerSender = 300;
    assertThat(run(hardware, 7, 7, 7).log).containsExactly("shot@1300");
  }

  @Test
  void shouldQueueBroadcastsOfSeveralSenders() {
    TunedHardware hardware = new TunedHardware(8, 1, 1024);
    hardware.shootdownPerSender = 300;
    try (VirtualMachine machine = VirtualMachine.on(hardware).build()) {
      Bodies bodies = new Bodies(machine);
      for (int cpu = 0; cpu < 4; cpu++) {
        bodies.on(
            cpu,
            cpu,
            (c, context) -> {
              c.shootdown(c.id());
              bodies.say("shot", c);
            });
      }
      machine.run(Long.MAX_VALUE);
      assertThat(bodies.log).containsExactly("shot@300", "shot@600", "shot@900", "shot@1200");
    }
  }
}
