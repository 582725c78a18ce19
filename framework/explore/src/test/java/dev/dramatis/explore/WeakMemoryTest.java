package dev.dramatis.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.engine.UniformHardware;
import dev.dramatis.engine.VirtualMachine;
import dev.dramatis.spi.hardware.MemoryOrder;
import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.machine.MemoryWord;
import dev.dramatis.spi.machine.SharedObject;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What memory does by itself is reordered by all exact strategies alike. */
class WeakMemoryTest {
  private static final int OPERATIONS = 10;

  @ParameterizedTest
  @CsvSource({"TSO, 2, 3, 200", "TSO, 3, 1, 60", "ARM_WEAK, 2, 2, 150", "ARM_WEAK, 2, 3, 60"})
  void shouldFindTheSameTraces(MemoryOrder order, int cpus, int operations, int programs) {
    SplittableRandom random = new SplittableRandom(order.ordinal() + 7L * cpus);
    int compared = 0;
    for (int i = 0; i < programs; i++) {
      List<List<int[]>> program = new ArrayList<>();
      for (int c = 0; c < cpus; c++) {
        List<int[]> body = new ArrayList<>();
        for (int k = 0; k < operations; k++) {
          body.add(new int[] {random.nextInt(OPERATIONS), random.nextInt(2), random.nextInt(3)});
        }
        program.add(body);
      }
      compared += compare(order, program) ? 1 : 0;
    }
    assertThat(compared).isGreaterThan(programs / 3);
  }

  private static boolean compare(MemoryOrder order, List<List<int[]>> program) {
    Exploration all = new Exhaustive().explore(subject(order, program), Budget.executions(3_000));
    if (!all.complete()) {
      return false; // too many to look at
    }
    for (PartialOrder strategy :
        List.of(PartialOrder.SLEEP, PartialOrder.SOURCE, PartialOrder.OPTIMAL)) {
      Exploration found = strategy.explore(subject(order, program), Budget.UNLIMITED);
      assertThat(found.traces())
          .as("%s: %s", strategy.name(), describe(program))
          .isEqualTo(all.traces());
    }
    return true;
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

  private static MachineSubject subject(MemoryOrder order, List<List<int[]>> program) {
    return new MachineSubject(
            "random", UniformHardware.free(program.size()), m -> start(m, program))
        .memory(order);
  }

  private static void start(VirtualMachine machine, List<List<int[]>> program) {
    MemoryWord[] words = {machine.newWord("x", 0), machine.newWord("y", 0)};
    SharedObject object = machine.newShared("object");
    for (int c = 0; c < program.size(); c++) {
      Cpu cpu = machine.cpu(c);
      List<int[]> body = program.get(c);
      machine.start(
          cpu,
          machine.newContext(
              "cpu" + c, -1, () -> body.forEach(op -> perform(cpu, words, object, op))));
    }
  }

  private static void perform(Cpu cpu, MemoryWord[] words, SharedObject object, int[] operation) {
    MemoryWord word = words[operation[1]];
    int value = operation[2];
    switch (operation[0]) {
      case 0 -> word.load(cpu);
      case 1 -> word.loadAcquire(cpu);
      case 2 -> word.store(cpu, value);
      case 3 -> word.storeRelease(cpu, value);
      case 4 -> word.compareAndSet(cpu, value, value + 1);
      case 5 -> word.add(cpu, 1);
      case 6 -> cpu.fence();
      case 7 -> cpu.interact(object, Access.RMW);
      case 8 -> words[(int) word.load(cpu) & 1].store(cpu, value);
      default -> word.await(cpu, v -> v == value);
    }
  }
}
