package dev.dramatis.personality.freebsd;

import static dev.dramatis.personality.freebsd.KThread.TDS_CAN_RUN;
import static dev.dramatis.personality.freebsd.KThread.TDS_RUNNING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.spi.machine.Context;
import dev.dramatis.spi.machine.Violation;
import dev.dramatis.testkit.Vectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * One evaluation of the functions of suspension and single-threading at a time, against the
 * original.
 */
class SuspensionVectorsTest {
  private static final Vectors VECTORS = Vectors.of(SuspensionVectorsTest.class, "freebsd");

  private Kern k;
  private Proc p;
  private KThread td;
  private KThread other;

  /** The calling thread begins to exit. */
  private static final class Exits extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @BeforeEach
  void boot() {
    fresh();
  }

  /** A process with a running thread and one more, and a third that is neither. */
  private void fresh() {
    k = new Kern(new StillMachine());
    k.clock.init();
    k.kthreads.boot();
    Pcpu pc = k.pcpus[0];
    pc.tdqLock.owner = null;
    pc.idle.state = TDS_CAN_RUN;
    p = new Proc(k, k.allocateAddress(2048));
    p.state = Proc.PRS_NORMAL;
    td = thread(100_001);
    other = thread(100_002);
    td.state = TDS_RUNNING;
    td.oncpu = 0;
    td.critnest = 0;
    td.spinlocks = 0;
    pc.curthread = td;
  }

  private KThread thread(int tid) {
    KThread t = new KThread(k, k.allocateAddress(2048), 0, k.pcpus[0]);
    k.life.zone.threadCtor(t);
    t.tid = tid;
    t.user = new Mortal(k.machine.newContext("user", 1, () -> {}));
    t.context = k.machine.newContext("t", 1, () -> {});
    k.life.threadLink(t, p);
    return t;
  }

  @Test
  void shouldSuspendReturnOrExitAsTheOriginalDoes() {
    for (long[] r :
        VECTORS.rows(
            "thr_suspend_check",
            "stop_sig",
            "stop_trace",
            "stop_single",
            "single_exit",
            "single_boundary",
            "single_0none_1self_2other",
            "traced",
            "dbg_suspend",
            "return_instead",
            "sbdry",
            "seintr",
            "serestart",
            "numthreads",
            "suspcount",
            "outcome",
            "woke_single",
            "d_suspcount",
            "d_boundary",
            "td_boundary_flag")) {
      fresh();
      p.flag =
          flag(r[0], Proc.P_STOPPED_SIG)
              | flag(r[1], Proc.P_STOPPED_TRACE)
              | flag(r[2], Proc.P_STOPPED_SINGLE)
              | flag(r[3], Proc.P_SINGLE_EXIT)
              | flag(r[4], Proc.P_SINGLE_BOUNDARY)
              | flag(r[6], Proc.P_TRACED);
      td.dbgflags = (byte) flag(r[7], KThread.TDB_SUSPEND);
      td.flags |=
          flag(r[9], KThread.TDF_SBDRY)
              | flag(r[10], KThread.TDF_SEINTR)
              | flag(r[11], KThread.TDF_SERESTART);
      suspended(other);
      p.singlethread = r[5] == 0 ? null : r[5] == 1 ? td : other;
      p.numthreads = (int) r[12];
      p.suspcount = (int) r[13];
      boolean returnInstead = r[8] != 0;
      p.mtx.lock(td);
      int outcome = outcome(() -> k.single.threadSuspendCheck(td, returnInstead));
      if (outcome == 4 && (td.flags & KThread.TDF_BOUNDARY) == 0) {
        outcome = 5;
      }
      String row = java.util.Arrays.toString(r);
      assertThat(outcome).as(row).isEqualTo((int) r[14]);
      if (outcome != 9) {
        assertThat(r[5] == 2 && !other.isSuspended()).as(row).isEqualTo(r[15] != 0);
        assertThat(p.suspcount - r[13]).as(row).isEqualTo(r[16]);
        assertThat((long) p.boundaryCount).as(row).isEqualTo(r[17]);
        assertThat((td.flags & KThread.TDF_BOUNDARY) != 0).as(row).isEqualTo(r[18] != 0);
      }
    }
  }

  @Test
  void shouldLeaveRetryLoopsAsTheOriginalDoes() {
    for (long[] r :
        VECTORS.rows(
            "thr_check_susp",
            "ast_pending",
            "stop_sig",
            "stop_trace",
            "stop_single",
            "single_exit",
            "single_0none_1self_2other",
            "traced",
            "dbg_suspend",
            "sleep",
            "outcome")) {
      fresh();
      td.ast = flag(r[0], KThread.TDA_SUSPEND);
      p.flag =
          flag(r[1], Proc.P_STOPPED_SIG)
              | flag(r[2], Proc.P_STOPPED_TRACE)
              | flag(r[3], Proc.P_STOPPED_SINGLE)
              | flag(r[4], Proc.P_SINGLE_EXIT)
              | flag(r[6], Proc.P_TRACED);
      td.dbgflags = (byte) flag(r[7], KThread.TDB_SUSPEND);
      suspended(other);
      p.suspcount = 1;
      p.singlethread = r[5] == 0 ? null : r[5] == 1 ? td : other;
      int outcome = outcome(() -> k.single.threadCheckSusp(td, r[8] != 0));
      assertThat(outcome).as(java.util.Arrays.toString(r)).isEqualTo((int) r[9]);
    }
  }

