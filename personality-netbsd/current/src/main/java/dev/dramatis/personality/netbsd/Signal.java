package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.SignalAction;
import dev.dramatis.spi.kernel.Signals;
import dev.dramatis.spi.sched.SchedClass;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sending signals and changing what is done about them (kern_sig.c: kpsignal2, sigpost and
 * relatives; sys_sig.c). The information that comes with a signal is only its number and, for
 * _lwp_kill, the LWP meant.
 */
final class Signal {
  private static final int ANY_LWP = 0;

  private final Kern kern;

  Signal(Kern kern) {
    this.kern = kern;
  }

  // ---- sending

  /** Sends a signal to a process; proc_lock is held (psignal). */
  void psignal(Lwp self, Proc p, int signo) {
    p.lock.enter(self);
    kpsignal2(self, p, signo, ANY_LWP);
    p.lock.exit(self);
  }

  /**
   * Makes a signal pending and finds an LWP to take it. Entered and left with proc_lock and p_lock
   * held; p_lock is dropped for a moment when the parent is told of a continuation.
   *
   * @param lid the LWP meant, or 0 for any; signals that concern a process as a whole go to all
   */
  void kpsignal2(Lwp self, Proc p, int signo, int lid) {
    Checks checks = kern.checks;
    checks.that(Check.N50, kern.procLock.ownedBy(self) && p.lock.ownedBy(self), p);
    checks.that(Check.N51, signo > 0 && signo < SigProp.NSIG, p);
    self.ci.cpu.chargeCycles(PathCosts.KPSIGNAL);
    if (p.stat != Proc.SACTIVE && p.stat != Proc.SSTOP) {
      // Being born, or dying.
      return;
    }
    int prop = SigProp.of(signo);
    boolean toall = (prop & SigProp.SA_TOALL) != 0;
    boolean traced = p.traced();
    if (p.sigacts.ignores(signo) && !traced) {
      return;
    }
    boolean byDefault = traced || !p.sigacts.catches(signo);
    if (traced) {
      // The debugger sees everything.
      p.sigpend |= lid == ANY_LWP || toall ? Signals.bit(signo) : 0;
    } else if (byDefault
        && (prop & SigProp.SA_TTYSTOP) != 0
        && p.pgrp != null
        && p.pgrp.jobc == 0) {
      // Nobody could continue it.
      return;
    }
    // A stop and a continuation that has not been taken yet undo each other.
    if ((prop & SigProp.SA_CONT) != 0) {
      p.sigpend &= ~SigProp.STOP_SET;
    }
    if ((prop & SigProp.SA_STOP) != 0) {
      p.sigpend &= ~SigProp.CONT_SET;
    }
    if (lid != ANY_LWP && !toall) {
      Lwp l = kern.lookup.lwpFind(self, p, lid);
      if (l != null) {
        l.sigpend |= Signals.bit(signo);
        sigpost(self, l, byDefault, prop, signo);
      }
      return;
    }
    if (!p.stopping()) {
      if ((prop & SigProp.SA_CONT) != 0 && byDefault && !traced) {
        return;
      }
      p.sigpend |= Signals.bit(signo);
    } else if (traced && signo != Signals.SIGKILL) {
      return;
    } else if (!wakesStopped(self, p, signo, prop, byDefault)) {
      return;
    }
    for (Lwp l = p.lwps; l != null; l = l.siblingNext) {
      if (sigpost(self, l, byDefault, prop, signo) && !toall) {
        break;
      }
    }
  }

  /**
   * A signal for a stopped or stopping process: SIGCONT and SIGKILL end the stop, other stop
   * signals are superfluous, the rest stays pending.
   *
   * @return whether LWPs are to be told
   */
  private boolean wakesStopped(Lwp self, Proc p, int signo, int prop, boolean byDefault) {
    boolean cont = (prop & SigProp.SA_CONT) != 0;
    if (cont || signo == Signals.SIGKILL) {
      if (p.stat == Proc.SSTOP && !p.waited) {
        parentOf(p).nstopchild--;
      }
      p.stat = Proc.SACTIVE;
      p.sflag &= ~Flags.PS_STOPPING;
      if (cont) {
        p.xsig = Signals.SIGCONT;
        p.sflag |= Flags.PS_CONTINUED;
        if (kern.repairs.waitContinued) {
          parentOf(p).waitcv.broadcast(self.ci);
        }
        childPsignal(self, p, 0);
        if (byDefault) {
          return true;
        }
      }
    } else if ((prop & SigProp.SA_STOP) != 0) {
      return false;
    }
    p.sigpend |= Signals.bit(signo);
    return true;
  }

  private Proc parentOf(Proc p) {
    Proc parent = p.pptr;
    return parent == null ? kern.initproc : parent;
  }

  /**
   * Tells the parent that its child stopped or goes on (child_psignal). Entered and left with
   * proc_lock and p_lock held; p_lock is dropped in between.
   *
   * @param mask flag of the parent that keeps it from being told
   */
  void childPsignal(Lwp self, Proc p, int mask) {
    Proc q = parentOf(p);
    p.lock.exit(self);
    q.lock.enter(self);
    if ((q.sflag & mask) == 0) {
      kpsignal2(self, q, Signals.SIGCHLD, ANY_LWP);
    }
    q.lock.exit(self);
    p.lock.enter(self);
  }

