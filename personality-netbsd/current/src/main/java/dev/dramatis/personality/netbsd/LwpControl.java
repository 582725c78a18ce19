package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.MemoryWord;
import dev.dramatis.spi.sched.EnqueueReason;
import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.spi.trace.EventKind;

/**
 * Suspending, stopping, moving, and the gate to user mode (kern_lwp.c: lwp_suspend to lwp_userret).
 */
final class LwpControl {
  private final Kern kern;

  LwpControl(Kern kern) {
    this.kern = kern;
  }

  /**
   * Asks an LWP to suspend itself (kern_lwp.c: lwp_suspend); never waits for it. Entered with
   * p_lock held and the target locked, left with the target unlocked.
   *
   * @return 0, EDEADLK if the caller is about to die, EINTR if the target is not alive
   */
  int lwpSuspend(Lwp curl, Lwp t) {
    CpuInfo ci = curl.ci;
    Checks checks = kern.checks;
    checks.that(Check.K3, t.proc.lock.ownedBy(curl), t);
    checks.that(Check.K4, kern.lwpLocked(ci, t, null), t);
    checks.that(Check.K5, curl != t || curl.stat == LwpState.ONPROC, t);
    if ((curl.flag & (Flags.LW_WEXIT | Flags.LW_WCORE)) != 0
        && !kern.fault.at(Mutant.SUSPEND_IGNORE_EXIT)) {
      kern.lwpUnlock(ci, t);
      return Errno.EDEADLK;
    }
    if ((t.flag & Flags.LW_DBGSUSPEND) != 0) {
      kern.lwpUnlock(ci, t);
      return 0;
    }
    switch (t.stat) {
      case LwpState.RUN, LwpState.ONPROC -> {
        if (kern.fault.at(Mutant.SUSPEND_EARLY_UNLOCK)) {
          kern.lwpUnlock(ci, t);
          requestSuspension(ci, t);
          return 0;
        }
        requestSuspension(ci, t);
        kern.lwpUnlock(ci, t);
      }
      case LwpState.SLEEP -> {
        requestSuspension(ci, t);
        // To the boundary with it, so that it lets go of what it holds. It takes this for a
        // spurious wakeup.
        if ((t.flag & Flags.LW_SINTR) != 0) {
          kern.synch.setrunnable(ci, t);
        } else {
          kern.lwpUnlock(ci, t);
        }
      }
      case LwpState.STOP -> {
        requestSuspension(ci, t);
        kern.synch.setrunnable(ci, t);
      }
      case LwpState.SUSPENDED -> kern.lwpUnlock(ci, t);
      default -> {
        kern.lwpUnlock(ci, t);
        return Errno.EINTR;
      }
    }
    return 0;
  }

  private void requestSuspension(CpuInfo ci, Lwp t) {
    t.flag |= Flags.LW_WSUSPEND;
    markSuspended(t, true);
    if (!kern.fault.at(Mutant.SUSPEND_DROP_AST)) {
      lwpNeedUserret(ci, t);
    }
  }

  private static void markSuspended(Lwp t, boolean suspended) {
    UserThread user = t.user;
    if (user != null) {
      user.setSuspended(suspended);
    }
  }

  /**
   * Undoes lwp_suspend (kern_lwp.c: lwp_continue). Entered with p_lock held and the LWP locked,
   * left with it unlocked.
   */
  void lwpContinue(Lwp curl, Lwp l) {
    CpuInfo ci = curl.ci;
    kern.checks.that(Check.K6, l.proc.lock.ownedBy(curl), l);
    kern.checks.that(Check.K7, kern.lwpLocked(ci, l, null), l);
    if ((l.flag & Flags.LW_WREBOOT) != 0) {
      kern.lwpUnlock(ci, l);
      return;
    }
    if (!kern.fault.at(Mutant.CONTINUE_KEEP_FLAG)) {
      l.flag &= ~Flags.LW_WSUSPEND;
    }
    markSuspended(l, false);
    if (l.stat != LwpState.SUSPENDED
        || (l.flag & Flags.LW_DBGSUSPEND) != 0
        || kern.fault.at(Mutant.CONTINUE_DROP_WAKEUP)) {
      kern.lwpUnlock(ci, l);
      if (kern.repairs.continueBroadcast) {
        l.proc.lwpcv.broadcast(ci);
      }
      return;
    }
    kern.synch.setrunnable(ci, l);
  }

