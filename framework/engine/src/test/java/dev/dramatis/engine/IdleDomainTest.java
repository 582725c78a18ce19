package dev.dramatis.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.spi.hardware.IdleState;
import dev.dramatis.spi.hardware.IdleState.Scope;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clusters that sleep as a whole, timers that stop and translations that get lost. */
class IdleDomainTest {
  private static final IdleState CLUSTER_SLEEP =
      new IdleState("cluster", 0, 500, 0, 500, Scope.CLUSTER, false, false);

  /** Two cores of one cluster; the first sleeps until 10 us, the second for the time given. */
  private static Bodies run(TunedHardware hardware, long secondSleeps) {
    try (VirtualMachine machine = VirtualMachine.on(hardware).build()) {
      Bodies bodies = new Bodies(machine);
      bodies.on(
          0,
          -1,
          (c, context) -> {
            machine.newTimer("first", 4, x -> {}).set(c, 10_000);
            c.idle();
            bodies.say("first", c);
          });
      bodies.on(
          1,
          -1,
          (c, context) -> {
            if (secondSleeps > 0) {
              machine.newTimer("second", 4, x -> {}).set(c, secondSleeps);
              c.idle();
            }
            bodies.compute(context, 100_000);
          });
      machine.run(Long.MAX_VALUE);
      return bodies;
    }
  }

  private static TunedHardware clusters() {
    TunedHardware hardware = new TunedHardware(2, 1, 1024);
    hardware.idle = List.of(new IdleState("core", 0, 10, 0), CLUSTER_SLEEP);
    return hardware;
  }

  @Test
  void shouldKeepAClusterUpWhileOneOfItsCoresIsBusy() {
    assertThat(run(clusters(), 0).log).containsExactly("first@10010");
  }

  @Test
  void shouldLetTheFirstToWakePayForTheWholeCluster() {
    assertThat(run(clusters(), 20_000).log).containsExactly("first@10500");
  }

  @Test
  void shouldLetLaterOnesPayForThemselvesOnly() {
    assertThat(run(clusters(), 5_000).log).containsExactly("first@10010");
  }

  @Test
  void shouldWakeThroughAnotherCpuWhereTheTimerStops() {
    TunedHardware hardware = new TunedHardware(2, 1, 1024);
    hardware.ipiNanos = 700;
    hardware.idle = List.of(new IdleState("stop", 0, 10, 0, 10, Scope.CORE, true, false));
    assertThat(run(hardware, 0).log).containsExactly("first@10710");
  }

  @Test
  void shouldFindTranslationsAgainAfterAStateThatLosesThem() {
    TunedHardware hardware = new TunedHardware(2, 1, 1024);
    hardware.tlbRefillNanos = 300;
    hardware.idle = List.of(new IdleState("flush", 0, 10, 0, 10, Scope.CORE, false, true));
    assertThat(run(hardware, 0).log).containsExactly("first@10310");
  }

  @Test
  void shouldShowProgramsTheCounterAndNotTime() {
    TunedHardware hardware = new TunedHardware(1, 1, 1024);
    hardware.clockPicos = 41_667;
    try (VirtualMachine machine = VirtualMachine.on(hardware).build()) {
      Bodies bodies = new Bodies(machine);
      bodies.on(
          0,
          -1,
          (c, context) -> {
            long before = machine.clockReading(context);
            for (int i = 0; i < 200; i++) {
              c.charge(10);
              long now = machine.clockReading(context);
              assertThat(now).isLessThanOrEqualTo(c.now());
              assertThat(now == before || now - before >= 41).as("%d %d", before, now).isTrue();
              before = now;
            }
            bodies.say("read", c);
          });
      machine.run(Long.MAX_VALUE);
      assertThat(bodies.log).containsExactly("read@2000");
    }
  }
}
