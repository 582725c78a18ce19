package dev.dramatis.personality.freebsd;

import static dev.dramatis.personality.freebsd.KThread.TDA_SUSPEND;
import static dev.dramatis.personality.freebsd.KThread.TDB_SUSPEND;
import static dev.dramatis.personality.freebsd.KThread.TDF_ALLPROCSUSP;
import static dev.dramatis.personality.freebsd.KThread.TDF_BOUNDARY;
import static dev.dramatis.personality.freebsd.KThread.TDF_SBDRY;
import static dev.dramatis.personality.freebsd.KThread.TDF_SEINTR;
import static dev.dramatis.personality.freebsd.KThread.TDF_SERESTART;
import static dev.dramatis.personality.freebsd.Proc.P2_WEXIT;
import static dev.dramatis.personality.freebsd.Proc.P_HADTHREADS;
import static dev.dramatis.personality.freebsd.Proc.P_SINGLE_BOUNDARY;
import static dev.dramatis.personality.freebsd.Proc.P_SINGLE_EXIT;
import static dev.dramatis.personality.freebsd.Proc.P_STOPPED_SIG;
import static dev.dramatis.personality.freebsd.Proc.P_STOPPED_SINGLE;
import static dev.dramatis.personality.freebsd.Proc.P_TOTAL_STOP;
import static dev.dramatis.personality.freebsd.Proc.P_TRACED;

/**
 * Suspension and single-threading (kern_thread.c). A thread that wants its process for itself asks
 * all others to suspend or to exit, helps those that sleep to the user boundary, and suspends too
 * until the last of them wakes it.
 */
final class SingleThreading {
  static final int NO_EXIT = 0;
  static final int EXIT = 1;
  static final int BOUNDARY = 2;
  static final int ALLPROC = 3;

  private static final int EINTR = SleepQueues.EINTR;
  private static final int ERESTART = SleepQueues.ERESTART;

  private final Kern k;

  SingleThreading(Kern k) {
    this.k = k;
  }

  // ---- one thread

  /**
   * kern_thread.c: thread_suspend_check_needed. Nobody stops while the kernel hands its threads
   * over.
   */
  boolean threadSuspendCheckNeeded(KThread td) {
    Proc p = td.proc();
    k.checks.that(Assertion.A47, p.mtx.ownedBy(td), td);
    if (k.draining && p.shouldStop() == 0) {
      return false;
    }
    return p.shouldStop() != 0 || (p.flag & P_TRACED) != 0 && (td.dbgflags & TDB_SUSPEND) != 0;
  }

  /**
   * Stops the calling thread if somebody wants it stopped (thread_suspend_check). In and out:
   * process lock.
   *
   * @param returnInstead the caller is inside the kernel and must back out rather than stop here or
   *     exit
   * @return 0, EINTR or ERESTART; does not return if the process is to lose the thread
   */
  int threadSuspendCheck(KThread td, boolean returnInstead) {
    Proc p = td.proc();
    k.checks.that(Assertion.A48, !k.giant.ownedBy(td), td);
    k.checks.that(Assertion.A49, p.mtx.ownedBy(td), td);
    td.pcpu.cpu.chargeCycles(PathCosts.SUSPEND_CHECK);
    while (threadSuspendCheckNeeded(td)) {
      if (p.stoppedSingleOnly()) {
        k.checks.that(Assertion.A50, p.singlethread != null, td);
        if (p.singlethread == td) {
          return 0; // the one that all others stop for
        }
      }
      if ((p.flag & P_SINGLE_EXIT) != 0 && returnInstead) {
        return EINTR;
      }
      if (p.stoppedSingleOnly() && (p.flag & P_SINGLE_BOUNDARY) != 0 && returnInstead) {
        return ERESTART;
      }
      if ((td.flags & TDF_SBDRY) != 0) {
        return deferred(td, returnInstead);
      }
      if (k.hardened.noSuspendInKernel && returnInstead) {
        return EINTR;
      }
      if ((p.flag & P_SINGLE_EXIT) != 0 && p.singlethread != td) {
        p.mtx.unlock(td);
        if (!k.fault.at(Mutant.CHECK_RETURNS)) {
          k.calls.suicide(td);
        }
        throw k.checks.fail(Assertion.A53, td.describe());
      }
      suspendHere(td, p, returnInstead);
      if (k.fault.at(Mutant.CHECK_IF)) {
        return 0;
      }
    }
    return 0;
  }

