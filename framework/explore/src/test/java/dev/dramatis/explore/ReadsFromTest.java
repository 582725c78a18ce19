package dev.dramatis.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.engine.choice.ChoicePolicy;
import dev.dramatis.explore.toy.Cell;
import dev.dramatis.explore.toy.Toy;
import dev.dramatis.explore.toy.ToyThread;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Some tools count only which store each load reads, and not the order of stores that nobody can
 * tell. Their counts follow from the executions of the explorer, which are more.
 */
class ReadsFromTest {

  @ParameterizedTest
  @CsvSource({
    // n writers and a reader: n + 1
    "n_writers_a_reader, 1, 2",
    "n_writers_a_reader, 2, 3",
    "n_writers_a_reader, 3, 4",
    "n_writers_a_reader, 4, 5",
    "n_writers_a_reader, 5, 6",
    // two writers with n stores each, and two loads: 3n² + 3n + 1
    "redundant_co, 1, 7",
    "redundant_co, 2, 19",
    "redundant_co, 3, 37",
    "redundant_co, 4, 61",
    "opt_lock, 2, 19",
    "opt_lock, 3, 31",
    "sigma, 3, 12",
    "sigma, 4, 64",
  })
  void shouldReadFromEveryStoreThatCanBeRead(String name, int n, int executions) {
    Reads reads = new Reads(n + 1);
    Toy toy =
        switch (name) {
          case "n_writers_a_reader" -> writersAndReader(n, reads);
          case "redundant_co" -> redundantCo(n, reads);
          case "opt_lock" -> optLock(n, reads);
          case "sigma" -> sigma(n, reads);
          default -> throw new IllegalArgumentException(name);
        };
    assertThat(reads.ofAllExecutions(toy)).hasSize(executions);
  }

  /** Nidhugg's count, in which executions that wait for ever are some too. */
  @Test
  void shouldReadFromEveryStoreBeforeItWaitsForEver() {
    Reads reads = new Reads(2);
    assertThat(reads.ofAllExecutions(parker(2, reads), true)).hasSize(97);
    assertThat(reads.ofAllExecutions(parker(2, reads))).hasSize(53);
  }

  /** Nidhugg's count, too. */
  @Test
  void shouldReadFromEveryStoreOfAStackOfThree() {
    Reads reads = new Reads(2);
    assertThat(reads.ofAllExecutions(safeStack(reads), true)).hasSize(36);
  }

  /** What each thread has read in the execution in progress. Every store has a value of its own. */
  private static final class Reads {
    private final StringBuilder[] perThread;

    Reads(int threads) {
      perThread = new StringBuilder[threads];
      Arrays.setAll(perThread, i -> new StringBuilder());
    }

    int note(int thread, int value) {
      perThread[thread].append(value).append(' ');
      return value;
    }

    /** The different ones; executions that wait for ever do not count. */
    Set<String> ofAllExecutions(Toy toy) {
      return ofAllExecutions(toy, false);
    }

    Set<String> ofAllExecutions(Toy toy, boolean waitingToo) {
      Set<String> found = new TreeSet<>();
      Subject observed =
          new Subject() {
            @Override
            public String name() {
              return toy.name();
            }

            @Override
            public Outcome execute(ChoicePolicy policy) {
              for (StringBuilder reads : perThread) {
                reads.setLength(0);
              }
              Outcome outcome = toy.execute(policy);
              if (waitingToo || outcome.kind() == Outcome.Kind.OK) {
                found.add(Arrays.toString(perThread));
              }
              return outcome;
            }
          };
      assertThat(PartialOrder.OPTIMAL.explore(observed, Budget.UNLIMITED).complete()).isTrue();
      return found;
    }
  }

  private static Toy writersAndReader(int n, Reads reads) {
    return Toy.of(
        "n_writers_a_reader",
        t -> {
          Cell x = t.cell("x");
          for (int i = 1; i <= n; i++) {
            int value = i;
            t.thread("writer" + i, () -> x.store(value));
          }
          t.thread("reader", () -> reads.note(0, x.load()));
        });
  }

