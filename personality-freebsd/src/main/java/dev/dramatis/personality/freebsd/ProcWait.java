package dev.dramatis.personality.freebsd;

import static dev.dramatis.spi.kernel.Errno.ECHILD;
import static dev.dramatis.spi.kernel.Errno.EINVAL;
import static dev.dramatis.spi.kernel.Errno.OK;
import static dev.dramatis.spi.kernel.Processes.WCONTINUED;
import static dev.dramatis.spi.kernel.Processes.WNOHANG;
import static dev.dramatis.spi.kernel.Processes.WUNTRACED;

import dev.dramatis.spi.kernel.ProcessStatus;
import dev.dramatis.spi.kernel.ProcessStatus.How;
import dev.dramatis.spi.kernel.Signals;
import dev.dramatis.spi.trace.EventKind;

/** Waiting for children (kern_exit.c: kern_wait6, proc_to_reap, proc_reap). */
final class ProcWait {
  /** Every child (P_ALL). */
  static final int ALL = -1;

  private static final int OPTIONS = WNOHANG | WUNTRACED | WCONTINUED;

  private final Kern k;

  ProcWait(Kern k) {
    this.k = k;
  }

  /** Tells a parent that a child has changed. Init is a thread of the kernel that has to be run. */
  void wakeup(KThread self, Proc parent) {
    if (parent == k.kthreads.initproc) {
      k.kthreads.wakeInit(self);
    } else {
      k.sleepqueues.wakeup(self, parent.waitChannel());
    }
  }

  /** Body of init: collects every dead child that there is. */
  void reapOrphans(KThread self) {
    ProcessStatus status = new ProcessStatus();
    do {
      status.set(0, How.EXITED, 0);
    } while (wait(self, ALL, WNOHANG, status) == OK && status.process() != 0);
  }

  /**
   * kern_wait6; the native id of what is reported goes to {@code td_retval}.
   *
   * @param pid native id of the child, or {@link #ALL}
   * @return 0 or an error of the kernel, ERESTART among them
   */
  int wait(KThread td, int pid, int options, ProcessStatus status) {
    if ((options & ~OPTIONS) != 0) {
      return EINVAL;
    }
    Proc q = td.proc();
    for (; ; ) {
      if ((q.flag & Proc.P_STATCHILD) != 0) {
        q.mtx.lock(td);
        q.flag &= ~Proc.P_STATCHILD;
        q.mtx.unlock(td);
      }
      k.procs.proctree.lock(td);
      boolean again = true;
      while (again) {
        int found = look(td, q, pid, options, status);
        if (found != NOTHING_NEW) {
          return found;
        }
        if ((options & WNOHANG) != 0) {
          k.procs.proctree.unlock(td);
          status.set(0, How.EXITED, 0);
          return OK;
        }
        q.mtx.lock(td);
        again = (q.flag & Proc.P_STATCHILD) != 0;
        if (again) {
          q.flag &= ~Proc.P_STATCHILD;
          q.mtx.unlock(td);
        }
      }
      k.procs.proctree.unlock(td);
      int error =
          k.sleepqueues.sleep(
              td,
              q.waitChannel(),
              q.mtx,
              SleepQueues.PWAIT | SleepQueues.PCATCH | SleepQueues.PDROP,
              "wait",
              SleepQueues.FOREVER);
      if (error != 0) {
        return error;
      }
    }
  }

  private static final int NOTHING_NEW = Integer.MIN_VALUE;

  /**
   * Looks at every child once. In: lock of the tree, which is kept only if there is nothing to
   * report yet.
   */
  private int look(KThread td, Proc q, int pid, int options, ProcessStatus status) {
    int nfound = 0;
    for (int i = 0; i < q.children.size(); i++) {
      Proc p = q.children.get(i);
      td.pcpu.cpu.chargeCycles(ProcCosts.WAIT);
      p.mtx.lock(td);
      if (pid != ALL && p.pid != pid) {
        p.mtx.unlock(td);
        continue;
      }
      if (p.state == Proc.PRS_ZOMBIE) {
        reap(td, p, status);
        return OK;
      }
      nfound++;
      if (stopped(td, p, options)) {
        report(td, p, status, How.STOPPED, p.xsig);
        return OK;
      }
      if ((options & WCONTINUED) != 0 && (p.flag & Proc.P_CONTINUED) != 0) {
        report(td, p, status, How.CONTINUED, Signals.SIGCONT);
        return OK;
      }
      p.mtx.unlock(td);
    }
    if (nfound == 0) {
      k.procs.proctree.unlock(td);
      return ECHILD;
    }
    return NOTHING_NEW;
  }

  /** A stop counts when every thread is suspended, and is reported once. */
  private boolean stopped(KThread td, Proc p, int options) {
    if ((options & WUNTRACED) == 0 || (p.flag & Proc.P_STOPPED_SIG) == 0) {
      return false;
    }
    p.slock.lock(td);
    boolean all = p.suspcount == p.numthreads && (p.flag & Proc.P_WAITED) == 0;
    p.slock.unlock(td);
    return all;
  }

  /** report_alive_proc. Drops the lock of the tree and of the process. */
  private void report(KThread td, Proc p, ProcessStatus status, How how, int signal) {
    k.procs.proctree.unlock(td);
    if (how == How.CONTINUED) {
      p.flag &= ~Proc.P_CONTINUED;
    } else {
      p.flag |= Proc.P_WAITED;
    }
    takeSigchld(td, p);
    td.retval = p.pid;
    status.set(p.userProcess, how, signal);
    p.mtx.unlock(td);
  }

  /** What is waited for need not be told by a signal any more. In: lock of the child. */
  void takeSigchld(KThread td, Proc p) {
    Proc parent = k.sig.parent(p);
    parent.mtx.lock(td);
    SigQueue queue = p.ksi.queue;
    if (queue != null) {
      queue.take(p.ksi);
    }
    parent.mtx.unlock(td);
  }

  /** proc_reap. In: lock of the tree and of the process; out: none. */
  private void reap(KThread td, Proc p, ProcessStatus status) {
    // it dies until it has let this lock go
    p.slock.lock(td);
    p.slock.unlock(td);
    td.pcpu.cpu.chargeCycles(ProcCosts.REAP);
    td.retval = p.pid;
    if (p.xsig == 0) {
      status.set(p.userProcess, How.EXITED, p.xexit);
    } else {
      status.set(p.userProcess, p.dumped ? How.DUMPED : How.KILLED, p.xsig);
    }
    takeSigchld(td, p);
    p.mtx.unlock(td);
    k.procs.unlist(td, p);
    k.procs.proctree.unlock(td);
    // whoever had found it before has let it go after this
    p.mtx.lock(td);
    p.xexit = 0;
    p.xsig = 0;
    p.mtx.unlock(td);
    k.cow.procFree(td, p);
    k.life.threadWait(td, p);
    KThread last = p.firstThread;
    if (last != null) {
      k.emitBetween(td, EventKind.THREAD_REAP, last);
      k.life.clean(last);
    }
    p.pid = -1;
    k.kthreads.addFreeProc(p);
    k.procs.countDec(td);
  }
}
