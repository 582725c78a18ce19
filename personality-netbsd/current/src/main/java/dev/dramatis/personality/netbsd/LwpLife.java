package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.UserCondition;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.kernel.UserThread.Life;
import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.trace.EventKind;
import org.jspecify.annotations.Nullable;

/**
 * Birth and death of LWPs (kern_lwp.c: lwp_create, lwp_start, lwp_startup, lwp_exit, lwp_free,
 * references).
 */
final class LwpLife {
  private final Kern kern;

  LwpLife(Kern kern) {
    this.kern = kern;
  }

  // ---- birth

  /**
   * Makes an LWP in a process, in state LSIDL and invisible to look-ups (kern_lwp.c: lwp_create).
   * No lock is held before or after.
   *
   * @param l1 the running LWP, template of the new one
   * @param user the thread whose LWP it will be
   * @return null if the limit is reached (EAGAIN)
   */
  @Nullable Lwp lwpCreate(Lwp l1, Proc p2, int flags, UserThread user) {
    kern.checks.that(Check.K16, l1.ci.curlwp == l1 || l1.proc == kern.proc0, l1);
    l1.ci.cpu.chargeCycles(PathCosts.LWP_CREATE);
    p2.lock.enter(l1);
    if (kern.repairs.createReap && p2.zomblwp != null) {
      Lwp corpse = p2.zomblwp;
      p2.zomblwp = null;
      lwpFree(l1, corpse, false, false);
      p2.lock.enter(l1);
    }
    boolean counted = p2.nlwps != 0 && p2 != kern.proc0;
    Uidinfo charged = p2.uid;
    if (counted && p2.uid.chglwpcnt(1) > p2.rlimit.cur(Rlimits.NTHR) && !l1.superuser()) {
      p2.uid.chglwpcnt(-1);
      p2.lock.exit(l1);
      return null;
    }
    Lwp l2 = objectFor(l1, p2, user);
    checkObject(l2);
    if (!allocLwpid(l1, p2, l2)) {
      l2.user = null;
      kern.init.put(l1.ci, l2);
      if (counted && kern.repairs.createCount) {
        charged.chglwpcnt(-1);
      }
      return null;
    }

    initialize(l2, user);
    kern.specific.lwpInitspecific(l2);
    l2.uarea = kern.uareas.alloc();
    if ((flags & Flags.LWP_VFORK) != 0) {
      borrow(l1, l2);
    }
    Checks checks = kern.checks;
    checks.that(p2.nlwps != 0 ? Check.K24 : Check.K25, p2.nlwps != 0 == (l1.proc == p2), l1);
    if (l2.number > 0) {
      kern.sched.addThread(l2, l1.number > 0 ? l1 : null);
    }

    p2.lock.enter(l1);
    l2.cred = p2.cred;
    if (counted && kern.repairs.createUser && charged != p2.uid) {
      charged.chglwpcnt(-1);
      p2.uid.chglwpcnt(1);
    }
    setDetached(p2, l2, (flags & Flags.LWP_DETACHED) != 0);
    // These flags are set under p_lock, so nobody slips into a dying process without them.
    if (!kern.fault.at(Mutant.CREATE_IGNORE_EXIT)) {
      l2.flag |=
          l1.flag
              & (l1.proc == p2
                  ? Flags.LW_WEXIT | Flags.LW_WREBOOT | Flags.LW_WCORE
                  : Flags.LW_WREBOOT);
    }
    l2.sigmask = l1.sigmask;
    if (kern.swapping.requested()) {
      // In one step with the list, from which a request takes those that it has to bring.
      l2.pflag |= Flags.LP_BOUNDARY;
    }
    p2.insertHead(l2);
    p2.nlwps++;
    if (!kern.fault.at(Mutant.CREATE_LATE_COUNT)) {
      p2.nrlwps++;
    }
    checks.that(Check.K26, l2.affinity == null, l2);
    // Threads are born with the affinity that their specification names; libpthread sets it before
    // the thread starts.
    l2.affinity = user.affinity();
    if ((l2.flag & Flags.LW_USERRET) != 0) {
      kern.control.lwpNeedUserret(l1.ci, l2);
    }
    if (kern.fault.at(Mutant.CREATE_SWAPPED_LOCKS)) {
      kern.procLock.enter(l1);
      kern.insertAll(l2);
      p2.lock.exit(l1);
      kern.procLock.exit(l1);
      return l2;
    }
    p2.lock.exit(l1);
    kern.probes.lwpCreate(l1.ci, l2);

    kern.procLock.enter(l1);
    kern.insertAll(l2);
    kern.procLock.exit(l1);
    return l2;
  }

