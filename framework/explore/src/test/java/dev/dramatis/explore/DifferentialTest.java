package dev.dramatis.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.engine.choice.ChoicePolicy;
import dev.dramatis.engine.choice.Step;
import dev.dramatis.explore.toy.Alarm;
import dev.dramatis.explore.toy.Cell;
import dev.dramatis.explore.toy.Condition;
import dev.dramatis.explore.toy.Mutex;
import dev.dramatis.explore.toy.Toy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * All exact strategies find as many traces of random programs as the plain search does, and wakeup
 * trees begin none in vain.
 */
class DifferentialTest {
  private static final long EXECUTIONS = 2_000;

  @ParameterizedTest
  @CsvSource({
    "memory, 2, 5, 600",
    "memory, 3, 2, 600",
    "memory, 5, 1, 200",
    "memory, 7, 1, 60",
    "everything, 2, 5, 600",
    "everything, 3, 3, 600",
    "everything, 5, 1, 200",
    "everything, 7, 1, 60",
    "sleeping, 2, 4, 300",
    "sleeping, 3, 3, 600",
    "sleeping, 5, 1, 200",
    "alarms, 2, 4, 300",
  })
  void shouldFindTheSameTraces(String kind, int threads, int operations, int programs) {
    SplittableRandom random = new SplittableRandom(kind.hashCode() + threads);
    int compared = 0;
    for (int i = 0; i < programs; i++) {
      compared += compare(kind, random, threads, operations) ? 1 : 0;
    }
    assertThat(compared).isGreaterThan(programs / 3);
  }

  private static boolean compare(
      String kind, SplittableRandom random, int threads, int operations) {
    List<List<int[]>> program = program(kind, random, threads, operations);
    Exploration all = new Exhaustive().explore(toy(program), Budget.executions(EXECUTIONS));
    if (!all.complete()) {
      return false; // too many to look at
    }
    for (Strategy strategy :
        List.of(PartialOrder.SLEEP, PartialOrder.SOURCE, PartialOrder.OPTIMAL)) {
      Exploration found = strategy.explore(toy(program), Budget.UNLIMITED);
      assertThat(found.traces())
          .as("%s: %s", strategy.name(), describe(program))
          .isEqualTo(all.traces());
      assertThat(found.deadlocks())
          .as("deadlocks, %s: %s", strategy.name(), describe(program))
          .isEqualTo(all.deadlocks());
      if (strategy == PartialOrder.OPTIMAL) {
        assertThat(found.sleepBlocked()).as("blocked: %s", describe(program)).isZero();
      }
    }
    return true;
  }