  /** Stops are put off; the caller may want to know with which error. */
  private int deferred(KThread td, boolean returnInstead) {
    int both = TDF_SEINTR | TDF_SERESTART;
    k.checks.that(Assertion.A51, returnInstead, td);
    k.checks.that(Assertion.A52, (td.flags & both) != both, td);
    if ((td.flags & TDF_SEINTR) != 0) {
      return EINTR;
    }
    return (td.flags & TDF_SERESTART) != 0 ? ERESTART : 0;
  }

  /** Off the CPU until somebody lifts the suspension. In and out: process lock. */
  private void suspendHere(KThread td, Proc p, boolean returnInstead) {
    p.slock.lock(td);
    k.sig.threadStopped(td, p);
    if (p.stoppedSingleOnly()
        && p.numthreads == p.suspcount + 1
        && !k.fault.at(Mutant.CHECK_DROP_WAKEUP)) {
      wakeSingleThreader(td, p);
    }
    p.mtx.unlock(td);
    if (k.fault.at(Mutant.CHECK_SWAPPED_LOCKS)) {
      p.slock.unlock(td);
      k.threadLock(td, td);
      p.slock.lock(td);
    } else {
      if (k.fault.at(Mutant.CHECK_EARLY_UNLOCK)) {
        p.slock.unlock(td);
        p.slock.lock(td);
      }
      k.threadLock(td, td);
    }
    threadSuspendOne(td, td);
    if (!returnInstead && !k.fault.at(Mutant.CHECK_NO_BOUNDARY)) {
      p.boundaryCount++;
      td.flags |= TDF_BOUNDARY;
    }
    p.slock.unlock(td);
    k.sched.miSwitch(td, Sched.SW_INVOL);
    p.mtx.lock(td);
  }

  /**
   * kern_thread.c: thread_check_susp. Unlocked first: it only has to end a retry loop some time.
   */
  int threadCheckSusp(KThread td, boolean sleep) {
    if ((td.ast & TDA_SUSPEND) == 0) {
      return 0;
    }
    Proc p = td.proc();
    int error = 0;
    p.mtx.lock(td);
    if ((p.flag & P_SINGLE_EXIT) != 0) {
      error = k.fault.at(Mutant.SUSP_IGNORE_EXIT) ? 0 : EINTR;
    } else if (threadSuspendCheckNeeded(td)) {
      error = sleep ? threadSuspendCheck(td, false) : ERESTART;
    }
    p.mtx.unlock(td);
    return error;
  }

  /**
   * The calling thread gives up the CPU, as a single-threader that waits for the others or as the
   * one that took a stop signal (thread_suspend_switch); in stages, so that no thread lock is held
   * when the process lock goes.
   */
  void threadSuspendSwitch(KThread td, Proc p) {
    k.checks.that(Assertion.A54, !td.isSuspended(), td);
    k.checks.that(Assertion.A55, p.mtx.ownedBy(td), td);
    k.checks.that(Assertion.A56, p.slock.ownedBy(td), td);
    if (p == td.proc) {
      k.sig.threadStopped(td, p);
      if (!k.fault.at(Mutant.SWITCH_NO_COUNT)) {
        p.suspcount++;
      }
    }
    p.mtx.unlock(td);
    k.threadLock(td, td);
    td.ast &= ~TDA_SUSPEND;
    td.inhibit(KThread.TDI_SUSPENDED);
    k.priorities.schedSleep(td, 0);
    p.slock.unlock(td);
    boolean giant = k.giant.ownedBy(td); // DROP_GIANT, PICKUP_GIANT
    if (giant) {
      k.giant.unlock(td);
    }
    k.sched.miSwitch(td, Sched.SW_VOL);
    if (giant) {
      k.giant.lock(td);
    }
    p.mtx.lock(td);
    p.slock.lock(td);
  }