  /**
   * The LWP of a vforked child runs fast, and uses the shared page of its parent; a trip through
   * lwp_userret makes that say where it runs.
   */
  private static void borrow(Lwp l1, Lwp l2) {
    l2.boostpri = Pri.KERNEL;
    if (l1.lwpctl != null) {
      l2.lwpctl = l1.lwpctl;
      l2.flag |= Flags.LW_LWPCTL;
    }
  }

  /** A detached corpse of the process is used again; else the object is a new one. Drops p_lock. */
  private Lwp objectFor(Lwp l1, Proc p2, UserThread user) {
    Lwp l2 = p2.zomblwp;
    if (l2 == null) {
      p2.lock.exit(l1);
      l2 = kern.init.get(p2, l1.ci);
    } else {
      p2.zomblwp = null;
      lwpFree(l1, l2, true, false);
      if (kern.fault.at(Mutant.CREATE_RECYCLE_LOAN)) {
        l2.lend(Pri.KERNEL);
      }
      if (kern.fault.at(Mutant.CREATE_RECYCLE_LENDER)) {
        l2.piLenders = l2.ts;
      }
      kern.checks.that(Check.K17, l2.ts != null, l2);
      kern.checks.that(Check.K18, l2.inheritedprio == -1, l2);
      kern.checks.that(Check.K19, l2.piLenders == null, l2);
    }
    l2.recycle(p2, user);
    return l2;
  }

  private void checkObject(Lwp l2) {
    Checks checks = kern.checks;
    if (checks.on) {
      checks.that(Check.K20, l2.stat == LwpState.IDL, l2);
      checks.that(Check.K21, l2.ci != null, l2);
      checks.that(Check.K22, l2.ts != null, l2);
      checks.that(Check.K23, l2.mutex == l2.ci.spcLwplock, l2);
    }
  }

  /**
   * proc_alloc_lwpid: the table may have to grow first, for which proc_lock is dropped. False if
   * there is no number.
   */
  private boolean allocLwpid(Lwp l1, Proc p2, Lwp l2) {
    kern.procLock.enter(l1);
    l1.ci.cpu.interact(kern.pidLine, Access.RMW);
    boolean found = !kern.pidTable.lwpNeedsSlot(p2) || growPidTable(l1);
    if (found) {
      kern.pidTable.allocLwpid(p2, l2);
    }
    kern.procLock.exit(l1);
    return found;
  }

  /**
   * expand_pid_table: memory is allocated without the lock; somebody else may have been faster.
   * False if the table is as large as it may be.
   */
  boolean growPidTable(Lwp l1) {
    PidTable table = kern.pidTable;
    while (table.mustGrow()) {
      int size = table.size();
      if (size >= kern.pidTableLimit) {
        return false;
      }
      kern.procLock.exit(l1);
      l1.ci.cpu.chargeCycles(size * 4L);
      kern.procLock.enter(l1);
      if (table.size() == size) {
        table.grow();
      }
    }
    return true;
  }

