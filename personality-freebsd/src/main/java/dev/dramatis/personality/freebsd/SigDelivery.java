package dev.dramatis.personality.freebsd;

import static dev.dramatis.personality.freebsd.KThread.TDA_SIG;
import static dev.dramatis.personality.freebsd.KThread.TDA_SIGSUSPEND;
import static dev.dramatis.personality.freebsd.KThread.TDA_SUSPEND;
import static dev.dramatis.personality.freebsd.KThread.TDF_SBDRY;
import static dev.dramatis.personality.freebsd.KThread.TDF_SEINTR;
import static dev.dramatis.personality.freebsd.KThread.TDF_SERESTART;
import static dev.dramatis.personality.freebsd.KThread.TDP_OLDMASK;
import static dev.dramatis.spi.kernel.Errno.EAGAIN;
import static dev.dramatis.spi.kernel.Errno.EINVAL;
import static dev.dramatis.spi.kernel.Errno.OK;
import static dev.dramatis.spi.kernel.Errno.RESTART;

import dev.dramatis.spi.kernel.NativeCall;
import dev.dramatis.spi.kernel.SignalAction;
import dev.dramatis.spi.kernel.Signals;

/** What a thread does about its signals (kern_sig.c: issignal, postsig and the calls around). */
final class SigDelivery {
  /** The signal would stop the thread, which has asked for an error instead. */
  private static final int SBDRY_STOP = -1;

  private enum Status {
    HANDLE,
    HANDLED,
    IGNORE,
    SBDRY_STOP
  }

  private final Kern k;

  SigDelivery(Kern k) {
    this.k = k;
  }

  // ---- which signal

  /** cursig. In and out: process lock. */
  private int cursig(KThread td) {
    return td.sigpending() ? issignal(td) : 0;
  }

  /**
   * The next signal that has to be acted upon, or 0 (issignal). Stops happen in here. In and out:
   * process lock.
   */
  private int issignal(KThread td) {
    Proc p = td.proc();
    for (; ; ) {
      long pending = (td.sigqueue.signals | p.sigqueue.signals) & ~td.sigmask;
      boolean silent = (td.flags & (TDF_SBDRY | TDF_SERESTART | TDF_SEINTR)) == TDF_SBDRY;
      if ((p.flag & Proc.P_PPWAIT) != 0 || silent) {
        pending &= ~SigProps.STOPMASK;
      }
      if (pending == 0) {
        return 0;
      }
      Status status = Status.IGNORE;
      while (pending != 0 && status == Status.IGNORE) {
        int sig = Long.numberOfTrailingZeros(pending) + 1;
        pending &= pending - 1;
        status = sigprocess(td, p, sig);
        switch (status) {
          case HANDLE -> {
            return sig;
          }
          case SBDRY_STOP -> {
            return SBDRY_STOP;
          }
          case IGNORE -> {
            td.sigqueue.delete(p, Signals.bit(sig));
            p.sigqueue.delete(p, Signals.bit(sig));
          }
          case HANDLED -> {}
        }
      }
    }
  }

  /** sigprocess. In and out: process lock. */
  private Status sigprocess(KThread td, Proc p, int sig) {
    SigActs ps = p.sigacts;
    if (Signals.has(ps.sigignore, sig)) {
      return Status.IGNORE;
    }
    if (!ps.isDefault(sig)) {
      return ps.isIgnored(sig) ? Status.IGNORE : Status.HANDLE;
    }
    int prop = SigProps.of(sig);
    if ((prop & SigProps.STOP) != 0) {
      if ((p.flag & (Proc.P_WEXIT | Proc.P_SINGLE_EXIT)) != 0) {
        return Status.IGNORE;
      }
      if ((td.flags & (TDF_SEINTR | TDF_SERESTART)) != 0) {
        return Status.SBDRY_STOP;
      }
      td.sigqueue.delete(p, Signals.bit(sig));
      p.sigqueue.delete(p, Signals.bit(sig));
      p.flag |= Proc.P_STOPPED_SIG;
      p.xsig = sig;
      p.slock.lock(td);
      k.sig.sigSuspendThreads(td, p);
      k.single.threadSuspendSwitch(td, p);
      p.slock.unlock(td);
      return Status.HANDLED;
    }
    return (prop & SigProps.IGNORE) != 0 ? Status.IGNORE : Status.HANDLE;
  }

