package dev.dramatis.explore;

import dev.dramatis.explore.toy.Cell;
import dev.dramatis.explore.toy.Condition;
import dev.dramatis.explore.toy.Mutex;
import dev.dramatis.explore.toy.Toy;
import dev.dramatis.explore.toy.ToyThread;
import java.util.function.IntConsumer;

/** The programs that the literature on model checkers measures with, stated anew. */
final class Programs {
  private Programs() {}

  private static void times(int n, IntConsumer body) {
    for (int i = 0; i < n; i++) {
      body.accept(i);
    }
  }

  /** One writer, n readers. */
  static Toy readers(int n) {
    return Toy.of(
        "readers" + n,
        t -> {
          Cell x = t.cell("x");
          t.thread("writer", () -> x.store(1));
          times(n, i -> t.thread("reader" + i, x::load));
        });
  }

  /**
   * Searches the last zero of an array in which each writer makes an element one more than its
   * neighbour.
   */
  static Toy lastzero(int n) {
    return Toy.of(
        "lastzero" + n,
        t -> {
          Cell[] array = t.cells("array", n + 1);
          t.thread(
              "searcher",
              () -> {
                int i = n;
                while (array[i].load() != 0) {
                  i--;
                }
              });
          times(n, i -> t.thread("writer" + i, () -> array[i + 1].store(array[i].load() + 1)));
        });
  }

  /** Each new thread marks the element whose index was advanced for it, or a later one. */
  static Toy sigma(int n) {
    return Toy.of(
        "sigma" + n,
        t -> {
          Cell index = t.cell("index", -1);
          Cell[] array = t.cells("array", n);
          t.thread(
              "main",
              () -> {
                ToyThread[] threads = new ToyThread[n];
                for (int i = 0; i < n; i++) {
                  index.store(index.load() + 1);
                  threads[i] = t.spawn("marker" + i, () -> array[index.load()].store(1));
                }
                for (ToyThread thread : threads) {
                  t.join(thread);
                }
              });
        });
  }

  /** Threads put four words each into a hash table of 128 slots with a lock each. */
  static Toy indexer(int n) {
    return Toy.of(
        "indexer" + n,
        t -> {
          Cell[] table = t.cells("slot", 128);
          Mutex[] locks = new Mutex[128];
          times(128, i -> locks[i] = t.mutex("lock" + i));
          times(
              n,
              me ->
                  t.thread(
                      "indexer" + me,
                      () -> {
                        for (int m = 1; m <= 4; m++) {
                          int word = m * 11 + me;
                          int h = word * 7 % 128;
                          while (!claim(table[h], locks[h], word)) {
                            h = (h + 1) % 128;
                          }
                        }
                      }));
        });
  }

  private static boolean claim(Cell slot, Mutex lock, int word) {
    lock.lock();
    boolean free = slot.load() == 0;
    if (free) {
      slot.store(word);
    }
    lock.unlock();
    return free;
  }

  /** Threads look for a free block for an inode each. */
  static Toy filesystem(int n) {
    return Toy.of(
        "filesystem" + n,
        t -> {
          Cell[] inode = t.cells("inode", 32);
          Cell[] busy = t.cells("busy", 26);
          Mutex[] inodeLock = new Mutex[32];
          Mutex[] blockLock = new Mutex[26];
          times(32, i -> inodeLock[i] = t.mutex("inode lock" + i));
          times(26, i -> blockLock[i] = t.mutex("block lock" + i));
          times(
              n,
              me ->
                  t.thread(
                      "writer" + me,
                      () -> {
                        inodeLock[me].lock();
                        if (inode[me].load() == 0) {
                          int block = me * 2 % 26;
                          for (int k = 0; k < 10; k++) {
                            blockLock[block].lock();
                            if (busy[block].load() == 0) {
                              busy[block].store(1);
                              inode[me].store(block + 1);
                              blockLock[block].unlock();
                              break;
                            }
                            blockLock[block].unlock();
                            block = (block + 1) % 26;
                          }
                        }
                        inodeLock[me].unlock();
                      }));
        });
  }