  /** What an LWP starts with, whether by a call or adopted. */
  void initialize(Lwp l2, UserThread user) {
    l2.refcnt = 0;
    l2.boostpri = Pri.USER;
    l2.schedClass = user.schedClass();
    l2.nice = (byte) user.nice();
    l2.priority = Pri.base(user.schedClass(), user.realtimePriority(), user.nice());
    l2.inheritedprio = -1;
    l2.protectprio = -1;
    l2.auxprio = -1;
    l2.flag = 0;
    l2.pflag = Flags.LP_MPSAFE;
    l2.syncobj = SyncObj.SCHED;
    l2.sigpend = 0;
    l2.sigmask = 0;
    l2.sigrestore = false;
    l2.sigframeCount = 0;
    user.attach(l2);
  }

  void setDetached(Proc p, Lwp l, boolean detached) {
    l.prflag = detached ? Flags.LPR_DETACHED : 0;
    if (detached) {
      p.ndlwps++;
    }
  }

  /** Sets a new LWP going, or leaves it stopped if its process is (kern_lwp.c: lwp_start). */
  void lwpStart(Lwp l1, Lwp l, int flags) {
    Proc p = l.proc;
    l1.ci.cpu.chargeCycles(PathCosts.LWP_START);
    p.lock.enter(l1);
    kern.lwpLock(l1.ci, l);
    kern.checks.that(Check.K27, l.stat == LwpState.IDL, l);
    if ((flags & Flags.LWP_SUSPENDED) != 0) {
      // Still made runnable: it suspends itself on the way to user mode.
      l.flag |= Flags.LW_WSUSPEND;
      kern.control.lwpNeedUserret(l1.ci, l);
    }
    if (kern.fault.at(Mutant.START_EARLY_UNLOCK)) {
      // No more than the order of two lines: an adaptive mutex must not be released here.
      p.lock.exit(l1);
      kern.synch.setrunnable(l1.ci, l);
      return;
    }
    if (p.stat == Proc.SSTOP || (p.sflag & Flags.PS_STOPPING) != 0) {
      kern.checks.that(Check.K28, l.wchan == null, l);
      kern.setStat(l1.ci, l, LwpState.STOP);
      p.nrlwps--;
      kern.lwpUnlock(l1.ci, l);
    } else {
      kern.synch.setrunnable(l1.ci, l);
    }
    p.lock.exit(l1);
  }

  /**
   * First code of a new LWP, at the level and with the lock that the switch left behind
   * (kern_lwp.c: lwp_startup).
   */
  void lwpStartup(Lwp l) {
    CpuInfo ci = l.ci;
    Checks checks = kern.checks;
    if (checks.on) {
      checks.that(Check.K29, ci.curlwp == l && l.context.cpu().id() == ci.id, l);
      checks.that(Check.K30, kern.synch.kpreemptDisabled(ci, l), l);
      checks.that(Check.K31, ci.prevlwp != null, l);
      checks.that(Check.K32, ci.prevlwp.onCpu(), ci.prevlwp);
      checks.that(Check.K33, ci.mtxCount == -2, l);
    }
    kern.synch.releasePrevious(ci);
    ci.mtxCount = 0;
    ci.cpu.chargeCycles(PathCosts.LWP_STARTUP);
    ci.cpu.restore(Ipl.NONE);
    checks.that(Check.K34, noLockHeld(l), l);
    kern.probes.lwpStart(l.ci, l);
    if ((l.pflag & Flags.LP_MPSAFE) == 0) {
      kern.kernelLock.lock(l);
    }
  }

  /** LOCKDEBUG_BARRIER. */
  private boolean noLockHeld(Lwp l) {
    return l.held == null && l.ci.mtxCount == 0 && kern.lockOrder.held(l.ci) == 0;
  }

  // ---- death

