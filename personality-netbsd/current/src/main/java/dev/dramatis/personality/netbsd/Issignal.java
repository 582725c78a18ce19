package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.Signals;
import dev.dramatis.spi.kernel.UserThread;

/** Taking signals on the way to user mode, or out of a sleep (kern_sig.c: issignal, postsig). */
final class Issignal {
  private final Kern kern;

  Issignal(Kern kern) {
    this.kern = kern;
  }

  /**
   * The next signal that the running LWP has to do something about, or 0; it is still pending. If
   * the process is to stop, the LWP does that here. Entered and left with p_lock held, which is
   * dropped while stopped.
   */
  int issignal(Lwp l) {
    Proc p = l.proc;
    l.ci.cpu.chargeCycles(PathCosts.ISSIGNAL);
    for (; ; ) {
      kern.checks.that(Check.N54, l.ci.curlwp == l && p.lock.ownedBy(l), l);
      if (p.stopping()) {
        kern.procStop.unlockAndSwitchAway(l);
        p.lock.enter(l);
        continue;
      }
      int signo = next(l);
      if (signo == 0) {
        kern.lwpLock(l.ci, l);
        l.flag &= ~Flags.LW_PENDSIG;
        kern.lwpUnlock(l.ci, l);
        return 0;
      }
      if (p.sigacts.ignores(signo) && !p.traced()) {
        sigget(l, signo);
        continue;
      }
      if (p.traced() && signo != Signals.SIGKILL && !awaitedByDebugger(p)) {
        signo = reportToDebugger(l, signo);
        if (signo == 0) {
          continue;
        }
      }
      if (p.sigacts.catches(signo)) {
        return signo;
      }
      if (p.sigacts.ignores(signo)) {
        // From the debugger, who cannot make a process take what it ignores.
        sigget(l, signo);
      } else if (!actsByDefault(l, signo)) {
        return signo;
      }
    }
  }

  /** The next pending signal, and where it came from: the debugger, the LWP or the process. */
  private int next(Lwp l) {
    Proc p = l.proc;
    int signo = p.stat == Proc.SACTIVE ? sigchecktrace(l) : 0;
    l.sigFromDebugger = signo != 0;
    l.sigFromLwp = false;
    if (signo == 0) {
      long blocked = l.sigmask | ((p.lflag & Flags.PL_PPWAIT) != 0 ? SigProp.STOP_SET : 0);
      signo = SigProp.first(l.sigpend & ~blocked);
      l.sigFromLwp = signo != 0;
      if (signo == 0) {
        signo = SigProp.first(p.sigpend & ~blocked);
      }
      p.sigctxLwp = l.sigFromLwp ? l.lid : 0;
    }
    return signo;
  }

  /**
   * Whether the debugger is the parent that waits in vfork, so that stopping would be a deadlock.
   */
  private static boolean awaitedByDebugger(Proc p) {
    return (p.lflag & Flags.PL_PPWAIT) != 0 && p.pptr == p.opptr;
  }

  /**
   * A signal that the debugger wants the process to take, or 0 (sigchecktrace). SIGKILL stays
   * there: a sleep that it ends must not be all that comes of it.
   */
  private static int sigchecktrace(Lwp l) {
    Proc p = l.proc;
    if (p.traced() && p.xsig == Signals.SIGKILL) {
      return Signals.SIGKILL;
    }
    if (Signals.has(p.sigpend, Signals.SIGKILL)
        || !p.traced()
        || p.xsig == 0
        || (p.sflag & Flags.PS_STOPPING) != 0) {
      return 0;
    }
    int signo = p.xsig;
    p.xsig = 0;
    return Signals.has(l.sigmask, signo) ? 0 : signo;
  }

  /** Stops because of any signal, and returns which one the debugger wants to be taken instead. */
  private int reportToDebugger(Lwp l, int signo) {
    Proc p = l.proc;
    sigget(l, signo);
    p.xsig = signo;
    p.reportEvent = 0;
    kern.procStop.sigswitch(l, 0, signo, false);
    p.lock.enter(l);
    l.sigFromDebugger = true;
    return sigchecktrace(l);
  }

  /**
   * The default actions that are over when they are done: stopping, and nothing at all.
   *
   * @return false if the default action is to end the process, which is left to postsig
   */
  private boolean actsByDefault(Lwp l, int signo) {
    Proc p = l.proc;
    int prop = SigProp.of(signo);
    if (p == kern.initproc || (prop & SigProp.SA_IGNORE) != 0) {
      sigget(l, signo);
      return true;
    }
    if ((prop & SigProp.SA_STOP) == 0) {
      return false;
    }
    sigget(l, signo);
    boolean orphaned = (p.lflag & Flags.PL_ORPHANPG) != 0 && (prop & SigProp.SA_TTYSTOP) != 0;
    if (!orphaned && !p.traced()) {
      p.xsig = signo;
      p.sflag &= ~Flags.PS_CONTINUED;
      kern.procStop.sigswitch(l, Flags.PS_NOCLDSTOP, signo, false);
      p.lock.enter(l);
    }
    return true;
  }

  /** Takes a signal out of the set that it was found in. */
  private static void sigget(Lwp l, int signo) {
    if (l.sigFromDebugger) {
      return;
    }
    if (l.sigFromLwp) {
      l.sigpend &= ~Signals.bit(signo);
    } else {
      l.proc.sigpend &= ~Signals.bit(signo);
    }
  }

  /**
   * Does what the process wants to be done about a signal (postsig): ends it, or has a handler run.
   * Entered and left with p_lock held.
   */
  void postsig(Lwp l, int signo) {
    Proc p = l.proc;
    kern.checks.that(Check.N55, p.lock.ownedBy(l) && signo > 0, l);
    long returnmask = l.sigrestore ? l.sigoldmask : l.sigmask;
    l.sigrestore = false;
    sigget(l, signo);
    if (!p.sigacts.catches(signo)) {
      kern.coreDump.sigexit(l, signo);
    }
    kern.checks.that(Check.N56, !p.sigacts.ignores(signo) && !Signals.has(l.sigmask, signo), l);
    sendsig(l, signo, returnmask);
  }

  /** The handler's frame (sendsig, sendsig_reset). */
  private void sendsig(Lwp l, int signo, long returnmask) {
    l.ci.cpu.chargeCycles(PathCosts.SENDSIG);
    l.pushSigframe(returnmask);
    l.sigmask |= l.proc.sigacts.mask(signo);
    l.pflag |= Flags.LP_HANDLER;
    UserThread user = l.user;
    if (user != null) {
      user.deliver(signo);
    }
  }

  /**
   * What a signal makes of an interruptible sleep that it found the LWP in (the end of
   * sleepq_block, and sleepq_sigtoresult): EINTR, RESTART, or 0 if it made no difference.
   */
  int interruptedBy(Lwp l) {
    Proc p = l.proc;
    p.lock.enter(l);
    int signo = Signal.sigispending(l);
    if (signo == 0 || SigProp.has(signo, SigProp.SA_STOP)) {
      signo = issignal(l);
    }
    int error = signo == 0 ? 0 : p.sigacts.restarts(signo) ? Errno.RESTART : Errno.EINTR;
    p.lock.exit(l);
    return error;
  }
}