  /** exit_psignal and kpsignal: tells the parent of a death. proc_lock is held. */
  void exitPsignal(Lwp self, Proc parent) {
    psignal(self, parent, Signals.SIGCHLD);
  }

  /**
   * Posts a pending signal to an LWP: has it look, and wakes it if it can take the signal now
   * (sigpost). p_lock is held.
   *
   * @return whether the LWP may be able to take it
   */
  boolean sigpost(Lwp self, Lwp l, boolean byDefault, int prop, int signo) {
    Proc p = l.proc;
    kern.checks.that(Check.N52, p.lock.ownedBy(self), l);
    if (l.stat == LwpState.ZOMB) {
      return false;
    }
    CpuInfo ci = self.ci;
    kern.lwpLock(ci, l);
    if ((l.flag & Flags.LW_DBGSUSPEND) != 0) {
      if ((prop & SigProp.SA_KILL) == 0) {
        kern.lwpUnlock(ci, l);
        return false;
      }
      l.flag &= ~Flags.LW_DBGSUSPEND;
    }
    // Even if nobody is found to take it at once, somebody will soon.
    signotify(ci, l);
    boolean masked = Signals.has(l.sigmask, signo);
    if (masked && ((prop & SigProp.SA_CONT) == 0 || l.stat != LwpState.STOP)) {
      kern.lwpUnlock(ci, l);
      return false;
    }
    if ((prop & SigProp.SA_KILL) != 0
        && byDefault
        && l.schedClass == SchedClass.TIMESHARE
        && l.priority < Pri.MAXPRI_USER) {
      // It shall die fast.
      kern.control.lwpChangepri(ci, l, l.schedClass, l.nice, Pri.MAXPRI_USER);
    }
    return switch (l.stat) {
      case LwpState.RUN, LwpState.ONPROC -> unlocked(ci, l, true);
      case LwpState.SLEEP ->
          (l.flag & Flags.LW_SINTR) != 0 ? runnable(ci, l) : unlocked(ci, l, false);
      case LwpState.SUSPENDED -> {
        if ((prop & SigProp.SA_KILL) != 0 && (l.flag & Flags.LW_WCORE) != 0) {
          kern.control.lwpContinue(self, l);
          yield true;
        }
        yield unlocked(ci, l, false);
      }
      case LwpState.STOP -> postToStopped(ci, l, prop);
      default -> unlocked(ci, l, false);
    };
  }

  private boolean postToStopped(CpuInfo ci, Lwp l, int prop) {
    if ((prop & SigProp.SA_STOP) != 0) {
      return unlocked(ci, l, false);
    }
    if ((prop & SigProp.SA_CONT) != 0 && l.wchan != null) {
      // Back to the sleep that it was stopped in.
      kern.setStat(ci, l, LwpState.SLEEP);
      l.proc.nrlwps++;
      return unlocked(ci, l, true);
    }
    if ((prop & SigProp.SA_CONT) != 0 || l.wchan == null || (l.flag & Flags.LW_SINTR) != 0) {
      return runnable(ci, l);
    }
    return unlocked(ci, l, false);
  }

  private boolean unlocked(CpuInfo ci, Lwp l, boolean result) {
    kern.lwpUnlock(ci, l);
    return result;
  }

  private boolean runnable(CpuInfo ci, Lwp l) {
    kern.synch.setrunnable(ci, l);
    return true;
  }

  /** Has an LWP that is locked look for signals on its way to user mode (signotify). */
  void signotify(CpuInfo ci, Lwp l) {
    kern.checks.that(Check.N53, l.lockedBy(ci), l);
    l.flag |= Flags.LW_PENDSIG;
    kern.control.lwpNeedUserret(ci, l);
  }

  /** The first signal that an LWP could take, or 0; asked without locks (sigispending). */
  static int sigispending(Lwp l) {
    Proc p = l.proc;
    return SigProp.first((l.sigpend | p.sigpend) & ~p.sigacts.ignore & ~l.sigmask);
  }

  // ---- system calls

  /** The half of sys_kill that names a process. Zombies count as told. 0, EINVAL, ESRCH. */
  int kill(Lwp l, @Nullable Proc p, boolean zombie, int signo) {
    if (signo < 0 || signo >= SigProp.NSIG) {
      return Errno.EINVAL;
    }
    kern.procLock.enter(l);
    int error = 0;
    if (kern.swapping.requested()) {
      error = Errno.RESTART;
    } else if (p == null || (p.stat != Proc.SACTIVE && p.stat != Proc.SSTOP)) {
      error = zombie || p != null ? 0 : Errno.ESRCH;
    } else if (signo != 0) {
      psignal(l, p, signo);
    }
    kern.procLock.exit(l);
    return error;
  }

