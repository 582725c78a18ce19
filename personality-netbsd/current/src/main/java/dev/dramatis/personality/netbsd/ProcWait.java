package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.ProcessStatus;
import dev.dramatis.spi.kernel.ProcessStatus.How;
import dev.dramatis.spi.kernel.Processes;
import dev.dramatis.spi.kernel.Signals;
import org.jspecify.annotations.Nullable;

/** Waiting for children, and their end (kern_exit.c: wait4, find_stopped_child, proc_free). */
final class ProcWait {
  /** Not an errno: nothing to report yet. */
  private static final int SLEEP = -101;

  private final Kern kern;

  ProcWait(Kern kern) {
    this.kern = kern;
  }

  /** Makes a process that came from outside a child of init, in a group of its own. */
  void adoptByInit(Proc p) {
    kern.initproc.insertChild(p);
    kern.pgrps.lead(p);
  }

  /**
   * do_sys_waitid, with the options of wait4.
   *
   * @param which the child, or null for any
   * @return 0 with the status filled in (its process is 0 if WNOHANG found nothing), ECHILD, EINTR,
   *     RESTART
   */
  int wait4(Lwp l, @Nullable Proc which, int options, ProcessStatus status) {
    return wait4(l, which, options, status, new int[1]);
  }

  /** The same, with the pid of the child as a further result. */
  int wait4(Lwp l, @Nullable Proc which, int options, ProcessStatus status, int[] pid) {
    l.ci.cpu.chargeCycles(PathCosts.SMALL_SYSCALL);
    status.set(0, How.EXITED, 0);
    kern.procLock.enter(l);
    int error = findStoppedChild(l, which, options, status, pid);
    if (error != 0) {
      kern.procLock.exit(l);
    }
    return error < 0 && error != Errno.RESTART ? 0 : error;
  }

  /**
   * Looks for a child with something to report, and sleeps until there is one (find_stopped_child).
   * Entered with proc_lock held, which is kept only if the result is not 0.
   */
  private int findStoppedChild(
      Lwp l, @Nullable Proc which, int options, ProcessStatus status, int[] pid) {
    Proc parent = l.proc;
    for (; ; ) {
      kern.checks.that(Check.N67, kern.procLock.ownedBy(l), parent);
      int error = Errno.ECHILD;
      boolean dead = false;
      for (Proc child = which != null ? which : parent.children;
          child != null;
          child = which != null ? null : child.siblingNext) {
        if (child.pptr != parent || child.stat == Proc.SIDL) {
          break;
        }
        error = SLEEP;
        dead |= child.stat == Proc.SDEAD;
        int childPid = child.pid;
        if (reported(l, child, options, status)) {
          pid[0] = childPid;
          return 0;
        }
        boolean lookOn = (options & Processes.WCONTINUED) != 0 && kern.repairs.waitContinued;
        if (parent.nstopchild == 0 && !lookOn) {
          break;
        }
      }
      if (error == Errno.ECHILD && lentToDebugger(parent, which)) {
        error = SLEEP;
      }
      if (error != SLEEP || ((options & Processes.WNOHANG) != 0 && !dead)) {
        return error;
      }
      error = parent.waitcv.waitSig(l, kern.procLock);
      if (error != 0) {
        return error;
      }
    }
  }

  /** Whether a debugger has taken a child that would be waited for (debugged_child_exists). */
  private boolean lentToDebugger(Proc parent, @Nullable Proc which) {
    if ((parent.slflag & Flags.PSL_CHTRACED) == 0) {
      return false;
    }
    for (Proc p : kern.allproc) {
      if (p.opptr == parent && (which == null || which == p)) {
        return true;
      }
    }
    for (Proc p : kern.zombproc.values()) {
      if (p.opptr == parent && (which == null || which == p)) {
        return true;
      }
    }
    return false;
  }

  /** Whether there is something to report of a child. If so, proc_lock has been released. */
  private boolean reported(Lwp l, Proc child, int options, ProcessStatus status) {
    Proc parent = l.proc;
    if (child.stat == Proc.SZOMB) {
      if (child.xsig == 0) {
        status.set(child.number, How.EXITED, child.xexit);
      } else {
        boolean dumped = (child.sflag & Flags.PS_COREDUMP) != 0;
        status.set(child.number, dumped ? How.DUMPED : How.KILLED, child.xsig);
      }
      procFree(l, child);
      return true;
    }
    if ((options & Processes.WCONTINUED) != 0
        && child.xsig == Signals.SIGCONT
        && (child.sflag & Flags.PS_CONTINUED) != 0) {
      child.sflag &= ~Flags.PS_CONTINUED;
      child.waited = true;
      parent.nstopchild -= kern.repairs.waitContinued ? 0 : 1;
      status.set(child.number, How.CONTINUED, Signals.SIGCONT);
      kern.procLock.exit(l);
      return true;
    }
    boolean wanted = (options & Processes.WUNTRACED) != 0 || child.traced();
    if (wanted && child.stat == Proc.SSTOP && !child.waited) {
      child.waited = true;
      parent.nstopchild--;
      status.set(child.number, How.STOPPED, child.xsig);
      kern.procLock.exit(l);
      return true;
    }
    return false;
  }

  /**
   * Gives back what is left of a dead process (proc_free). Entered with proc_lock held, left
   * without.
   */
  void procFree(Lwp self, Proc p) {
    Proc parent = self.proc;
    kern.checks.that(
        Check.N68,
        kern.procLock.ownedBy(self)
            && p.nlwps == 1
            && p.nzlwps == 1
            && p.nrlwps == 0
            && p.stat == Proc.SZOMB,
        p);
    Lwp l = p.lwps;
    if (l == null) {
      throw new IllegalStateException(p + " has no LWP to free");
    }
    Proc original = p.opptr == null ? kern.initproc : p.opptr;
    if (p.traced() && original != parent) {
      // The parent that it was taken from has a right to know too.
      p.slflag &= ~Flags.PSL_TRACED;
      p.opptr = null;
      procReparent(self, p, original);
      kern.signal.exitPsignal(self, original);
      original.waitcv.broadcast(self.ci);
      kern.procLock.exit(self);
      return;
    }
    self.ci.cpu.chargeCycles(PathCosts.PROC_FREE);
    Lwp first = parent.lwps;
    if (l.number > 0 && first != null && first.number > 0 && first.stat != LwpState.ZOMB) {
      // sched_proc_exit: the first LWP of the parent is charged for what the child has used.
      kern.sched.processCollected(l, first);
    }
    p.stat = Proc.SIDL;
    p.uid.chgproccnt(-1);
    parent.nstopchild--;
    parent.removeChild(p);
    kern.zombproc.remove(p.number, p);
    if (p.forked) {
      kern.forked--;
    }
    kern.pidTable.freeLwpid(p, l.lid);
    kern.pidTable.freePid(p);
    kern.pgrps.leave(p);
    kern.procLock.exit(self);
    kern.life.lwpFree(self, l, false, true);
  }

  /** Gives a child to another parent (proc_reparent). proc_lock is held. */
  void procReparent(Lwp self, Proc child, Proc parent) {
    kern.checks.that(Check.N69, kern.procLock.ownedBy(self), child);
    Proc old = child.pptr;
    if (old == parent || old == null) {
      return;
    }
    if (child.stat == Proc.SZOMB
        || child.stat == Proc.SDEAD
        || (child.stat == Proc.SSTOP && !child.waited)) {
      old.nstopchild--;
      parent.nstopchild++;
    }
    old.removeChild(child);
    parent.insertChild(child);
  }
}