  /** n stores to one variable. */
  static Toy lastwrite(int n) {
    return Toy.of(
        "lastwrite" + n,
        t -> {
          Cell x = t.cell("x");
          times(n, i -> t.thread("writer" + i, () -> x.store(i)));
        });
  }

  /** n stores to one variable, and a load. */
  static Toy floatingRead(int n) {
    return Toy.of(
        "floating_read" + n,
        t -> {
          Cell x = t.cell("x");
          times(n, i -> t.thread("writer" + i, () -> x.store(i)));
          t.thread("reader", x::load);
        });
  }

  /** n atomic increments. */
  static Toy ainc(int n) {
    return Toy.of(
        "ainc" + n,
        t -> {
          Cell x = t.cell("x");
          times(n, i -> t.thread("adder" + i, () -> x.add(1)));
        });
  }

  /** n threads increment two counters. */
  static Toy binc(int n) {
    return Toy.of(
        "binc" + n,
        t -> {
          Cell x = t.cell("x");
          Cell y = t.cell("y");
          times(
              n,
              i ->
                  t.thread(
                      "adder" + i,
                      () -> {
                        x.add(1);
                        y.add(1);
                      }));
        });
  }

  /** Two writers with n stores each and a reader that loads twice. */
  static Toy redundantCo(int n) {
    return Toy.of(
        "redundant_co" + n,
        t -> {
          Cell x = t.cell("x");
          times(2, w -> t.thread("writer" + w, () -> times(n, i -> x.store(w + 1))));
          t.thread(
              "reader",
              () -> {
                x.load();
                x.load();
              });
        });
  }

  /** Two threads try up to n times to see their own mark. */
  static Toy optLock(int n) {
    return Toy.of(
        "opt_lock" + n,
        t -> {
          Cell x = t.cell("x");
          Cell y = t.cell("y");
          times(
              2,
              me ->
                  t.thread(
                      "locker" + me,
                      () -> {
                        for (int i = 0; i < n; i++) {
                          x.store(me);
                          y.store(1);
                          if (x.load() == me) {
                            y.load();
                            break;
                          }
                        }
                      }));
        });
  }

  /** Two threads store and load one variable n times. */
  static Toy raceParametric(int n) {
    return Toy.of(
        "race_parametric" + n,
        t -> {
          Cell v = t.cell("v");
          times(
              2,
              me ->
                  t.thread(
                      "racer" + me,
                      () ->
                          times(
                              n,
                              i -> {
                                v.store(me);
                                v.load();
                              })));
        });
  }

  /** A producer and a consumer take one lock n times each. */
  static Toy circularBuffer(int n) {
    return Toy.of(
        "circular_buffer" + n,
        t -> {
          Mutex lock = t.mutex("lock");
          times(
              2,
              me ->
                  t.thread(
                      me == 0 ? "producer" : "consumer",
                      () ->
                          times(
                              n,
                              i -> {
                                lock.lock();
                                lock.unlock();
                              })));
        });
  }

  /** Two threads add each other's number to their own n times; a third looks at both. */
  static Toy fibBench(int n) {
    return Toy.of(
        "fib_bench" + n,
        t -> {
          Cell i = t.cell("i", 1);
          Cell j = t.cell("j", 1);
          t.thread("one", () -> times(n, k -> i.store(i.load() + j.load())));
          t.thread("two", () -> times(n, k -> j.store(j.load() + i.load())));
          t.thread(
              "checker",
              () -> {
                i.load();
                j.load();
              });
        });
  }

  /** Locks, and data that is also used without them. */
  static Toy exponentialBug(int n) {
    return Toy.of(
        "exponential_bug" + n,
        t -> {
          Cell x = t.cell("x");
          Cell y = t.cell("y");
          Mutex lock = t.mutex("lock");
          t.thread(
              "locked",
              () ->
                  times(
                      2,
                      round -> {
                        lock.lock();
                        x.store(1);
                        times(n, i -> y.store(1));
                        lock.unlock();
                      }));
          t.thread(
              "half-locked",
              () ->
                  times(
                      2,
                      round -> {
                        lock.lock();
                        x.store(0);
                        lock.unlock();
                        if (x.load() > 0) {
                          y.store(y.load() + 1);
                          x.store(2);
                        }
                      }));
          t.thread(
              "unlocked",
              () -> {
                for (int round = 0; round < 2; round++) {
                  if (x.load() > 1) {
                    if (y.load() == 3) {
                      return;
                    }
                    y.store(2);
                  }
                }
              });
        });
  }

