package dev.dramatis.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.engine.UniformHardware;
import dev.dramatis.engine.VirtualMachine;
import dev.dramatis.engine.choice.ChoicePolicy;
import dev.dramatis.engine.choice.Step;
import dev.dramatis.explore.Threads.Cell;
import dev.dramatis.explore.Threads.Mutex;
import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.machine.SharedObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The exhaustive search: what it reports, and that pruning loses nothing. */
class ExhaustiveTest {

  @Test
  void shouldReportAFailedCheckWithTheStepsThatLedThere() {
    Exploration found =
        Threads.explore(
            2,
            t -> {
              Cell x = t.cell("x");
              t.thread("writer", cpu -> x.store(cpu, 1));
              t.thread("reader", cpu -> t.check(x.load(cpu) == 0, "x-is-zero", "x was written"));
            });
    assertThat(found.traces()).isEqualTo(2);
    assertThat(found.failures())
        .singleElement()
        .satisfies(f -> {
          assertThat(f.outcome().check()).isEqualTo("x-is-zero");
          assertThat(f.steps()).containsSubsequence("writer STORE x", "reader LOAD x");
        });
  }

  @Test
  void shouldSayThatItGaveUp() {
    Exploration found =
        new Exhaustive()
            .explore(
                new MachineSubject(
                    "adders",
                    UniformHardware.free(3),
                    m -> {
                      Threads t = Threads.on(m);
                      Cell x = t.cell("x");
                      for (int i = 0; i < 3; i++) {
                        t.thread("adder" + i, x::increment);
                      }
                    }),
                Budget.executions(2));
    assertThat(found.complete()).isFalse();
    assertThat(found.executions()).isEqualTo(2);
  }

  @Property(tries = 20)
  void shouldFindWhatAllSchedulesFindWithThreeThreads(
      @ForAll @Size(3) List<@IntRange(max = 999) Integer> operations) {
    compare(3, operations);
  }

  @Property(tries = 20)
  void shouldFindWhatAllSchedulesFindWithTwoThreads(
      @ForAll @Size(4) List<@IntRange(max = 999) Integer> operations) {
    compare(2, operations);
  }

  private static void compare(int threads, List<Integer> operations) {
    Set<String> traces = new HashSet<>();
    Everything everything = new Everything();
    do {
      try (VirtualMachine machine =
          VirtualMachine.on(UniformHardware.free(threads)).policy(everything).build()) {
        program(Threads.on(machine), threads, operations);
        machine.run(Long.MAX_VALUE);
      }
      traces.add(everything.trace());
    } while (everything.advance());

    Exploration found = Threads.explore(threads, t -> program(t, threads, operations));
    assertThat(found.traces()).isEqualTo(traces.size());
    assertThat(found.executions()).isLessThanOrEqualTo(everything.executions);
  }

  private static void program(Threads t, int threads, List<Integer> operations) {
    Cell[] cells = t.cells("cell", 2);
    Mutex[] locks = {t.mutex("lock0"), t.mutex("lock1")};
    for (int i = 0; i < threads; i++) {
      int each = operations.size() / threads;
      List<Integer> mine = operations.subList(i * each, (i + 1) * each);
      t.thread("thread" + i, cpu -> mine.forEach(op -> perform(cpu, cells, locks, op)));
    }
  }

  private static void perform(Cpu cpu, Cell[] cells, Mutex[] locks, int operation) {
    Cell cell = cells[operation / 10 % 2];
    int value = operation / 100 % 3;
    switch (operation % 6) {
      case 0 -> cell.load(cpu);
      case 1 -> cell.store(cpu, value);
      case 2 -> cell.increment(cpu);
      case 3 -> cell.compareAndSet(cpu, value, value + 1);
      case 4 -> cells[cell.load(cpu) & 1].store(cpu, value);
      default -> {
        // both orders of nesting, so that deadlocks are among the traces
        int first = operation / 10 % 2;
        locks[first].lock(cpu);
        locks[1 - first].lock(cpu);
        locks[1 - first].unlock(cpu);
        locks[first].unlock(cpu);
      }
    }
  }

  /**
   * All schedules, without any pruning; a trace is, for each object, its writes in order and the
   * loads between them.
   */
  private static final class Everything implements ChoicePolicy {
    private final List<int[]> stack = new ArrayList<>();
    private final Map<String, List<Set<String>>> objects = new TreeMap<>();
    private int[] local = new int[3];
    private int depth;
    int executions = 1;

    @Override
    public int choose(Step[] enabled, int count) {
      if (depth == stack.size()) {
        stack.add(new int[] {0, count});
      }
      int choice = stack.get(depth++)[0];
      note(enabled[choice]);
      return choice;
    }

    private void note(Step step) {
      String name = step.cpu() + "." + local[step.cpu()]++ + step.access();
      SharedObject object = step.object();
      if (object == null) {
        return;
      }
      List<Set<String>> groups = objects.computeIfAbsent(object.name(), o -> new ArrayList<>());
      if (step.access().writes()) {
        groups.add(Set.of(name));
        groups.add(new TreeSet<>());
      } else {
        if (groups.isEmpty()) {
          groups.add(new TreeSet<>());
        }
        groups.getLast().add(name);
      }
    }

    String trace() {
      objects.values().forEach(groups -> groups.removeIf(Set::isEmpty));
      return Arrays.toString(local) + objects;
    }

    boolean advance() {
      depth = 0;
      local = new int[3];
      objects.clear();
      while (!stack.isEmpty()) {
        int[] fork = stack.getLast();
        if (++fork[0] < fork[1]) {
          executions++;
          return true;
        }
        stack.removeLast();
      }
      return false;
    }
  }
}