  /**
   * Whether a sleep has to end because of a signal (sig_ast_needsigchk). In and out: process lock.
   */
  int needsigchk(KThread td) {
    if ((td.ast & TDA_SIG) == 0) {
      return 0;
    }
    int sig = cursig(td);
    if (sig == SBDRY_STOP) {
      return (td.flags & TDF_SEINTR) != 0 ? SleepQueues.EINTR : SleepQueues.ERESTART;
    }
    if (sig == 0) {
      return 0;
    }
    return Signals.has(td.proc().sigacts.sigintr, sig) ? SleepQueues.EINTR : SleepQueues.ERESTART;
  }

  /** Whether a sleep has to end because of a suspension (sig_ast_checksusp). */
  int checksusp(KThread td) {
    return (td.ast & TDA_SUSPEND) == 0 ? 0 : k.single.threadSuspendCheck(td, true);
  }

  // ---- acting on it

  /** The handler of TDA_SIG, and the look at the queue of the process that every AST takes. */
  void astSig(KThread td, int pending) {
    Proc p = td.proc();
    if ((pending & TDA_SIG) == 0 && p.pendingcnt == 0 && p.sigqueue.signals == 0) {
      return;
    }
    p.mtx.lock(td);
    for (int sig = cursig(td); sig != 0; sig = cursig(td)) {
      k.checks.that(Assertion.CURSIG, sig > 0, td);
      postsig(td, sig);
    }
    p.mtx.unlock(td);
  }

  /** The handler of TDA_SIGSUSPEND: no handler has taken the old mask with it (ast_sigsuspend). */
  void astSigsuspend(KThread td) {
    Proc p = td.proc();
    if ((td.pflags & TDP_OLDMASK) != 0) {
      td.pflags &= ~TDP_OLDMASK;
      p.mtx.lock(td);
      k.sig.setMask(td, td.oldsigmask);
      p.mtx.unlock(td);
    }
  }

  /**
   * Takes the action for a signal (postsig). In and out: process lock.
   *
   * @return whether the signal was still there
   */
  boolean postsig(KThread td, int sig) {
    Proc p = td.proc();
    if (!td.sigqueue.get(p, sig) && !p.sigqueue.get(p, sig)) {
      return false;
    }
    if (p.sigacts.isDefault(sig)) {
      sigexit(td, sig);
    }
    k.checks.that(
        Assertion.POSTSIG, !p.sigacts.isIgnored(sig) && !Signals.has(td.sigmask, sig), sig);
    long returnmask = td.sigmask;
    if ((td.pflags & TDP_OLDMASK) != 0) {
      returnmask = td.oldsigmask;
      td.pflags &= ~TDP_OLDMASK;
    }
    td.pcpu.cpu.chargeCycles(ProcCosts.SENDSIG);
    td.pushFrame(returnmask);
    td.user().deliver(sig);
    k.sig.setMask(td, td.sigmask | p.sigacts.catchmask(sig) | Signals.bit(sig));
    return true;
  }

  /**
   * The signal ends the process (sigexit). A core dump wants all other threads to stand still.
   * Never returns. In: process lock.
   */
  private void sigexit(KThread td, int sig) {
    Proc p = td.proc();
    p.flag2 |= Proc.P2_WEXIT;
    boolean dump =
        SigProps.has(sig, SigProps.CORE) && k.single.threadSingle(td, p, SingleThreading.NO_EXIT);
    p.mtx.unlock(td);
    if (dump) {
      td.pcpu.cpu.chargeCycles(ProcCosts.COREDUMP);
    }
    k.exit.exit1(td, 0, sig, dump);
  }

  // ---- putting stops off

  /** Stops wait while the thread is in a place where it must not stand still. */
  static final int SIGDEFERSTOP_SILENT = TDF_SBDRY;

  /** The same, and a sleep ends with EINTR when a stop comes. */
  static final int SIGDEFERSTOP_EINTR = TDF_SBDRY | TDF_SEINTR;

  /** The same, and a sleep ends with ERESTART. */
  static final int SIGDEFERSTOP_ERESTART = TDF_SBDRY | TDF_SERESTART;

  private static final int DEFERRAL = TDF_SBDRY | TDF_SEINTR | TDF_SERESTART;

  /**
   * sigdeferstop: for file systems whose locks other machines wait for.
   *
   * @return what sigallowstop is to restore
   */
  int sigdeferstop(KThread td, int mode) {
    int before = td.flags & DEFERRAL;
    SpinMtx m = k.threadLock(td, td);
    td.flags = td.flags & ~DEFERRAL | mode;
    m.unlock(td);
    return before;
  }

