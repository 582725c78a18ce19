package dev.dramatis.personality.netbsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dramatis.spi.machine.Violation;
import dev.dramatis.spi.sched.EnqueueReason;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The assertions of the neighbours of kern_lwp.c (setrunnable, mi_switch, sleep queues, run queues,
 * mutexes, the table of numbers), each with a situation in which it is evaluated and holds, and one
 * in which it does not.
 */
class NeighbourTableTest {
  private record Row(Check check, Consumer<Fixture> holds, Consumer<Fixture> fires) {
    @Override
    public String toString() {
      return check + " " + check.function + ": " + check.condition;
    }
  }

  private static final List<Row> ROWS = new ArrayList<>();

  private static void row(Check check, Consumer<Fixture> holds, Consumer<Fixture> fires) {
    ROWS.add(new Row(check, holds, fires));
  }

  static {
    setrunnable();
    miSwitch();
    comingBack();
    sleepQueues();
    runQueues();
    mutexes();
    pidTable();
    row(
        Check.N77,
        f -> f.bothLocked(() -> f.kern.procStop.procUnstop(f.self, f.p)),
        f -> f.locked(() -> f.kern.procStop.procUnstop(f.self, f.p)));
    row(
        Check.N78,
        NeighbourTableTest::interruptSoftly,
        f -> {
          f.kern.softint.calloutSchedule(f.ci, 1);
          f.kern.softint.picklwp(f.ci);
        });
    row(
        Check.N79,
        NeighbourTableTest::free,
        f -> {
          f.p.uid.chglwpcnt(-1);
          free(f);
        });
    row(
        Check.N80,
        NeighbourTableTest::free,
        f ->
            f.locked(() -> {
              Lwp corpse = f.corpse();
              corpse.refcnt = 1;
              f.kern.life.lwpFree(f.self, corpse, false, false);
            }));
  }

  private static void free(Fixture f) {
    f.locked(() -> f.kern.life.lwpFree(f.self, f.corpse(), false, false));
  }

  /** The running LWP is switched away from for a soft interrupt: LSIDL, LSONPROC, LSIDL. */
  private static void interruptSoftly(Fixture f) {
    f.kern.softint.calloutSchedule(f.ci, 1);
    f.kern.softint.schedule(f.ci);
    Lwp softclk = f.ci.softclk;
    assertThat(softclk.stat).isEqualTo(LwpState.IDL);
    switchAway(f);
    assertThat(f.ci.curlwp).isSameAs(softclk);
    assertThat(softclk.stat).isEqualTo(LwpState.ONPROC);
    assertThat(f.self.stat).isEqualTo(LwpState.RUN);
  }

  // ---- kern_synch.c: setrunnable

  private static void setrunnable(Fixture f, Lwp l) {
    f.locked(l, () -> f.kern.synch.setrunnable(f.ci, l));
  }

  /** An LWP that sleeps for a time. */
  private static Lwp sleeper(Fixture f) {
    Lwp l = f.other(LwpState.SLEEP);
    l.wchan = f;
    l.syncobj = SyncObj.KPAUSE;
    return l;
  }

  private static void setrunnable() {
    Consumer<Fixture> resume = f -> setrunnable(f, f.other(LwpState.SUSPENDED));
    row(
        Check.N1,
        resume,
        f -> {
          f.ci.idlelwp.mutex.enter(f.ci);
          f.kern.synch.setrunnable(f.ci, f.ci.idlelwp);
        });
    row(
        Check.N2,
        resume,
        f -> {
          Lwp l = f.other(LwpState.SUSPENDED);
          l.flag |= Flags.LW_DBGSUSPEND;
          setrunnable(f, l);
        });
    row(
        Check.N3,
        resume,
        f -> {
          Lwp l = f.other(LwpState.SUSPENDED);
          f.kern.lwpLock(f.ci, l);
          f.kern.synch.setrunnable(f.ci, l);
        });
    row(
        Check.N4,
        resume,
        f -> {
          Lwp l = f.other(LwpState.SUSPENDED);
          f.locked(() -> f.kern.synch.setrunnable(f.ci, l));
        });
    row(Check.N5, f -> setrunnable(f, sleeper(f)), f -> setrunnable(f, f.other(LwpState.SLEEP)));
    row(Check.N6, resume, f -> setrunnable(f, f.other(LwpState.ZOMB)));
  }

  // ---- kern_synch.c: mi_switch

