package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.ProcessStatus;
import dev.dramatis.spi.kernel.Signals;
import dev.dramatis.spi.kernel.UserThread.Life;
import dev.dramatis.spi.sched.EnqueueReason;
import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.spi.trace.EventKind;
import org.jspecify.annotations.Nullable;

/** The end of processes (kern_exit.c), and init, who collects those that nobody else does. */
final class Exit {
  private static final long EVERY_SIGNAL = -1L;

  private final Kern kern;
  private @Nullable Lwp initlwp;

  Exit(Kern kern) {
    this.kern = kern;
  }

  /** Makes process 1. Its LWP runs for the first time when there is something to collect. */
  void bootInit() {
    Proc p = kern.initproc;
    kern.pidTable.allocPid(p);
    p.stat = Proc.SACTIVE;
    CpuInfo boot = kern.cpus[0];
    Lwp l =
        new Lwp(
            p,
            -1 - kern.cpus.length,
            null,
            kern.machine.newContext("init", -1, this::initMain),
            boot,
            SchedClass.TIMESHARE);
    l.priority = Pri.base(SchedClass.TIMESHARE, 0, 0);
    kern.pidTable.allocLwpid(p, l);
    p.insertHead(l);
    p.nlwps++;
    p.nrlwps++;
    initlwp = l;
    kern.insertAll(l);
    kern.allproc.add(p);
    kern.pgrps.lead(p);
  }

  private Lwp init() {
    Lwp l = initlwp;
    if (l == null) {
      throw new IllegalStateException("no init");
    }
    return l;
  }

  /** What init does: collect dead children, wait for more. */
  private void initMain() {
    Lwp l = init();
    ProcessStatus status = new ProcessStatus();
    kern.life.lwpStartup(l);
    for (; ; ) {
      if (kern.procWait.wait4(l, null, 0, status) != 0) {
        // Nobody to wait for. The original pauses until a child of somebody else is given to it.
        kern.procLock.enter(l);
        while (kern.initproc.children == null) {
          kern.initproc.waitcv.await(l, kern.procLock);
        }
        kern.procLock.exit(l);
      }
    }
  }

  /**
   * sys_exit: the first LWP that comes here ends the process, others only themselves. Returns only
   * if the kernel is about to be exchanged: LWPs that have left already would survive.
   */
  void sysExit(Lwp l, int status) {
    Proc p = l.proc;
    p.lock.enter(l);
    if (kern.swapping.requested()) {
      p.lock.exit(l);
      return;
    }
    if ((p.sflag & Flags.PS_WEXIT) != 0) {
      p.lock.exit(l);
      kern.life.lwpExit(l, l);
    }
    exit1(l, status, 0);
  }

  /**
   * Ends the process of the calling LWP (kern_exit.c: exit1). Entered with p_lock held. Never
   * returns.
   *
   * @param exitcode what the process says about itself
   * @param signo the signal that ended it, or 0
   */
  void exit1(Lwp l, int exitcode, int signo) {
    Proc p = l.proc;
    kern.checks.that(Check.N63, p.lock.ownedBy(l), p);
    if (p == kern.initproc) {
      throw kern.checks.panic(Check.N64, p);
    }
    p.sflag |= Flags.PS_WEXIT;
    if (p.nlwps > 1) {
      exitLwps(l, false);
    }
    kern.life.lwpThreadCleanup(l, l);
    if ((p.sflag & Flags.PS_STOPEXIT) != 0) {
      kern.procStop.stopSelf(l);
    }
    p.lock.enter(l);
    // From here on no signal finds it.
    p.sigacts.ignore = EVERY_SIGNAL;
    Signal.sigclearall(p, EVERY_SIGNAL);
    p.stat = Proc.SDYING;
    p.lock.exit(l);
    if (p.lwpctl != null) {
      LwpCtl.exit(kern, l);
    }
    l.ci.cpu.chargeCycles(PathCosts.EXIT1);
    p.xexit = exitcode;
    p.xsig = signo;

    kern.procLock.enter(l);
    kern.fork.releaseVforkParent(l);
    Pgrp pgrp = p.pgrp;
    if (pgrp != null) {
      kern.pgrps.fixjobcLeaving(l, p, pgrp);
    }
    boolean wakeinit = giveAwayChildren(l);
    kern.removeAll(l);
    kern.forget(p);
    kern.zombproc.put(p.number, p);
    p.stat = Proc.SDEAD;
    wakeinit |= tellParent(l);
    becomeZombie(l);
    if (wakeinit || p.pptr == kern.initproc) {
      wakeInit(l.ci);
    }
    Proc parent = p.pptr;
    if (parent != null && parent != kern.initproc) {
      parent.waitcv.broadcast(l.ci);
    }
    kern.procLock.exit(l);

    LwpLife.markLife(l, l.user != null && l.user.detached() ? Life.GONE : Life.ZOMBIE);
    kern.lwpLock(l.ci, l);
    l.ci.spcMutex.enter(l.ci);
    kern.synch.miSwitch(l);
    throw kern.checks.panic(Check.K42, l);
  }

