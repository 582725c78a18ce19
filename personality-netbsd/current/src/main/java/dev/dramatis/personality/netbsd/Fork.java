package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.trace.EventKind;
import org.jspecify.annotations.Nullable;

/** New processes (kern_fork.c: fork1), and new programs in old ones (the part of kern_exec.c). */
final class Fork {
  /** Processes that only the superuser can make (the listener of kern_fork.c). */
  private static final int RESERVED = 5;

  private final Kern kern;
  private final int maxproc;

  Fork(Kern kern) {
    this.kern = kern;
    this.maxproc = kern.options.limit("maxproc");
  }

  /**
   * Makes a child process with one LWP (fork1).
   *
   * @param flags FORK_PPWAIT and FORK_SHAREVM for vfork, where the caller waits until the child
   *     exits or executes a program
   * @return 0, EAGAIN, or RESTART if the kernel is about to be exchanged
   */
  int fork1(Lwp l1, UserThread user, int flags) {
    Proc p1 = l1.proc;
    boolean vfork = (flags & Flags.FORK_PPWAIT) != 0;
    l1.ci.cpu.chargeCycles(vfork ? PathCosts.VFORK : PathCosts.FORK);
    if (kern.swapping.requested()) {
      return Errno.RESTART;
    }
    if (!mayFork(l1)) {
      return Errno.EAGAIN;
    }
    Proc p2 = procAlloc(l1, user);
    if (p2 == null) {
      p1.uid.chgproccnt(-1);
      return Errno.EAGAIN;
    }
    kern.forked++;
    inherit(p1, p2);
    p2.memory = p1.memory == null || vfork ? p1.memory : p1.memory.copy();
    if (vfork) {
      p2.lflag |= Flags.PL_PPWAIT;
      p2.vforklwp = l1;
      l1.vforkwaiting = true;
      if (l1.waitcv == null) {
        l1.waitcv = kern.newCondVar("vfork");
      }
    }
    Lwp l2 = kern.life.lwpCreate(l1, p2, vfork ? Flags.LWP_VFORK : 0, user);
    if (l2 == null) {
      throw new IllegalStateException("the first LWP of " + p2 + " was refused");
    }
    kern.emit(l1.ci, EventKind.THREAD_CREATE, l2, user.process());
    kern.procLock.enter(l1);
    p1.insertChild(p2);
    kern.pgrps.inherit(p2, p1);
    kern.register(p2);
    start(l1, p2, l2);
    while (l1.vforkwaiting) {
      l1.waitcv.await(l1, kern.procLock);
    }
    kern.procLock.exit(l1);
    return 0;
  }

  /**
   * Whether there may be one more process, in all and of the user, who is charged for it. The last
   * five are for the superuser.
   */
  private boolean mayFork(Lwp l1) {
    // The kernel's own process and the new one count too.
    int nprocs = kern.allproc.size() + kern.zombproc.size() + 2;
    boolean root = l1.superuser();
    if (nprocs >= maxproc || (!root && nprocs > maxproc - RESERVED)) {
      return false;
    }
    Proc p1 = l1.proc;
    if (p1.uid.chgproccnt(1) > p1.rlimit.cur(Rlimits.NPROC) && !root) {
      p1.uid.chgproccnt(-1);
      return false;
    }
    return true;
  }

  int maxproc() {
    return maxproc;
  }

  /** proc_alloc: a process with a number, in state SIDL; null if there is no number. */
  private @Nullable Proc procAlloc(Lwp l1, UserThread user) {
    Proc p2 = kern.newProc(user.process(), user.processName());
    kern.procLock.enter(l1);
    l1.ci.cpu.interact(kern.pidLine, Access.RMW);
    boolean room = kern.life.growPidTable(l1);
    if (room) {
      kern.pidTable.allocPid(p2);
    }
    kern.procLock.exit(l1);
    return room ? p2 : null;
  }