  /**
   * Ends an LWP (kern_lwp.c: lwp_exit). Does not return if it is the running one; otherwise the LWP
   * never ran, and stays behind as a zombie.
   */
  void lwpExit(Lwp self, Lwp l) {
    Proc p = l.proc;
    boolean current = l == self;
    Checks checks = kern.checks;
    checks.that(Check.K35, current || l.stat == LwpState.IDL, l);
    checks.that(Check.K36, current || l.targetCpu == null, l);
    checks.that(Check.K37, p == self.proc, l);
    kern.probes.lwpExit(self.ci, l);
    checks.that(Check.K38, noLockHeld(self), self);
    checks.that(Check.K39, self.ci.biglockCount == 0, self);

    p.lock.enter(self);
    if (p.nlwps - p.nzlwps == 1 && p.exported == 0) {
      // The last one takes the process with it.
      checks.that(Check.K40, current, l);
      checks.that(Check.K41, p != kern.proc0, l);
      kern.exit.exit1(self, 0, 0);
      throw checks.panic(Check.K42, l);
    }
    // Dead for the count from here on, although it can still be found, stopped and suspended.
    if (!kern.fault.at(Mutant.EXIT_LATE_COUNT)) {
      p.nzlwps++;
    }
    lwpThreadCleanup(self, l);
    self.ci.cpu.chargeCycles(PathCosts.LWP_EXIT);
    kern.specific.lwpFinispecific(l);

    kern.procLock.enter(self);
    kern.ptrace.lwpExits(self, l);
    if (!kern.fault.at(Mutant.EXIT_KEEP_LISTED)) {
      kern.removeAll(l);
    }
    kern.procLock.exit(self);

    p.lock.enter(self);
    parkCorpse(self, l);
    passOnSignals(self, l);
    if (kern.fault.at(Mutant.EXIT_LATE_COUNT)) {
      p.nzlwps++;
    }
    if (kern.fault.at(Mutant.EXIT_EARLY_UNLOCK)) {
      p.lock.exit(self);
    }
    kern.lwpLock(self.ci, l);
    kern.setStat(self.ci, l, LwpState.ZOMB);
    if (l.lname != null) {
      l.lname = "(zombie)";
    }
    kern.lwpUnlock(self.ci, l);
    p.nrlwps--;
    if (l.lwpctl != null) {
      l.lwpctl.curcpu = LwpCtl.CPU_EXITED;
    }
    kern.emit(self.ci, EventKind.THREAD_EXIT, l, 0);
    if (!kern.fault.at(Mutant.EXIT_EARLY_UNLOCK)) {
      p.lock.exit(self);
    }
    if (!kern.fault.at(Mutant.EXIT_DROP_BROADCAST)) {
      p.lwpcv.broadcast(self.ci);
    }

    // No blocking any more, and from now on somebody may wait to free us.
    if (current) {
      markLife(l, l.user != null && l.user.detached() ? Life.GONE : Life.ZOMBIE);
      kern.lwpLock(l.ci, l);
      l.ci.spcMutex.enter(l.ci);
      checks.count(Check.K42);
      kern.synch.miSwitch(l);
      throw checks.panic(Check.K42, l);
    }
  }

  /** A signal for the process that this LWP was asked to look for is left to the others. */
  private void passOnSignals(Lwp self, Lwp l) {
    if ((l.flag & Flags.LW_PENDSIG) == 0 || l.proc.sigpend == 0) {
      return;
    }
    for (Lwp l2 = l.proc.lwps; l2 != null; l2 = l2.siblingNext) {
      kern.lwpLock(self.ci, l2);
      kern.signal.signotify(self.ci, l2);
      kern.lwpUnlock(self.ci, l2);
    }
  }

  static void markLife(Lwp l, Life life) {
    UserThread user = l.user;
    if (user != null) {
      user.setLife(life);
    }
  }

