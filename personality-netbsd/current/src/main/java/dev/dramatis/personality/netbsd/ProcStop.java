package dev.dramatis.personality.netbsd;

/**
 * Stopping a process and letting it go on (kern_sig.c: proc_stop, sigswitch, proc_unstop). LWPs
 * that sleep interruptibly are stopped where they are; the others stop themselves at the boundary
 * to user mode, and the last one is noticed by a callout that looks every tick.
 */
final class ProcStop {
  private final Kern kern;

  /** proc_stop_ch: whether the callout is to run. */
  private boolean scheduled;

  ProcStop(Kern kern) {
    this.kern = kern;
  }

  /** Whether the callout is to run. */
  boolean scheduled() {
    return scheduled;
  }

  /**
   * Stops the process of the running LWP because of a signal, and the LWP with it (sigswitch).
   * Entered with p_lock held, left without it, when the LWP runs again.
   *
   * @param ppmask flag of the parent that keeps it from being told
   * @param procLockHeld whether proc_lock is held too; it is dropped
   */
  void sigswitch(Lwp l, int ppmask, int signo, boolean procLockHeld) {
    Proc p = l.proc;
    kern.checks.that(Check.N60, p.lock.ownedBy(l) && l.stat == LwpState.ONPROC && p.nrlwps > 0, l);
    if (!p.stopping()) {
      procStop(l, p, signo);
    }
    boolean held = procLockHeld;
    if ((p.sflag & Flags.PS_STOPPING) != 0) {
      if (!held && !kern.procLock.tryenter(l)) {
        p.lock.exit(l);
        kern.procLock.enter(l);
        p.lock.enter(l);
      }
      if (p.nrlwps == 1 && (p.sflag & Flags.PS_STOPPING) != 0) {
        procStopDone(l, p, ppmask);
      }
      held = true;
    }
    if (held) {
      kern.procLock.exit(l);
    }
    unlockAndSwitchAway(l);
  }

  /**
   * Stops the running LWP if its process is still stopping (sigswitch_unlock_and_switch_away).
   * Entered with p_lock held, left without.
   */
  void unlockAndSwitchAway(Lwp l) {
    Proc p = l.proc;
    if (p.stopping()) {
      p.nrlwps--;
      kern.lwpLock(l.ci, l);
      kern.setStat(l.ci, l, LwpState.STOP);
      kern.lwpUnlock(l.ci, l);
    }
    p.lock.exit(l);
    kern.lwpLock(l.ci, l);
    l.ci.spcMutex.enter(l.ci);
    kern.synch.miSwitch(l);
  }

  /**
   * Stops a process with one LWP, the caller, that was asked to when it executes a program or exits
   * (PS_STOPEXEC, PS_STOPEXIT).
   */
  void stopSelf(Lwp l) {
    Proc p = l.proc;
    kern.procLock.enter(l);
    p.lock.enter(l);
    p.sigpend &= ~SigProp.CONT_SET;
    p.waited = false;
    p.stat = Proc.SSTOP;
    if (p.pptr != null) {
      p.pptr.nstopchild++;
    }
    kern.procLock.exit(l);
    unlockAndSwitchAway(l);
  }

  /** proc_stop: with p_lock held. */
  private void procStop(Lwp self, Proc p, int signo) {
    p.sflag |= Flags.PS_STOPPING;
    procStopLwps(self, p);
    for (Lwp l = p.lwps; l != null; l = l.siblingNext) {
      kern.signal.sigpost(self, l, true, SigProp.SA_STOP, signo);
    }
    schedule(self);
  }

  /** Stops who sleeps interruptibly (proc_stop_lwps). */
  private void procStopLwps(Lwp self, Proc p) {
    kern.checks.that(Check.N57, p.lock.ownedBy(self) && (p.sflag & Flags.PS_STOPPING) != 0, p);
    CpuInfo ci = self.ci;
    for (Lwp l = p.lwps; l != null; l = l.siblingNext) {
      kern.lwpLock(ci, l);
      if (l.stat == LwpState.SLEEP && (l.flag & Flags.LW_SINTR) != 0) {
        kern.setStat(ci, l, LwpState.STOP);
        p.nrlwps--;
      }
      kern.lwpUnlock(ci, l);
    }
  }

