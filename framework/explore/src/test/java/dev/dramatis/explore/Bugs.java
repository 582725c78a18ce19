package dev.dramatis.explore;

import dev.dramatis.explore.toy.Cell;
import dev.dramatis.explore.toy.Condition;
import dev.dramatis.explore.toy.Mutex;
import dev.dramatis.explore.toy.Toy;

/** Small programs with a mistake each, after the suites that schedulers are compared with. */
final class Bugs {
  private Bugs() {}

  /** Two threads add to a balance without a lock; one deposit may be lost. */
  static Toy account() {
    return Toy.of(
        "account",
        t -> {
          Cell balance = t.cell("balance", 10);
          Cell done = t.cell("done");
          Mutex lock = t.mutex("lock");
          t.thread("deposit", () -> add(lock, balance, done, 5));
          t.thread(
              "withdraw",
              () -> {
                balance.store(balance.load() - 3); // without the lock
                done.add(1);
              });
          t.thread(
              "checker",
              () -> {
                lock.lock();
                if (done.load() == 2) {
                  t.check(balance.load() == 12, "nothing-lost", "a deposit was overwritten");
                }
                lock.unlock();
              });
        });
  }

  private static void add(Mutex lock, Cell balance, Cell done, int amount) {
    lock.lock();
    balance.store(balance.load() + amount);
    lock.unlock();
    done.add(1);
  }

  /** A check of a flag and the use of what it protects are two steps. */
  static Toy bluetooth() {
    return Toy.of(
        "bluetooth",
        t -> {
          Cell pending = t.cell("pending I/O", 1);
          Cell stopping = t.cell("stopping");
          Cell stopped = t.cell("stopped");
          Cell event = t.cell("stop event");
          t.thread(
              "adder",
              () -> {
                if (stopping.load() == 0) {
                  pending.add(1);
                  t.check(stopped.load() == 0, "driver-runs", "used after it was stopped");
                  if (pending.add(-1) == 0) {
                    event.store(1);
                  }
                }
              });
          t.thread(
              "stopper",
              () -> {
                stopping.store(1);
                if (pending.add(-1) == 0) {
                  event.store(1);
                }
                event.await(e -> e == 1);
                stopped.store(1);
              });
        });
  }

  /** Setters write two variables in one order; a checker must not see the second alone. */
  static Toy reorder(int setters, int checkers) {
    return Toy.of(
        "reorder" + setters + "_" + checkers,
        t -> {
          Cell a = t.cell("a");
          Cell b = t.cell("b");
          for (int i = 0; i < setters; i++) {
            t.thread(
                "setter" + i,
                () -> {
                  a.store(1);
                  b.store(-1);
                });
          }
          for (int i = 0; i < checkers; i++) {
            t.thread(
                "checker" + i,
                () -> {
                  int seen = a.load();
                  int other = b.load();
                  t.check(
                      (seen == 0 && other == 0) || (seen == 1 && other == -1), "in-order", "torn");
                });
          }
        });
  }

  /** One wrong lock among many right ones. */
  static Toy wrongLock(int right) {
    return Toy.of(
        "wronglock" + right,
        t -> {
          Cell data = t.cell("data");
          Mutex good = t.mutex("good");
          Mutex wrong = t.mutex("wrong");
          t.thread(
              "right",
              () -> {
                good.lock();
                int seen = data.load();
                t.check(data.load() == seen, "stays-equal", "changed under the lock");
                good.unlock();
              });
          for (int i = 0; i < right; i++) {
            t.thread(
                "wrong" + i,
                () -> {
                  wrong.lock();
                  data.add(1);
                  wrong.unlock();
                });
          }
        });
  }

  /** A sleeper tests its condition before it takes the interlock. */
  static Toy lostWakeup() {
    return Toy.of(
        "lost_wakeup",
        t -> {
          Mutex lock = t.mutex("interlock");
          Condition channel = t.condition("channel");
          Cell ready = t.cell("ready");
          t.thread(
              "sleeper",
              () -> {
                if (ready.load() == 0) {
                  lock.lock();
                  channel.sleep(lock);
                  lock.unlock();
                }
              });
          t.thread(
              "waker",
              () -> {
                lock.lock();
                ready.store(1);
                channel.wakeOne();
                lock.unlock();
              });
        });
  }

  /** Fails only if an alarm goes off between being set and being cancelled. */
  static Toy lateCancel() {
    return Toy.of(
        "late_cancel",
        t -> {
          Cell freed = t.cell("freed");
          int[] fired = new int[1];
          var alarm = t.alarm("timeout", () -> fired[0]++);
          t.onStart(() -> fired[0] = 0);
          t.thread(
              "owner",
              () -> {
                alarm.set();
                freed.load();
                alarm.cancel();
                t.check(fired[0] == 0, "cancelled-in-time", "the alarm went off before");
              });
        });
  }
}
