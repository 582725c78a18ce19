package dev.dramatis.personality.freebsd;

import dev.dramatis.spi.kernel.Signals;
import dev.dramatis.spi.kernel.UserThread.Life;
import java.util.ArrayList;

/** The end of a process, up to the zombie (kern_exit.c: exit1). */
final class KernExit {
  private final Kern k;

  KernExit(Kern k) {
    this.k = k;
  }

  /**
   * Ends the process of the caller. All other threads go first, by single-threading. Never returns.
   *
   * @param signo the signal that ends it, or 0
   */
  void exit1(KThread td, int rval, int signo, boolean dumped) {
    Proc p = td.proc();
    p.mtx.lock(td);
    p.flag2 |= Proc.P2_WEXIT;
    k.single.forgetDebuggerSuspend(td);
    k.single.threadSuspendCheck(td, false);
    while ((p.flag & Proc.P_HADTHREADS) != 0) {
      if (k.single.threadSingle(td, p, SingleThreading.EXIT)) {
        break;
      }
      // somebody else was faster; we end here, or try again
      k.single.threadSuspendCheck(td, false);
    }
    p.xexit = rval;
    p.xsig = signo;
    p.dumped = dumped;
    p.flag &= ~Proc.P_STOPPED_SIG;
    k.checks.that(Assertion.EXIT1, p.numthreads == 1 && p.shouldStop() == 0, td);
    p.flag |= Proc.P_WEXIT;
    p.mtx.unlock(td);

    td.pcpu.cpu.chargeCycles(ProcCosts.EXIT);
    k.words.mutexes.threadExit(td);
    k.tidhash.tidhashRemove(td, td);
    k.umtx.forgetCarried(td);
    k.umtx.terminateTidWord(td, Life.GONE);

    k.procs.proctree.lock(td);
    p.mtx.lock(td);
    p.flag &= ~(Proc.P_TRACED | Proc.P_PPWAIT);
    p.mtx.unlock(td);
    giveChildrenAway(td, p);
    p.mtx.lock(td);
    Proc parent = tellParent(td, p);
    k.procs.proctree.unlock(td);
    p.sigqueue.flush(p);
    td.sigqueue.flush(p);

    // The wakeup comes before the state, both under the parent's lock: whoever is woken cannot look
    // before we are a zombie.
    k.waits.wakeup(td, parent);
    k.sleepqueues.wakeup(td, p.pwait());
    p.slock.lock(td);
    p.state = Proc.PRS_ZOMBIE;
    parent.mtx.unlock(td);
    k.life.threadExit(td);
  }

  /** The reaper inherits all children; the dead among them are news to it. In: lock of the tree. */
  private void giveChildrenAway(KThread td, Proc p) {
    boolean first = true;
    for (Proc child : new ArrayList<>(p.children)) {
      // of a reaper itself: they stay with it until it is collected
      Proc reaper = reaperOf(child);
      if (first) {
        k.waits.wakeup(td, reaper);
        first = false;
      }
      child.mtx.lock(td);
      Procs.reparent(child, reaper);
      if (child.state == Proc.PRS_ZOMBIE) {
        reaper.mtx.lock(td);
        k.sig.tdsendsignal(td, reaper, null, Signals.SIGCHLD, new Ksi(Signals.SIGCHLD, null));
        reaper.mtx.unlock(td);
      } else if (child.pdeathsig != 0) {
        k.sig.tdsendsignal(td, child, null, child.pdeathsig, new Ksi(child.pdeathsig, null));
      }
      child.mtx.unlock(td);
    }
  }

  private Proc reaperOf(Proc p) {
    Proc reaper = p.reaper;
    return reaper == null ? k.kthreads.initproc : reaper;
  }

  /**
   * SIGCHLD to the parent; if it does not want to know, init becomes the parent. In: lock of the
   * tree and of the process. Out: also the lock of the parent, which is returned.
   */
  private Proc tellParent(KThread td, Proc p) {
    Proc parent = k.sig.parent(p);
    parent.mtx.lock(td);
    if (parent.sigacts.nocldwait || parent.sigacts.cldsigign) {
      parent.mtx.unlock(td);
      Procs.reparent(p, reaperOf(p));
      Proc before = parent;
      parent = reaperOf(p);
      parent.mtx.lock(td);
      // it may wait for just this child
      k.waits.wakeup(td, before);
    }
    k.sig.sigparent(td, p);
    return parent;
  }
}