  /** kern_thread.c: thread_suspend_one. In and out: process spin lock, thread lock. */
  void threadSuspendOne(KThread self, KThread td) {
    Proc p = td.proc();
    k.checks.that(Assertion.A57, p.slock.ownedBy(self), td);
    k.checks.that(Assertion.A58, k.threadLocked(self, td), td);
    k.checks.that(Assertion.A59, !td.isSuspended(), td);
    p.suspcount++;
    td.ast &= ~TDA_SUSPEND;
    td.inhibit(KThread.TDI_SUSPENDED);
    k.priorities.schedSleep(td, 0);
  }

  /**
   * kern_thread.c: thread_unsuspend_one. In: thread lock (given), process spin lock if it is p's;
   * out: no thread lock.
   */
  void threadUnsuspendOne(KThread self, KThread td, SpinMtx lock, Proc p, boolean boundary) {
    k.checks.that(Assertion.A60, k.threadLocked(self, td), td);
    k.checks.that(Assertion.A61, td.isSuspended(), td);
    td.uninhibit(KThread.TDI_SUSPENDED);
    td.flags &= ~TDF_ALLPROCSUSP;
    if (td.proc == p) {
      k.checks.that(Assertion.A62, p.slock.ownedBy(self), td);
      p.suspcount--;
      boolean counted = boundary || k.hardened.boundaryCount && td == p.singlethread;
      if (counted && (td.flags & TDF_BOUNDARY) != 0) {
        td.flags &= ~TDF_BOUNDARY;
        if (!k.fault.at(Mutant.UNSUSPEND_KEEP_BOUNDARY)) {
          p.boundaryCount--;
        }
      }
    }
    k.sched.setrunnable(self, td, lock, Sched.SRQ_BORING);
  }

  /**
   * kern_thread.c: thread_run_flash. The order of the two locks is the opposite of everywhere else,
   * as in the original.
   */
  void threadRunFlash(KThread self, KThread td) {
    Proc p = td.proc();
    k.checks.that(Assertion.A63, p.mtx.ownedBy(self), td);
    SpinMtx m = td.onSleepq() ? k.sleepqueues.removeNested(self, td) : k.threadLock(self, td);
    k.checks.that(Assertion.A64, k.threadLocked(self, td), td);
    k.checks.that(Assertion.A65, td.isSuspended(), td);
    td.uninhibit(KThread.TDI_SUSPENDED);
    k.witness.tolerate("thread_run_flash takes the process spin lock under a thread lock");
    p.slock.lock(self);
    k.checks.that(Assertion.A66, p.suspcount > 0, p.suspcount);
    if (!k.fault.at(Mutant.FLASH_NO_COUNT)) {
      p.suspcount--;
    }
    p.slock.unlock(self);
    k.sched.setrunnable(self, td, m, Sched.SRQ_BORING);
  }

  /** Lets the single-threader look again. In and out: its process spin lock. */
  void wakeSingleThreader(KThread self, Proc p) {
    KThread single = p.singlethread;
    if (single != null) {
      SpinMtx m = k.threadLock(self, single);
      threadUnsuspendOne(self, single, m, p, false);
    }
  }

  // ---- a whole process

  /**
   * Lets everybody go on, or only the one that waits for everybody to have stopped
   * (thread_unsuspend).
   */
  void threadUnsuspend(KThread self, Proc p) {
    k.checks.that(Assertion.A67, p.mtx.ownedBy(self), self);
    k.checks.that(Assertion.A68, p.slock.ownedBy(self), self);
    KThread single = p.singlethread;
    if (p.shouldStop() == 0) {
      unsuspendAll(self, p);
    } else if (p.stoppedSingleOnly()
        && p.numthreads == p.suspcount
        && single != null
        && (single.proc == p || k.hardened.totalStopContinue && waitsFor(single, p))
        && !k.fault.at(Mutant.UNSUSPEND_FORGET_WAITER)) {
      wakeSingleThreader(self, p);
    }
  }