  /** Thread i moves a variable from i to i + 1. */
  static Toy casrot(int n) {
    return Toy.of(
        "casrot" + n,
        t -> {
          Cell x = t.cell("x");
          times(n, i -> t.thread("rotator" + i, () -> x.compareAndSet(i, i + 1)));
        });
  }

  /** Each thread tries to be the first, then stores. */
  static Toy casw(int n) {
    return Toy.of(
        "casw" + n,
        t -> {
          Cell x = t.cell("x");
          times(
              n,
              i ->
                  t.thread(
                      "writer" + i,
                      () -> {
                        x.compareAndSet(0, 1);
                        x.store(i + 3);
                      }));
        });
  }

  /** Philosophers who take two forks of a round table, once. */
  static Toy philosophers(int n, boolean lastTakesRightFirst) {
    return Toy.of(
        "philosophers" + n,
        t -> {
          Mutex[] forks = new Mutex[n];
          times(n, i -> forks[i] = t.mutex("fork" + i));
          times(
              n,
              i -> {
                Mutex left = forks[i];
                Mutex right = forks[(i + 1) % n];
                boolean swapped = lastTakesRightFirst && i == n - 1;
                t.thread(
                    "philosopher" + i,
                    () -> {
                      (swapped ? right : left).lock();
                      (swapped ? left : right).lock();
                      left.unlock();
                      right.unlock();
                    });
              });
        });
  }

  /** n threads lock; who gets the lock keeps it, or gives it back. */
  static Toy mutexes(int n, boolean unlock) {
    return Toy.of(
        "mutexes" + n,
        t -> {
          Mutex lock = t.mutex("lock");
          times(
              n,
              i ->
                  t.thread(
                      "locker" + i,
                      () -> {
                        lock.lock();
                        if (unlock) {
                          lock.unlock();
                        }
                      }));
        });
  }

  /** The first thread keeps the lock, the others give it back. */
  static Toy mutexOne(int n) {
    return Toy.of(
        "mutex_deadlock_one",
        t -> {
          Mutex lock = t.mutex("lock");
          times(
              n,
              i ->
                  t.thread(
                      "locker" + i,
                      () -> {
                        lock.lock();
                        if (i > 0) {
                          lock.unlock();
                        }
                      }));
        });
  }

  /** The lock is given back only by those who come in order. */
  static Toy mutexHard() {
    return Toy.of(
        "mutex_hard",
        t -> {
          Mutex lock = t.mutex("lock");
          Cell x = t.cell("x");
          times(
              3,
              i ->
                  t.thread(
                      "locker" + i,
                      () -> {
                        lock.lock();
                        if (x.add(1) - 1 == i) {
                          lock.unlock();
                        }
                      }));
        });
  }

  /** n threads try a lock; others take it. */
  static Toy tryLocks(int tries, int locks, boolean failuresOrder) {
    return Toy.of(
        "trylock" + tries + "_" + locks,
        t -> {
          Mutex lock = failuresOrder ? t.mutex("lock").orderingFailures() : t.mutex("lock");
          times(
              tries,
              i ->
                  t.thread(
                      "trier" + i,
                      () -> {
                        if (lock.tryLock()) {
                          lock.unlock();
                        }
                      }));
          times(
              locks,
              i ->
                  t.thread(
                      "locker" + i,
                      () -> {
                        lock.lock();
                        lock.unlock();
                      }));
        });
  }

  /** n threads try a lock by an exchange, which writes even if somebody has it. */
  static Toy exchanges(int n, boolean unlock) {
    return Toy.of(
        "exchanges" + n,
        t -> {
          Cell lock = t.cell("lock");
          times(
              n,
              i ->
                  t.thread(
                      "trier" + i,
                      () -> {
                        if (lock.update(v -> 1) == 0 && unlock) {
                          lock.store(0);
                        }
                      }));
        });
  }