  /**
   * Lets one stopped LWP go on (kern_lwp.c: lwp_unstop). Entered with proc_lock and p_lock held.
   */
  void lwpUnstop(Lwp curl, Lwp l) {
    CpuInfo ci = curl.ci;
    Proc p = l.proc;
    kern.checks.that(Check.K8, kern.procLock.ownedBy(curl), l);
    kern.checks.that(Check.K9, p.lock.ownedBy(curl), l);
    kern.lwpLock(ci, l);
    kern.checks.that(Check.K10, (l.flag & Flags.LW_DBGSUSPEND) == 0, l);
    if (l.stat != LwpState.STOP) {
      kern.lwpUnlock(ci, l);
      return;
    }
    boolean already = kern.repairs.unstopCount && p.stat == Proc.SACTIVE;
    p.stat = Proc.SACTIVE;
    p.sflag &= ~Flags.PS_STOPPING;
    if (!p.waited && p.pptr != null && !already) {
      p.pptr.nstopchild--;
    }
    if (l.wchan == null || (p.xsig != 0 && (l.flag & Flags.LW_SINTR) != 0)) {
      kern.synch.setrunnable(ci, l);
    } else {
      kern.setStat(ci, l, LwpState.SLEEP);
      p.nrlwps += kern.fault.at(Mutant.UNSTOP_KEEP_COUNT) ? 0 : 1;
      kern.lwpUnlock(ci, l);
    }
  }

  // ---- the gate to user mode

  /** What every return to user mode tests first (mi_userret). */
  void userret(Lwp l) {
    if (l.ci.wantResched
        || (l.flag & Flags.LW_USERRET) != 0
        || (l.pflag & Flags.LP_TELEPORT) != 0) {
      lwpUserret(l);
    }
  }

  /**
   * Handles what is pending at the return to user mode, until nothing is (kern_lwp.c: lwp_userret).
   */
  void lwpUserret(Lwp l) {
    kern.checks.that(Check.K63, l.ci.curlwp == l, l);
    kern.checks.that(Check.K64, l.stat == LwpState.ONPROC, l);
    for (; ; ) {
      preemptPoint(l);
      int f = l.flag & Flags.LW_USERRET;
      if (f == 0 || !seesFlags(l)) {
        return;
      }
      l.ci.cpu.chargeCycles(PathCosts.USERRET);
      if ((f & Flags.LW_CACHECRED) != 0) {
        refreshCredential(l);
      }
      if ((f & (Flags.LW_PENDSIG | Flags.LW_WCORE | Flags.LW_WEXIT)) == Flags.LW_PENDSIG) {
        takeSignals(l);
      } else if ((f & Flags.LW_WSUSPEND) != 0) {
        if (leavesForAnotherKernel(l)) {
          return;
        }
        suspendSelf(l);
      } else if ((f & Flags.LW_WEXIT) != 0) {
        kern.checks.count(Check.K65);
        kern.life.lwpExit(l, l);
        throw kern.checks.panic(Check.K65, l);
      } else if ((f & Flags.LW_LWPCTL) != 0) {
        publishCpu(l);
      } else if (kern.repairs.userretLoop && (f & Flags.LW_CACHECRED) == 0) {
        return;
      } else if ((f & Flags.LW_CACHECRED) == 0) {
        // LW_WREBOOT or LW_WCORE alone: nobody takes them away here, and so it goes round and
        // round, in simulated time.
        l.ci.cpu.interact(l.mutex.line, Access.LOAD);
      }
      if (kern.fault.at(Mutant.USERRET_IF)) {
        return;
      }
    }
  }

  /** This is where user code is preempted (preempt_point). */
  private void preemptPoint(Lwp l) {
    if (l.ci.wantResched || (l.pflag & Flags.LP_TELEPORT) != 0) {
      l.pflag &= ~Flags.LP_TELEPORT;
      kern.synch.preempt(l);
    }
  }

