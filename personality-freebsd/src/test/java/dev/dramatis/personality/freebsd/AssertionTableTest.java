package dev.dramatis.personality.freebsd;

import static dev.dramatis.personality.freebsd.KThread.TDF_BOUNDARY;
import static dev.dramatis.personality.freebsd.KThread.TDI_SLEEPING;
import static dev.dramatis.personality.freebsd.KThread.TDI_SUSPENDED;
import static dev.dramatis.personality.freebsd.Proc.P_HADTHREADS;
import static dev.dramatis.personality.freebsd.Proc.P_SINGLE_BOUNDARY;
import static dev.dramatis.personality.freebsd.Proc.P_SINGLE_EXIT;
import static dev.dramatis.personality.freebsd.Proc.P_STOPPED_SIG;
import static dev.dramatis.personality.freebsd.Proc.P_STOPPED_SINGLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dramatis.spi.kernel.SignalAction;
import dev.dramatis.spi.kernel.Signals;
import dev.dramatis.spi.machine.Violation;
import dev.dramatis.spi.sched.EnqueueReason;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** For each named check, what makes it fail, and that ordinary runs evaluate it. */
class AssertionTableTest {
  /** Something that breaks a rule of the kernel. */
  private interface Misdeed {
    void commit(Scene s);
  }

  /** A misdeed in a kernel that may have a fault. */
  private record Row(String mutant, Misdeed misdeed) {}

  private static final Map<Assertion, Row> FIRES = new EnumMap<>(Assertion.class);

  /** Checks that only code below them could break, with the reason. */
  private static final Map<Assertion, String> UNREACHABLE =
      Map.of(
          Assertion.A07, "tidbatch_add refuses the seventeenth id first (A06)",
          Assertion.A08, "tidbatch_add refuses the seventeenth id first (A06)",
          Assertion.A64, "the thread lock is taken two lines above",
          Assertion.B4, "follows from B1 to B3 and M4, which are evaluated first",
          Assertion.CURSIG, "cursig gives errors only under deferral of stops, which nothing uses",
          Assertion.EXIT1, "single-threading for exit ends with one thread, or not at all");

  private static void fires(Assertion check, Misdeed misdeed) {
    fires(check, "", misdeed);
  }

  private static void fires(Assertion check, String mutant, Misdeed misdeed) {
    FIRES.put(check, new Row(mutant, misdeed));
  }

  static {
    identifiers();
    objects();
    credentials();
    lives();
    singleThreading();
    suspension();
    surroundings();
    model();
  }

  private static void identifiers() {
    fires(
        Assertion.A01,
        s -> {
          TidBitmap full = new TidBitmap(s.k.checks, 1);
          full.alloc();
          full.alloc();
        });
    fires(
        Assertion.A02,
        s -> {
          TidBitmap full = new TidBitmap(s.k.checks, 2);
          int first = full.alloc();
          full.alloc();
          full.free(first);
          full.alloc(); // the rotor is behind it
          full.alloc();
        });
    fires(Assertion.A03, s -> s.k.life.tidFreeLocked(s.td, s.td.tid));
    fires(Assertion.A04, s -> new TidBitmap(s.k.checks, 8).free(700));
    fires(Assertion.A05, s -> new TidBitmap(s.k.checks, 8).free(TidBitmap.NO_PID));
    fires(
        Assertion.A06,
        s -> {
          Reaper.Batch batch = new Reaper.Batch(s.k.checks, Fault.of(Mutant.BATCH_OVERFULL.id));
          for (int i = 0; i <= Reaper.Batch.TIDS; i++) {
            batch.tidbatchAdd(TidBitmap.NO_PID + i);
            batch.tidbatchProcess();
          }
        });
    fires(Assertion.A12, "tid_alloc.rotor-ahead", s -> {});
    fires(Assertion.A31, s -> s.k.life.threadLink(s.other, s.p));
  }

