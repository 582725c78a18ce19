package dev.dramatis.personality.netbsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dramatis.spi.machine.Violation;
import dev.dramatis.spi.sched.SchedClass;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mockito.Mockito;

/**
 * The 81 assertions of kern_lwp.c, each with a situation in which it is evaluated and holds, and
 * with one in which it does not: because the caller breaks its part, because of what lies around,
 * or because the function is mutated.
 */
class AssertionTableTest {
  /** Those that nothing outside can break: the line before them has just established it. */
  private static final Set<Check> CANNOT_FIRE = EnumSet.of(Check.K50, Check.K51, Check.K65);

  /** A row: what must hold, how to see it hold, and how to see it fail. */
  private record Row(Check check, Consumer<Fixture> holds, Consumer<Fixture> fires, Mutant mutant) {
    @Override
    public String toString() {
      return check + " " + check.function + ": " + check.condition;
    }
  }

  private static final List<Row> ROWS = new ArrayList<>();

  private static void row(Check check, Consumer<Fixture> holds, Consumer<Fixture> fires) {
    ROWS.add(new Row(check, holds, fires, null));
  }

  private static void row(
      Check check, Mutant mutant, Consumer<Fixture> holds, Consumer<Fixture> fires) {
    ROWS.add(new Row(check, holds, fires, mutant));
  }

  private static void row(Check check, Consumer<Fixture> holds) {
    ROWS.add(new Row(check, holds, null, null));
  }

  static {
    boot();
    suspension();
    waiting();
    creation();
    starting();
    ending();
    freeing();
    migration();
    lookup();
    locks();
    priorities();
    userret();
    references();
    sharedPages();
  }

  private static void boot() {
    row(Check.K1, Mutant.LWP0_NO_UAREA, f -> {}, f -> {});
    Consumer<Fixture> destroy =
        f -> {
          f.kern.init.put(f.ci, f.kern.init.get(f.p, f.ci));
          f.kern.init.destroy();
        };
    row(Check.K2, Mutant.DTOR_NO_CPU, destroy, destroy);
  }

  private static void suspension() {
    Consumer<Fixture> suspend =
        f -> {
          Lwp t = f.other(LwpState.SUSPENDED);
          f.locked(t, () -> f.kern.control.lwpSuspend(f.self, t));
        };
    row(Check.K3, suspend, f -> f.kern.control.lwpSuspend(f.self, f.other(LwpState.SUSPENDED)));
    row(
        Check.K4,
        suspend,
        f -> {
          Lwp t = f.other(LwpState.SUSPENDED);
          f.locked(() -> f.kern.control.lwpSuspend(f.self, t));
        });
    row(
        Check.K5,
        suspend,
        f ->
            f.locked(
                f.self,
                () -> {
                  f.self.stat = LwpState.SLEEP;
                  f.kern.control.lwpSuspend(f.self, f.self);
                }));
    Consumer<Fixture> resume =
        f -> {
          Lwp t = f.other(LwpState.SUSPENDED);
          f.locked(t, () -> f.kern.control.lwpContinue(f.self, t));
        };
    row(Check.K6, resume, f -> f.kern.control.lwpContinue(f.self, f.other(LwpState.SUSPENDED)));
    row(
        Check.K7,
        resume,
        f -> {
          Lwp t = f.other(LwpState.SUSPENDED);
          f.locked(() -> f.kern.control.lwpContinue(f.self, t));
        });
    Consumer<Fixture> unstop =
        f -> {
          Lwp t = f.other(LwpState.STOP);
          f.bothLocked(() -> f.kern.control.lwpUnstop(f.self, t));
        };
    row(
        Check.K8,
        unstop,
        f -> {
          Lwp t = f.other(LwpState.STOP);
          f.locked(() -> f.kern.control.lwpUnstop(f.self, t));
        });
    row(
        Check.K9,
        unstop,
        f -> {
          Lwp t = f.other(LwpState.STOP);
          f.kern.procLock.enter(f.self);
          f.kern.control.lwpUnstop(f.self, t);
        });
    row(
        Check.K10,
        unstop,
        f -> {
          Lwp t = f.other(LwpState.STOP);
          t.flag |= Flags.LW_DBGSUSPEND;
          f.bothLocked(() -> f.kern.control.lwpUnstop(f.self, t));
        });
  }

