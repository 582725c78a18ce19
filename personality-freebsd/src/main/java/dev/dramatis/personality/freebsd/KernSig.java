package dev.dramatis.personality.freebsd;

import static dev.dramatis.personality.freebsd.KThread.TDA_SIG;
import static dev.dramatis.personality.freebsd.KThread.TDA_SUSPEND;
import static dev.dramatis.personality.freebsd.KThread.TDF_BOUNDARY;
import static dev.dramatis.personality.freebsd.KThread.TDF_SBDRY;
import static dev.dramatis.personality.freebsd.KThread.TDF_SEINTR;
import static dev.dramatis.personality.freebsd.KThread.TDF_SERESTART;
import static dev.dramatis.personality.freebsd.KThread.TDF_SINTR;

import dev.dramatis.spi.kernel.Signals;
import org.jspecify.annotations.Nullable;

/**
 * Sending signals, and what they do to sleeping and stopped threads at once (kern_sig.c:
 * tdsendsignal and around). What a thread does about its signals is in {@link SigDelivery}.
 */
final class KernSig {
  /** Dispositions as tdsendsignal sees them. */
  private enum Action {
    HOLD,
    CATCH,
    DEFAULT
  }

  private static final int PUSER = 120;
  private static final int EINTR = SleepQueues.EINTR;
  private static final int ERESTART = SleepQueues.ERESTART;

  private final Kern k;

  KernSig(Kern k) {
    this.k = k;
  }

  /** signotify: the thread looks at its signals on the way to user mode. In: process lock. */
  void signotify(KThread self, KThread td) {
    if (td.sigpending()) {
      SpinMtx m = k.threadLock(self, td);
      td.ast |= TDA_SIG;
      m.unlock(self);
    }
  }

  /** The parent; every process but init has one as long as it can be found. */
  Proc parent(Proc p) {
    Proc parent = p.pptr;
    return parent == null ? k.kthreads.initproc : parent;
  }

  // ---- sending

  /**
   * Which thread takes a signal for its process (sigtd): the caller if it can, else the first that
   * does not block it and does not stand suspended at the user boundary, else just the first.
   */
  KThread sigtd(KThread self, Proc p, int sig) {
    if (self.proc == p && !Signals.has(self.sigmask, sig)) {
      return self;
    }
    for (KThread td = p.firstThread; td != null; td = td.plistNext) {
      if (!Signals.has(td.sigmask, sig) && (td.flags & TDF_BOUNDARY) == 0) {
        return td;
      }
    }
    KThread first = p.firstThread;
    if (first == null) {
      throw new IllegalStateException("process " + p.pid + " has no thread");
    }
    return first;
  }

  /**
   * Sends a signal (tdsendsignal). In and out: lock of the process.
   *
   * @param target the thread meant, or null for whichever can take it
   */
  void tdsendsignal(KThread self, Proc p, @Nullable KThread target, int sig, Ksi ksi) {
    if (k.checking) {
      k.checks.that(Assertion.SENDSIG, p.mtx.ownedBy(self) && SigProps.valid(sig), sig);
    }
    self.pcpu.cpu.chargeCycles(ProcCosts.SEND);
    if (p.state == Proc.PRS_ZOMBIE) {
      return; // POSIX: success
    }
    KThread td = target == null ? sigtd(self, p, sig) : target;
    final SigQueue queue = target == null ? p.sigqueue : td.sigqueue;
    final SigActs ps = p.sigacts;
    if (Signals.has(ps.sigignore, sig)) {
      return;
    }
    Action action = Action.DEFAULT;
    if (Signals.has(td.sigmask, sig)) {
      action = Action.HOLD;
    } else if (Signals.has(ps.sigcatch, sig)) {
      action = Action.CATCH;
    }
    final int intrval = intrval(ps, sig);
    int prop = SigProps.of(sig);
    if ((prop & SigProps.CONT) != 0) {
      p.deleteSignals(SigProps.STOPMASK);
    } else if ((prop & SigProps.STOP) != 0) {
      p.deleteSignals(Signals.bit(Signals.SIGCONT));
      if ((p.flag & Proc.P_CONTINUED) != 0) {
        p.flag &= ~Proc.P_CONTINUED;
        k.waits.takeSigchld(self, p);
      }
    }
    queue.add(p, sig, ksi);
    signotify(self, td);
    if (action == Action.HOLD
        && ((prop & SigProps.CONT) == 0 || (p.flag & Proc.P_STOPPED_SIG) == 0)) {
      return;
    }
    if (p.shouldStop() != 0) {
      toStopped(self, p, td, sig, queue, action, intrval);
    } else if (p.state != Proc.PRS_NORMAL) {
      queue.delete(p, Signals.bit(sig));
    } else if (action == Action.CATCH) {
      tdsigwakeup(self, td, sig, Action.CATCH, intrval);
    } else if ((prop & SigProps.STOP) != 0) {
      stop(self, p, sig);
    } else {
      tdsigwakeup(self, td, sig, action, intrval);
      p.slock.lock(self);
      k.single.threadUnsuspend(self, p);
      p.slock.unlock(self);
    }
  }