  /** Children that are left become those of init; true if there were any. */
  private boolean giveAwayChildren(Lwp l) {
    Proc p = l.proc;
    boolean any = p.children != null;
    for (Proc child = p.children; child != null; child = p.children) {
      boolean traced = child.traced();
      Proc original = child.opptr;
      child.slflag &= ~Flags.PSL_TRACED;
      child.opptr = null;
      boolean lent = traced && original != null && original != p;
      kern.procWait.procReparent(l, child, lent ? original : kern.initproc);
      if (traced) {
        // Without its debugger it would stay stopped for ever.
        kern.signal.psignal(l, child, Signals.SIGKILL);
      }
    }
    if ((p.slflag & Flags.PSL_CHTRACED) != 0) {
      for (Proc q : kern.allproc) {
        q.opptr = q.opptr == p ? null : q.opptr;
      }
    }
    return any;
  }

  /**
   * Puts the process where its parent finds it at once, and signals the parent. If that does not
   * want to know, init gets the process.
   *
   * @return whether init has to be woken
   */
  private boolean tellParent(Lwp l) {
    Proc p = l.proc;
    Proc parent = p.pptr == null ? kern.initproc : p.pptr;
    parent.nstopchild++;
    if (parent.children != p) {
      parent.removeChild(p);
      parent.insertChild(p);
    }
    boolean unwanted = (parent.flag & (Flags.PK_NOCLDWAIT | Flags.PK_CLDSIGIGN)) != 0;
    if (unwanted) {
      kern.procWait.procReparent(l, p, kern.initproc);
      if (parent.children == null) {
        parent.waitcv.broadcast(l.ci);
      }
    }
    kern.signal.exitPsignal(l, p.pptr == null ? kern.initproc : p.pptr);
    return unwanted;
  }

  private void becomeZombie(Lwp l) {
    Proc p = l.proc;
    p.lock.enter(l);
    kern.life.lwpDrainrefs(l, l);
    l.prflag &= ~Flags.LPR_DETACHED;
    kern.lwpLock(l.ci, l);
    kern.setStat(l.ci, l, LwpState.ZOMB);
    kern.lwpUnlock(l.ci, l);
    kern.checks.that(Check.N65, l.ci.curlwp == l && p.nrlwps == 1 && p.nlwps == 1, p);
    if (kern.repairs.reportWaitCore && p.nlwpwait != 0) {
      throw kern.machine.violation("p_nlwpwait", p.nlwpwait + " wait for LWPs in the dead " + p);
    }
    p.stat = Proc.SZOMB;
    p.nrlwps--;
    p.nzlwps++;
    p.ndlwps = 0;
    kern.emit(l.ci, EventKind.THREAD_EXIT, l, 0);
    p.lock.exit(l);
  }

  /** Has init look for dead children. */
  private void wakeInit(CpuInfo ci) {
    Lwp init = init();
    kern.lwpLock(ci, init);
    if (init.stat == LwpState.IDL) {
      kern.synch.enqueueRunnable(ci, init, EnqueueReason.NEW, true);
    } else {
      kern.lwpUnlock(ci, init);
      kern.initproc.waitcv.broadcast(ci);
    }
  }

  /**
   * Makes all other LWPs of the process die and collects them (kern_exit.c: exit_lwps). Entered and
   * left with p_lock held.
   *
   * @param executing whether the process lives on with another program; then another LWP may end
   *     the process meanwhile. In the original the two wait for each other for ever.
   * @return whether the others are gone; if not, the caller is to die too
   */
  boolean exitLwps(Lwp l, boolean executing) {
    Proc p = l.proc;
    do {
      if (executing && (l.flag & Flags.LW_WEXIT) != 0) {
        return false;
      }
      for (Lwp l2 = p.lwps; l2 != null; l2 = l2.siblingNext) {
        if (l2 != l) {
          tellToExit(l, l2);
        }
      }
      // A wait that found nothing within a tick starts all over: there may be LWPs that have not
      // heard of it.
      int error = 0;
      while (p.nlwps > 1 && error == 0) {
        error = kern.join.lwpWait(l, LwpJoin.ANY, true);
      }
    } while (p.nlwps > 1);
    kern.checks.that(Check.N66, p.nlwps == 1, p);
    return true;
  }

  private void tellToExit(Lwp l, Lwp l2) {
    CpuInfo ci = l.ci;
    kern.lwpLock(ci, l2);
    l2.flag |= Flags.LW_WEXIT;
    boolean interruptible = l2.stat == LwpState.SLEEP && (l2.flag & Flags.LW_SINTR) != 0;
    if (interruptible || l2.stat == LwpState.SUSPENDED || l2.stat == LwpState.STOP) {
      l2.flag &= ~Flags.LW_DBGSUSPEND;
      kern.synch.setrunnable(ci, l2);
    } else {
      kern.control.lwpNeedUserret(ci, l2);
      kern.lwpUnlock(ci, l2);
    }
  }
}
