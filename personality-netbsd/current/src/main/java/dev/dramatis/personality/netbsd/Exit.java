package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.UserThread.Life;
import dev.dramatis.spi.sched.EnqueueReason;
import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.spi.trace.EventKind;
import org.jspecify.annotations.Nullable;

/**
 * The end of processes (kern_exit.c, and proc_free of kern_proc.c), and init, who collects them.
 */
final class Exit {
  private final Kern kern;
  private @Nullable Lwp initlwp;
  private final CondVar initcv;

  Exit(Kern kern) {
    this.kern = kern;
    this.initcv = kern.newCondVar("wait");
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
    l.priority = (short) Pri.base(SchedClass.TIMESHARE, 0, 0);
    kern.pidTable.allocLwpid(p, l);
    p.insertHead(l);
    p.nlwps++;
    p.nrlwps++;
    initlwp = l;
    kern.insertAll(l);
    kern.allproc.add(p);
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
    kern.life.lwpStartup(l);
    for (; ; ) {
      kern.procLock.enter(l);
      Proc p = kern.zombproc;
      while (p == null) {
        initcv.await(l, kern.procLock);
        p = kern.zombproc;
      }
      kern.zombproc = p.zombNext;
      p.zombNext = null;
      procFree(l, p);
    }
  }

  /**
   * Ends the process of the calling LWP (kern_exit.c: exit1). Entered with p_lock held, and only
   * the caller not committed to die; zombies that nobody collected may be left. Never returns.
   */
  void exit1(Lwp l) {
    Proc p = l.proc;
    p.sflag |= Flags.PS_WEXIT;
    if (p.nlwps > 1) {
      exitLwps(l);
    }
    kern.life.lwpThreadCleanup(l, l);
    l.ci.cpu.chargeCycles(PathCosts.EXIT1);
    p.stat = Proc.SDYING;
    if (p.lwpctl != null) {
      LwpCtl.exit(kern, l);
    }

    kern.procLock.enter(l);
    kern.removeAll(l);
    kern.forget(p);
    p.stat = Proc.SDEAD;
    Proc parent = p.pptr;
    if (parent != null) {
      parent.nstopchild++;
    }

    p.lock.enter(l);
    kern.life.lwpDrainrefs(l, l);
    l.prflag &= ~Flags.LPR_DETACHED;
    kern.lwpLock(l.ci, l);
    kern.setStat(l.ci, l, LwpState.ZOMB);
    kern.lwpUnlock(l.ci, l);
    p.stat = Proc.SZOMB;
    p.nrlwps--;
    p.nzlwps++;
    p.ndlwps = 0;
    kern.emit(l.ci, EventKind.THREAD_EXIT, l, 0);
    p.lock.exit(l);

    appendDead(p);
    wakeInit(l.ci);
    kern.procLock.exit(l);

    LwpLife.markLife(l, l.user != null && l.user.detached() ? Life.GONE : Life.ZOMBIE);
    kern.lwpLock(l.ci, l);
    l.ci.spcMutex.enter(l.ci);
    kern.synch.miSwitch(l);
  }

  private void appendDead(Proc p) {
    Proc last = kern.zombproc;
    if (last == null) {
      kern.zombproc = p;
      return;
    }
    while (last.zombNext != null) {
      last = last.zombNext;
    }
    last.zombNext = p;
  }

  private void wakeInit(CpuInfo ci) {
    Lwp init = init();
    kern.lwpLock(ci, init);
    if (init.stat == LwpState.IDL) {
      kern.synch.enqueueRunnable(ci, init, EnqueueReason.NEW, true);
    } else {
      kern.lwpUnlock(ci, init);
      initcv.broadcast(ci);
    }
  }

  /**
   * Makes all other LWPs of the process die and collects them (kern_exit.c: exit_lwps). Entered and
   * left with p_lock held.
   */
  private void exitLwps(Lwp l) {
    Proc p = l.proc;
    do {
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

  /**
   * Gives back what is left of a dead process (kern_exit.c: proc_free). Entered with proc_lock
   * held, left without.
   */
  private void procFree(Lwp self, Proc p) {
    Lwp l = p.lwps;
    if (l == null) {
      throw new IllegalStateException(p + " has no LWP to free");
    }
    Proc parent = p.pptr;
    if (parent != null) {
      parent.nstopchild--;
    }
    p.stat = Proc.SIDL;
    kern.pidTable.freeLwpid(p, l.lid);
    kern.pidTable.freePid(p);
    kern.procLock.exit(self);
    kern.life.lwpFree(self, l, false, true);
  }
}
