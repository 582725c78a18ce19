package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.sched.EnqueueReason;
import dev.dramatis.spi.sched.SchedClass;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** System calls on LWPs (sys_lwp.c), and those of sys_sched.c that concern one. */
final class SysLwp {
  private static final int MAXCOMLEN = 16;

  private final Kern kern;
  private final boolean suspendLooksFirst;

  SysLwp(Kern kern) {
    this.kern = kern;
    // _lwp_suspend goes to sleep before it looks whether the target is suspended already, and so
    // may sleep for ever.
    this.suspendLooksFirst = kern.options.on("repair-suspend-wait");
  }

  /** sys__lwp_wait. */
  int lwpWait(Lwp l, int lid) {
    l.ci.cpu.chargeCycles(PathCosts.SMALL_SYSCALL);
    Proc p = l.proc;
    p.lock.enter(l);
    int error = kern.join.lwpWait(l, lid, false);
    p.lock.exit(l);
    return error;
  }

  /**
   * sys__lwp_create for an LWP without a program; see {@link BareLwp}.
   *
   * @param copyout whether there is room for the number of the LWP
   * @return the LID, or a negated EAGAIN, EFAULT
   */
  int lwpCreate(Lwp l, int flags, boolean copyout) {
    l.ci.cpu.chargeCycles(PathCosts.SMALL_SYSCALL);
    BareLwp thread = new BareLwp(kern, l.proc, kern.nextBareNumber());
    Lwp l2 = kern.life.lwpCreate(l, l.proc, flags & Flags.LWP_DETACHED, thread);
    if (l2 == null) {
      return -Errno.EAGAIN;
    }
    if (!copyout) {
      // The caller cannot be told the number; the LWP dies before it ever runs, and stays behind.
      kern.life.lwpExit(l, l2);
      return -Errno.EFAULT;
    }
    int lid = l2.lid;
    kern.life.lwpStart(l, l2, flags);
    return lid;
  }

  /** sys__lwp_setname: at most 15 characters. 0, ESRCH. */
  int lwpSetname(Lwp l, int lid, String name) {
    Proc p = l.proc;
    l.ci.cpu.chargeCycles(PathCosts.SMALL_SYSCALL);
    p.lock.enter(l);
    Lwp t = kern.lookup.lwpFind(l, p, lid == 0 ? l.lid : lid);
    if (t != null) {
      kern.lwpLock(l.ci, t);
      t.lname = name.length() < MAXCOMLEN ? name : name.substring(0, MAXCOMLEN - 1);
      kern.lwpUnlock(l.ci, t);
    }
    p.lock.exit(l);
    return t == null ? Errno.ESRCH : 0;
  }

  /** sys__lwp_getname: null for ESRCH. */
  @Nullable String lwpGetname(Lwp l, int lid) {
    Proc p = l.proc;
    l.ci.cpu.chargeCycles(PathCosts.SMALL_SYSCALL);
    p.lock.enter(l);
    Lwp t = kern.lookup.lwpFind(l, p, lid == 0 ? l.lid : lid);
    String name = t == null ? null : t.lname == null ? "" : t.lname;
    p.lock.exit(l);
    return name;
  }

  /** sys__lwp_wakeup: ends an interruptible sleep, and any that is about to begin. */
  int lwpWakeup(Lwp l, int lid) {
    l.ci.cpu.chargeCycles(PathCosts.SMALL_SYSCALL);
    Proc p = l.proc;
    p.lock.enter(l);
    Lwp t = kern.lookup.lwpFind(l, p, lid);
    if (t == null) {
      p.lock.exit(l);
      return Errno.ESRCH;
    }
    kern.lwpLock(l.ci, t);
    t.flag |= Flags.LW_CANCELLED | Flags.LW_UNPARKED;
    int error = 0;
    if (t.stat != LwpState.SLEEP) {
      error = Errno.ENODEV;
      kern.lwpUnlock(l.ci, t);
    } else if ((t.flag & Flags.LW_SINTR) == 0) {
      error = Errno.EBUSY;
      kern.lwpUnlock(l.ci, t);
    } else {
      kern.lwpUnsleep(l.ci, t, true);
    }
    p.lock.exit(l);
    return error;
  }

  /** sys__lwp_detach. A joinable zombie is freed at once. */
  int lwpDetach(Lwp l, int lid) {
    l.ci.cpu.chargeCycles(PathCosts.SMALL_SYSCALL);
    Proc p = l.proc;
    p.lock.enter(l);
    Lwp t = lid == l.lid ? l : kern.pidTable.findLwp(p, lid);
    int error = 0;
    if (t == null || t.stat == LwpState.IDL) {
      error = Errno.ESRCH;
    } else if ((t.prflag & Flags.LPR_DETACHED) != 0) {
      error = Errno.EINVAL;
    } else {
      UserThread user = t.user;
      if (user != null) {
        user.setDetached();
      }
      if (t.stat == LwpState.ZOMB) {
        kern.life.lwpFree(l, t, false, false);
        return 0;
      }
      p.ndlwps++;
      t.prflag |= Flags.LPR_DETACHED;
      // Who waits for it must learn that it waits in vain.
      p.lwpcv.broadcast(l.ci);
    }
    p.lock.exit(l);
    return error;
  }

