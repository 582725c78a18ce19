package dev.dramatis.personality.freebsd;

import static dev.dramatis.spi.kernel.Errno.EPERM;
import static dev.dramatis.spi.kernel.Errno.OK;
import static dev.dramatis.spi.kernel.Errno.RESTART;

/**
 * All processes but the caller's stand still, each by single-threading from outside (kern_proc.c:
 * stop_all_proc, resume_all_proc). A process that is stopped by a signal cannot be stopped again,
 * and is waited for, as in the original.
 */
final class StopAllProc {
  private static final int SKIPPED = Proc.P_SYSTEM | Proc.P_TOTAL_STOP | Proc.P_TRACED;

  private final Kern k;

  StopAllProc(Kern k) {
    this.k = k;
  }

  /** kern_proc.c: stop_all_proc. Rounds, until one finds nothing left to stop. */
  int stopAllProc(KThread td) {
    if (!td.ucred().privileged()) {
      return EPERM;
    }
    while (!k.draining) {
      if (!somethingLeft(td)) {
        return OK;
      }
      k.sched.relinquish(td); // kern_yield
    }
    return RESTART;
  }

  /** One round. Whoever was stopped may just have made another process. */
  private boolean somethingLeft(KThread td) {
    int gen = k.procs.allprocGen();
    boolean left = false;
    for (Proc p : k.procs.all()) {
      if (p != td.proc) {
        p.mtx.lock(td);
        left |= stop(td, p);
        p.mtx.unlock(td);
      }
    }
    return left || gen != k.procs.allprocGen();
  }

  /** Whether the process makes another round necessary. In and out: process lock. */
  private boolean stop(KThread td, Proc p) {
    if (p.pid < 0 || p.state == Proc.PRS_ZOMBIE || (p.flag & SKIPPED) != 0) {
      return false;
    }
    if ((p.flag2 & Proc.P2_WEXIT) == 0 && !p.stoppedSingleOnly()) {
      k.single.threadSingle(td, p, SingleThreading.ALLPROC);
    }
    return true;
  }

  /** kern_proc.c: resume_all_proc. */
  int resumeAllProc(KThread td) {
    if (!td.ucred().privileged()) {
      return EPERM;
    }
    boolean again = true;
    while (again) {
      again = false;
      for (Proc p : k.procs.all()) {
        p.mtx.lock(td);
        if ((p.flag & Proc.P_TOTAL_STOP) != 0) {
          k.single.threadSingleEnd(td, p, SingleThreading.ALLPROC);
          again = true;
        }
        p.mtx.unlock(td);
      }
    }
    return OK;
  }
}