  private static void objects() {
    fires(
        Assertion.A09,
        s -> {
          s.other.sel = true;
          s.k.life.zone.threadCtor(s.other);
        });
    fires(Assertion.A10, s -> s.k.life.zone.threadDtor(s.td));
    fires(
        Assertion.A11,
        s -> {
          s.other.sel = true;
          s.k.life.zone.threadFini(s.other);
        });
    fires(
        Assertion.A13,
        "thread_free_batched.keep-stack",
        s -> {
          StillUser user = new StillUser(7, s.td.stack());
          KThread t = s.k.life.threadAlloc(s.td, user);
          assertThat(t).isNotNull();
          s.k.life.threadFree(s.td, t);
          s.k.life.threadAlloc(s.td, user);
        });
    fires(
        Assertion.UMTX_ALLOC,
        s -> {
          s.other.blocked = new Turnstile(s.p.slock);
          s.k.life.zone.threadCtor(s.other);
        });
  }

  private static void credentials() {
    fires(Assertion.A14, s -> s.k.cow.threadCowGetProc(s.td, s.other, s.p));
    fires(
        Assertion.A15,
        s -> {
          s.td.realucred = new Ucred(s.k, 0);
          s.k.cow.threadCowGet(s.td, s.other, s.td);
        });
    fires(Assertion.A16, s -> s.k.cow.threadCowSynced(s.td));
    fires(Assertion.A17, s -> s.lockProc().k.cow.threadCowSynced(s.td));
    fires(
        Assertion.A18,
        s -> {
          s.p.cowgen++;
          s.p.ucred = new Ucred(s.k, 0);
          s.lockProc().k.cow.threadCowSynced(s.td);
        });
    fires(
        Assertion.A19,
        s -> {
          s.p.cowgen++;
          s.p.limit = new Plimit(s.k, 1);
          s.lockProc().k.cow.threadCowSynced(s.td);
        });
    fires(
        Assertion.CRED,
        s -> {
          s.other.state = KThread.TDS_RUNQ;
          s.k.cow.new Batch().add(s.td, s.other);
        });
  }

  private static void lives() {
    fires(Assertion.A20, s -> s.lockProc().k.life.threadExit(s.td));
    fires(
        Assertion.A21,
        s -> {
          s.k.giant.lock(s.td);
          s.lockBoth().k.life.threadExit(s.td);
        });
    fires(Assertion.A22, s -> s.lockSpin().k.life.threadExit(s.td));
    fires(
        Assertion.A23,
        s -> {
          s.td.proc = null;
          s.k.life.threadExit(s.td);
        });
    fires(
        Assertion.A24,
        s -> {
          s.td.sigqueue.add(s.p, Signals.SIGUSR1, new Ksi(Signals.SIGUSR1, null));
          s.lockBoth().k.life.threadExit(s.td);
        });
    fires(
        Assertion.A25,
        s -> {
          s.td.realucred = new Ucred(s.k, 0);
          s.lockBoth().k.life.threadExit(s.td);
        });
    fires(
        Assertion.A26,
        s -> {
          s.p.numthreads = 1;
          s.lockBoth().k.life.threadExit(s.td);
        });
    fires(Assertion.A27, "thread_exit.returns", s -> s.lockBoth().k.life.threadExit(s.td));
    fires(
        Assertion.A28,
        s -> {
          s.k.giant.lock(s.td);
          s.k.life.threadWait(s.td, s.p);
        });
    fires(Assertion.A29, s -> s.k.life.threadWait(s.td, s.p));
    fires(
        Assertion.A30,
        s -> {
          s.p.numthreads = 1;
          s.p.exitthreads = 1;
          s.k.life.threadWait(s.td, s.p);
        });
    fires(Assertion.A32, s -> s.k.life.threadUnlink(s.td, s.other));
    fires(
        Assertion.A33,
        s -> {
          s.other.epochs = 1;
          s.lockProc().k.life.threadUnlink(s.td, s.other);
        });
    fires(
        Assertion.THR_EXIT,
        s -> {
          s.p.numthreads = 1;
          s.p.pendingexits = 5;
          s.k.calls.suicide(s.td);
        });
    fires(
        Assertion.EXEC_ALONE,
        s -> {
          s.other.tdLock = s.k.blockedLock;
          s.k.exec.checkAlone(s.td, s.p);
        });
    fires(
        Assertion.FORK_EXIT,
        s -> {
          s.p.state = Proc.PRS_NEW;
          s.k.sched.forkExit(s.td);
        });
  }

