package dev.dramatis.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dramatis.spi.hardware.HardwareModel;
import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.Context;
import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.machine.Interrupt;
import dev.dramatis.spi.machine.SharedObject;
import dev.dramatis.spi.machine.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** When interrupts are taken. */
class InterruptTest {
  private final List<String> log = new ArrayList<>();

  private VirtualMachine.Stop run(HardwareModel hardware, BiConsumer<VirtualMachine, Cpu> body) {
    try (VirtualMachine machine = VirtualMachine.on(hardware).build()) {
      Cpu cpu = machine.cpu(0);
      machine.start(cpu, machine.newContext("main", -1, () -> body.accept(machine, cpu)));
      return machine.run(1_000_000_000);
    }
  }

  private void note(String what, Cpu cpu) {
    log.add(what + "@" + cpu.now());
  }

  @Property(tries = 200)
  void shouldTakeAnInterruptAtTheFirstInteractionPointAfterItsTime(
      @ForAll @LongRange(min = 1, max = 1000) long segment,
      @ForAll @LongRange(max = 20_000) long deadline) {
    long[] taken = {-1};
    run(
        UniformHardware.free(1),
        (machine, cpu) -> {
          machine.newTimer("t", 1, c -> taken[0] = c.now()).set(cpu, deadline);
          while (taken[0] < 0) {
            cpu.charge(segment);
            cpu.checkpoint();
          }
        });
    long periods = Math.max(1, (deadline + segment - 1) / segment);
    assertThat(taken[0]).isEqualTo(periods * segment);
  }

  @Property(tries = 200)
  void shouldEndComputingInUserModeAtTheTimeOfAnInterrupt(
      @ForAll @LongRange(min = 1, max = 10_000) long work,
      @ForAll @LongRange(min = 1, max = 20_000) long deadline) {
    long[] left = {-1};
    run(
        UniformHardware.free(1),
        (machine, cpu) -> {
          machine.newTimer("t", 1, c -> {}).set(cpu, deadline);
          left[0] = machine.compute((VirtualContext) cpu.context(), work);
        });
    assertThat(left[0]).isEqualTo(Math.max(0, work - deadline));
  }

  @Test
  void shouldHoldBackInterruptsThatAreMasked() {
    run(
        UniformHardware.free(1),
        (machine, cpu) -> {
          machine.newTimer("low", 3, c -> note("low", c)).set(cpu, 100);
          machine.newTimer("high", 7, c -> note("high", c)).set(cpu, 100);
          int before = cpu.raise(5);
          cpu.charge(200);
          cpu.checkpoint();
          note("masked", cpu);
          cpu.charge(50);
          cpu.restore(before);
          note("open", cpu);
        });
    assertThat(log).containsExactly("high@200", "masked@200", "low@250", "open@250");
  }

  @Test
  void shouldInterruptAHandlerByAHigherLevelOnly() {
    run(
        UniformHardware.free(1),
        (machine, cpu) -> {
          machine.newTimer("outer", 3, this::longHandler).set(cpu, 100);
          machine.newTimer("same", 3, c -> note("same", c)).set(cpu, 120);
          machine.newTimer("inner", 4, c -> note("inner", c)).set(cpu, 130);
          cpu.charge(110);
          cpu.checkpoint();
          note("level " + cpu.level(), cpu);
        });
    assertThat(log)
        .containsExactly("enter@110", "inner@160", "leave@160", "same@160", "level 0@160");
  }

  private void longHandler(Cpu cpu) {
    note("enter", cpu);
    cpu.charge(50);
    cpu.checkpoint();
    note("leave", cpu);
  }

  @Test
  void shouldTakeTheHighestLevelFirst() {
    run(
        UniformHardware.free(1),
        (machine, cpu) -> {
          for (int level : new int[] {2, 9, 5}) {
            machine.newTimer("t" + level, level, c -> note("t" + level, c)).set(cpu, 10);
          }
          cpu.charge(20);
          cpu.checkpoint();
        });
    assertThat(log).containsExactly("t9@20", "t5@20", "t2@20");
  }

  @Test
  void shouldDeliverAnInterruptOnceHoweverOftenItIsSent() {
    run(
        UniformHardware.free(1),
        (machine, cpu) -> {
          Interrupt ipi = machine.newInterrupt("ipi", 4, c -> note("ipi", c));
          int before = cpu.raise(Interrupt.HIGHEST);
          cpu.send(ipi, cpu);
          cpu.send(ipi, cpu);
          cpu.charge(10);
          cpu.checkpoint();
          cpu.send(ipi, cpu);
          cpu.restore(before);
          cpu.send(ipi, cpu);
          cpu.checkpoint();
        });
    assertThat(log).containsExactly("ipi@10", "ipi@10");
  }