  /**
   * sigallowstop. A stop that came meanwhile takes effect at the user boundary or in the next
   * interruptible sleep.
   */
  void sigallowstop(KThread td, int before) {
    SpinMtx m = k.threadLock(td, td);
    td.flags = td.flags & ~DEFERRAL | before;
    m.unlock(td);
  }

  // ---- calls

  /** kern_sigaction. */
  int setAction(KThread td, int sig, SignalAction action) {
    td.pcpu.cpu.chargeCycles(ProcCosts.SIGSET);
    if (!SigProps.valid(sig)
        || Signals.has(SigProps.CANTMASK, sig) && action.kind() != SignalAction.Kind.DEFAULT) {
      return EINVAL;
    }
    Proc p = td.proc();
    p.mtx.lock(td);
    int error = OK;
    if (k.draining) {
      error = RESTART;
    } else if (p.sigacts.set(sig, action)) {
      // never to be seen
      p.deleteSignals(Signals.bit(sig));
    }
    p.mtx.unlock(td);
    return error;
  }

  /** sigprocmask. */
  long setMask(KThread td, long mask) {
    td.pcpu.cpu.chargeCycles(ProcCosts.SIGSET);
    Proc p = td.proc();
    p.mtx.lock(td);
    long before = td.sigmask;
    k.sig.setMask(td, mask);
    p.mtx.unlock(td);
    return before;
  }

  /** sys_sigreturn: the mask of the innermost frame. */
  void sigreturn(KThread td) {
    td.pcpu.cpu.chargeCycles(ProcCosts.SIGRETURN);
    Proc p = td.proc();
    p.mtx.lock(td);
    if (td.sigframeCount > 0) {
      k.sig.setMask(td, td.sigframes[--td.sigframeCount]);
    }
    p.mtx.unlock(td);
  }

  /** kern_sigsuspend: returns when a handler has been chosen, not merely because of a wakeup. */
  int sigsuspend(KThread td, long mask) {
    Proc p = td.proc();
    p.mtx.lock(td);
    if (k.draining) {
      p.mtx.unlock(td);
      return RESTART;
    }
    td.oldsigmask = td.sigmask;
    k.sig.setMask(td, mask);
    td.pflags |= TDP_OLDMASK;
    SpinMtx m = k.threadLock(td, td);
    td.ast |= TDA_SIGSUSPEND;
    m.unlock(td);
    boolean handled = false;
    while (!handled && !k.draining) {
      int error;
      do {
        error =
            k.sleepqueues.sleep(
                td,
                p.sigChannel(),
                p.mtx,
                SleepQueues.PPAUSE | SleepQueues.PCATCH,
                "pause",
                SleepQueues.FOREVER);
      } while (error == 0);
      k.single.threadSuspendCheck(td, false);
      for (int sig = cursig(td); sig != 0; sig = cursig(td)) {
        k.checks.that(Assertion.CURSIG, sig > 0, td);
        handled |= postsig(td, sig);
      }
    }
    p.mtx.unlock(td);
    // without a handler, the mask from before comes back on the way out, and the next kernel waits
    return handled ? SleepQueues.EINTR : RESTART;
  }

  /**
   * kern_sigtimedwait.
   *
   * @param deadline absolute, or FOREVER
   * @return the signal taken, a negated error, or AGAIN
   */
  long sigtimedwait(KThread td, long waitset, long deadline) {
    Proc p = td.proc();
    long set = waitset & ~SigProps.CANTMASK;
    p.mtx.lock(td);
    final long saved = td.sigmask;
    td.sigmask &= ~set;
    long result = 0;
    int error = 0;
    while (result == 0) {
      int sig = cursig(td);
      if (sig != 0
          && Signals.has(set, sig)
          && (td.sigqueue.get(p, sig) || p.sigqueue.get(p, sig))) {
        result = sig;
      } else if (error != 0) {
        result = k.draining && error == SleepQueues.EINTR ? NativeCall.AGAIN : -error;
      } else if (deadline != SleepQueues.FOREVER && deadline <= td.pcpu.cpu.now()) {
        result = -EAGAIN;
      } else {
        error =
            k.sleepqueues.sleep(
                td,
                p.sigChannel(),
                p.mtx,
                SleepQueues.PPAUSE | SleepQueues.PCATCH,
                "sigwait",
                deadline);
        // this call cannot be restarted
        error = error == SleepQueues.ERESTART ? SleepQueues.EINTR : error;
      }
    }
    long blocked = saved & ~td.sigmask;
    td.sigmask = saved;
    if (p.numthreads != 1) {
      k.sig.rescheduleSignals(td, p, blocked);
    }
    p.mtx.unlock(td);
    return result;
  }
}