  /** Whether a thread of another process waits for all of this one to stand. */
  private static boolean waitsFor(KThread single, Proc p) {
    return single.singleTarget == p && single.isSuspended();
  }

  private void unsuspendAll(KThread self, Proc p) {
    for (KThread td = p.firstThread; td != null; td = td.plistNext) {
      SpinMtx m = k.threadLock(self, td);
      if (td.isSuspended()) {
        threadUnsuspendOne(self, td, m, p, true);
      } else {
        m.unlock(self);
      }
    }
  }

  /** kern_thread.c: calc_remaining. */
  static int calcRemaining(int mode, int numthreads, int suspcount, int boundaryCount) {
    return switch (mode) {
      case EXIT -> numthreads;
      case BOUNDARY -> numthreads - boundaryCount;
      case NO_EXIT, ALLPROC -> numthreads - suspcount;
      default -> throw new IllegalArgumentException("A36: calc_remaining: mode " + mode);
    };
  }

  int calcRemaining(KThread self, Proc p, int mode) {
    k.checks.that(Assertion.A34, p.mtx.ownedBy(self), self);
    k.checks.that(Assertion.A35, p.slock.ownedBy(self), self);
    k.checks.that(Assertion.A36, mode >= NO_EXIT && mode <= ALLPROC, mode);
    if (mode == EXIT && k.fault.at(Mutant.REMAINING_SUSPENDED)) {
      return p.numthreads - p.suspcount;
    }
    return calcRemaining(mode, p.numthreads, p.suspcount, p.boundaryCount);
  }

  /** kern_thread.c: remain_for_mode. */
  static int remainForMode(int mode) {
    return mode == ALLPROC ? 0 : 1;
  }

  /**
   * Brings an inhibited thread on its way (weed_inhib): first out of a suspension that does not
   * count for this mode, then out of an interruptible sleep. In: thread lock, given; out: none.
   */
  void weedInhib(KThread self, int mode, KThread td, SpinMtx lock, Proc p) {
    k.checks.that(Assertion.A37, p.mtx.ownedBy(self), td);
    k.checks.that(Assertion.A38, p.slock.ownedBy(self), td);
    k.checks.that(Assertion.A39, k.threadLocked(self, td), td);
    int stays =
        switch (mode) {
          case EXIT -> 0;
          case ALLPROC -> TDF_ALLPROCSUSP;
          default -> TDF_BOUNDARY;
        };
    SpinMtx m = lock;
    // the lock is dropped by the scheduler, so everything is looked at again
    while (td.isSuspended() && (td.flags & stays) == 0) {
      threadUnsuspendOne(self, td, m, p, mode == EXIT);
      m = k.threadLock(self, td);
      if (k.fault.at(Mutant.WEED_SKIP_RECHECK)) {
        m.unlock(self);
        return;
      }
    }
    if (!td.canAbort() || k.fault.at(Mutant.WEED_SKIP_ABORT)) {
      m.unlock(self);
      return;
    }
    if (mode == ALLPROC) {
      td.flags |= TDF_ALLPROCSUSP;
    }
    k.sleepqueues.abort(self, td, m, mode == EXIT ? EINTR : ERESTART);
  }