  private static void singleThreading() {
    fires(Assertion.A34, s -> s.lockSpin().k.single.calcRemaining(s.td, s.p, 1));
    fires(Assertion.A35, s -> s.lockProc().k.single.calcRemaining(s.td, s.p, 1));
    fires(Assertion.A36, s -> s.lockBoth().k.single.calcRemaining(s.td, s.p, 4));
    fires(
        Assertion.A37, s -> s.lockSpin().k.single.weedInhib(s.td, 1, s.other, s.lockOther(), s.p));
    fires(
        Assertion.A38,
        s -> {
          s.lockProc();
          SpinMtx m = s.other.tdLock;
          m.lock(s.td);
          s.k.single.weedInhib(s.td, 1, s.other, m, s.p);
        });
    fires(
        Assertion.A39, s -> s.lockBoth().k.single.weedInhib(s.td, 1, s.other, s.other.tdLock, s.p));
    fires(Assertion.A40, s -> s.lockProc().k.single.threadSingle(s.td, s.p, 4));
    fires(
        Assertion.A41, s -> s.lockProc().k.single.threadSingle(s.td, s.p, SingleThreading.ALLPROC));
    fires(
        Assertion.A42,
        s -> {
          s.k.giant.lock(s.td);
          s.lockProc().k.single.threadSingle(s.td, s.p, SingleThreading.EXIT);
        });
    fires(Assertion.A43, s -> s.k.single.threadSingle(s.td, s.p, SingleThreading.EXIT));
    fires(
        Assertion.A44,
        "calc_remaining.suspended",
        s ->
            s.inhibited(TDI_SUSPENDED)
                .lockProc()
                .k
                .single
                .threadSingle(s.td, s.p, SingleThreading.EXIT));
    fires(
        Assertion.A45,
        s -> {
          s.inhibited(TDI_SUSPENDED).p.boundaryCount = 1;
          s.lockProc().k.single.threadSingle(s.td, s.p, SingleThreading.BOUNDARY);
        });
    fires(
        Assertion.A46,
        s -> {
          s.p.boundaryCount = 1;
          s.other.flags |= TDF_BOUNDARY;
          s.lockProc().k.single.threadSingle(s.td, s.p, SingleThreading.BOUNDARY);
        });
    fires(Assertion.A69, s -> s.lockProc().k.single.threadSingleEnd(s.td, s.p, 4));
    fires(Assertion.A70, s -> s.k.single.threadSingleEnd(s.td, s.p, SingleThreading.EXIT));
    fires(
        Assertion.A71,
        s -> s.lockProc().k.single.threadSingleEnd(s.td, s.p, SingleThreading.ALLPROC));
    fires(
        Assertion.A72,
        s -> {
          s.p.singlethread = s.other;
          s.lockProc().k.single.threadSingleEnd(s.td, s.p, SingleThreading.EXIT);
        });
    fires(
        Assertion.A73,
        s -> {
          s.p.singlethread = s.td;
          s.lockProc().k.single.threadSingleEnd(s.td, s.p, SingleThreading.BOUNDARY);
        });
    fires(
        Assertion.A74,
        s -> {
          s.flags(P_SINGLE_BOUNDARY | P_STOPPED_SINGLE).p.singlethread = s.td;
          s.p.boundaryCount = 1;
          s.lockProc().k.single.threadSingleEnd(s.td, s.p, SingleThreading.BOUNDARY);
        });
  }