  /** killpg1. 0, EINVAL, ESRCH. */
  int killpg(Lwp l, @Nullable Pgrp pgrp, int signo) {
    if (signo < 0 || signo >= SigProp.NSIG) {
      return Errno.EINVAL;
    }
    kern.procLock.enter(l);
    int error = pgrp == null || pgrp.members.isEmpty() ? Errno.ESRCH : 0;
    if (kern.swapping.requested()) {
      error = Errno.RESTART;
    } else if (error == 0 && signo != 0) {
      for (Proc p : List.copyOf(pgrp.members)) {
        if (!p.zombie() && p != kern.initproc) {
          psignal(l, p, signo);
        }
      }
    }
    kern.procLock.exit(l);
    return error;
  }

  /** kill(-1): everybody but init, the kernel and the caller's process. 0, EINVAL, ESRCH. */
  int killAll(Lwp l, int signo) {
    if (signo < 0 || signo >= SigProp.NSIG) {
      return Errno.EINVAL;
    }
    kern.procLock.enter(l);
    int error = Errno.ESRCH;
    if (kern.swapping.requested()) {
      error = Errno.RESTART;
    } else {
      for (Proc p : List.copyOf(kern.allproc)) {
        if (p != kern.initproc && p != l.proc) {
          error = 0;
          if (signo != 0) {
            psignal(l, p, signo);
          }
        }
      }
    }
    kern.procLock.exit(l);
    return error;
  }

  /** sys__lwp_kill. 0, EINVAL, ESRCH. */
  int lwpKill(Lwp l, int lid, int signo) {
    if (signo < 0 || signo >= SigProp.NSIG) {
      return Errno.EINVAL;
    }
    l.ci.cpu.chargeCycles(PathCosts.SMALL_SYSCALL);
    Proc p = l.proc;
    kern.procLock.enter(l);
    p.lock.enter(l);
    int error = 0;
    if (kern.swapping.requested()) {
      error = Errno.RESTART;
    } else if (kern.lookup.lwpFind(l, p, lid) == null) {
      error = Errno.ESRCH;
    } else if (signo != 0) {
      kpsignal2(l, p, signo, lid);
    }
    p.lock.exit(l);
    kern.procLock.exit(l);
    return error;
  }

  /** sigaction1. 0, EINVAL. */
  int sigaction(Lwp l, int signo, SignalAction action) {
    if (signo <= 0 || signo >= SigProp.NSIG || SigProp.has(signo, SigProp.SA_CANTMASK)) {
      return Errno.EINVAL;
    }
    Proc p = l.proc;
    p.lock.enter(l);
    if (kern.swapping.requested()) {
      p.lock.exit(l);
      return Errno.RESTART;
    }
    p.sigacts.set(signo, action);
    if (signo == Signals.SIGCHLD) {
      if (action.kind() == SignalAction.Kind.IGNORE) {
        p.flag |= Flags.PK_CLDSIGIGN;
      } else {
        p.flag &= ~Flags.PK_CLDSIGIGN;
      }
    }
    boolean byDefault = action.kind() == SignalAction.Kind.DEFAULT;
    if (action.kind() == SignalAction.Kind.IGNORE
        || (byDefault && SigProp.has(signo, SigProp.SA_IGNORE))) {
      sigclearall(p, Signals.bit(signo));
    }
    if (sigispending(l) != 0) {
      checkSignals(l);
    }
    p.lock.exit(l);
    return 0;
  }

  /** sigclearall. */
  static void sigclearall(Proc p, long set) {
    p.sigpend &= ~set;
    for (Lwp l = p.lwps; l != null; l = l.siblingNext) {
      l.sigpend &= ~set;
    }
  }

  /** Has the running LWP look for signals on its way out: they may have become visible. */
  void checkSignals(Lwp l) {
    kern.lwpLock(l.ci, l);
    l.flag |= Flags.LW_PENDSIG;
    kern.lwpUnlock(l.ci, l);
  }

  /**
   * sigprocmask1 with SIG_SETMASK.
   *
   * @return the mask before
   */
  long sigprocmask(Lwp l, long mask) {
    Proc p = l.proc;
    p.lock.enter(l);
    long before = l.sigmask;
    l.sigmask = mask & SigProp.MASKABLE_SET;
    checkSignals(l);
    p.lock.exit(l);
    return before;
  }

  /** sigsuspend1: always EINTR, once a handler is going to run. */
  int sigsuspend(Lwp l, long mask) {
    Proc p = l.proc;
    p.lock.enter(l);
    if (kern.swapping.requested()) {
      p.lock.exit(l);
      return Errno.RESTART;
    }
    l.sigrestore = true;
    l.sigoldmask = l.sigmask;
    l.sigmask = mask & SigProp.MASKABLE_SET;
    checkSignals(l);
    p.lock.exit(l);
    int error;
    do {
      error = kern.synch.kpause(l, "pause", true, 0);
    } while (error == 0);
    return Errno.EINTR;
  }

  /** The part of setcontext that sigreturn needs: the mask of before. */
  void sigreturn(Lwp l) {
    Proc p = l.proc;
    p.lock.enter(l);
    l.sigmask = l.popSigframe() & SigProp.MASKABLE_SET;
    checkSignals(l);
    p.lock.exit(l);
  }
}