  private void refreshCredential(Lwp l) {
    Proc p = l.proc;
    p.lock.enter(l);
    l.cred = p.cred;
    kern.lwpLock(l.ci, l);
    l.flag &= kern.fault.at(Mutant.USERRET_KEEP_CACHECRED) ? -1 : ~Flags.LW_CACHECRED;
    kern.lwpUnlock(l.ci, l);
    kern.checks.that(Check.N70, l.cred == p.cred, l);
    p.lock.exit(l);
  }

  /** Signals come first, unless the process dumps core or exits. */
  private void takeSignals(Lwp l) {
    Proc p = l.proc;
    p.lock.enter(l);
    for (int sig = kern.issignal.issignal(l); sig != 0; sig = kern.issignal.issignal(l)) {
      kern.issignal.postsig(l, sig);
    }
    p.lock.exit(l);
  }

  /**
   * A suspended thread that is wanted at the boundary passes; its neutral state says that it is
   * suspended.
   */
  private static boolean leavesForAnotherKernel(Lwp l) {
    return (l.pflag & Flags.LP_BOUNDARY) != 0 && (l.flag & Flags.LW_WEXIT) == 0;
  }

  /** Suspends the running LWP; returns when it is continued. */
  private void suspendSelf(Lwp l) {
    Proc p = l.proc;
    p.lock.enter(l);
    p.nrlwps--;
    if (kern.fault.at(Mutant.USERRET_UNLOCKED)) {
      p.lock.exit(l);
      kern.lwpLock(l.ci, l);
      kern.setStat(l.ci, l, LwpState.SUSPENDED);
      kern.lwpUnlock(l.ci, l);
      p.lock.enter(l);
    }
    kern.lwpLock(l.ci, l);
    if (kern.repairs.userretRecheck && (l.flag & Flags.LW_WSUSPEND) == 0) {
      kern.lwpUnlock(l.ci, l);
      p.nrlwps++;
      p.lock.exit(l);
      return;
    }
    kern.setStat(l.ci, l, LwpState.SUSPENDED);
    kern.lwpUnlock(l.ci, l);
    p.lock.exit(l);
    if (!kern.fault.at(Mutant.USERRET_DROP_BROADCAST)) {
      p.lwpcv.broadcast(l.ci);
    }
    kern.lwpLock(l.ci, l);
    l.ci.spcMutex.enter(l.ci);
    kern.synch.miSwitch(l);
  }

  private void publishCpu(Lwp l) {
    kern.lwpLock(l.ci, l);
    kern.checks.that(Check.K66, kern.synch.kpreemptDisabled(l.ci, l), l);
    if (l.lwpctl != null) {
      l.lwpctl.curcpu = l.ci.id;
      l.lwpctl.pctr++;
    }
    l.flag &= ~Flags.LW_LWPCTL;
    kern.lwpUnlock(l.ci, l);
  }

  /**
   * Makes an LWP pass lwp_userret soon (kern_lwp.c: lwp_need_userret). In every state but LSONPROC
   * it is in the kernel and passes anyway.
   */
  void lwpNeedUserret(CpuInfo ci, Lwp l) {
    kern.checks.that(Check.K67, !ci.cpu.inInterrupt(), l);
    kern.checks.that(Check.K68, kern.lwpLocked(ci, l, null) || l.stat == LwpState.IDL, l);
    if (l.stat == LwpState.ONPROC && l != ci.curlwp) {
      MemoryWord word = l.flagWord;
      if (word == null) {
        word = kern.machine.newWord("l_flag", 0);
        l.flagWord = word;
      }
      l.flagChanges++;
      word.store(ci.cpu, l.flagChanges);
      if (!kern.fault.at(Mutant.NEED_USERRET_DROP_FENCE)) {
        // membar_producer: the interrupt must not be faster than the flag.
        ci.cpu.fence();
      }
      if (!kern.fault.at(Mutant.NEED_USERRET_DROP_IPI)) {
        ci.cpu.send(kern.ast, l.ci.cpu);
      }
    }
  }