  private static void waiting() {
    Consumer<Fixture> collect =
        f -> {
          Lwp dead = f.other(LwpState.ZOMB);
          f.locked(() -> f.kern.join.lwpWait(f.self, dead.lid, false));
        };
    row(Check.K11, collect, f -> f.kern.join.lwpWait(f.self, 0, false));
    row(
        Check.K12,
        f -> {
          f.other(LwpState.ZOMB);
          f.other(LwpState.SUSPENDED);
          f.p.sflag |= Flags.PS_WCORE;
          f.self.flag |= Flags.LW_WEXIT;
          f.p.lock.enter(f.self);
          assertThatThrownBy(() -> f.kern.join.lwpWait(f.self, 0, false))
              .isInstanceOf(Bench.Switched.class);
        },
        f -> {
          f.p.sflag |= Flags.PS_WCORE;
          f.locked(() -> f.kern.join.lwpWait(f.self, 0, false));
        });
    row(
        Check.K13,
        Mutant.FIND_LWP_IGNORE_ID,
        collect,
        f -> {
          Lwp dead = f.other(LwpState.ZOMB);
          f.locked(() -> f.kern.join.lwpWait(f.self, dead.lid + f.kern.pidTable.size(), false));
        });
    Consumer<Fixture> exiting =
        f -> {
          f.other(LwpState.SUSPENDED);
          f.p.lock.enter(f.self);
          try {
            f.kern.join.lwpWait(f.self, 0, true);
          } catch (Bench.Switched asleep) {
            assertThat(f.self.wchan).isSameAs(f.p.lwpcv);
          }
        };
    row(
        Check.K14,
        exiting,
        f -> {
          f.other(LwpState.SUSPENDED);
          f.p.nlwps = 1;
          f.locked(() -> f.kern.join.lwpWait(f.self, 0, true));
        });
    row(
        Check.K15,
        Mutant.FIND_LWP_IGNORE_ID,
        f -> f.locked(() -> f.kern.join.lwpWait(f.self, f.self.lid, false)),
        f -> f.locked(() -> f.kern.join.giveUp(f.self, f.self.lid + f.kern.pidTable.size())));
  }

  private static void creation() {
    Consumer<Fixture> create = f -> f.create(f.self, f.p);
    row(Check.K16, create, f -> f.create(f.other(LwpState.SUSPENDED), f.p));
    Consumer<Fixture> recycle =
        f -> {
          f.corpse();
          f.create(f.self, f.p);
        };
    row(
        Check.K17,
        recycle,
        f -> {
          f.corpse().ts = null;
          f.create(f.self, f.p);
        });
    row(Check.K18, Mutant.CREATE_RECYCLE_LOAN, recycle, recycle);
    row(Check.K19, Mutant.CREATE_RECYCLE_LENDER, recycle, recycle);
    row(Check.K20, Mutant.FREE_KEEP_STATE, create, recycle);
    row(
        Check.K21,
        create,
        f -> {
          Lwp l = f.bench.newLwp(f.p, LwpState.IDL);
          l.ci = null;
          f.kern.init.put(f.ci, l);
          f.create(f.self, f.p);
        });
    row(Check.K22, Mutant.CTOR_NO_TURNSTILE, create, create);
    row(Check.K23, Mutant.CTOR_WRONG_LOCK, create, create);
    row(
        Check.K24,
        create,
        f -> {
          Proc elsewhere = f.bench.newProc();
          f.bench.member(elsewhere, LwpState.SUSPENDED);
          f.create(f.self, elsewhere);
        });
    row(
        Check.K25,
        f -> f.create(f.self, f.bench.newProc()),
        f -> {
          f.p.nlwps = 0;
          f.create(f.self, f.p);
        });
    row(
        Check.K26,
        create,
        f -> {
          Lwp l = f.bench.newLwp(f.p, LwpState.IDL);
          l.affinity = new java.util.BitSet();
          f.kern.init.put(f.ci, l);
          f.create(f.self, f.p);
        });
  }

  private static void starting() {
    row(
        Check.K27,
        f -> f.kern.life.lwpStart(f.self, f.other(LwpState.IDL), 0),
        f -> f.kern.life.lwpStart(f.self, f.other(LwpState.SUSPENDED), 0));
    row(
        Check.K28,
        f -> {
          f.p.stat = Proc.SSTOP;
          f.kern.life.lwpStart(f.self, f.other(LwpState.IDL), 0);
        },
        f -> {
          f.p.stat = Proc.SSTOP;
          Lwp l = f.other(LwpState.IDL);
          l.wchan = f;
          f.kern.life.lwpStart(f.self, l, 0);
        });
    Consumer<Fixture> startup = f -> f.kern.life.lwpStartup(f.switching());
    row(
        Check.K29,
        startup,
        f -> {
          Lwp l = f.switching();
          f.ci.curlwp = f.self;
          f.kern.life.lwpStartup(l);
        });
    row(
        Check.K30,
        startup,
        f -> {
          Lwp l = f.switching();
          f.ci.cpu.restore(Ipl.NONE);
          f.kern.life.lwpStartup(l);
        });
    row(
        Check.K31,
        startup,
        f -> {
          Lwp l = f.switching();
          f.ci.prevlwp = null;
          f.kern.life.lwpStartup(l);
        });
    row(
        Check.K32,
        startup,
        f -> {
          Lwp l = f.switching();
          f.self.pflag &= ~Flags.LP_RUNNING;
          f.kern.life.lwpStartup(l);
        });
    row(
        Check.K33,
        startup,
        f -> {
          Lwp l = f.switching();
          f.ci.mtxCount = -1;
          f.kern.life.lwpStartup(l);
        });
    row(
        Check.K34,
        startup,
        f -> {
          Lwp l = f.switching();
          l.held = f.p.lock;
          f.kern.life.lwpStartup(l);
        });
  }