  /**
   * Waits until nobody refers to the LWP and, if it is detached, leaves it where the next creation
   * finds it. There is room for one corpse; an older one is freed, which drops p_lock, so all
   * conditions are looked at anew after that.
   */
  private void parkCorpse(Lwp self, Lwp l) {
    Proc p = l.proc;
    for (; ; ) {
      if (!kern.fault.at(Mutant.EXIT_SKIP_DRAIN) && lwpDrainrefs(self, l)) {
        continue;
      }
      if ((l.prflag & Flags.LPR_DETACHED) == 0) {
        return;
      }
      Lwp older = p.zomblwp;
      if (older == null || kern.fault.at(Mutant.EXIT_OVERWRITE_CORPSE)) {
        p.zomblwp = l;
        return;
      }
      p.zomblwp = null;
      lwpFree(self, older, false, false);
      p.lock.enter(self);
      if (kern.fault.at(Mutant.EXIT_SKIP_RECHECK)) {
        p.zomblwp = l;
        return;
      }
    }
  }

  /**
   * Frees what is left of a dead LWP (kern_lwp.c: lwp_free). Entered with p_lock held, which is
   * dropped, unless the whole process goes.
   *
   * @param recycle whether the object will be used for another LWP
   * @param last whether it is the last LWP of a process that is being freed
   */
  void lwpFree(Lwp self, Lwp l, boolean recycle, boolean last) {
    Proc p = l.proc;
    Checks checks = kern.checks;
    checks.that(Check.K43, l != self, l);
    checks.that(Check.K44, last || p.lock.ownedBy(self), l);
    checks.that(Check.N80, l.refcnt == 0, l);
    if (p != kern.proc0 && p.nlwps != 1) {
      checks.that(Check.N79, p.uid.chglwpcnt(-1) >= 0, l);
    }
    if (l.onCpu() && !kern.fault.at(Mutant.FREE_SKIP_SPIN)) {
      // Rare: it has not left its CPU yet.
      CpuInfo.OffCpu off = new CpuInfo.OffCpu();
      off.lwp = l;
      self.ci.cpu.await(l.mutex.line, Access.AWAIT, off);
    }
    // Back to LSIDL: whoever found it by its number without a lock now sees that it is nobody.
    kern.lwpLock(self.ci, l);
    if (!kern.fault.at(Mutant.FREE_KEEP_STATE)) {
      boolean wrong = kern.fault.at(Mutant.FREE_WRONG_STATE);
      kern.setStat(self.ci, l, wrong ? LwpState.SUSPENDED : LwpState.IDL);
    }
    l.ci = self.ci;
    kern.lwpUnlockTo(self.ci, l, self.ci.spcLwplock);

    if (!last) {
      p.rtime += l.rtime;
      p.nvcsw += l.nvcsw;
      p.nivcsw += l.nivcsw;
      if (!kern.fault.at(Mutant.FREE_KEEP_LISTED)) {
        p.remove(l);
      }
      p.nlwps--;
      p.nzlwps--;
      if ((l.prflag & Flags.LPR_DETACHED) != 0) {
        p.ndlwps--;
      }
      p.lock.exit(self);
      // Others that wait have to look again: for zombies, and whether everybody waits now.
      if (!kern.fault.at(Mutant.FREE_DROP_BROADCAST)) {
        p.lwpcv.broadcast(self.ci);
      }
      freeLwpid(self, l);
    }
    self.ci.cpu.chargeCycles(PathCosts.LWP_FREE);
    if (l.lwpctl != null) {
      LwpCtl.free(kern, self, l);
    }
    kern.emit(self.ci, EventKind.THREAD_REAP, l, self.number > 0 ? self.number : -1);
    l.affinity = null;
    kern.uareas.free(l.uarea);
    l.sigpend = 0;
    leaveCondition(l);
    forgetUser(l);
    checks.that(Check.K45, l.piLenders == null, l);
    checks.that(Check.K46, l.inheritedprio == -1, l);
    checks.that(Check.K47, l.blcnt == 0, l);
    if (!recycle) {
      kern.init.put(self.ci, l);
    }
  }