  private static void suspension() {
    fires(Assertion.A47, s -> s.k.single.threadSuspendCheckNeeded(s.td));
    fires(
        Assertion.A48,
        s -> {
          s.k.giant.lock(s.td);
          s.lockProc().k.single.threadSuspendCheck(s.td, false);
        });
    fires(Assertion.A49, s -> s.k.single.threadSuspendCheck(s.td, false));
    fires(
        Assertion.A50,
        s -> s.flags(P_STOPPED_SINGLE).lockProc().k.single.threadSuspendCheck(s.td, false));
    fires(
        Assertion.A51,
        s -> {
          s.td.flags |= KThread.TDF_SBDRY;
          s.flags(P_STOPPED_SIG).lockProc().k.single.threadSuspendCheck(s.td, false);
        });
    fires(
        Assertion.A52,
        s -> {
          s.td.flags |= KThread.TDF_SBDRY | KThread.TDF_SEINTR | KThread.TDF_SERESTART;
          s.flags(P_STOPPED_SIG).lockProc().k.single.threadSuspendCheck(s.td, true);
        });
    fires(
        Assertion.A53,
        "kern_thr_exit.returns",
        s -> {
          s.p.singlethread = s.other;
          s.flags(P_STOPPED_SINGLE | P_SINGLE_EXIT)
              .lockProc()
              .k
              .single
              .threadSuspendCheck(s.td, false);
        });
    fires(
        Assertion.A54,
        s -> {
          s.td.inhibitors |= TDI_SUSPENDED;
          s.lockBoth().k.single.threadSuspendSwitch(s.td, s.p);
        });
    fires(Assertion.A55, s -> s.lockSpin().k.single.threadSuspendSwitch(s.td, s.p));
    fires(Assertion.A56, s -> s.lockProc().k.single.threadSuspendSwitch(s.td, s.p));
    fires(
        Assertion.A57,
        s -> {
          s.lockOther();
          s.k.single.threadSuspendOne(s.td, s.other);
        });
    fires(Assertion.A58, s -> s.lockSpin().k.single.threadSuspendOne(s.td, s.other));
    fires(
        Assertion.A59,
        s -> {
          s.inhibited(TDI_SUSPENDED).lockSpin().lockOther();
          s.k.single.threadSuspendOne(s.td, s.other);
        });
    fires(
        Assertion.A60,
        s ->
            s.inhibited(TDI_SUSPENDED)
                .lockSpin()
                .k
                .single
                .threadUnsuspendOne(s.td, s.other, s.other.tdLock, s.p, false));
    fires(
        Assertion.A61,
        s -> s.lockSpin().k.single.threadUnsuspendOne(s.td, s.other, s.lockOther(), s.p, false));
    fires(
        Assertion.A62,
        s ->
            s.inhibited(TDI_SUSPENDED)
                .k
                .single
                .threadUnsuspendOne(s.td, s.other, s.lockOther(), s.p, false));
    fires(Assertion.A63, s -> s.inhibited(TDI_SUSPENDED).k.single.threadRunFlash(s.td, s.other));
    fires(Assertion.A65, s -> s.lockProc().k.single.threadRunFlash(s.td, s.other));
    fires(
        Assertion.A66,
        s -> {
          s.inhibited(TDI_SUSPENDED).p.suspcount = 0;
          s.lockProc().k.single.threadRunFlash(s.td, s.other);
        });
    fires(Assertion.A67, s -> s.lockSpin().k.single.threadUnsuspend(s.td, s.p));
    fires(Assertion.A68, s -> s.lockProc().k.single.threadUnsuspend(s.td, s.p));
  }

