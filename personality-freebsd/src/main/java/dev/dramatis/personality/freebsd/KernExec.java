package dev.dramatis.personality.freebsd;

import static dev.dramatis.spi.kernel.Errno.OK;
import static dev.dramatis.spi.kernel.Errno.RESTART;

/** Executing another program (kern_exec.c: kern_execve and what is before and after it). */
final class KernExec {
  private final Kern k;

  KernExec(Kern k) {
    this.k = k;
  }

  /**
   * Replaces the program of the process. While it is decided whether that succeeds all other
   * threads stand at the user boundary; if it does, they end there.
   *
   * @param failure why the file cannot be executed, or 0
   */
  int execve(KThread td, int failure) {
    Proc p = td.proc();
    boolean threads = (p.flag & Proc.P_HADTHREADS) != 0;
    p.mtx.lock(td);
    if (k.draining || threads && !k.single.threadSingle(td, p, SingleThreading.BOUNDARY)) {
      p.mtx.unlock(td);
      return RESTART;
    }
    p.mtx.unlock(td);
    if (k.checking && threads) {
      checkAlone(td, p);
    }
    td.pcpu.cpu.chargeCycles(ProcCosts.NAMEI);
    if (failure == 0) {
      doExecve(td, p);
    }
    if (threads) {
      p.mtx.lock(td);
      if (failure == 0) {
        k.single.threadSingle(td, p, SingleThreading.EXIT);
      } else {
        k.single.threadSingleEnd(td, p, SingleThreading.BOUNDARY);
      }
      p.mtx.unlock(td);
    }
    if (failure == 0) {
      p.activeThreads = 1; // libthr starts anew
      k.words.mutexes.threadExit(td); // umtx_exec
      p.words.clear();
      p.joiners.clear();
    }
    return failure == 0 ? OK : failure;
  }

  /** Every other thread of the process is off its CPU, as thread_single has promised. */
  void checkAlone(KThread td, Proc p) {
    for (KThread t = p.firstThread; t != null; t = t.plistNext) {
      boolean off = t.tdLock != k.blockedLock;
      for (Pcpu pc : k.pcpus) {
        off &= pc.curthread != t;
      }
      k.checks.that(Assertion.EXEC_ALONE, off || t == td, t);
    }
  }

  private void doExecve(KThread td, Proc p) {
    td.pcpu.cpu.chargeCycles(ProcCosts.EXEC);
    p.mtx.lock(td);
    p.deleteSignals(p.sigacts.dropCaught());
    td.sigframeCount = 0; // the frames of handlers were in the old program
    p.flag |= Proc.P_EXEC;
    boolean release = (p.flag & Proc.P_PPWAIT) != 0;
    if (release) {
      p.flag &= ~Proc.P_PPWAIT;
      k.sleepqueues.wakeup(td, p.pwait());
      // stops are no longer put off
      k.sig.signotify(td, td);
    }
    p.mtx.unlock(td);
  }
}