  /**
   * The process has come to a halt: its parent is told (proc_stop_done). With proc_lock and p_lock
   * held; p_lock is dropped in between.
   */
  private void procStopDone(Lwp self, Proc p, int ppmask) {
    Checks checks = kern.checks;
    checks.that(
        Check.N58,
        kern.procLock.ownedBy(self) && p.lock.ownedBy(self) && (p.sflag & Flags.PS_STOPPING) != 0,
        p);
    checks.that(Check.N59, p.nrlwps == 0 || (p.nrlwps == 1 && p == self.proc), p);
    p.sflag &= ~Flags.PS_STOPPING;
    p.stat = Proc.SSTOP;
    p.waited = false;
    Proc parent = p.pptr;
    if (parent != null) {
      parent.nstopchild++;
      kern.signal.childPsignal(self, p, ppmask);
      parent.waitcv.broadcast(self.ci);
    }
  }

  /**
   * Lets all LWPs of a stopped process go on (proc_unstop). With proc_lock and p_lock held. If the
   * process is to take a signal, one of those that sleep is woken for it.
   */
  void procUnstop(Lwp self, Proc p) {
    kern.checks.that(Check.N77, kern.procLock.ownedBy(self) && p.lock.ownedBy(self), p);
    p.stat = Proc.SACTIVE;
    p.sflag &= ~Flags.PS_STOPPING;
    boolean sig = p.xsig != 0;
    if (!p.waited && p.pptr != null) {
      p.pptr.nstopchild--;
    }
    CpuInfo ci = self.ci;
    for (Lwp l = p.lwps; l != null; l = l.siblingNext) {
      kern.lwpLock(ci, l);
      if (l.stat != LwpState.STOP || (l.flag & Flags.LW_DBGSUSPEND) != 0) {
        kern.lwpUnlock(ci, l);
      } else if (l.wchan == null) {
        kern.synch.setrunnable(ci, l);
      } else if (sig && (l.flag & Flags.LW_SINTR) != 0) {
        kern.synch.setrunnable(ci, l);
        sig = false;
      } else {
        kern.setStat(ci, l, LwpState.SLEEP);
        p.nrlwps++;
        kern.lwpUnlock(ci, l);
      }
    }
  }

  // ---- the callout

  /** callout_schedule(&amp;proc_stop_ch, 1). */
  private void schedule(Lwp self) {
    if (!scheduled) {
      scheduled = true;
      kern.softint.calloutSchedule(self.ci, 1);
    }
  }

  /** softclock comes to proc_stop_ch. */
  void callout(Lwp self) {
    scheduled = false;
    if (procStopCallout(self)) {
      schedule(self);
    }
  }

  /**
   * Once a tick as long as processes are stopping: some LWPs may have gone to sleep interruptibly
   * behind our back (proc_stop_callout).
   *
   * @return whether to look again
   */
  private boolean procStopCallout(Lwp self) {
    boolean more;
    boolean restart;
    do {
      restart = false;
      more = false;
      kern.procLock.enter(self);
      for (int i = 0; i < kern.allproc.size() && !restart; i++) {
        Proc p = kern.allproc.get(i);
        p.lock.enter(self);
        if ((p.sflag & Flags.PS_STOPPING) != 0) {
          procStopLwps(self, p);
          if (p.nrlwps == 0) {
            // The lock is dropped in there: all over again.
            restart = true;
            procStopDone(self, p, Flags.PS_NOCLDSTOP);
          } else {
            more = true;
          }
        }
        p.lock.exit(self);
      }
      kern.procLock.exit(self);
    } while (restart);
    return more;
  }
}