  private static void inherit(Proc p1, Proc p2) {
    p2.forked = true;
    p2.sigacts = p1.sigacts.copy();
    p2.cred = p1.cred;
    p2.uid = p1.uid;
    p2.rlimit = p1.rlimit;
    p2.flag = p1.flag & (Flags.PK_SUGID | Flags.PK_NOCLDWAIT | Flags.PK_CLDSIGIGN | Flags.PK_32);
    p2.sflag =
        p1.sflag & (Flags.PS_STOPFORK | Flags.PS_STOPEXEC | Flags.PS_STOPEXIT | Flags.PS_NOCLDSTOP);
  }

  /** Makes the child run, or stops it if that was asked for. proc_lock is held. */
  private void start(Lwp l1, Proc p2, Lwp l2) {
    p2.lock.enter(l1);
    kern.lwpLock(l1.ci, l2);
    if ((p2.sflag & Flags.PS_STOPFORK) != 0) {
      p2.nrlwps = 0;
      p2.stat = Proc.SSTOP;
      p2.waited = false;
      l1.proc.nstopchild++;
      kern.setStat(l1.ci, l2, LwpState.STOP);
      kern.lwpUnlock(l1.ci, l2);
    } else {
      p2.nrlwps = 1;
      p2.stat = Proc.SACTIVE;
      kern.synch.setrunnable(l1.ci, l2);
    }
    p2.lock.exit(l1);
  }

  /**
   * A child that borrowed its parent's address space gives it back, and the parent goes on. With
   * proc_lock held.
   *
   * @return whether there was something to give back
   */
  boolean releaseVforkParent(Lwp l) {
    Proc p = l.proc;
    if ((p.lflag & Flags.PL_PPWAIT) == 0) {
      return false;
    }
    // It was on loan from the parent.
    l.lwpctl = null;
    p.lflag &= ~Flags.PL_PPWAIT;
    Lwp lp = p.vforklwp;
    p.vforklwp = null;
    if (lp != null && lp.waitcv != null) {
      lp.vforkwaiting = false;
      lp.waitcv.broadcast(l.ci);
    }
    return true;
  }

  /** execve, as far as LWPs and signals are concerned. 0, or RESTART. */
  int exec(Lwp l) {
    Proc p = l.proc;
    l.ci.cpu.chargeCycles(PathCosts.EXEC);
    p.lock.enter(l);
    if (kern.swapping.requested()
        || p.executing
        || (p.sflag & (Flags.PS_WEXIT | Flags.PS_WCORE)) != 0) {
      // Either again with the next kernel, or the process ends: then this LWP will not come back.
      p.lock.exit(l);
      return Errno.RESTART;
    }
    p.executing = true;
    boolean alone = p.nlwps == 1 || kern.exit.exitLwps(l, true);
    p.executing = false;
    if (!alone) {
      p.lock.exit(l);
      return Errno.RESTART;
    }
    if (p.lwpctl != null) {
      p.lock.exit(l);
      LwpCtl.exit(kern, l);
      p.lock.enter(l);
    }
    execsigs(l);
    p.memory = null;
    p.lock.exit(l);

    kern.procLock.enter(l);
    boolean vforked = releaseVforkParent(l);
    kern.procLock.exit(l);
    if (vforked && kern.cpus.length > 1) {
      // Up to now the CPU of the parent was best.
      l.pflag |= Flags.LP_TELEPORT;
    }
    kern.ptrace.executes(l);
    if ((p.sflag & Flags.PS_STOPEXEC) != 0) {
      kern.procStop.stopSelf(l);
    }
    return 0;
  }

  /** Reset of the signals: handlers belong to the old program (execsigs). */
  private static void execsigs(Lwp l) {
    Proc p = l.proc;
    Signal.sigclearall(p, p.sigacts.exec());
    p.sflag &= ~Flags.PS_NOCLDSTOP;
    l.sigframeCount = 0;
    l.pflag &= ~Flags.LP_HANDLER;
  }
}