  private static void ending() {
    Consumer<Fixture> exit =
        f -> {
          f.other(LwpState.SUSPENDED);
          f.exit();
        };
    row(Check.K35, exit, f -> f.kern.life.lwpExit(f.self, f.other(LwpState.SUSPENDED)));
    row(
        Check.K36,
        f -> f.kern.life.lwpExit(f.self, f.other(LwpState.IDL)),
        f -> {
          Lwp l = f.other(LwpState.IDL);
          l.targetCpu = f.ci;
          f.kern.life.lwpExit(f.self, l);
        });
    row(
        Check.K37,
        exit,
        f -> f.kern.life.lwpExit(f.self, f.bench.member(f.bench.newProc(), LwpState.IDL)));
    row(
        Check.K38,
        exit,
        f -> {
          f.other(LwpState.SUSPENDED);
          f.kern.procLock.enter(f.self);
          f.exit();
        });
    row(
        Check.K39,
        exit,
        f -> {
          f.other(LwpState.SUSPENDED);
          f.kern.kernelLock.lock(f.self);
          f.exit();
        });
    Consumer<Fixture> last =
        f ->
            assertThatThrownBy(() -> f.kern.life.lwpExit(f.self, f.self))
                .isInstanceOf(Bench.Switched.class);
    row(
        Check.K40,
        last,
        f -> {
          Lwp embryo = f.other(LwpState.IDL);
          f.p.nzlwps = 1;
          f.kern.life.lwpExit(f.self, embryo);
        });
    row(
        Check.K41,
        last,
        f -> {
          Lwp l = f.kern.lwp0;
          f.bench.run(l);
          f.kern.proc0.nzlwps = f.kern.proc0.nlwps - 1;
          f.kern.life.lwpExit(l, l);
        });
    row(
        Check.K42,
        exit,
        f -> {
          f.other(LwpState.SUSPENDED);
          f.comeBack();
          f.kern.life.lwpExit(f.self, f.self);
        });
  }

  private static void freeing() {
    Consumer<Fixture> free =
        f -> {
          Lwp dead = f.other(LwpState.ZOMB);
          f.locked(() -> f.kern.life.lwpFree(f.self, dead, false, false));
        };
    row(Check.K43, free, f -> f.locked(() -> f.kern.life.lwpFree(f.self, f.self, false, false)));
    row(Check.K44, free, f -> f.kern.life.lwpFree(f.self, f.other(LwpState.ZOMB), false, false));
    row(
        Check.K45,
        free,
        f -> {
          Lwp dead = f.other(LwpState.ZOMB);
          dead.piLenders = dead.ts;
          f.locked(() -> f.kern.life.lwpFree(f.self, dead, false, false));
        });
    row(
        Check.K46,
        free,
        f -> {
          Lwp dead = f.other(LwpState.ZOMB);
          dead.lend(Pri.KERNEL);
          f.locked(() -> f.kern.life.lwpFree(f.self, dead, false, false));
        });
    row(
        Check.K47,
        free,
        f -> {
          Lwp dead = f.other(LwpState.ZOMB);
          dead.blcnt = 1;
          f.locked(() -> f.kern.life.lwpFree(f.self, dead, false, false));
        });
  }

  private static void migration() {
    Consumer<Fixture> migrate =
        f -> {
          Lwp l = f.other(LwpState.SUSPENDED);
          f.kern.lwpLock(f.ci, l);
          f.kern.control.lwpMigrate(f.ci, l, f.ci);
        };
    row(
        Check.K48,
        migrate,
        f -> f.kern.control.lwpMigrate(f.ci, f.other(LwpState.SUSPENDED), f.ci));
    row(
        Check.K49,
        migrate,
        f -> {
          Lwp l = f.other(LwpState.SUSPENDED);
          f.kern.lwpLock(f.ci, l);
          f.kern.control.lwpMigrate(f.ci, l, null);
        });
    row(
        Check.K50,
        f -> {
          Lwp l = f.other(LwpState.ZOMB);
          f.kern.lwpLock(f.ci, l);
          f.kern.control.lwpMigrate(f.ci, l, Mockito.mock(CpuInfo.class));
        });
  }

