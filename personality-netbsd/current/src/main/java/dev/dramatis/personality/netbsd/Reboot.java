package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.Errno;

/**
 * The first thing that a reboot does (kern_synch.c: suspendsched): all others suspend themselves on
 * their way to user mode, for good. What comes after it, caches that are written and a CPU that is
 * reset, is not modelled: the caller goes on.
 */
final class Reboot {
  private final Kern kern;

  Reboot(Kern kern) {
    this.kern = kern;
  }

  /** sys_reboot. 0, a negated EPERM, or RESTART if the kernel is about to be exchanged. */
  int reboot(Lwp l) {
    l.ci.cpu.chargeCycles(PathCosts.SMALL_SYSCALL);
    if (!l.superuser()) {
      return Errno.EPERM;
    }
    if (kern.swapping.requested()) {
      return Errno.RESTART;
    }
    suspendsched(l);
    return 0;
  }

  /** suspendsched. */
  private void suspendsched(Lwp self) {
    kern.procLock.enter(self);
    for (Proc p : kern.allproc) {
      p.lock.enter(self);
      stop(p);
      for (Lwp l = p.lwps; l != null; l = l.siblingNext) {
        if (l != self) {
          suspend(self.ci, l);
        }
      }
      p.lock.exit(self);
    }
    kern.procLock.exit(self);
    // Out of user mode with those that are in there.
    for (CpuInfo ci : kern.cpus) {
      kern.synch.needResched(self.ci, ci);
    }
  }

  /** So that no new LWP is set running. */
  private static void stop(Proc p) {
    if (p.stat == Proc.SSTOP) {
      return;
    }
    if (p.stat != Proc.SZOMB && p.stat != Proc.SDEAD) {
      Proc parent = p.pptr;
      if (parent != null) {
        parent.nstopchild++;
      }
      p.waited = false;
    }
    p.stat = Proc.SSTOP;
  }

  /** Others are wanted at the boundary, so that they let go of what they hold. */
  private void suspend(CpuInfo ci, Lwp l) {
    kern.lwpLock(ci, l);
    l.flag |= Flags.LW_WREBOOT | Flags.LW_WSUSPEND;
    if (l.stat == LwpState.SLEEP && (l.flag & Flags.LW_SINTR) != 0) {
      kern.synch.setrunnable(ci, l);
    } else {
      kern.lwpUnlock(ci, l);
    }
  }
}
