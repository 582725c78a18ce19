package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.hardware.Operation;
import dev.dramatis.spi.kernel.Errno;

/** _lwp_park and _lwp_unpark (sys_lwp.c), which libpthread builds everything on. */
final class Park {
  private final Kern kern;
  private final long[] trapNanos;

  Park(Kern kern) {
    this.kern = kern;
    this.trapNanos = new long[kern.machine.cpuCount()];
    for (int i = 0; i < trapNanos.length; i++) {
      trapNanos[i] = kern.machine.hardware().nanos(Operation.SYSCALL, i);
    }
  }

  /** A system call made by the thread library; those of programs are charged by the framework. */
  void trap(CpuInfo ci) {
    ci.cpu.charge(trapNanos[ci.id]);
    ci.cpu.chargeCycles(PathCosts.SMALL_SYSCALL);
  }

  /**
   * _lwp_park as the thread library calls it, who does not mind that an unpark came before.
   *
   * @param deadline absolute, or {@link Long#MAX_VALUE}
   * @return 0, ETIMEDOUT, EINTR or RESTART
   */
  int libraryPark(Lwp l, long deadline) {
    trap(l.ci);
    int error = lwpPark(l, deadline);
    return error == Errno.EALREADY ? 0 : error;
  }

  /**
   * Sleeps until unparked (lwp_park).
   *
   * @param deadline absolute, or {@link Long#MAX_VALUE}
   * @return 0, EALREADY if the unpark came before, ETIMEDOUT, EINTR; or RESTART if the kernel is
   *     about to be exchanged
   */
  int lwpPark(Lwp l, long deadline) {
    int timo = 0;
    if (deadline != Long.MAX_VALUE) {
      timo = Clock.tstohz(deadline - l.ci.cpu.now());
      if (timo == 0) {
        return Errno.ETIMEDOUT;
      }
    }
    CpuInfo ci = l.ci;
    kern.lwpLock(ci, l);
    if ((l.flag & (Flags.LW_CANCELLED | Flags.LW_UNPARKED)) != 0) {
      l.flag &= ~(Flags.LW_CANCELLED | Flags.LW_UNPARKED);
      kern.lwpUnlock(ci, l);
      return Errno.EALREADY;
    }
    kern.sleepq.enqueue(l, null, this, "parked", SyncObj.LWP_PARK, true);
    int error = kern.sleepq.block(l, timo, true);
    if (error == Errno.RESTART && (l.pflag & Flags.LP_BOUNDARY) == 0) {
      return Errno.EINTR;
    }
    return error == Errno.EAGAIN ? Errno.ETIMEDOUT : error;
  }

  /** Wakes a parked LWP, or lets its next park return at once (lwp_unpark). 0 or ESRCH. */
  int lwpUnpark(Lwp l, int lid) {
    CpuInfo ci = l.ci;
    Lwp t = kern.lookup.procFindLwpUnlocked(ci, l.proc, lid);
    if (t == null) {
      return Errno.ESRCH;
    }
    if (t.stat == LwpState.ZOMB) {
      kern.lwpUnlock(ci, t);
      return Errno.ESRCH;
    }
    if (t.syncobj == SyncObj.LWP_PARK) {
      kern.lwpUnsleep(ci, t, true);
    } else if (kern.fault.at(Mutant.PARK_LOSE_UNPARK)) {
      kern.lwpUnlock(ci, t);
    } else {
      t.flag |= Flags.LW_UNPARKED;
      kern.lwpUnlock(ci, t);
    }
    return 0;
  }

  @Override
  public String toString() {
    return "parked";
  }
}