  private static void surroundings() {
    fires(
        Assertion.SETRUNNABLE,
        s -> s.k.sched.setrunnable(s.td, s.other, s.lockOther(), Sched.SRQ_BORING));
    fires(Assertion.MI_SWITCH, s -> s.k.sched.miSwitch(s.td, Sched.SW_VOL));
    fires(
        Assertion.SCHED_ADD,
        s ->
            s.inhibited(TDI_SUSPENDED)
                .k
                .sched
                .schedAdd(s.td, s.other, s.lockOther(), EnqueueReason.WAKEUP, Sched.SRQ_BORING));
    fires(Assertion.SCHED_REM, s -> s.k.sched.rem(s.other));
    fires(Assertion.FORWARD_SIGNAL, s -> s.k.sched.forwardSignal(s.td, s.other));
    fires(
        Assertion.SLEEPQ_LOCK,
        s -> {
          assertThatThrownBy(
                  () -> s.k.sleepqueues.sleep(s.td, 0x2000, null, 0, "test", SleepQueues.FOREVER))
              .isInstanceOf(StillMachine.SwitchedAway.class);
          // as if the switch had been completed, and the other thread ran
          s.td.pcpu.spinCount = 0;
          s.td.pcpu.tdqLock.owner = null;
          s.other.spinlocks = 0;
          s.other.critnest = 0;
          Mtx m = new Mtx(s.k, "test", s.k.allocateAddress(64));
          m.owner = s.other;
          s.k.witness.took(s.other, m.witness);
          s.k.sleepqueues.sleep(s.other, 0x2000, m, 0, "test", SleepQueues.FOREVER);
        });
    fires(
        Assertion.SLEEPQ_ADD,
        s -> {
          s.td.wchan = 0x1000;
          s.k.sleepqueues.sleep(s.td, 0x2000, null, 0, "test", SleepQueues.FOREVER);
        });
    fires(
        Assertion.USERRET,
        s -> {
          s.td.critnest = 1;
          s.k.asts.userReturn(s.td);
        });
    fires(
        Assertion.PROPAGATE,
        s -> {
          Mtx m = new Mtx(s.k, "test", s.k.allocateAddress(64));
          m.owner = s.inhibited(TDI_SLEEPING).other;
          m.lock(s.td);
        });
    fires(
        Assertion.STATE,
        s -> {
          s.lockOther();
          s.other.setState(KThread.TDS_RUNNING);
        });
    fires(Assertion.STATE_LOCK, s -> s.other.setState(KThread.TDS_CAN_RUN));
    fires(Assertion.LOCK_ORDER, s -> s.lockSpin().lockProc());
    fires(
        Assertion.LOCK_CYCLE,
        s -> {
          Mtx a = new Mtx(s.k, "first", s.k.allocateAddress(64));
          Mtx b = new Mtx(s.k, "second", s.k.allocateAddress(64));
          a.lock(s.td);
          b.lock(s.td);
          b.unlock(s.td);
          a.unlock(s.td);
          b.lock(s.td);
          a.lock(s.td);
        });
    fires(Assertion.LOCK_OWNER, s -> s.p.mtx.unlock(s.td));
    fires(
        Assertion.SCHEDULER,
        s -> {
          s.ready().other.state = KThread.TDS_INACTIVE;
          s.k.sched.relinquish(s.td);
        });
    fires(
        Assertion.SENDSIG,
        s ->
            s.k.sig.tdsendsignal(s.td, s.p, null, Signals.SIGUSR1, new Ksi(Signals.SIGUSR1, null)));
    fires(
        Assertion.SIG_STOPPED,
        s ->
            s.flags(P_STOPPED_SIG | Proc.P_WEXIT)
                .lockProc()
                .k
                .sig
                .tdsendsignal(s.td, s.p, null, Signals.SIGKILL, new Ksi(Signals.SIGKILL, null)));
    fires(
        Assertion.SIG_SUSPEND,
        s -> {
          s.inhibited(TDI_SUSPENDED | TDI_SLEEPING).other.flags |=
              KThread.TDF_SINTR | KThread.TDF_SBDRY;
          s.lockProc()
              .k
              .sig
              .tdsendsignal(s.td, s.p, null, Signals.SIGSTOP, new Ksi(Signals.SIGSTOP, null));
        });
    fires(
        Assertion.POSTSIG,
        s -> {
          s.p.sigacts.set(Signals.SIGUSR1, SignalAction.caught(false));
          s.td.sigmask = Signals.bit(Signals.SIGUSR1);
          s.td.sigqueue.add(s.p, Signals.SIGUSR1, new Ksi(Signals.SIGUSR1, null));
          s.lockProc().k.delivery.postsig(s.td, Signals.SIGUSR1);
        });
  }