  /**
   * Makes the caller the only thread of the process that runs (thread_single). In and out: process
   * lock.
   *
   * @return whether that succeeded; if not, the caller must back out because somebody else was
   *     faster
   */
  boolean threadSingle(KThread td, Proc p, int mode) {
    k.checks.that(Assertion.A40, mode >= NO_EXIT && mode <= ALLPROC, mode);
    k.checks.that(Assertion.A41, mode == ALLPROC == (td.proc != p), td);
    k.checks.that(Assertion.A42, !k.giant.ownedBy(td), td);
    k.checks.that(Assertion.A43, p.mtx.ownedBy(td), td);
    if (mode == ALLPROC) {
      while ((p.flag & P_STOPPED_SINGLE) != 0) {
        if ((p.flag2 & P2_WEXIT) != 0) {
          return false;
        }
        k.sleepqueues.sleep(
            td, p.flagChannel(), p.mtx, SleepQueues.PCATCH, "thrsgl", SleepQueues.FOREVER);
      }
      if ((p.flag & (P_STOPPED_SIG | P_TRACED)) != 0 || (p.flag2 & P2_WEXIT) != 0) {
        return false;
      }
    } else if ((p.flag & P_HADTHREADS) == 0) {
      return true;
    }
    if (p.singlethread != null && p.singlethread != td && !k.fault.at(Mutant.SINGLE_IGNORE_OTHER)) {
      return false;
    }
    p.flag &= ~(P_SINGLE_EXIT | P_SINGLE_BOUNDARY);
    p.flag |=
        P_STOPPED_SINGLE
            | switch (mode) {
              case EXIT -> P_SINGLE_EXIT;
              case BOUNDARY -> P_SINGLE_BOUNDARY;
              case ALLPROC -> P_TOTAL_STOP;
              default -> 0;
            };
    p.slock.lock(td);
    p.singlethread = td;
    td.singleTarget = p;
    int remaining = calcRemaining(td, p, mode);
    while (remaining != remainForMode(mode)) {
      if (p.stoppedSingleOnly()) {
        askOthers(td, p, mode);
        if (calcRemaining(td, p, mode) == remainForMode(mode)) {
          break;
        }
      }
      // whoever is the last to suspend or to exit wakes us
      threadSuspendSwitch(td, p);
      remaining = calcRemaining(td, p, mode);
    }
    if (mode == EXIT) {
      becomeUnthreaded(td, p);
    } else if (mode == BOUNDARY) {
      if (!k.fault.at(Mutant.SINGLE_SKIP_OFF_CPU)) {
        waitUntilOff(td, p);
      }
    }
    td.singleTarget = null;
    p.slock.unlock(td);
    return true;
  }

  private void askOthers(KThread td, Proc p, int mode) {
    for (KThread other = p.firstThread; other != null; other = other.plistNext) {
      if (other == td) {
        continue;
      }
      SpinMtx m = k.threadLock(td, other);
      if (!k.fault.at(Mutant.SINGLE_DROP_AST)) {
        other.ast |= TDA_SUSPEND;
      }
      if (other.state == KThread.TDS_INHIBITED) {
        weedInhib(td, mode, other, m, p);
      } else {
        if (other.state == KThread.TDS_RUNNING && !k.fault.at(Mutant.SINGLE_DROP_IPI)) {
          k.sched.forwardSignal(td, other);
        }
        m.unlock(td);
      }
    }
  }

  /** All others have exited; now they have to get off their CPUs. */
  private void becomeUnthreaded(KThread td, Proc p) {
    k.checks.that(Assertion.A44, p.numthreads == 1, p.numthreads);
    p.singlethread = null;
    p.flag &= ~(P_STOPPED_SINGLE | P_SINGLE_EXIT | P_HADTHREADS);
    if (k.hardened.singleExitWakeup) {
      k.sleepqueues.wakeup(td, p.flagChannel());
    }
    while (p.exitthreads != 0 && !k.fault.at(Mutant.SINGLE_SKIP_EXITING)) {
      p.slock.unlock(td);
      p.mtx.unlock(td);
      k.sched.relinquish(td);
      if (p.exitthreads != 0) {
        // others had their turn; those that exit are on other CPUs and cannot be preempted any more
        p.awaitExited(td);
      }
      p.mtx.lock(td);
      p.slock.lock(td);
    }
  }

