package dev.dramatis.personality.netbsd;

/**
 * Ending a process because of a signal, with a core dump if the signal calls for one (kern_sig.c:
 * sigexit). The one LWP that dumps suspends all others, so that their registers are there to be
 * written; they die only afterwards.
 */
final class CoreDump {
  private final Kern kern;

  CoreDump(Kern kern) {
    this.kern = kern;
  }

  /** Ends the process of the running LWP. Entered with p_lock held; never returns. */
  void sigexit(Lwp l, int signo) {
    Proc p = l.proc;
    kern.checks.that(Check.N61, p.lock.ownedBy(l), p);
    if ((p.sflag & Flags.PS_WCORE) != 0) {
      // Somebody else dumps already: be suspended like the rest.
      kern.lwpLock(l.ci, l);
      l.flag |= Flags.LW_WCORE | Flags.LW_WEXIT | Flags.LW_WSUSPEND;
      kern.lwpUnlock(l.ci, l);
      p.lock.exit(l);
      kern.control.lwpUserret(l);
      throw kern.checks.panic(Check.N62, l);
    }
    if ((p.sflag & Flags.PS_WEXIT) != 0) {
      p.lock.exit(l);
      kern.life.lwpExit(l, l);
      throw kern.checks.panic(Check.K42, l);
    }
    if (SigProp.has(signo, SigProp.SA_CORE)) {
      p.sflag |= Flags.PS_WCORE;
      suspendOthers(l);
      p.lock.exit(l);
      l.ci.cpu.chargeCycles(PathCosts.COREDUMP);
      p.lock.enter(l);
      p.sflag |= Flags.PS_COREDUMP;
      p.sflag &= ~Flags.PS_WCORE;
    }
    kern.exit.exit1(l, 0, signo);
    throw kern.checks.panic(Check.K42, l);
  }

  /**
   * Has all others suspend themselves and waits until they have. Those that wait in lwp_wait are
   * woken for that, and it counts as waiting there itself meanwhile.
   */
  private void suspendOthers(Lwp l) {
    Proc p = l.proc;
    for (; ; ) {
      for (Lwp t = p.lwps; t != null; t = t.siblingNext) {
        CpuInfo ci = l.ci;
        kern.lwpLock(ci, t);
        if (t == l) {
          t.flag &= ~(Flags.LW_WSUSPEND | Flags.LW_DBGSUSPEND);
          kern.lwpUnlock(ci, t);
        } else {
          t.flag |= Flags.LW_WCORE | Flags.LW_WEXIT;
          kern.control.lwpSuspend(l, t);
        }
      }
      if (p.nrlwps == 1) {
        return;
      }
      p.nlwpwait++;
      p.lwpcv.broadcast(l.ci);
      p.lwpcv.await(l, p.lock);
      p.nlwpwait--;
    }
  }
}