  private static void model() {
    fires(Assertion.M1, s -> s.td.inhibitors = TDI_SLEEPING);
    fires(Assertion.M2, s -> s.k.sched.scheduler().enqueue(s.td, 0, EnqueueReason.WAKEUP));
    fires(Assertion.M3, s -> s.td.oncpu = KThread.NOCPU);
    fires(Assertion.M4, s -> s.p.numthreads++);
    fires(Assertion.M5, s -> s.inhibited(TDI_SLEEPING).k.tidhash.unlinkFromHost(s.other));
    fires(Assertion.B1, s -> s.p.suspcount++);
    fires(Assertion.B2, s -> s.p.boundaryCount++);
    fires(Assertion.B3, s -> s.td.flags |= TDF_BOUNDARY);
    fires(Assertion.M7, s -> s.p.exitthreads++);
    fires(Assertion.M8, s -> s.k.reaper.threadZombie(s.td, s.other));
    fires(Assertion.M9, s -> s.k.tidBitmap.alloc());
    fires(Assertion.M10, s -> s.k.threadCount.subFromHost());
    fires(Assertion.M11, s -> s.p.singlethread = s.td);
    fires(Assertion.M12, s -> s.p.flag |= P_SINGLE_EXIT | P_SINGLE_BOUNDARY);
    fires(Assertion.M13, s -> s.other.state = KThread.TDS_RUNQ);
    fires(
        Assertion.M14,
        s -> {
          Turnstile ts = new Turnstile(new SpinMtx(s.k, "turnstile lock"));
          ts.first = s.other;
          s.other.priority = 100;
          s.td.priority = 120;
          s.td.flags |= KThread.TDF_BORROWING;
          s.td.contested = ts;
        });
    fires(
        Assertion.M15,
        s -> {
          s.inhibited(TDI_SUSPENDED).flags(P_STOPPED_SINGLE);
          s.p.singlethread = s.other;
          s.p.remove(s.td);
          s.p.numthreads = 1;
          s.td.proc = s.k.kthreads.proc0;
          s.k.kthreads.proc0.append(s.td);
          s.k.kthreads.proc0.numthreads++;
        });
    fires(Assertion.M16, s -> s.p.pendingcnt++);
    fires(Assertion.M17, s -> s.p.ucred().refs--);
    fires(
        Assertion.PROCTREE,
        s -> {
          s.p.userProcess = 3;
          s.k.procs.publish(s.p);
        });
  }

  private static final Set<Assertion> MODEL = EnumSet.range(Assertion.PROCTREE, Assertion.M17);