  private static void switchAway(Fixture f) {
    try {
      f.kern.synch.yield(f.self);
    } catch (Bench.Switched gone) {
      assertThat(f.ci.curlwp).isNotSameAs(f.self);
    }
  }

  private static void miSwitch() {
    row(
        Check.N7,
        NeighbourTableTest::switchAway,
        f -> {
          f.ci.spcMutex.enter(f.ci);
          f.kern.synch.miSwitch(f.self);
        });
    row(
        Check.N8,
        NeighbourTableTest::switchAway,
        f -> {
          f.kern.lwpLock(f.ci, f.self);
          f.kern.synch.miSwitch(f.self);
        });
    row(
        Check.N9,
        NeighbourTableTest::switchAway,
        f -> {
          f.self.pflag &= ~Flags.LP_RUNNING;
          f.kern.synch.yield(f.self);
        });
    row(
        Check.N10,
        NeighbourTableTest::switchAway,
        f -> {
          f.kern.newSqLock().enter(f.ci);
          f.kern.synch.yield(f.self);
        });
    row(
        Check.N31,
        NeighbourTableTest::switchAway,
        f -> {
          f.bench.neverRaises = true;
          f.kern.synch.yield(f.self);
        });
    row(
        Check.N32,
        NeighbourTableTest::switchAway,
        f -> {
          f.self.blcnt = 1;
          f.kern.synch.yield(f.self);
        });
    row(
        Check.N75,
        NeighbourTableTest::switchAway,
        f -> {
          f.ci.pserialize = 1;
          f.kern.synch.yield(f.self);
        });
  }

  /** Switches to another LWP and comes back in the state that is arranged. */
  private static void comeBack(Fixture f, Runnable arrange) {
    f.ci.kthreads.add(f.other(LwpState.RUN));
    f.ci.kthreads.get(0).mutex = f.ci.spcMutex;
    f.bench.onSwitch =
        () -> {
          f.ci.curlwp = f.self;
          f.self.stat = LwpState.ONPROC;
          arrange.run();
        };
    f.kern.synch.yield(f.self);
  }

  private static void comingBack() {
    Consumer<Fixture> back = f -> comeBack(f, () -> {});
    row(Check.N11, back, f -> comeBack(f, () -> f.ci.prevlwp.pflag &= ~Flags.LP_RUNNING));
    row(Check.N12, back, f -> comeBack(f, () -> f.ci.curlwp = f.ci.idlelwp));
    row(Check.N76, back, f -> comeBack(f, () -> f.self.stat = LwpState.SLEEP));
  }

  // ---- kern_sleepq.c

  private static void enqueue(Fixture f) {
    f.kern.sleepq.enqueue(f.self, null, f, "test", SyncObj.KPAUSE, true);
  }

  private static void sleepQueues() {
    Consumer<Fixture> sleep =
        f -> {
          f.kern.lwpLock(f.ci, f.self);
          enqueue(f);
        };
    row(Check.N13, sleep, NeighbourTableTest::enqueue);
    row(
        Check.N14,
        sleep,
        f -> {
          f.kern.lwpLock(f.ci, f.self);
          f.self.stat = LwpState.RUN;
          enqueue(f);
        });
    row(
        Check.N15,
        sleep,
        f -> {
          f.kern.lwpLock(f.ci, f.self);
          f.self.flag |= Flags.LW_SINTR;
          enqueue(f);
        });
    Consumer<Fixture> wake =
        f -> {
          Lwp l = sleeper(f);
          f.kern.lwpLock(f.ci, l);
          f.kern.sleepq.remove(f.ci, l);
        };
    row(Check.N16, wake, f -> f.kern.sleepq.remove(f.ci, sleeper(f)));
    row(
        Check.N17,
        wake,
        f -> {
          f.kern.lwpLock(f.ci, f.self);
          f.kern.sleepq.remove(f.ci, f.self);
        });
  }

  // ---- kern_runq.c

  /** A ready LWP that the policy knows; the run queue is locked. */
  private static Lwp ready(Fixture f) {
    Lwp l = f.bench.newLwp(f.p, LwpState.RUN);
    l.number = 50;
    f.kern.sched.addThread(l, null);
    f.ci.spcMutex.enter(f.ci);
    f.kern.synch.schedEnqueue(f.ci, l, f.ci, EnqueueReason.NEW);
    return l;
  }