  @Test
  void shouldWaitForItsTurnAgainAfterAnInterrupt() {
    try (VirtualMachine machine = VirtualMachine.on(UniformHardware.typical(2)).build()) {
      SharedObject object = machine.newShared("object");
      Cpu slow = machine.cpu(0);
      Timer timer = machine.newTimer("t", 3, c -> c.charge(1000));
      machine.start(
          slow,
          machine.newContext(
              "slow",
              -1,
              () -> {
                timer.set(slow, 100);
                slow.charge(200);
                slow.interact(object, Access.LOAD);
                note("slow", slow);
              }));
      Cpu quick = machine.cpu(1);
      machine.start(
          quick,
          machine.newContext(
              "quick",
              -1,
              () -> {
                quick.charge(500);
                quick.interact(object, Access.LOAD);
                note("quick", quick);
              }));
      machine.run(Long.MAX_VALUE);
    }
    assertThat(log).containsExactly("quick@500", "slow@1300");
  }

  @Test
  void shouldRoundDeadlinesUpToTheResolutionOfTheTimer() {
    run(
        TestHardware.withTimer(52_083_333),
        (machine, cpu) -> {
          Timer timer = machine.newTimer("t", 3, c -> {});
          timer.set(cpu, 52_083);
          log.add("" + timer.deadline());
          timer.set(cpu, 52_084);
          log.add("" + timer.deadline());
          timer.set(cpu, 52_085);
          log.add("" + timer.deadline());
          timer.cancel();
        });
    assertThat(log).containsExactly("52084", "104167", "104167");
  }

  @Property(tries = 500)
  void shouldKeepTheOrderOfDeadlinesWhenRounding(
      @ForAll @LongRange(max = 3_000_000_000L) long earlier,
      @ForAll @LongRange(max = 200) long gap,
      @ForAll @LongRange(min = 1, max = 1_000_000_000) long resolution) {
    CostTable costs = new CostTable(TestHardware.withTimer(resolution));
    long near = costs.roundUpToTimer(earlier);
    assertThat(near).isBetween(earlier, earlier + resolution / 1000 + 1);
    assertThat(costs.roundUpToTimer(earlier + gap)).isGreaterThanOrEqualTo(near);
  }

  @Test
  void shouldLeaveADeadlineThatNeverComesInTheFuture() {
    assertThat(new CostTable(TestHardware.withTimer(52_083)).roundUpToTimer(Long.MAX_VALUE))
        .isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void shouldNotAddUpTheRoundingOfPeriods() {
    run(
        TestHardware.withTimer(1_000_000),
        (machine, cpu) -> {
          Timer timer = machine.newTimer("t", 3, c -> note("t", c));
          timer.setPeriodic(cpu, 1500, 1500);
          while (log.size() < 4) {
            cpu.idle();
          }
          timer.cancel();
        });
    assertThat(log).containsExactly("t@2000", "t@3000", "t@5000", "t@6000");
  }

  @Test
  void shouldSayThatAnExpiryIsPendingWhenCancelling() {
    run(
        UniformHardware.free(1),
        (machine, cpu) -> {
          Timer timer = machine.newTimer("t", 3, c -> note("t", c));
          timer.setPeriodic(cpu, 100, 100);
          int before = cpu.raise(5);
          cpu.charge(150);
          cpu.checkpoint();
          log.add("cancelled " + timer.cancel());
          cpu.restore(before);
        });
    assertThat(log).containsExactly("cancelled false", "t@150");
  }

  @Test
  void shouldRefuseToSwitchInsideAHandler() {
    assertThatThrownBy(() ->
            run(
                UniformHardware.free(1),
                (machine, cpu) -> {
                  Context other = machine.newContext("other", -1, () -> {});
                  machine.newTimer("t", 3, c -> c.switchTo(other)).set(cpu, 10);
                  cpu.idle();
                }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("interrupt handler");
  }

  @Test
  void shouldRefuseToSwitchToAContextThatIsOnACpu() {
    assertThatThrownBy(
            () -> run(UniformHardware.free(1), (machine, cpu) -> cpu.switchTo(cpu.context())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is on CPU 0");
  }
}
