package dev.dramatis.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.spi.hardware.HardwareModel;
import dev.dramatis.spi.hardware.IdleState;
import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.machine.Interrupt;
import dev.dramatis.spi.machine.Timer;
import dev.dramatis.spi.trace.EventKind;
import dev.dramatis.spi.trace.TraceSink;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How CPUs halt and what wakes them. */
class IdleTest {
  private final List<String> log = new ArrayList<>();

  private void kickAnIdlingCpu(HardwareModel hardware) {
    try (VirtualMachine machine = VirtualMachine.on(hardware).build()) {
      Cpu sleeper = machine.cpu(0);
      Cpu kicker = machine.cpu(1);
      Interrupt ipi = machine.newInterrupt("kick", 4, c -> log.add("ipi@" + c.now()));
      machine.start(
          sleeper,
          machine.newContext(
              "sleeper",
              -1,
              () -> {
                sleeper.idle();
                log.add("awake@" + sleeper.now());
              }));
      machine.start(
          kicker,
          machine.newContext(
              "kicker",
              -1,
              () -> {
                kicker.charge(1000);
                kicker.checkpoint();
                log.add("idling " + sleeper.idling());
                kicker.kick(ipi, sleeper);
              }));
      machine.run(Long.MAX_VALUE);
    }
  }

  @Test
  void shouldWakeByAStoreWhereTheHardwareCan() {
    kickAnIdlingCpu(TestHardware.wakingByStore(2, 30));
    assertThat(log).containsExactly("idling true", "awake@1120"); // transfer 40, wake 30, exit 50
  }

  @Test
  void shouldWakeByAnInterruptWhereAStoreDoesNotWake() {
    kickAnIdlingCpu(UniformHardware.typical(2));
    assertThat(log)
        .containsExactly(
            "idling true", "ipi@1200", "awake@1200"); // send, flight, exit, entry: 50 each
  }

  @Test
  void shouldInterruptABusyCpuThatIsKicked() {
    try (VirtualMachine machine = VirtualMachine.on(TestHardware.wakingByStore(1, 30)).build()) {
      Cpu cpu = machine.cpu(0);
      Interrupt ipi = machine.newInterrupt("kick", 4, c -> log.add("ipi"));
      machine.start(
          cpu,
          machine.newContext(
              "main",
              -1,
              () -> {
                cpu.kick(ipi, cpu);
                cpu.charge(100);
                cpu.checkpoint();
              }));
      machine.run(Long.MAX_VALUE);
    }
    assertThat(log).containsExactly("ipi");
  }

  @Test
  void shouldGoDeeperWhenIdlePeriodsAreLong() {
    List<Long> states = new ArrayList<>();
    TraceSink sink =
        new TraceSink() {
          @Override
          public void event(long time, EventKind kind, int cpu, int thread, long arg) {
            if (kind == EventKind.IDLE_ENTER) {
              states.add(arg);
            }
          }

          @Override
          public void name(int number, String name) {
            // not of interest
          }
        };
    HardwareModel hardware =
        TestHardware.idling(
            new IdleState("shallow", 0, 1, 0), new IdleState("deep", 100, 200, 5_000));
    try (VirtualMachine machine = VirtualMachine.on(hardware).sinks(List.of(sink)).build()) {
      Cpu cpu = machine.cpu(0);
      Timer timer = machine.newTimer("t", 4, c -> {});
      machine.start(
          cpu,
          machine.newContext(
              "main",
              -1,
              () -> {
                long[] periods = {100, 100, 20_000, 20_000, 100, 100, 100, 100, 100, 100, 100, 100};
                for (long period : periods) {
                  timer.set(cpu, cpu.now() + period);
                  cpu.idle();
                }
              }));
      machine.run(Long.MAX_VALUE);
    }
    assertThat(states).startsWith(0L, 0L, 0L, 1L, 1L).endsWith(0L);
  }
}