  private static void lookup() {
    Consumer<Fixture> find2 = f -> f.kern.lookup.lwpFind2(f.self, -1, f.self.lid);
    row(Check.K51, find2);
    row(Check.K52, Mutant.FIND2_UNLOCKED, find2, find2);
    Consumer<Fixture> find = f -> f.locked(() -> f.kern.lookup.lwpFind(f.self, f.p, f.self.lid));
    row(Check.K53, find, f -> f.kern.lookup.lwpFind(f.self, f.p, f.self.lid));
    row(
        Check.K54,
        Mutant.FIND_LWP_IGNORE_ID,
        find,
        f ->
            f.locked(
                () -> f.kern.lookup.lwpFind(f.self, f.p, f.self.lid + f.kern.pidTable.size())));
  }

  private static void locks() {
    row(
        Check.K55,
        f -> {
          f.kern.lwpLock(f.ci, f.self);
          f.kern.lwpSetlock(f.ci, f.self, f.ci.spcMutex);
        },
        f -> f.kern.lwpSetlock(f.ci, f.self, f.ci.spcMutex));
    row(
        Check.K56,
        f -> {
          f.kern.lwpLock(f.ci, f.self);
          f.kern.lwpUnlockTo(f.ci, f.self, f.ci.spcLwplock);
        },
        f -> f.kern.lwpUnlockTo(f.ci, f.self, f.ci.spcLwplock));
    row(
        Check.K57,
        f -> {
          f.kern.lwpLock(f.ci, f.self);
          f.kern.sleepq.enqueue(f.self, null, f, "test", SyncObj.KPAUSE, true);
          f.kern.lwpUnsleep(f.ci, f.self, true);
        },
        f -> f.kern.lwpUnsleep(f.ci, f.self, true));
  }

  private static void priorities() {
    Consumer<Fixture> change =
        f -> {
          f.kern.lwpLock(f.ci, f.self);
          f.kern.control.lwpChangepri(f.ci, f.self, SchedClass.TIMESHARE, 0, 17);
        };
    row(
        Check.K58,
        change,
        f -> f.kern.control.lwpChangepri(f.ci, f.self, SchedClass.TIMESHARE, 0, 17));
    row(Check.K59, Mutant.CHANGEPRI_LOST, change, change);
    Consumer<Fixture> lend =
        f -> {
          f.kern.lwpLock(f.ci, f.self);
          f.kern.lwpLendpri(f.ci, f.self, Pri.KERNEL);
        };
    row(Check.K60, lend, f -> f.kern.lwpLendpri(f.ci, f.self, Pri.KERNEL));
    row(Check.K61, Mutant.LENDPRI_LOST, lend, lend);
    row(
        Check.K62,
        f -> {
          f.kern.lwpLock(f.ci, f.self);
          f.kern.lwpEprio(f.ci, f.self);
        },
        f -> f.kern.lwpEprio(f.ci, f.self));
  }

  private static void userret() {
    Consumer<Fixture> userret = f -> f.kern.control.lwpUserret(f.self);
    row(Check.K63, userret, f -> f.kern.control.lwpUserret(f.other(LwpState.ONPROC)));
    row(
        Check.K64,
        userret,
        f -> {
          f.self.stat = LwpState.RUN;
          f.kern.control.lwpUserret(f.self);
        });
    row(
        Check.K65,
        f -> {
          f.other(LwpState.SUSPENDED);
          f.self.flag |= Flags.LW_WEXIT;
          assertThatThrownBy(() -> f.kern.control.lwpUserret(f.self))
              .isInstanceOf(Bench.Switched.class);
        });
    Consumer<Fixture> publish =
        f -> {
          LwpCtl.alloc(f.kern, f.self);
          f.self.flag |= Flags.LW_LWPCTL;
          f.kern.control.lwpUserret(f.self);
        };
    row(
        Check.K66,
        publish,
        f -> {
          LwpCtl.alloc(f.kern, f.self);
          f.self.flag |= Flags.LW_LWPCTL;
          f.bench.neverRaises = true;
          f.kern.control.lwpUserret(f.self);
        });
    Consumer<Fixture> need =
        f -> {
          f.kern.lwpLock(f.ci, f.self);
          f.kern.control.lwpNeedUserret(f.ci, f.self);
        };
    row(
        Check.K67,
        need,
        f -> {
          f.bench.interrupt = true;
          f.kern.control.lwpNeedUserret(f.ci, f.self);
        });
    row(Check.K68, need, f -> f.kern.control.lwpNeedUserret(f.ci, f.self));
  }