  @Test
  void shouldWeedInhibitedThreadsAsTheOriginalDoes() {
    for (long[] r :
        VECTORS.rows(
            "thr_weed_inhib",
            "mode",
            "suspended",
            "boundary",
            "allprocsusp",
            "on_sleepq",
            "sintr",
            "unsuspend_calls",
            "unsuspend_boundary_arg",
            "aborted",
            "abort_errno",
            "final_boundary",
            "final_allprocsusp",
            "d_suspcount",
            "d_boundary",
            "unlocked_here")) {
      fresh();
      if (r[4] != 0) {
        asleep(other, r[5] != 0);
      }
      if (r[1] != 0) {
        suspended(other);
        p.suspcount = 1;
      }
      if (r[1] == 0 && r[4] == 0) {
        other.state = KThread.TDS_INHIBITED;
        other.inhibitors = KThread.TDI_IWAIT;
      }
      other.flags |= flag(r[2], KThread.TDF_BOUNDARY) | flag(r[3], KThread.TDF_ALLPROCSUSP);
      p.boundaryCount = (int) r[2];
      int suspcount = p.suspcount;
      boolean wasSuspended = other.isSuspended();
      p.mtx.lock(td);
      p.slock.lock(td);
      SpinMtx m = k.threadLock(td, other);
      k.single.weedInhib(td, (int) r[0], other, m, p);
      String row = java.util.Arrays.toString(r);
      assertThat(wasSuspended && !other.isSuspended()).as(row).isEqualTo(r[6] != 0);
      assertThat(other.intrval).as(row).isEqualTo((int) r[9]);
      assertThat((other.flags & KThread.TDF_BOUNDARY) != 0).as(row).isEqualTo(r[10] != 0);
      assertThat((other.flags & KThread.TDF_ALLPROCSUSP) != 0).as(row).isEqualTo(r[11] != 0);
      assertThat((long) p.suspcount - suspcount).as(row).isEqualTo(r[12]);
      assertThat(p.boundaryCount - r[2]).as(row).isEqualTo(r[13]);
      assertThat(td.spinlocks).as("only the process spin lock is left").isEqualTo((short) 1);
    }
  }

  @Test
  void shouldCountWhoIsLeftAsTheOriginalDoes() {
    for (long[] r :
        VECTORS.rows(
            "thr_calc_remaining",
            "mode",
            "numthreads",
            "suspcount",
            "boundary_count",
            "remaining",
            "target",
            "done")) {
      int mode = (int) r[0];
      int remaining = SingleThreading.calcRemaining(mode, (int) r[1], (int) r[2], (int) r[3]);
      assertThat(remaining).isEqualTo((int) r[4]);
      assertThat(SingleThreading.remainForMode(mode)).isEqualTo((int) r[5]);
      assertThat(remaining == SingleThreading.remainForMode(mode)).isEqualTo(r[6] != 0);
    }
  }

  @Test
  void shouldSetAndClearInhibitorsAsTheOriginalDoes() {
    for (long[] r :
        VECTORS.rows(
            "inhibitor_transitions",
            "state_in",
            "inhib_in",
            "op_1set_0clr",
            "inhib_bit",
            "state_out",
            "inhib_out")) {
      Kern unchecked = new Kern(new UncheckedMachine());
      KThread t = new KThread(unchecked, 0, 0, unchecked.pcpus[0]);
      t.state = (byte) r[0];
      t.inhibitors = (byte) r[1];
      if (r[2] == 1) {
        t.inhibit((byte) r[3]);
      } else {
        t.uninhibit((byte) r[3]);
      }
      assertThat(t.state).isEqualTo((byte) r[4]);
      assertThat(t.inhibitors).isEqualTo((byte) r[5]);
    }
  }

  private interface Call {
    int call();
  }

  /** 0, 1 for EINTR, 2 for ERESTART, 3 exit, 4 switched away, 9 assertion. */
  private static int outcome(Call call) {
    try {
      int error = call.call();
      return error == SleepQueues.EINTR ? 1 : error == SleepQueues.ERESTART ? 2 : error;
    } catch (Exits e) {
      return 3;
    } catch (StillMachine.SwitchedAway e) {
      return 4;
    } catch (Violation e) {
      return 9;
    }
  }

  private static int flag(long set, int flag) {
    return set != 0 ? flag : 0;
  }

  private static void suspended(KThread t) {
    if (t.state == KThread.TDS_INACTIVE) {
      t.state = KThread.TDS_INHIBITED;
    }
    t.inhibitors |= KThread.TDI_SUSPENDED;
  }

  /** Puts the other thread to sleep by the real functions, on its own behalf. */
  private void asleep(KThread t, boolean interruptible) {
    Pcpu pc = k.pcpus[0];
    td.state = KThread.TDS_RUNQ;
    t.state = TDS_RUNNING;
    t.oncpu = 0;
    t.critnest = 0;
    t.spinlocks = 0;
    pc.curthread = t;
    try {
      k.sleepqueues.sleep(
          t, 0x1000, null, interruptible ? SleepQueues.PCATCH : 0, "test", SleepQueues.FOREVER);
    } catch (StillMachine.SwitchedAway e) {
      k.threadLockUnblock(pc.cpu, t, pc.switchedOutLock);
    }
    pc.switchedOut = null;
    pc.idle.state = TDS_CAN_RUN;
    pc.tdqLock.owner = null;
    pc.droppedSpin(pc.tdqLock.witness);
    pc.curthread = td;
    td.state = TDS_RUNNING;
    pc.cpu.restore(0);
  }

  /** A thread of user space whose end can be noticed. */
  private static final class Mortal extends StillUser {
    Mortal(Context context) {
      super(1, context);
    }

    @Override
    public void setLife(Life life) {
      throw new Exits();
    }
  }
}