  /**
   * A thread counts as suspended while it is still on its way off the CPU; its lock can be had only
   * afterwards.
   */
  private void waitUntilOff(KThread td, Proc p) {
    for (KThread other = p.firstThread; other != null; other = other.plistNext) {
      if (other != td) {
        SpinMtx m = k.threadLock(td, other);
        k.checks.that(Assertion.A45, (other.flags & TDF_BOUNDARY) != 0, other);
        k.checks.that(Assertion.A46, other.isSuspended(), other);
        m.unlock(td);
      }
    }
  }

  /** kern_thread.c: thread_single_end. In and out: process lock. */
  void threadSingleEnd(KThread td, Proc p, int mode) {
    k.checks.that(Assertion.A69, mode >= NO_EXIT && mode <= ALLPROC, mode);
    k.checks.that(Assertion.A70, p.mtx.ownedBy(td), td);
    k.checks.that(Assertion.A71, mode == ALLPROC == ((p.flag & P_TOTAL_STOP) != 0), p.flag);
    k.checks.that(Assertion.A72, mode == ALLPROC || p.singlethread == td, td);
    k.checks.that(Assertion.A73, mode != BOUNDARY || (p.flag & P_SINGLE_BOUNDARY) != 0, p.flag);
    int keep = k.fault.at(Mutant.END_KEEP_FLAG) ? P_STOPPED_SINGLE : 0;
    p.flag &= ~(P_STOPPED_SINGLE | P_SINGLE_EXIT | P_SINGLE_BOUNDARY | P_TOTAL_STOP) | keep;
    p.slock.lock(td);
    p.singlethread = null;
    if (p.numthreads != remainForMode(mode)
        && p.shouldStop() == 0
        && !k.fault.at(Mutant.END_KEEP_SUSPENDED)) {
      unsuspendAll(td, p);
    }
    boolean still = k.hardened.stoppedBoundaryEnd && p.shouldStop() != 0;
    k.checks.that(
        Assertion.A74, mode != BOUNDARY || p.boundaryCount == 0 || still, p.boundaryCount);
    p.slock.unlock(td);
    if (!k.fault.at(Mutant.END_DROP_WAKEUP)) {
      k.sleepqueues.wakeup(td, p.flagChannel());
    }
  }

  // ---- one thread, by the debugger

  /**
   * PT_SUSPEND: the thread stops at its next return to user mode, or before it sleeps. In and out:
   * process lock.
   */
  void debuggerSuspend(KThread self, KThread td) {
    Proc p = td.proc();
    if ((td.dbgflags & TDB_SUSPEND) == 0) {
      td.dbgflags |= TDB_SUSPEND;
      p.debuggerSuspended++;
      p.flag |= P_TRACED;
    }
    SpinMtx m = k.threadLock(self, td);
    td.ast |= TDA_SUSPEND;
    if (td.state == KThread.TDS_RUNNING) {
      k.sched.forwardSignal(self, td);
    }
    m.unlock(self);
  }

  /** PT_RESUME, with the release that a continued process would bring. In and out: process lock. */
  void debuggerResume(KThread self, KThread td) {
    Proc p = td.proc();
    if ((td.dbgflags & TDB_SUSPEND) == 0) {
      return;
    }
    forgetDebuggerSuspend(td);
    p.slock.lock(self);
    if (p.shouldStop() == 0) {
      SpinMtx m = k.threadLock(self, td);
      if (td.isSuspended()) {
        threadUnsuspendOne(self, td, m, p, true);
      } else {
        m.unlock(self);
      }
    }
    p.slock.unlock(self);
  }

  /** The mark goes with the thread; the process is not traced without any. */
  void forgetDebuggerSuspend(KThread td) {
    if ((td.dbgflags & TDB_SUSPEND) != 0) {
      Proc p = td.proc();
      td.dbgflags &= ~TDB_SUSPEND;
      if (--p.debuggerSuspended == 0) {
        p.flag &= ~P_TRACED;
      }
    }
  }
}
