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
      long blocked = l.sigmask | ((p.lflag & Flags.PL_PPWAIT) != 0 ? SigProp.STOP_SET : 0);
      int signo = SigProp.first(l.sigpend & ~blocked);
      l.sigFromLwp = signo != 0;
      if (signo == 0) {
        signo = SigProp.first(p.sigpend & ~blocked);
      }
      if (signo == 0) {
        kern.lwpLock(l.ci, l);
        l.flag &= ~Flags.LW_PENDSIG;
        kern.lwpUnlock(l.ci, l);
        return 0;
      }
      if (p.sigacts.ignores(signo)) {
        sigget(l, signo);
      } else if (p.sigacts.catches(signo) || !actsByDefault(l, signo)) {
        return signo;
      }
    }
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
    if ((p.lflag & Flags.PL_ORPHANPG) == 0 || (prop & SigProp.SA_TTYSTOP) == 0) {
      p.xsig = signo;
      p.sflag &= ~Flags.PS_CONTINUED;
      kern.procStop.sigswitch(l, Flags.PS_NOCLDSTOP, signo);
      p.lock.enter(l);
    }
    return true;
  }

  /** Takes a signal out of the set that it was found in. */
  private static void sigget(Lwp l, int signo) {
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
    kern.checks.that(
        Check.N56, !p.sigacts.ignores(signo) && !Signals.has(l.sigmask, signo), l);
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