  private static int intrval(SigActs ps, int sig) {
    return Signals.has(ps.sigintr, sig) ? EINTR : ERESTART;
  }

  /** A signal to a process that is stopped, by whatever. */
  private void toStopped(
      KThread self, Proc p, KThread td, int sig, SigQueue queue, Action action, int intrval) {
    k.checks.that(Assertion.SIG_STOPPED, (p.flag & Proc.P_WEXIT) == 0, p.pid);
    if (sig == Signals.SIGKILL) {
      // it dies elsewhere, but for that all of its threads have to run
      p.flag &= ~Proc.P_STOPPED_SIG;
      runFast(self, p, td, sig, action, intrval);
    } else if (SigProps.has(sig, SigProps.CONT)) {
      proceed(self, p, td, sig, queue, action, intrval);
    } else if (SigProps.has(sig, SigProps.STOP)) {
      // once more need not be told to anybody
      p.flag |= Proc.P_STOPPED_SIG;
      queue.delete(p, Signals.bit(sig));
    } else {
      // the sleep ends, so that the signal is seen when the process goes on; the stop does not
      p.slock.lock(self);
      SpinMtx m = k.threadLock(self, td);
      if (td.canAbort()) {
        k.sleepqueues.abort(self, td, m, intrval);
      } else {
        m.unlock(self);
      }
      p.slock.unlock(self);
    }
  }

  /** SIGCONT to a stopped process. */
  private void proceed(
      KThread self, Proc p, KThread td, int sig, SigQueue queue, Action action, int intrval) {
    p.flag &= ~Proc.P_STOPPED_SIG;
    p.slock.lock(self);
    if (p.numthreads == p.suspcount) {
      p.slock.unlock(self);
      p.flag |= Proc.P_CONTINUED;
      p.xsig = Signals.SIGCONT;
      Proc parent = parent(p);
      parent.mtx.lock(self);
      childprocJobstate(self, p);
      parent.mtx.unlock(self);
      p.slock.lock(self);
    }
    if (action == Action.CATCH) {
      // at least one thread has to run to catch it
      p.slock.unlock(self);
      runFast(self, p, td, sig, action, intrval);
      return;
    }
    k.single.threadUnsuspend(self, p);
    p.slock.unlock(self);
    if (action == Action.DEFAULT) {
      queue.delete(p, Signals.bit(sig));
    }
  }

  private void runFast(KThread self, Proc p, KThread td, int sig, Action action, int intrval) {
    tdsigwakeup(self, td, sig, action, intrval);
    p.slock.lock(self);
    k.single.threadUnsuspend(self, p);
    p.slock.unlock(self);
  }

  /** A stop signal with its default action, to a process that runs. */
  private void stop(KThread self, Proc p, int sig) {
    if ((p.flag & (Proc.P_PPWAIT | Proc.P_WEXIT)) != 0) {
      return;
    }
    p.flag |= Proc.P_STOPPED_SIG;
    p.xsig = sig;
    p.slock.lock(self);
    sigSuspendThreads(self, p);
    if (p.numthreads == p.suspcount) {
      // everybody slept; nobody else will complete the stop
      threadStopped(self, p);
      p.slock.unlock(self);
      p.deleteSignals(Signals.bit(p.xsig));
    } else {
      p.slock.unlock(self);
    }
  }

  /** Sees what can be done to have a thread notice a signal (tdsigwakeup). In: process lock. */
  private void tdsigwakeup(KThread self, KThread td, int sig, Action action, int intrval) {
    Proc p = td.proc();
    p.slock.lock(self);
    SpinMtx m = k.threadLock(self, td);
    if (action == Action.DEFAULT && SigProps.has(sig, SigProps.KILL)) {
      hurry(td);
    }
    if (!td.onSleepq()) {
      if (td.state == KThread.TDS_RUNNING && td != self) {
        k.sched.forwardSignal(self, td);
      }
      m.unlock(self);
      p.slock.unlock(self);
      return;
    }
    boolean silent =
        SigProps.has(sig, SigProps.STOP)
            && (td.flags & (TDF_SBDRY | TDF_SERESTART | TDF_SEINTR)) == TDF_SBDRY;
    if ((td.flags & TDF_SINTR) == 0 || silent) {
      m.unlock(self);
      p.slock.unlock(self);
    } else if (SigProps.has(sig, SigProps.CONT) && action == Action.DEFAULT) {
      m.unlock(self);
      p.slock.unlock(self);
      p.sigqueue.delete(p, Signals.bit(sig));
      td.sigqueue.delete(p, Signals.bit(sig));
    } else {
      hurry(td);
      k.sleepqueues.abort(self, td, m, intrval);
      p.slock.unlock(self);
    }
  }