  /** An interrupt has come: its CPU sees what was written before the interrupt was sent. */
  static void interrupted(CpuInfo ci) {
    Lwp l = ci.curlwp;
    if (l.flagSeen != l.flagChanges) {
      ci.cpu.fence();
    }
  }

  /**
   * Whether the running LWP sees its flags as they are. If not the interrupt that was sent with the
   * change is still to come, and with it another look.
   */
  private static boolean seesFlags(Lwp l) {
    MemoryWord word = l.flagWord;
    if (word == null || l.flagSeen == l.flagChanges) {
      return true;
    }
    int changes = l.flagChanges;
    if (word.load(l.ci.cpu) < changes) {
      return false;
    }
    l.flagSeen = changes;
    return true;
  }

  // ---- priority, class, place

  /**
   * Changes class, nice value and base priority of an LWP that is locked (kern_lwp.c:
   * lwp_changepri, by way of syncobjs).
   */
  void lwpChangepri(CpuInfo ci, Lwp l, SchedClass schedClass, int nice, int pri) {
    kern.checks.that(Check.K58, l.mutex.ownedBy(ci), l);
    int before = l.priority;
    boolean queued = (l.pflag & Flags.LP_QUEUED) != 0;
    SleepQueue sorted = l.sleepq != null && l.syncobj.sorted ? l.sleepq : null;
    if (queued) {
      kern.synch.schedDequeue(l);
    }
    if (sorted != null) {
      sorted.remove(l);
    }
    l.schedClass = schedClass;
    l.nice = (byte) nice;
    if (!kern.fault.at(Mutant.CHANGEPRI_LOST)) {
      l.priority = pri;
    }
    if (sorted != null) {
      sorted.insert(l, true);
    }
    kern.checks.that(Check.K59, l.priority == pri, l);
    if (l.number > 0) {
      // sched_nice: a native policy may now set a priority of its own.
      kern.sched.changed(l);
    }
    if (queued) {
      kern.synch.schedEnqueue(ci, l, l.ci, EnqueueReason.REQUEUE);
      kern.synch.reschedLwp(ci, l, l.ci);
    } else if (l.stat == LwpState.ONPROC && pri < before) {
      // The next one in line may be more urgent now.
      l.ci.spcCurpriority = l.eprio();
      kern.synch.needResched(ci, l.ci);
    }
    kern.emit(ci, EventKind.PRIORITY, l, l.eprio());
  }

  /**
   * Sends an LWP to another CPU (kern_lwp.c: lwp_migrate). Entered with the LWP locked, left with
   * it unlocked.
   */
  void lwpMigrate(CpuInfo ci, Lwp l, CpuInfo tci) {
    kern.checks.that(Check.K48, kern.lwpLocked(ci, l, null), l);
    kern.checks.that(Check.K49, tci != null, l);
    int stat = l.onCpu() ? LwpState.ONPROC : l.stat;
    if (l.targetCpu != null) {
      // An earlier request that has not been carried out is overtaken by this one.
      l.targetCpu = tci;
    } else if (l.ci != tci) {
      kern.checks.that(Check.K50, l.targetCpu == null, l);
      switch (stat) {
        // It stays queued, and moves the next time it is switched out.
        case LwpState.RUN -> l.targetCpu = tci;
        case LwpState.SLEEP -> l.ci = tci;
        case LwpState.IDL, LwpState.STOP, LwpState.SUSPENDED -> {
          l.ci = tci;
          if (l.wchan == null) {
            kern.lwpUnlockTo(ci, l, tci.spcLwplock);
            return;
          }
        }
        case LwpState.ONPROC -> {
          l.targetCpu = tci;
          if (!kern.fault.at(Mutant.MIGRATE_DROP_RESCHED)) {
            // At PRI_USER_RT, which preempts even in the kernel.
            l.dopreempt(true);
            kern.synch.needResched(ci, l.ci);
          }
        }
        default -> {
          // A zombie goes nowhere.
        }
      }
    }
    kern.lwpUnlock(ci, l);
  }
}