  private void freeLwpid(Lwp self, Lwp l) {
    if (!kern.fault.at(Mutant.FREE_EARLY_ID)) {
      kern.procLock.enter(self);
    }
    self.ci.cpu.interact(kern.pidLine, Access.RMW);
    kern.checks.that(Check.N41, kern.procLock.ownedBy(self), l);
    kern.pidTable.freeLwpid(l.proc, l.lid);
    kern.procLock.exit(self);
  }

  /** A dead thread must not be chosen by a signal for those that wait on a condition. */
  private static void leaveCondition(Lwp l) {
    UserCondition condition = l.carriedOn;
    if (condition != null) {
      condition.carried().remove(l.user);
      l.carriedOn = null;
    }
  }

  private static void forgetUser(Lwp l) {
    UserThread user = l.user;
    if (user != null) {
      user.setLife(Life.GONE);
      if (user.attachment() == l) {
        user.attach(null);
      }
      l.user = null;
    }
  }

  /** Releases p_lock, and then the robust futexes (kern_lwp.c: lwp_thread_cleanup). */
  void lwpThreadCleanup(Lwp self, Lwp l) {
    kern.checks.that(Check.K81, l.proc.lock.ownedBy(self), l);
    l.proc.lock.exit(self);
    if (l.robustHead != 0 && !kern.fault.at(Mutant.CLEANUP_SKIP_ROBUST)) {
      kern.robustFutexes.releaseAllLwp(self, l);
    }
  }

  // ---- references

  /** Keeps an LWP from becoming a zombie (kern_lwp.c: lwp_addref). */
  void lwpAddref(Lwp self, Lwp l) {
    kern.checks.that(Check.K69, l.proc.lock.ownedBy(self), l);
    kern.checks.that(Check.K70, l.stat != LwpState.ZOMB, l);
    l.refcnt++;
  }

  /** kern_lwp.c: lwp_delref. */
  void lwpDelref(Lwp self, Lwp l) {
    Proc p = l.proc;
    kern.checks.that(Check.F14, !p.lock.ownedBy(self), l);
    p.lock.enter(self);
    lwpDelref2(self, l);
    p.lock.exit(self);
  }

  /**
   * Gives a reference back, with p_lock held; the last one lets a dying LWP go on (kern_lwp.c:
   * lwp_delref2).
   */
  void lwpDelref2(Lwp self, Lwp l) {
    kern.checks.that(Check.K71, l.proc.lock.ownedBy(self), l);
    kern.checks.that(Check.K72, l.stat != LwpState.ZOMB, l);
    kern.checks.that(Check.K73, l.refcnt > 0, l);
    if (--l.refcnt == 0 && !kern.fault.at(Mutant.DELREF_DROP_BROADCAST)) {
      l.proc.lwpcv.broadcast(self.ci);
    }
  }

  /** Waits until nobody refers to an LWP; true if that took a sleep (kern_lwp.c: lwp_drainrefs). */
  boolean lwpDrainrefs(Lwp self, Lwp l) {
    Proc p = l.proc;
    kern.checks.that(Check.K74, p.lock.ownedBy(self), l);
    l.prflag |= Flags.LPR_DRAINING;
    boolean slept = false;
    while (l.refcnt > 0) {
      slept = true;
      p.lwpcv.await(self, p.lock);
      if (kern.fault.at(Mutant.DRAINREFS_IF)) {
        return false;
      }
    }
    return slept;
  }

  /** sys__lwp_create after the copying in: 0 or EAGAIN. */
  int create(Lwp l1, UserThread child) {
    Lwp l2 = lwpCreate(l1, l1.proc, child.detached() ? Flags.LWP_DETACHED : 0, child);
    if (l2 == null) {
      return Errno.EAGAIN;
    }
    kern.emit(l1.ci, EventKind.THREAD_CREATE, l2, child.process());
    lwpStart(l1, l2, child.suspended() ? Flags.LWP_SUSPENDED : 0);
    return 0;
  }
}