  /**
   * sys__lwp_suspend. Waits until the target is suspended, gone, or continued again.
   *
   * @param library whether the thread library asks; it does not have threads wait for themselves
   */
  int lwpSuspend(Lwp l, int lid, boolean library) {
    l.ci.cpu.chargeCycles(PathCosts.SMALL_SYSCALL);
    Proc p = l.proc;
    p.lock.enter(l);
    Lwp t = kern.lookup.lwpFind(l, p, lid);
    if (t == null) {
      p.lock.exit(l);
      return Errno.ESRCH;
    }
    kern.lwpLock(l.ci, t);
    if ((t == l && p.nrlwps == 1) || (l.flag & (Flags.LW_WCORE | Flags.LW_WEXIT)) != 0) {
      kern.lwpUnlock(l.ci, t);
      p.lock.exit(l);
      return Errno.EDEADLK;
    }
    int error = kern.control.lwpSuspend(l, t);
    if (error == 0 && !(library && t == l)) {
      error = awaitSuspension(l, t, lid);
    }
    p.lock.exit(l);
    return error;
  }

  private int awaitSuspension(Lwp l, Lwp t, int lid) {
    Proc p = l.proc;
    boolean look = suspendLooksFirst;
    for (; ; ) {
      if (look && (t.stat == LwpState.SUSPENDED || (t.flag & Flags.LW_WSUSPEND) == 0)) {
        return 0;
      }
      look = true;
      if (p.lwpcv.waitSig(l, p.lock) != 0) {
        return Errno.RESTART;
      }
      if (kern.lookup.lwpFind(l, p, lid) == null) {
        return Errno.ESRCH;
      }
      if (((l.flag | t.flag) & (Flags.LW_WCORE | Flags.LW_WEXIT)) != 0) {
        return Errno.RESTART;
      }
    }
  }

  /** sys__lwp_continue. */
  int lwpContinue(Lwp l, int lid) {
    l.ci.cpu.chargeCycles(PathCosts.SMALL_SYSCALL);
    Proc p = l.proc;
    p.lock.enter(l);
    Lwp t = kern.lookup.lwpFind(l, p, lid);
    if (t == null) {
      p.lock.exit(l);
      return Errno.ESRCH;
    }
    kern.lwpLock(l.ci, t);
    kern.control.lwpContinue(l, t);
    p.lock.exit(l);
    return 0;
  }

  /**
   * nanosleep until a time (kern_time.c: nanosleep1). Sleeps in whole ticks, again if the last one
   * came early. 0, EINTR, or RESTART if the kernel is about to be exchanged.
   */
  int nanosleep(Lwp l, long deadline) {
    l.ci.cpu.chargeCycles(PathCosts.SMALL_SYSCALL);
    for (; ; ) {
      int timo = Clock.tstohz(deadline - l.ci.cpu.now());
      if (timo == 0) {
        return 0;
      }
      int error = kern.synch.kpause(l, "nanoslp", true, timo);
      boolean suspended = kern.repairs.suspendSleep && (l.flag & Flags.LW_WSUSPEND) != 0;
      if (error != Errno.EAGAIN && error != 0 && !suspended) {
        return error == Errno.RESTART && !kern.swapping.requested() ? Errno.EINTR : error;
      }
      if (error != Errno.EAGAIN && (l.flag & Flags.LW_USERRET) != 0) {
        // Woken to be suspended: that happens at the boundary, and the rest of the sleep after it.
        return Errno.RESTART;
      }
    }
  }

  /** sysctl proc.PID.stopfork and relatives. 0, ESRCH. */
  int sysctlStop(Lwp l, int pid, int flag, boolean on) {
    l.ci.cpu.chargeCycles(PathCosts.SMALL_SYSCALL);
    kern.procLock.enter(l);
    Proc p = pid == 0 ? l.proc : kern.pidTable.findProc(pid);
    int error = 0;
    if (kern.swapping.requested()) {
      error = Errno.RESTART;
    } else if (p == null || p.zombie() || p == kern.initproc) {
      error = Errno.ESRCH;
    } else {
      p.lock.enter(l);
      p.sflag = on ? p.sflag | flag : p.sflag & ~flag;
      p.lock.exit(l);
    }
    kern.procLock.exit(l);
    return error;
  }

