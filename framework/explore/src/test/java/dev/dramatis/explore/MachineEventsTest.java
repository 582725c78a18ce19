package dev.dramatis.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.engine.UniformHardware;
import dev.dramatis.engine.VirtualMachine;
import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.machine.Interrupt;
import dev.dramatis.spi.machine.SharedObject;
import dev.dramatis.spi.machine.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Timers and interrupts of a machine as steps that a strategy orders. */
class MachineEventsTest {

  @Test
  void shouldLetATimerExpireBetweenAnyTwoSteps() {
    assertThat(timerAmong(3).untimed().execute(Replay.of(List.of())).failed()).isFalse();
    // before each of the three loads, or never
    Exploration found = new Exhaustive().explore(timerAmong(3).untimed(), Budget.UNLIMITED);
    assertThat(found.traces()).isEqualTo(4);
  }

  @Test
  void shouldKeepToTimeUnlessTimersRace() {
    Exploration found = new Exhaustive().explore(timerAmong(3), Budget.UNLIMITED);
    assertThat(found.traces()).isEqualTo(1);
  }

  /** A CPU that sets a timer far ahead, loads a few times, and cancels it. */
  private static MachineSubject timerAmong(int loads) {
    return new MachineSubject(
        "timer",
        UniformHardware.free(1),
        m -> {
          SharedObject x = m.newShared("x");
          Timer timer = m.newTimer("timeout", 3, cpu -> {});
          Cpu cpu = m.cpu(0);
          m.start(
              cpu,
              m.newContext(
                  "main",
                  -1,
                  () -> {
                    timer.set(cpu, 1_000);
                    for (int i = 0; i < loads; i++) {
                      cpu.interact(x, Access.LOAD);
                    }
                    timer.cancel();
                  }));
        });
  }

  @ParameterizedTest
  @CsvSource({"true, 2, 3, 250", "false, 2, 3, 250", "true, 3, 1, 100", "false, 3, 1, 100"})
  void shouldFindTheSameTraces(boolean untimed, int cpus, int operations, int programs) {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < programs; i++) {
      List<List<int[]>> program = new ArrayList<>();
      for (int c = 0; c < cpus; c++) {
        List<int[]> body = new ArrayList<>();
        for (int k = 0; k < operations; k++) {
          body.add(new int[] {random.nextInt(7), random.nextInt(2), random.nextInt(cpus)});
        }
        program.add(body);
      }
      compare(untimed, program);
    }
  }

  private static void compare(boolean untimed, List<List<int[]>> program) {
    Exploration all =
        new Exhaustive().explore(subject(untimed, program), Budget.executions(20_000));
    if (!all.complete()) {
      return;
    }
    for (PartialOrder strategy :
        List.of(PartialOrder.SLEEP, PartialOrder.SOURCE, PartialOrder.OPTIMAL)) {
      Exploration found = strategy.explore(subject(untimed, program), Budget.UNLIMITED);
      assertThat(found.traces())
          .as("%s: %s", strategy.name(), describe(program))
          .isEqualTo(all.traces());
    }
  }

  private static String describe(List<List<int[]>> program) {
    StringBuilder text = new StringBuilder();
    for (List<int[]> body : program) {
      text.append("| ");
      body.forEach(
          op -> text.append(op[0]).append('.').append(op[1]).append('.').append(op[2]).append(' '));
    }
    return text.toString();
  }

  private static MachineSubject subject(boolean untimed, List<List<int[]>> program) {
    MachineSubject subject =
        new MachineSubject(
            "random",
            UniformHardware.free(program.size()),
            m -> new World(m, program.size(), program));
    return untimed ? subject.untimed() : subject;
  }

  /** What a random program works with. */
  private static final class World {
    private final VirtualMachine machine;
    private final SharedObject[] objects;
    private final Timer[] timers;
    private final Interrupt ipi;

    World(VirtualMachine machine, int cpus, List<List<int[]>> program) {
      this.machine = machine;
      objects = new SharedObject[] {machine.newShared("x"), machine.newShared("y")};
      timers =
          new Timer[] {
            machine.newTimer("timer0", 3, cpu -> {}), machine.newTimer("timer1", 4, cpu -> {})
          };
      ipi = machine.newInterrupt("ipi", 5, cpu -> cpu.interact(objects[0], Access.RMW));
      for (int c = 0; c < cpus; c++) {
        Cpu cpu = machine.cpu(c);
        List<int[]> body = program.get(c);
        machine.start(
            cpu, machine.newContext("cpu" + c, -1, () -> body.forEach(op -> perform(cpu, op))));
      }
    }

    private void perform(Cpu cpu, int[] operation) {
      int which = operation[1];
      Cpu target = machine.cpu(operation[2]);
      cpu.interact(objects[1], Access.LOAD);
      switch (operation[0]) {
        case 0 -> cpu.interact(objects[which], Access.LOAD);
        case 1 -> cpu.interact(objects[which], Access.STORE);
        case 2 -> timers[which].set(target, 10);
        case 3 -> timers[which].cancel();
        case 4 -> cpu.send(ipi, target);
        case 5 -> cpu.raise(8);
        default -> cpu.restore(0);
      }
    }
  }
}