  private static void runQueues() {
    row(
        Check.N18,
        NeighbourTableTest::ready,
        f -> {
          Lwp l = f.bench.newLwp(f.p, LwpState.RUN);
          f.kern.synch.schedEnqueue(f.ci, l, f.ci, EnqueueReason.NEW);
        });
    row(
        Check.N19,
        NeighbourTableTest::ready,
        f -> f.kern.synch.schedEnqueue(f.ci, ready(f), f.ci, EnqueueReason.NEW));
    row(
        Check.N20,
        f -> f.kern.synch.schedDequeue(ready(f)),
        f -> f.kern.synch.schedDequeue(f.bench.newLwp(f.p, LwpState.RUN)));
    row(
        Check.N21,
        f -> {
          ready(f);
          f.ci.spcMutex.exit(f.ci);
          fallAsleep(f);
        },
        f -> {
          ready(f).stat = LwpState.SLEEP;
          f.ci.spcMutex.exit(f.ci);
          fallAsleep(f);
        });
    row(Check.N22, f -> migrate(f, LwpState.RUN), f -> migrate(f, LwpState.SLEEP));
  }

  /** Leaves the CPU to what the policy chooses. */
  private static void fallAsleep(Fixture f) {
    try {
      f.kern.synch.kpause(f.self, "test", false, 1);
    } catch (Bench.Switched gone) {
      assertThat(f.ci.curlwp).isNotSameAs(f.self);
    }
  }

  /** The idle LWP hands over an LWP in some state. */
  private static void migrate(Fixture f, int stat) {
    Lwp l = f.other(LwpState.RUN);
    l.number = 50;
    f.kern.sched.addThread(l, null);
    l.mutex = f.ci.spcMutex;
    l.stat = stat;
    f.ci.spcMigrating = l;
    f.bench.run(f.ci.idlelwp);
    try {
      f.kern.synch.idleLoop(f.ci);
    } catch (Bench.Switched gone) {
      assertThat(f.ci.spcMigrating).isNull();
    }
  }

  // ---- kern_mutex.c

  private static void mutexes() {
    Consumer<Fixture> both =
        f -> {
          f.p.lock.enter(f.self);
          f.p.lock.exit(f.self);
        };
    row(
        Check.N23,
        both,
        f -> {
          f.p.lock.enter(f.self);
          f.p.lock.enter(f.self);
        });
    row(
        Check.N24,
        both,
        f -> {
          f.ci.spcMutex.enter(f.ci);
          f.p.lock.enter(f.self);
        });
    row(Check.N25, both, f -> f.p.lock.exit(f.self));
    row(
        Check.N28,
        f -> {
          f.ci.spcMutex.enter(f.ci);
          f.ci.spcMutex.exit(f.ci);
        },
        f -> {
          f.ci.spcLwplock.enter(f.ci);
          f.ci.spcMutex.exit(f.ci);
        });
  }

  // ---- kern_proc.c

  private static void pidTable() {
    Consumer<Fixture> take = f -> f.other(LwpState.SUSPENDED);
    row(
        Check.N71,
        take,
        f -> {
          f.kern.pidTable.setGroup(f.kern.pidTable.nextFree());
          f.other(LwpState.SUSPENDED);
        });
    row(
        Check.N72,
        take,
        f -> {
          giveNumber(f.kern.pidTable, f.kern.pidTable.nextFree());
          f.other(LwpState.SUSPENDED);
        });
    Consumer<Fixture> free = f -> f.kern.pidTable.freeLwpid(f.p, f.other(LwpState.SUSPENDED).lid);
    row(Check.N73, free, f -> f.kern.pidTable.freePid(f.p)); // its LWP has the number
    row(
        Check.N74,
        free,
        f -> {
          Lwp l = f.other(LwpState.SUSPENDED);
          l.proc = f.kern.proc0;
          f.kern.pidTable.freeLwpid(f.p, l.lid);
        });
  }

  /** Nothing in the table does this: a slot on the free list gets a number. */
  private static void giveNumber(PidTable table, int slot) {
    try {
      Field pid = PidTable.class.getDeclaredField("pid");
      pid.setAccessible(true);
      ((int[]) pid.get(table))[slot] = 77;
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  static Stream<Row> rows() {
    return ROWS.stream();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void shouldEvaluateAndHold(Row row) {
    Fixture f = new Fixture(null);
    row.holds.accept(f);
    assertThat(f.kern.checks.evaluations(row.check)).isPositive();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void shouldFire(Row row) {
    assertThatThrownBy(() -> row.fires.accept(new Fixture(null)))
        .isInstanceOfSatisfying(
            Violation.class, v -> assertThat(v.check()).isEqualTo(row.check.name()));
  }
}