  /** A thread of low priority gets a chance to be killed in this life. In: thread lock. */
  private void hurry(KThread td) {
    if (td.priority > PUSER && !td.isIdle()) {
      k.priorities.schedPrio(td, PUSER);
    }
  }

  // ---- stopping a process

  /**
   * Asks all threads to stop; those that sleep interruptibly are suspended where they are
   * (sig_suspend_threads). In: process lock and process spin lock.
   */
  void sigSuspendThreads(KThread self, Proc p) {
    for (KThread td = p.firstThread; td != null; td = td.plistNext) {
      SpinMtx m = k.threadLock(self, td);
      td.ast |= TDA_SUSPEND;
      if (td.isSleeping() && (td.flags & TDF_SINTR) != 0) {
        if ((td.flags & TDF_SBDRY) != 0) {
          k.checks.that(Assertion.SIG_SUSPEND, !td.isSuspended(), td);
          if ((td.flags & (TDF_SEINTR | TDF_SERESTART)) != 0) {
            k.sleepqueues.abort(self, td, m, (td.flags & TDF_SEINTR) != 0 ? EINTR : ERESTART);
            continue;
          }
        } else if (!td.isSuspended()) {
          k.single.threadSuspendOne(self, td);
        }
      } else if (!td.isSuspended() && td.state == KThread.TDS_RUNNING && td != self) {
        k.sched.forwardSignal(self, td);
      }
      m.unlock(self);
    }
  }

  /**
   * Tells the parent when the stop is complete (thread_stopped). In and out: process lock and
   * process spin lock, which is dropped for it.
   */
  void threadStopped(KThread self, Proc p) {
    int n = p.suspcount + (self.proc == p ? 1 : 0);
    if ((p.flag & Proc.P_STOPPED_SIG) != 0 && n == p.numthreads) {
      p.slock.unlock(self);
      p.flag &= ~Proc.P_WAITED;
      Proc parent = p.pptr;
      if (parent != null) {
        parent.mtx.lock(self);
        childprocJobstate(self, p);
        parent.mtx.unlock(self);
      }
      p.slock.lock(self);
    }
  }

  /** childproc_jobstate. In: locks of the process and of its parent. */
  private void childprocJobstate(KThread self, Proc p) {
    Proc parent = parent(p);
    parent.flag |= Proc.P_STATCHILD;
    k.waits.wakeup(self, parent);
    sigparent(self, p);
  }

  /** SIGCHLD for one child waits at most once (sigparent). In: locks of both. */
  void sigparent(KThread self, Proc p) {
    if (p.ksi.queue == null) {
      tdsendsignal(self, parent(p), null, Signals.SIGCHLD, p.ksi);
    }
  }

  // ---- when masks change

  /**
   * Signals of the process that one thread no longer takes are made known to another one
   * (reschedule_signals). In: process lock.
   */
  void rescheduleSignals(KThread self, Proc p, long block) {
    long set = block & p.sigqueue.signals;
    while (set != 0) {
      int sig = Long.numberOfTrailingZeros(set) + 1;
      set &= set - 1;
      KThread td = sigtd(self, p, sig);
      signotify(self, td);
      if (Signals.has(p.sigacts.sigcatch, sig) && !Signals.has(td.sigmask, sig)) {
        tdsigwakeup(self, td, sig, Action.CATCH, intrval(p.sigacts, sig));
      }
    }
  }

  /** kern_sigprocmask with SIG_SETMASK, under the process lock. */
  void setMask(KThread self, long mask) {
    long set = mask & ~SigProps.CANTMASK;
    final long blocked = set & ~self.sigmask;
    self.sigmask = set;
    signotify(self, self);
    Proc p = self.proc();
    if (p.numthreads != 1) {
      rescheduleSignals(self, p, blocked);
    }
  }

  /** A thread that exits takes no more signals; others take its share (tdsigcleanup). */
  void tdsigcleanup(KThread td) {
    Proc p = td.proc();
    td.sigqueue.flush(p);
    if (p.numthreads == 1) {
      return;
    }
    long unblocked = ~td.sigmask;
    td.sigmask = -1L;
    rescheduleSignals(td, p, unblocked);
  }
}