  private static List<List<int[]>> program(
      String kind, SplittableRandom random, int threads, int operations) {
    List<List<int[]>> program = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      List<int[]> body = new ArrayList<>();
      for (int k = 0; k < operations; k++) {
        body.add(new int[] {pick(kind, random), random.nextInt(4), random.nextInt(3)});
      }
      program.add(body);
    }
    return program;
  }

  /**
   * The other strategies against every schedule, one by one: with so many preemptions at most, and
   * with states told apart by what threads have seen.
   */
  @ParameterizedTest
  @CsvSource({
    "memory, 2, 4, 150",
    "memory, 3, 2, 100",
    "everything, 2, 4, 150",
    "everything, 3, 2, 150",
    "everything, 5, 1, 60",
    "sleeping, 2, 4, 150",
    "sleeping, 3, 2, 100",
    "alarms, 2, 3, 100",
  })
  void shouldReachTheSameEnds(String kind, int threads, int operations, int programs) {
    SplittableRandom random = new SplittableRandom(kind.hashCode() + 31 * threads);
    int compared = 0;
    for (int i = 0; i < programs; i++) {
      List<List<int[]>> program = program(kind, random, threads, operations);
      AllSchedules all = new AllSchedules(toy(program).observing(), 4 * (int) EXECUTIONS);
      if (all.tooMany()) {
        continue;
      }
      compared++;
      for (int most = 0; most <= 3; most++) {
        assertThat(ends(new PreemptionBound(most), program, false).traces)
            .as("%d preemptions: %s", most, describe(program))
            .isEqualTo(all.traces(most));
        assertThat(ends(new PreemptionBound(most), program, true).states)
            .as("states, %d preemptions: %s", most, describe(program))
            .isEqualTo(all.states(most));
      }
      int any = Exploration.ANY;
      assertThat(ends(new Stateful(), program, true).states)
          .as("states: %s", describe(program))
          .isEqualTo(all.states(any));
      for (Strategy strategy :
          List.of(new Stateful(), PartialOrder.SLEEP, PartialOrder.SOURCE, PartialOrder.OPTIMAL)) {
        assertThat(ends(strategy, program, false).traces)
            .as("%s: %s", strategy.name(), describe(program))
            .isEqualTo(all.traces(any));
      }
    }
    assertThat(compared).isGreaterThan(programs / 3);
  }

  private static Ends ends(Strategy strategy, List<List<int[]>> program, boolean observing) {
    Toy toy = toy(program);
    Ends ends = new Ends(observing ? toy.observing() : toy);
    strategy.explore(ends, Budget.UNLIMITED);
    return ends;
  }

  /** The ends that executions come to. */
  private static final class Ends implements Subject {
    private final Toy toy;
    private final HappensBefore order = new HappensBefore();
    private final Set<Long> traces = new HashSet<>();
    private final Set<Long> states = new HashSet<>();

    Ends(Toy toy) {
      this.toy = toy;
    }

    @Override
    public String name() {
      return toy.name();
    }

    @Override
    public Outcome execute(ChoicePolicy policy) {
      order.reset();
      Outcome outcome = toy.execute(new Observed(policy, order));
      if (outcome.kind() != Outcome.Kind.PRUNED) {
        traces.add(order.sum().low);
        states.add(toy.digest());
      }
      return outcome;
    }

    @Override
    public boolean digests() {
      return toy.digests();
    }

    @Override
    public long digest() {
      return toy.digest();
    }
  }

  /** Every schedule, without any reduction, and how many preemptions each has. */
  private static final class AllSchedules implements ChoicePolicy {
    private final int most;
    private final List<int[]> stack = new ArrayList<>();
    private final Map<Long, Integer> traces = new HashMap<>();
    private final Map<Long, Integer> states = new HashMap<>();
    private int executions;
    private int depth;
    private int preemptions;
    private int last;

    AllSchedules(Toy toy, int most) {
      this.most = most;
      HappensBefore order = new HappensBefore();
      do {
        depth = 0;
        preemptions = 0;
        last = -1;
        order.reset();
        toy.execute(new Observed(this, order));
        traces.merge(order.sum().low, preemptions, Math::min);
        states.merge(toy.digest(), preemptions, Math::min);
      } while (++executions < most && next());
    }

    boolean tooMany() {
      return executions >= most;
    }

    Set<Long> traces(int bound) {
      return within(traces, bound);
    }

    Set<Long> states(int bound) {
      return within(states, bound);
    }

    private static Set<Long> within(Map<Long, Integer> ends, int bound) {
      Set<Long> found = new HashSet<>();
      ends.forEach((end, preemptions) -> {
        if (preemptions <= bound) {
          found.add(end);
        }
      });
      return found;
    }

    @Override
    public int choose(Step[] enabled, int count) {
      if (depth == stack.size()) {
        stack.add(new int[] {0, count});
      }
      int choice = stack.get(depth++)[0];
      for (int i = 0; i < count; i++) {
        if (enabled[i].actor() == last && i != choice) {
          preemptions++;
        }
      }
      last = enabled[choice].actor();
      return choice;
    }

    private boolean next() {
      while (!stack.isEmpty()) {
        int[] fork = stack.getLast();
        if (++fork[0] < fork[1]) {
          return true;
        }
        stack.removeLast();
      }
      return false;
    }
  }

  private static int pick(String kind, SplittableRandom random) {
    return switch (kind) {
      case "memory" -> random.nextInt(6);
      case "sleeping" -> List.of(0, 1, 6, 7, 9, 10, 11).get(random.nextInt(7));
      case "alarms" -> List.of(0, 1, 12, 12, 13, 13).get(random.nextInt(6));
      default -> random.nextInt(15);
    };
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

  private static Toy toy(List<List<int[]>> program) {
    return Toy.of(
        "random",
        t -> {
          World world = new World(t, program.size());
          for (int i = 0; i < program.size(); i++) {
            List<int[]> body = program.get(i);
            t.thread("thread" + i, () -> body.forEach(world::perform));
          }
          world.addAlarms(t);
        });
  }

  /** The objects of a random program. */
  private static final class World {
    private final Cell[] cells;
    private final Mutex[] locks;
    private final Condition[] channels;
    private final Cell fired;
    private final Alarm[] alarms = new Alarm[2];

    World(Toy t, int threads) {
      cells = t.cells("cell", threads < 5 ? 2 : 4);
      locks = new Mutex[] {t.mutex("lock0"), t.mutex("lock1")};
      channels = new Condition[] {t.condition("channel0"), t.condition("channel1")};
      fired = t.cell("fired");
    }

    void addAlarms(Toy t) {
      for (int i = 0; i < 2; i++) {
        alarms[i] = t.alarm("alarm" + i, () -> {});
      }
    }

    void perform(int[] operation) {
      int which = operation[1] & 1;
      int value = operation[2];
      int at = operation[1] % cells.length;
      Cell cell = cells[at];
      switch (operation[0]) {
        case 0 -> cell.load();
        case 1 -> cell.store(value);
        case 2 -> cell.add(1);
        case 3 -> cell.compareAndSet(value, value + 1);
        case 4 -> cells[cell.load() & 1].store(value);
        case 5 -> {
          if (cell.load() == value) {
            cells[cells.length - 1 - at].add(1);
          }
        }
        case 6 -> locks[which].lock();
        case 7 -> locks[which].unlock();
        case 8 -> {
          if (locks[which].tryLock()) {
            cells[0].store(1);
          }
        }
        case 9 -> channels[which].sleep(locks[value & 1]);
        case 10 -> channels[which].wakeOne();
        case 11 -> channels[which].wakeAll();
        case 12 -> alarms[which].set();
        case 13 -> {
          if (alarms[which].cancel()) {
            fired.add(1);
          }
        }
        default -> cell.await(v -> v == value);
      }
    }
  }
}