  /** What evaluates the checks that ordinary runs have no use for, and keeps them. */
  static Map<String, Long> quietDeeds() {
    Map<String, Long> counts = new TreeMap<>();
    quietly(
        counts,
        s -> {
          TidBitmap small = new TidBitmap(s.k.checks, 3);
          final int first = small.alloc();
          final int second = small.alloc();
          small.alloc();
          small.free(second);
          small.alloc();
          small.free(first);
          small.alloc(); // nothing is free from the rotor to the end
        });
    quietly(counts, s -> s.k.life.zone.threadFini(s.other));
    quietly(
        counts,
        s -> {
          s.td.flags |= KThread.TDF_SBDRY | KThread.TDF_SEINTR;
          assertThat(s.flags(P_STOPPED_SIG).lockProc().k.single.threadSuspendCheck(s.td, true))
              .isEqualTo(SleepQueues.EINTR);
        });
    quietly(
        counts,
        s -> {
          s.k.sched.scheduler().addThread(s.other, null);
          s.inhibited(TDI_SUSPENDED).lockProc().k.single.threadRunFlash(s.td, s.other);
          assertThat(s.other.state).isEqualTo(KThread.TDS_RUNQ);
          assertThat(s.k.witness.reversals()).hasSize(1);
        });
    quietly(
        counts,
        s -> {
          Mtx m = new Mtx(s.k, "test", s.k.allocateAddress(64));
          m.owner = s.ready().other;
          s.other.priority = 200;
          assertThatThrownBy(() -> m.lock(s.td)).isInstanceOf(StillMachine.SwitchedAway.class);
          assertThat(s.other.priority).isEqualTo(s.td.priority);
        });
    quietly(
        counts,
        s -> {
          s.ready().lockOther();
          s.k.sched.rem(s.other);
        });
    quietly(
        counts,
        s -> {
          s.inhibited(TDI_SLEEPING).other.flags |= KThread.TDF_SINTR | KThread.TDF_SBDRY;
          s.lockProc()
              .k
              .sig
              .tdsendsignal(s.td, s.p, null, Signals.SIGSTOP, new Ksi(Signals.SIGSTOP, null));
        });
    quietly(
        counts,
        s -> {
          s.p.sigacts.set(Signals.SIGUSR1, SignalAction.caught(false));
          s.td.sigqueue.add(s.p, Signals.SIGUSR1, new Ksi(Signals.SIGUSR1, null));
          s.td.ast |= KThread.TDA_SIG;
          s.k.asts.userReturn(s.td);
        });
    return counts;
  }

  /** Everything that a check refuses. */
  static void misdeeds() {
    for (Row row : FIRES.values()) {
      assertThatThrownBy(
              () -> {
                Scene s = new Scene(row.mutant());
                row.misdeed().commit(s);
                Invariants.check(s.k);
              })
          .isInstanceOf(Violation.class);
    }
  }

  private static void quietly(Map<String, Long> counts, Misdeed deed) {
    Scene s = new Scene();
    deed.commit(s);
    s.k.checks.counts().forEach(c -> counts.merge(c.id(), c.evaluations(), Long::sum));
  }

  @Test
  void shouldAllBeEvaluatedWhereTheyHold() {
    Map<String, Long> counts = SingleThreadingStormTest.evaluations();
    quietDeeds().forEach((id, n) -> counts.merge(id, n, Long::sum));
    Scene owner = new Scene();
    lend(owner);
    owner.k.checks.counts().forEach(c -> counts.merge(c.id(), c.evaluations(), Long::sum));
    List<String> never =
        counts.entrySet().stream().filter(e -> e.getValue() == 0).map(Map.Entry::getKey).toList();
    // two panics: they stand where nobody comes
    assertThat(never).containsExactly("A27", "A53");
  }

  /** A thread with a waiter that lends it its priority. */
  private static void lend(Scene s) {
    Turnstile ts = new Turnstile(new SpinMtx(s.k, "turnstile lock"));
    ts.first = s.other;
    s.td.priority = s.other.priority;
    s.td.flags |= KThread.TDF_BORROWING;
    s.td.contested = ts;
    Invariants.check(s.k);
  }

  static Stream<Assertion> provocable() {
    return FIRES.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("provocable")
  void shouldFailWhenItsConditionDoesNotHold(Assertion check) {
    Row row = FIRES.get(check);
    assertThat(row).isNotNull();
    assertThatThrownBy(
            () -> {
              Scene s = new Scene(row.mutant());
              row.misdeed().commit(s);
              if (MODEL.contains(check)) {
                Invariants.check(s.k);
              }
            })
        .isInstanceOfSatisfying(
            Violation.class, v -> assertThat(v.check()).isEqualTo(check.name()));
  }

  @ParameterizedTest
  @EnumSource(Assertion.class)
  void shouldBeProvokedHereOrBeOutOfReachForAReason(Assertion check) {
    assertThat(FIRES.containsKey(check)).isNotEqualTo(UNREACHABLE.containsKey(check));
  }

  @Test
  void shouldHoldInAKernelThatHasJustBeenBooted() {
    Scene s = new Scene();
    Invariants.check(s.k);
    assertThat(s.p.flag & P_HADTHREADS).isNotZero();
  }
}
