package dev.dramatis.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.engine.choice.ChoicePolicy;
import dev.dramatis.explore.toy.Cell;
import dev.dramatis.explore.toy.Toy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Data structures without locks, with the numbers of executions that GenMC's own tests expect. Who
 * fails to take something off waits for ever and does not count: to try once more would be the same
 * as to come later. Who fails to put something on tries again, for a failed attempt may write.
 */
class LockFreeTest {

  private static Toy program(String name) {
    return switch (name) {
      case "treiber" -> treiber();
      case "ms_queue" -> michaelScott();
      case "chase_lev" -> chaseLev();
      default -> throw new IllegalArgumentException(name);
    };
  }

  @ParameterizedTest
  @CsvSource({"treiber, 18", "ms_queue, 50", "chase_lev, 59"})
  void shouldFindEveryTrace(String name, long traces) {
    Exploration found = PartialOrder.OPTIMAL.explore(program(name), Budget.UNLIMITED);
    assertThat(found.traces() - found.deadlocks()).isEqualTo(traces);
    assertThat(found.sleepBlocked()).isZero();
    assertThat(found.complete()).isTrue();
  }

  /** With no preemption, one, two and so on: GenMC's counts too. */
  @ParameterizedTest
  @CsvSource({
    "treiber, 6 14 18",
    "ms_queue, 2 12 28 42 48 50",
    "chase_lev, 2 20 28 59",
  })
  void shouldFindMoreWithEachPreemption(String name, String executions) {
    List<String> found = new ArrayList<>();
    for (int most = 0; most < executions.split(" ").length; most++) {
      Ends ends = new Ends(program(name).observing());
      new PreemptionBound(most).explore(ends, Budget.UNLIMITED);
      found.add(String.valueOf(ends.digests.size()));
    }
    assertThat(String.join(" ", found)).isEqualTo(executions);
  }

  /** The different ends of executions, by all that threads have seen; to wait for ever is none. */
  private static final class Ends implements Subject {
    private final Toy toy;
    private final Set<Long> digests = new HashSet<>();

    Ends(Toy toy) {
      this.toy = toy;
    }

    @Override
    public String name() {
      return toy.name();
    }

    @Override
    public Outcome execute(ChoicePolicy policy) {
      Outcome outcome = toy.execute(policy);
      if (outcome.kind() == Outcome.Kind.OK) {
        digests.add(toy.digest());
      }
      return outcome;
    }

    @Override
    public boolean digests() {
      return true;
    }

    @Override
    public long digest() {
      return toy.digest();
    }
  }

  // ---- pointers: which node, and how often the pointer was changed

  private static int pointer(int node, int changes) {
    return changes << 8 | node;
  }

  private static int node(int pointer) {
    return pointer & 0xff;
  }

  private static int changes(int pointer) {
    return pointer >>> 8;
  }

  /** Treiber's stack: two threads push a node each, a third one pops. */
  private static Toy treiber() {
    return Toy.of(
        "treiber",
        t -> {
          Cell top = t.cell("top");
          Cell[] next = t.cells("next", 3);
          Cell[] value = t.cells("value", 3);
          Cell never = t.cell("never");
          for (int i = 1; i <= 2; i++) {
            int mine = i;
            t.thread(
                "pusher" + mine,
                () -> {
                  value[mine].store(mine);
                  int old;
                  do {
                    old = top.load();
                    next[mine].store(old);
                  } while (!top.compareAndSet(old, pointer(mine, changes(old) + 1)));
                });
          }
          t.thread(
              "popper",
              () -> {
                int old = top.load();
                if (node(old) != 0) {
                  int after = next[node(old)].load();
                  if (!top.compareAndSet(old, pointer(node(after), changes(old) + 1))) {
                    never.await(v -> false);
                  }
                  value[node(old)].load();
                }
              });
        });
  }

  /**
   * The queue of Michael and Scott: two threads enqueue a node each and then dequeue one. Node 1 is
   * the dummy.
   */
  private static Toy michaelScott() {
    return Toy.of(
        "ms_queue",
        t -> {
          Cell head = t.cell("head", 1);
          Cell tail = t.cell("tail", 1);
          Cell[] next = t.cells("next", 4);
          Cell[] value = t.cells("value", 4);
          Cell never = t.cell("never");
          for (int i = 2; i <= 3; i++) {
            int mine = i;
            t.thread(
                "thread" + mine,
                () -> {
                  value[mine].store(mine);
                  next[mine].store(0);
                  enqueue(tail, next, mine);
                  if (!dequeue(head, tail, next, value)) {
                    never.await(v -> false);
                  }
                });
          }
        });
  }

  private static void enqueue(Cell tail, Cell[] next, int mine) {
    while (true) {
      int last = tail.load();
      Cell link = next[node(last)];
      int after = link.load();
      if (tail.load() == last) {
        if (node(after) == 0 && link.compareAndSet(after, pointer(mine, changes(after) + 1))) {
          tail.compareAndSet(last, pointer(mine, changes(last) + 1));
          return;
        }
        // somebody else's node is there, and that one may be slow to advance the tail
        tail.compareAndSet(last, pointer(node(link.load()), changes(last) + 1));
      }
    }
  }

  /** False if somebody else was faster. */
  private static boolean dequeue(Cell head, Cell tail, Cell[] next, Cell[] value) {
    while (true) {
      int first = head.load();
      int last = tail.load();
      int after = next[node(first)].load();
      if (head.load() != first) {
        return false;
      }
      if (node(first) != node(last)) {
        value[node(after)].load();
        return head.compareAndSet(first, pointer(node(after), changes(first) + 1));
      }
      if (node(after) == 0) {
        return true; // empty
      }
      tail.compareAndSet(last, pointer(node(after), changes(last) + 1));
    }
  }

  /**
   * The deque of Chase and Lev: the owner pushes 5, pops 3 and pushes 2 at the bottom while a thief
   * steals one at the top. The bottom is a pointer, for the sake of its count of changes only.
   */
  private static Toy chaseLev() {
    int size = 10;
    return Toy.of(
        "chase_lev",
        t -> {
          Cell top = t.cell("top");
          Cell bottom = t.cell("bottom");
          Cell[] buffer = t.cells("buffer", size);
          t.thread(
              "owner",
              () -> {
                for (int i = 1; i <= 5; i++) {
                  push(top, bottom, buffer, i);
                }
                for (int i = 1; i <= 3; i++) {
                  pop(top, bottom, buffer);
                }
                for (int i = 6; i <= 7; i++) {
                  push(top, bottom, buffer, i);
                }
              });
          t.thread(
              "thief",
              () -> {
                int first = top.load();
                if (node(bottom.load()) > first) {
                  buffer[first % size].load();
                  top.compareAndSet(first, first + 1);
                }
              });
        });
  }

  private static void push(Cell top, Cell bottom, Cell[] buffer, int data) {
    int end = bottom.load();
    if (node(end) - top.load() < buffer.length) {
      buffer[node(end) % buffer.length].store(data);
      bottom.store(pointer(node(end) + 1, changes(end) + 1));
    }
  }

  private static void pop(Cell top, Cell bottom, Cell[] buffer) {
    int end = bottom.load();
    int last = node(end) - 1;
    bottom.store(pointer(last, changes(end) + 1));
    int first = top.load();
    if (first <= last) {
      buffer[last % buffer.length].load();
      if (first < last) {
        return;
      }
      top.compareAndSet(first, first + 1); // the last one may be stolen
    }
    bottom.store(pointer(last + 1, changes(end) + 2));
  }
}
