package dev.dramatis.personality.freebsd;

import static dev.dramatis.personality.freebsd.KThread.TDA_SCHED;
import static dev.dramatis.personality.freebsd.KThread.TDA_SIGSUSPEND;
import static dev.dramatis.personality.freebsd.KThread.TDA_SUSPEND;
import static dev.dramatis.personality.freebsd.KThread.TDA_VFORK;

/** What a thread has to see to before it returns to user mode (subr_trap.c: userret, ast). */
final class Asts {
  private static final int DEFERRAL =
      KThread.TDF_SBDRY | KThread.TDF_SEINTR | KThread.TDF_SERESTART;

  private final Kern k;

  Asts(Kern k) {
    this.k = k;
  }

  /** The return to user mode. */
  void userReturn(KThread td) {
    while (td.ast != 0 || td.owepreempt) {
      ast(td);
    }
    if (k.checking) {
      k.checks.that(
          Assertion.USERRET,
          td.lockCount == 0
              && td.critnest == 0
              && td.spinlocks == 0
              && (td.flags & DEFERRAL) == 0
              && (td.proc().flag & Proc.P_WEXIT) == 0,
          td);
    }
    if (td.cowgen != td.proc().cowgen) {
      // the original does it when the next call begins; user mode cannot tell
      k.cow.threadCowUpdate(td);
    }
    if (td.priority != td.userPri && (td.flags & KThread.TDF_BORROWING) == 0) {
      SpinMtx m = k.threadLock(td, td);
      k.priorities.schedPrio(td, td.userPri);
      m.unlock(td);
    }
  }

  /**
   * Takes the whole word of indicators at once, then handles them in the order of their numbers.
   */
  private void ast(KThread td) {
    td.pcpu.cpu.chargeCycles(PathCosts.AST);
    SpinMtx m = k.threadLock(td, td);
    int pending = td.ast;
    boolean preempt = td.owepreempt;
    td.ast = 0;
    td.owepreempt = false;
    m.unlock(td);
    if ((pending & TDA_VFORK) != 0) {
      k.fork.rfppwait(td);
    }
    if ((pending & TDA_SCHED) != 0 || preempt) {
      k.sched.astScheduler(td);
    }
    k.delivery.astSig(td, pending);
    if ((pending & TDA_SUSPEND) != 0) {
      astSuspend(td);
    }
    if ((pending & TDA_SIGSUSPEND) != 0) {
      k.delivery.astSigsuspend(td);
    }
  }

  /** kern_thread.c: ast_suspend. */
  private void astSuspend(KThread td) {
    Proc p = td.proc();
    p.mtx.lock(td);
    k.single.threadSuspendCheck(td, false);
    p.mtx.unlock(td);
  }
}
