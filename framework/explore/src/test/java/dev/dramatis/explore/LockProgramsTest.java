package dev.dramatis.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.explore.toy.Cell;
import dev.dramatis.explore.toy.Toy;
import java.util.function.IntConsumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Locks as kernels and textbooks make them from atomic variables, with the numbers of executions
 * that GenMC's own tests expect. Executions in which a thread waits for ever do not count, and who
 * takes back all that a failed attempt wrote waits for ever instead of trying again.
 */
class LockProgramsTest {

  private static Toy program(String name) {
    return switch (name) {
      case "szymanski" -> szymanski();
      case "lamport" -> lamport();
      case "mcs" -> twoLockers(LockProgramsTest::mcs);
      case "qspinlock" -> twoLockers(LockProgramsTest::qspinlock);
      case "linuxrwlocks" -> linuxrwlocks();
      case "futex_mutex" -> twoLockers(LockProgramsTest::futexMutex);
      default -> throw new IllegalArgumentException(name);
    };
  }

  @ParameterizedTest
  @CsvSource({
    "szymanski, 6",
    "lamport, 16",
    "mcs, 6",
    "qspinlock, 6",
    "linuxrwlocks, 14",
    "futex_mutex, 12",
  })
  void shouldFindEveryTraceInWhichAllComeThrough(String name, long traces) {
    Exploration found = PartialOrder.OPTIMAL.explore(program(name), Budget.UNLIMITED);
    assertThat(found.traces() - found.deadlocks()).isEqualTo(traces);
    assertThat(found.failures()).hasSize((int) found.deadlocks());
    assertThat(found.sleepBlocked()).isZero();
    assertThat(found.complete()).isTrue();
  }

  // ---- what locks two threads out of a critical section

  /** How thread 0 or 1 comes in and goes out again. */
  private record Lock(IntConsumer enter, IntConsumer leave) {}

  private interface LockMaker {
    Lock make(Toy toy);
  }

  private static Toy twoLockers(LockMaker maker) {
    return Toy.of(
        "two lockers",
        t -> {
          Lock lock = maker.make(t);
          Cell shared = t.cell("shared");
          for (int i = 0; i < 2; i++) {
            int me = i;
            t.thread(
                "locker" + me,
                () -> {
                  lock.enter().accept(me);
                  shared.store(me);
                  t.check(shared.load() == me, "exclusion", "somebody else is in");
                  lock.leave().accept(me);
                });
          }
        });
  }

  /** Waiters queue, and each spins on a word of its own: mcs_spin_lock, mcs_spin_unlock. */
  private static Lock mcs(Toy t) {
    Cell tail = t.cell("tail");
    Cell[] next = t.cells("next", 2);
    Cell[] locked = t.cells("locked", 2);
    return new Lock(
        me -> {
          locked[me].store(0);
          next[me].store(0);
          int previous = tail.update(v -> me + 1);
          if (previous != 0) {
            next[previous - 1].store(me + 1);
            locked[me].await(v -> v != 0);
          }
        },
        me -> {
          int successor = next[me].load();
          if (successor == 0) {
            if (tail.compareAndSet(me + 1, 0)) {
              return;
            }
            successor = next[me].await(v -> v != 0);
          }
          locked[successor - 1].store(1);
        });
  }

  /**
   * The first waiter sets the pending bit and spins on the lock word: queued_spin_lock_slowpath. Of
   * two threads none has to queue.
   */
  private static Lock qspinlock(Toy t) {
    int locked = 1;
    int pending = 1 << 8;
    Cell word = t.cell("word");
    return new Lock(
        me -> {
          int value = 0;
          while (true) {
            int wanted = value == locked ? locked | pending : locked;
            if (word.compareAndSet(value, wanted)) {
              if (wanted == locked) {
                return;
              }
              break;
            }
            value = word.peek();
            t.check((value & ~locked) == 0, "no queue", "a third one waits");
          }
          word.await(v -> (v & locked) == 0);
          word.add(locked - pending);
        },
        me -> word.add(-locked));
  }

  /** 0 is free, 1 is held, 2 is held with waiters, who sleep until the count of signals changes. */
  private static Lock futexMutex(Toy t) {
    Cell state = t.cell("state");
    Cell signals = t.cell("signals");
    return new Lock(
        me -> {
          if (state.compareAndSet(0, 1)) {
            return;
          }
          do {
            state.compareAndSet(1, 2);
            int before = signals.load();
            if (state.load() == 2) {
              signals.await(v -> v != before);
            }
          } while (!state.compareAndSet(0, 2));
        },
        me -> {
          if (!state.compareAndSet(1, 0)) {
            state.store(0);
            signals.add(1);
          }
        });
  }

  // ---- others

  /** Mutual exclusion of two with five stages each, as in a waiting room with two doors. */
  private static Toy szymanski() {
    return Toy.of(
        "szymanski",
        t -> {
          Cell[] stage = t.cells("stage", 2);
          Cell shared = t.cell("shared");
          for (int i = 0; i < 2; i++) {
            int me = i;
            Cell mine = stage[me];
            Cell others = stage[1 - me];
            t.thread(
                "thread" + me,
                () -> {
                  mine.store(1);
                  others.await(v -> v < 3);
                  mine.store(3);
                  if (others.load() == 1) {
                    mine.store(2);
                    others.await(v -> v == 4);
                  }
                  mine.store(4);
                  others.await(v -> v < 2);
                  shared.store(me);
                  t.check(shared.load() == me, "exclusion", "somebody else is in");
                  if (others.load() >= 2) {
                    others.await(v -> v > 3);
                  }
                  mine.store(0);
                });
          }
        });
  }

  /** The second of Lamport's fast algorithms for mutual exclusion, for two. */
  private static Toy lamport() {
    return Toy.of(
        "lamport",
        t -> {
          Cell[] busy = t.cells("busy", 3);
          Cell x = t.cell("x");
          Cell y = t.cell("y");
          for (int i = 1; i <= 2; i++) {
            int me = i;
            t.thread(
                "thread" + me,
                () -> {
                  while (true) {
                    busy[me].store(1);
                    x.store(me);
                    if (y.load() != 0) {
                      busy[me].store(0);
                      y.await(v -> v == 0);
                      continue;
                    }
                    y.store(me);
                    if (x.load() == me) {
                      break;
                    }
                    busy[me].store(0);
                    busy[1].await(v -> v == 0);
                    busy[2].await(v -> v == 0);
                    if (y.load() == me) {
                      break;
                    }
                    y.await(v -> v == 0);
                  }
                  y.store(0);
                  busy[me].store(0);
                });
          }
        });
  }

  /** Two threads read under a lock and then write under it. Who does not get it waits for ever. */
  private static Toy linuxrwlocks() {
    int bias = 0x100000;
    return Toy.of(
        "linuxrwlocks",
        t -> {
          Cell lock = t.cell("lock", bias);
          Cell shared = t.cell("shared");
          for (int i = 0; i < 2; i++) {
            t.thread(
                "thread" + i,
                () -> {
                  if (lock.update(v -> v - 1) <= 0) {
                    lock.await(v -> false);
                  }
                  shared.load();
                  lock.add(1);
                  if (lock.update(v -> v - bias) != bias) {
                    lock.await(v -> false);
                  }
                  shared.store(1);
                  lock.add(bias);
                });
          }
        });
  }
}