  private static Toy redundantCo(int n, Reads reads) {
    return Toy.of(
        "redundant_co",
        t -> {
          Cell x = t.cell("x");
          for (int w = 1; w <= 2; w++) {
            int me = w;
            t.thread(
                "writer" + w,
                () -> {
                  for (int i = 0; i < n; i++) {
                    x.store(100 * me + i);
                  }
                });
          }
          t.thread(
              "reader",
              () -> {
                reads.note(0, x.load());
                reads.note(0, x.load());
              });
        });
  }

  private static Toy optLock(int n, Reads reads) {
    return Toy.of(
        "opt_lock",
        t -> {
          Cell x = t.cell("x");
          Cell y = t.cell("y");
          for (int w = 1; w <= 2; w++) {
            int me = w;
            t.thread(
                "locker" + w,
                () -> {
                  for (int i = 0; i < n; i++) {
                    x.store(100 * me + i);
                    y.store(100 * me + i);
                    if (reads.note(me, x.load()) / 100 == me) {
                      reads.note(me, y.load());
                      break;
                    }
                  }
                });
          }
        });
  }

  private static Toy sigma(int n, Reads reads) {
    return Toy.of(
        "sigma",
        t -> {
          Cell index = t.cell("index", -1);
          Cell[] array = t.cells("array", n);
          t.thread(
              "main",
              () -> {
                ToyThread[] threads = new ToyThread[n];
                for (int i = 0; i < n; i++) {
                  int me = i;
                  index.store(index.load() + 1);
                  threads[i] =
                      t.spawn(
                          "marker" + i, () -> array[reads.note(me, index.load())].store(me + 1));
                }
                for (ToyThread thread : threads) {
                  t.join(thread);
                }
                for (Cell element : array) {
                  reads.note(n, element.load());
                }
              });
        });
  }

  /**
   * A thread parks until a flag is set, at most so often; another one unparks it, sets the flag and
   * unparks it again. Who reads what it cannot go on with waits for ever, and has read it.
   */
  private static Toy parker(int most, Reads reads) {
    return Toy.of(
        "parker",
        t -> {
          Cell flag = t.cell("flag");
          Cell finished = t.cell("finished");
          Parking parking = new Parking(t, reads);
          t.thread(
              "parker",
              () -> {
                for (int i = 0; parking.read(PARKER, flag) == 0; i++) {
                  parking.goOnIf(i < most);
                  parking.park(finished);
                }
              });
          t.thread(
              "unparker",
              () -> {
                parking.unpark();
                parking.write(UNPARKER, flag, 1);
                parking.unpark();
                parking.write(UNPARKER, finished, 1);
              });
        });
  }

  private static final int UNPARKER = 0;
  private static final int PARKER = 1;

  /** A permit to go on, under a lock of two flags, and whether somebody waits for it. */
  private static final class Parking {
    private final Reads reads;
    private final Cell[] wants;
    private final Cell permit;
    private final Cell waiting;
    private final Cell never;
    private final int[] stores = new int[2];

    Parking(Toy t, Reads reads) {
      this.reads = reads;
      wants = t.cells("wants", 2);
      permit = t.cell("permit");
      waiting = t.cell("waiting");
      never = t.cell("never");
      t.onStart(() -> Arrays.fill(stores, 0));
    }

    void write(int me, Cell cell, int bit) {
      cell.store(++stores[me] << 2 | me << 1 | bit);
    }

    int read(int me, Cell cell) {
      return reads.note(me, cell.load()) & 1;
    }

    void goOnIf(boolean condition) {
      if (!condition) {
        never.await(v -> false);
      }
    }

    private void lock(int me) {
      write(me, wants[me], 1);
      goOnIf(read(me, wants[1 - me]) == 0);
    }

    private void unlock(int me) {
      write(me, wants[me], 0);
    }