  private static void references() {
    Consumer<Fixture> refer =
        f -> {
          Lwp l = f.other(LwpState.SUSPENDED);
          f.p.lock.enter(f.self);
          f.kern.life.lwpAddref(f.self, l);
          f.p.lock.exit(f.self);
          f.kern.life.lwpDelref(f.self, l);
        };
    row(Check.K69, refer, f -> f.kern.life.lwpAddref(f.self, f.other(LwpState.SUSPENDED)));
    row(
        Check.K70,
        refer,
        f -> {
          Lwp dead = f.other(LwpState.ZOMB);
          f.locked(() -> f.kern.life.lwpAddref(f.self, dead));
        });
    row(Check.K71, refer, f -> f.kern.life.lwpDelref2(f.self, f.other(LwpState.SUSPENDED)));
    row(Check.K72, refer, f -> f.kern.life.lwpDelref(f.self, f.other(LwpState.ZOMB)));
    row(Check.K73, refer, f -> f.kern.life.lwpDelref(f.self, f.other(LwpState.SUSPENDED)));
    row(
        Check.K74,
        f -> f.locked(() -> f.kern.life.lwpDrainrefs(f.self, f.self)),
        f -> f.kern.life.lwpDrainrefs(f.self, f.self));
    Consumer<Fixture> first = f -> f.locked(() -> f.kern.lookup.lwpFindFirst(f.self, f.p));
    row(Check.K75, first, f -> f.kern.lookup.lwpAlive(f.self, f.self));
    row(Check.K76, first, f -> f.kern.lookup.lwpFindFirst(f.self, f.p));
  }

  private static void sharedPages() {
    Consumer<Fixture> free =
        f -> {
          LwpCtl.alloc(f.kern, f.self);
          LwpCtl.free(f.kern, f.self, f.self);
        };
    row(
        Check.K77,
        free,
        f -> {
          LwpCtl.alloc(f.kern, f.self);
          f.p.lwpctl = null;
          LwpCtl.free(f.kern, f.self, f.self);
        });
    row(
        Check.K78,
        free,
        f -> {
          LwpCtl.alloc(f.kern, f.self);
          f.self.lwpctl = new Lwp.LwpCtlSlot(f.self.lwpctl.page, LwpCtl.PER_PAGE);
          LwpCtl.free(f.kern, f.self, f.self);
        });
    Consumer<Fixture> exit =
        f -> {
          LwpCtl.alloc(f.kern, f.self);
          LwpCtl.exit(f.kern, f.self);
        };
    row(Check.K79, exit, f -> LwpCtl.exit(f.kern, f.self));
    row(
        Check.K80,
        exit,
        f -> {
          f.other(LwpState.SUSPENDED);
          LwpCtl.alloc(f.kern, f.self);
          LwpCtl.exit(f.kern, f.self);
        });
    row(
        Check.K81,
        f -> f.locked(() -> f.kern.life.lwpThreadCleanup(f.self, f.self)),
        f -> f.kern.life.lwpThreadCleanup(f.self, f.self));
  }

  static Stream<Row> rows() {
    return ROWS.stream();
  }

  static Stream<Row> provocations() {
    return ROWS.stream().filter(r -> r.fires != null);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void shouldEvaluateAndHold(Row row) {
    Fixture f = new Fixture(null);
    row.holds.accept(f);
    assertThat(f.kern.checks.evaluations(row.check)).isPositive();
  }

  @ParameterizedTest
  @MethodSource("provocations")
  void shouldFire(Row row) {
    assertThatThrownBy(() -> row.fires.accept(new Fixture(row.mutant)))
        .isInstanceOfSatisfying(
            Violation.class, v -> assertThat(v.check()).isEqualTo(row.check.name()));
  }

  @Test
  void shouldHaveARowForEachAssertion() {
    List<Check> assertions =
        Stream.of(Check.values()).filter(c -> c.name().startsWith("K")).toList();
    assertThat(assertions).hasSize(81);
    assertThat(ROWS.stream().map(Row::check)).containsExactlyElementsOf(assertions);
  }

  @Test
  void shouldFireUnlessTheLineBeforePreventsIt() {
    assertThat(ROWS.stream().filter(r -> r.fires == null).map(Row::check))
        .containsExactlyElementsOf(CANNOT_FIRE);
  }
}