  /** sys_setpgid, with the target looked up already. 0, EINVAL, EPERM, ESRCH. */
  int setpgid(Lwp l, @Nullable Proc target, int pgid) {
    l.ci.cpu.chargeCycles(PathCosts.SMALL_SYSCALL);
    kern.procLock.enter(l);
    int error = kern.swapping.requested() ? Errno.RESTART : kern.pgrps.enter(l, target, pgid);
    kern.procLock.exit(l);
    return error;
  }

  /** sys__sched_setparam for one LWP. */
  int setScheduling(Lwp l, Lwp t, SchedClass schedClass, int realtimePriority, int nice) {
    l.ci.cpu.chargeCycles(PathCosts.SMALL_SYSCALL);
    boolean realtime = schedClass == SchedClass.FIFO || schedClass == SchedClass.ROUND_ROBIN;
    if (realtime ? realtimePriority < 1 || realtimePriority > 99 : realtimePriority != 0) {
      return Errno.EINVAL;
    }
    if (nice < -20 || nice > 19) {
      return Errno.EINVAL;
    }
    Lwp found = kern.lookup.lwpFind2(l, -1, t.lid);
    if (found != t) {
      if (found != null) {
        found.proc.lock.exit(l);
      }
      return Errno.ESRCH;
    }
    UserThread user = t.user;
    if (user != null) {
      user.setScheduling(schedClass, realtimePriority, nice);
    }
    kern.lwpLock(l.ci, t);
    SpinMutex lock = t.mutex;
    boolean policys =
        t.policyPriority
            && schedClass == SchedClass.TIMESHARE
            && t.schedClass == SchedClass.TIMESHARE;
    int pri = policys ? t.priority : Pri.base(schedClass, realtimePriority, nice);
    kern.control.lwpChangepri(l.ci, t, schedClass, nice, pri);
    lock.exit(l.ci);
    t.proc.lock.exit(l);
    return 0;
  }

  /** sys__sched_setaffinity for one LWP. */
  int setAffinity(Lwp l, Lwp t, @Nullable BitSet cpus) {
    l.ci.cpu.chargeCycles(PathCosts.SMALL_SYSCALL);
    if (cpus != null && !hasOnline(cpus)) {
      return Errno.EINVAL;
    }
    Lwp found = kern.lookup.lwpFind2(l, -1, t.lid);
    if (found != t) {
      if (found != null) {
        found.proc.lock.exit(l);
      }
      return Errno.ESRCH;
    }
    UserThread user = t.user;
    if (user != null) {
      user.setAffinity(cpus);
    }
    kern.lwpLock(l.ci, t);
    applyAffinity(l.ci, t, user == null ? cpus : user.affinity());
    t.proc.lock.exit(l);
    return 0;
  }

  /**
   * Entered with the LWP locked, left with it unlocked. A queued LWP leaves the queue while its
   * affinity changes.
   */
  void applyAffinity(CpuInfo ci, Lwp t, @Nullable BitSet cpus) {
    boolean queued = (t.pflag & Flags.LP_QUEUED) != 0;
    if (queued) {
      kern.synch.schedDequeue(t);
    }
    t.affinity = cpus;
    if (t.stat != LwpState.ZOMB) {
      kern.sched.changed(t);
    }
    CpuInfo target = t.targetCpu;
    if (target != null && !t.allowedOn(target.id)) {
      t.targetCpu = null;
    }
    if (queued) {
      requeue(ci, t);
    } else if (t.allowedOn(t.ci.id)) {
      kern.lwpUnlock(ci, t);
    } else {
      kern.control.lwpMigrate(ci, t, kern.synch.firstAllowed(t));
    }
  }

  /**
   * Back to the queue it was on. If it must not run there any more it moves once it has run, unless
   * the CPU has gone out of service: then at once.
   */
  private void requeue(CpuInfo ci, Lwp t) {
    CpuInfo from = t.ci;
    if (t.allowedOn(from.id) || !from.cpu.online()) {
      CpuInfo to = t.allowedOn(from.id) ? from : kern.synch.firstAllowed(t);
      kern.synch.moveQueued(ci, t, to, EnqueueReason.REQUEUE);
      return;
    }
    // With the target set first, so that the policy may hold it for the CPU it is on.
    CpuInfo to = kern.synch.firstAllowed(t);
    t.targetCpu = to;
    kern.synch.schedEnqueue(ci, t, from, EnqueueReason.REQUEUE);
    kern.control.lwpMigrate(ci, t, to);
  }

  private boolean hasOnline(BitSet cpus) {
    for (CpuInfo ci : kern.cpus) {
      if (cpus.get(ci.id) && ci.cpu.online()) {
        return true;
      }
    }
    return false;
  }
}