    private boolean tryLock(int me) {
      write(me, wants[me], 1);
      if (read(me, wants[1 - me]) == 0) {
        return true;
      }
      unlock(me);
      return false;
    }

    void unpark() {
      lock(UNPARKER);
      int before = read(UNPARKER, permit);
      write(UNPARKER, permit, 1);
      unlock(UNPARKER);
      if (before == 0) {
        write(UNPARKER, waiting, 0);
      }
    }

    void park(Cell finished) {
      if (read(PARKER, permit) != 0) {
        write(PARKER, permit, 0);
        return;
      }
      if (!tryLock(PARKER)) {
        return;
      }
      if (read(PARKER, permit) == 0) {
        write(PARKER, waiting, 1);
        unlock(PARKER);
        if (read(PARKER, finished) != 0) {
          read(PARKER, waiting);
        }
        goOnIf(read(PARKER, waiting) == 0);
        lock(PARKER);
      }
      write(PARKER, permit, 0);
      unlock(PARKER);
    }
  }

  /**
   * SafeStack of SCTBench with three elements: one thread takes an element and puts it back,
   * another one takes an element. Who would have to try again without having changed anything waits
   * for ever.
   */
  private static Toy safeStack(Reads reads) {
    return Toy.of(
        "safestack",
        t -> {
          SafeStack stack = new SafeStack(t, reads);
          t.thread(
              "popper and pusher",
              () -> {
                int element = stack.pop(0);
                stack.use(0, element);
                stack.push(0, element);
              });
          t.thread("popper", () -> stack.use(1, stack.pop(1)));
        });
  }

  /** Which thread's how-manieth store a value is of goes with the value, so that reads tell. */
  private static final class SafeStack {
    private static final int NONE = 7;

    private final Toy toy;
    private final Reads reads;
    private final Cell count;
    private final Cell head;
    private final Cell[] next;
    private final Cell[] value;
    private final Cell never;
    private final int[] stores = new int[2];

    SafeStack(Toy t, Reads reads) {
      this.toy = t;
      this.reads = reads;
      count = t.cell("count", 3);
      head = t.cell("head");
      next = new Cell[] {t.cell("next0", 1), t.cell("next1", 2), t.cell("next2", NONE)};
      value = t.cells("value", 3);
      never = t.cell("never");
      t.onStart(() -> Arrays.fill(stores, 0));
    }

    private int tagged(int me, int number) {
      return ++stores[me] << 4 | me << 3 | number;
    }

    private int noted(int me, int seen) {
      return reads.note(me, seen) & 7;
    }

    private int exchange(int me, Cell cell, int number) {
      int mine = tagged(me, number);
      return noted(me, cell.update(v -> mine));
    }

    private void add(int me, int amount) {
      int mine = tagged(me, 0);
      noted(me, count.update(v -> mine | (v & 7) + amount));
    }

    /** What it saw. */
    private int compareAndSet(int me, int expected, int number) {
      int mine = tagged(me, number);
      return noted(me, head.update(v -> (v & 7) == expected ? mine : v));
    }

    private void goOnIf(boolean condition) {
      if (!condition) {
        never.await(v -> false);
      }
    }

    int pop(int me) {
      while (true) {
        goOnIf(noted(me, count.load()) > 1);
        int first = noted(me, head.load());
        int second = exchange(me, next[first], NONE);
        goOnIf(second != NONE);
        if (compareAndSet(me, first, second) == first) {
          add(me, -1);
          return first;
        }
        exchange(me, next[first], second);
      }
    }

    void push(int me, int element) {
      int first = noted(me, head.load());
      while (true) {
        next[element].store(tagged(me, first));
        int seen = compareAndSet(me, first, element);
        if (seen == first) {
          add(me, 1);
          return;
        }
        first = seen;
      }
    }

    void use(int me, int element) {
      value[element].store(tagged(me, me));
      toy.check(noted(me, value[element].load()) == me, "one-owner", "taken twice");
    }
  }
}
