package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.sched.EnqueueReason;
import dev.dramatis.spi.sched.SchedClass;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** System calls on LWPs (sys_lwp.c), and those of sys_sched.c that concern one. */
final class SysLwp {
  private final Kern kern;
  private final boolean suspendLooksFirst;

  SysLwp(Kern kern) {
    this.kern = kern;
    // _lwp_suspend goes to sleep before it looks whether the target is suspended already, and so
    // may sleep for ever.
    this.suspendLooksFirst = Boolean.parseBoolean(kern.host.option("repair-suspend-wait", "false"));
  }

  /** sys__lwp_wait. */
  int lwpWait(Lwp l, int lid) {
    l.ci.cpu.chargeCycles(PathCosts.SMALL_SYSCALL);
    Proc p = l.proc;
    p.lock.enter(l);
    int error = kern.join.lwpWait(l, lid, false);
    p.lock.exit(l);
    return interruptedMeansAgain(error);
  }

  private static int interruptedMeansAgain(int error) {
    return error == Errno.EINTR ? Errno.RESTART : error;
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

  /** sys__lwp_suspend. Waits until the target is suspended, gone, or continued again. */
  int lwpSuspend(Lwp l, int lid) {
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
    if (error == 0 && t != l) {
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
   * came early.
   */
  int nanosleep(Lwp l, long deadline) {
    l.ci.cpu.chargeCycles(PathCosts.SMALL_SYSCALL);
    for (; ; ) {
      int timo = Clock.tstohz(deadline - l.ci.cpu.now());
      if (timo == 0) {
        return 0;
      }
      int error = kern.synch.kpause(l, "nanoslp", true, timo);
      if (error != Errno.EAGAIN && error != 0) {
        return interruptedMeansAgain(error);
      }
      if (error == 0 && (l.flag & Flags.LW_USERRET) != 0) {
        // Woken to be suspended: that happens at the boundary, and the rest of the sleep after it.
        return Errno.RESTART;
      }
    }
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
    kern.control.lwpChangepri(
        l.ci, t, schedClass, nice, Pri.base(schedClass, realtimePriority, nice));
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
      CpuInfo to = t.allowedOn(t.ci.id) ? t.ci : kern.synch.firstAllowed(t);
      kern.synch.moveQueued(ci, t, to, EnqueueReason.REQUEUE);
    } else if (t.allowedOn(t.ci.id)) {
      kern.lwpUnlock(ci, t);
    } else {
      kern.control.lwpMigrate(ci, t, kern.synch.firstAllowed(t));
    }
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