  /** Threads that exit through one zombie slot, and one that waits for all of them. */
  static Toy exitWait(int exiting) {
    return Toy.of(
        "exit_wait" + exiting,
        t -> {
          Mutex lock = t.mutex("process lock");
          Condition empty = t.condition("slot empty");
          Condition full = t.condition("slot full");
          Cell zombie = t.cell("zombie");
          times(
              exiting,
              i ->
                  t.thread(
                      "exiting" + i,
                      () -> {
                        lock.lock();
                        while (zombie.load() != 0) {
                          empty.sleep(lock);
                        }
                        zombie.store(1);
                        full.wakeOne();
                        lock.unlock();
                      }));
          t.thread(
              "waiter",
              () -> {
                lock.lock();
                for (int i = 0; i < exiting; i++) {
                  t.mark(i);
                  while (zombie.load() == 0) {
                    full.sleep(lock);
                  }
                  zombie.store(0);
                  empty.wakeAll();
                }
                lock.unlock();
              });
        });
  }

  /** Threads draw tickets and wait for their turn. */
  static Toy ticketlock(int n) {
    return Toy.of(
        "ticketlock" + n,
        t -> {
          Cell next = t.cell("next");
          Cell owner = t.cell("owner");
          Cell shared = t.cell("shared");
          times(
              n,
              i ->
                  t.thread(
                      "locker" + i,
                      () -> {
                        int ticket = next.add(1) - 1;
                        owner.await(v -> v == ticket);
                        shared.store(i);
                        shared.load();
                        owner.store(owner.load() + 1);
                      }));
        });
  }

  /** A writer and readers that wait for each other, then look. */
  static Toy barrier(int n) {
    return Toy.of(
        "barrier" + n,
        t -> {
          Cell left = t.cell("left", n);
          Cell shared = t.cell("shared");
          times(
              n,
              i ->
                  t.thread(
                      "thread" + i,
                      () -> {
                        if (i == 0) {
                          shared.store(42);
                        }
                        left.add(-1);
                        left.await(v -> v == 0);
                        if (i > 0) {
                          shared.load();
                        }
                      }));
        });
  }

  /** Threads wait until a lock looks free, then try it; who fails waits for ever. */
  static Toy ttaslock(int n) {
    return Toy.of(
        "ttaslock" + n,
        t -> {
          Cell state = t.cell("state");
          Cell shared = t.cell("shared");
          times(
              n,
              i ->
                  t.thread(
                      "locker" + i,
                      () -> {
                        state.await(v -> v == 0);
                        if (state.update(v -> 1) != 0) {
                          state.await(v -> false);
                        }
                        shared.store(i);
                        shared.load();
                        state.store(0);
                      }));
        });
  }

  /** Mutual exclusion of two by their wishes and whose turn it is. */
  static Toy peterson() {
    return Toy.of(
        "peterson",
        t -> {
          Cell[] wants = t.cells("wants", 2);
          Cell turn = t.cell("turn");
          Cell shared = t.cell("shared");
          times(
              2,
              me ->
                  t.thread(
                      "thread" + me,
                      () -> {
                        int other = 1 - me;
                        wants[me].store(1);
                        turn.store(other);
                        if (wants[other].load() != 0) {
                          turn.await(v -> v == me);
                        }
                        shared.store(me);
                        shared.load();
                        wants[me].store(0);
                      }));
        });
  }

  /** A reader that looks whether a writer was there meanwhile, and then waits for ever. */
  static Toy seqlock() {
    return Toy.of(
        "seqlock",
        t -> {
          Cell sequence = t.cell("sequence");
          Cell data = t.cell("data");
          t.thread(
              "reader",
              () -> {
                int begun = sequence.await(v -> v % 2 == 0);
                data.load();
                if (sequence.load() != begun) {
                  sequence.await(v -> false);
                }
              });
          t.thread(
              "writer",
              () -> {
                sequence.add(1);
                data.store(42);
                sequence.add(1);
              });
        });
  }
}
