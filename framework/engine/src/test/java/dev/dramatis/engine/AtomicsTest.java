package dev.dramatis.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.SharedObject;
import org.junit.jupiter.api.Test;

/** Atomic operations that are loops have to be repeated when somebody else wants the line too. */
class AtomicsTest {
  /** Time of the last CPU after each did so many atomic operations on one line. */
  private static long contended(int retryPercent, int cpus) {
    TunedHardware hardware = new TunedHardware(cpus, 1, 1024);
    hardware.transferNanos = 50;
    hardware.atomicNanos = 5;
    hardware.retryPercent = retryPercent;
    try (VirtualMachine machine = VirtualMachine.on(hardware).build()) {
      SharedObject line = machine.newShared("counter");
      Bodies bodies = new Bodies(machine);
      for (int cpu = 0; cpu < cpus; cpu++) {
        bodies.on(
            cpu,
            -1,
            (c, context) -> {
              for (int i = 0; i < 100; i++) {
                c.interact(line, Access.RMW);
                c.charge(70 + i % 7); // long enough for the others to come in between
              }
              bodies.say("done", c);
            });
      }
      machine.run(Long.MAX_VALUE);
      return Long.parseLong(bodies.log.getLast().substring("done@".length()));
    }
  }

  private static long think() {
    long sum = 0;
    for (int i = 0; i < 100; i++) {
      sum += 70 + i % 7;
    }
    return sum;
  }

  @Test
  void shouldNeverRepeatASingleInstruction() {
    assertThat(contended(0, 2)).isEqualTo(100 * 55 + think());
  }

  @Test
  void shouldRepeatAContendedLoopAsOftenAsTheHardwareSays() {
    double plain = contended(0, 2) - think();
    assertThat((contended(50, 2) - think()) / plain).isBetween(1.3, 1.6);
    assertThat((contended(100, 2) - think()) / plain).isBetween(1.9, 2.1);
  }

  @Test
  void shouldNotRepeatWithoutContention() {
    assertThat(contended(100, 1)).isEqualTo(100 * 5 + think());
  }

  @Test
  void shouldLetASpinnerLookAgainAsLateAsItsWaitInstructionEnds() {
    TunedHardware hardware = new TunedHardware(2, 1, 1024);
    hardware.transferNanos = 50;
    hardware.spinExitNanos = 30;
    try (VirtualMachine machine = VirtualMachine.on(hardware).build()) {
      SharedObject line = machine.newShared("flag");
      boolean[] set = new boolean[1];
      Bodies bodies = new Bodies(machine);
      bodies.on(
          0,
          -1,
          (c, context) -> {
            c.await(line, Access.AWAIT, () -> set[0]);
            bodies.say("seen", c);
          });
      bodies.on(
          1,
          -1,
          (c, context) -> {
            c.charge(1000);
            c.interact(line, Access.STORE);
            set[0] = true;
            c.changed(line);
          });
      machine.run(Long.MAX_VALUE);
      assertThat(bodies.log).containsExactly("seen@1130");
    }
  }
}
