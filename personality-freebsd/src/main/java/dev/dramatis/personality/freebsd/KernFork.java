package dev.dramatis.personality.freebsd;

import static dev.dramatis.spi.kernel.Errno.EAGAIN;
import static dev.dramatis.spi.kernel.Errno.EINVAL;
import static dev.dramatis.spi.kernel.Errno.ENOMEM;
import static dev.dramatis.spi.kernel.Errno.ENOSYS;
import static dev.dramatis.spi.kernel.Errno.OK;
import static dev.dramatis.spi.kernel.Errno.RESTART;

import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.sched.EnqueueReason;
import dev.dramatis.spi.trace.EventKind;

/** New processes (kern_fork.c). */
final class KernFork {
  // rfork
  static final int RFFDG = 0x4;
  static final int RFPROC = 0x10;
  static final int RFMEM = 0x20;
  static final int RFCFDG = 0x1000;

  private static final long HALF_A_SECOND = 500_000_000L;
  private static final long A_SECOND = 1_000_000_000L;

  private final Kern k;

  /** Channel of those who are punished for having found no room. */
  private final long pause;

  KernFork(Kern k) {
    this.k = k;
    this.pause = k.allocateAddress(64);
  }

  /**
   * fork and vfork (fork1).
   *
   * @param ppwait the caller waits, on its way back to user mode, until the child lets its address
   *     space go
   */
  int fork1(KThread td, UserThread user, boolean ppwait) {
    if (k.draining) {
      return RESTART;
    }
    td.pcpu.cpu.chargeCycles(ppwait ? ProcCosts.VFORK : ProcCosts.FORK);
    if (!k.procs.countInc(td)) {
      return fail(td, EAGAIN);
    }
    Proc p2 = k.kthreads.takeFreeProc();
    KThread td2 = p2 == null ? null : p2.firstThread;
    if (p2 == null || td2 == null) {
      td2 = k.life.threadAlloc(td, user);
      if (td2 == null) {
        k.procs.countDec(td);
        return fail(td, ENOMEM);
      }
      p2 = new Proc(k, k.allocateAddress(2048));
    } else {
      // the id stays with the bundle of process and thread
      if (k.life.threadRecycle(td2, ThreadLife.KSTACK_PAGES) != OK) {
        k.kthreads.addFreeProc(p2);
        k.procs.countDec(td);
        return fail(td, ENOMEM);
      }
      k.life.threadRecycle(td2, td.pcpu, user);
      p2.remove(td2);
    }
    int pid = k.procs.findPid(td);
    if (k.draining) {
      return undo(td, p2, td2, pid);
    }
    doFork(td, user, p2, td2, pid, ppwait);
    return OK;
  }

  /** What follows a failure: half a second during which nobody can try again. */
  private int fail(KThread td, int error) {
    k.sleepqueues.sleep(td, pause, null, 0, "fork", td.pcpu.cpu.now() + HALF_A_SECOND);
    return error;
  }

  /** Threads have begun to leave this kernel; the next one is to make the process. */
  private int undo(KThread td, Proc p2, KThread td2, int pid) {
    k.procs.forgetPid(pid);
    k.procs.countDec(td);
    k.life.procLinkup(p2, td2);
    k.life.clean(td2);
    k.kthreads.addFreeProc(p2);
    return RESTART;
  }

  /** The child, piece by piece (do_fork). */
  private void doFork(KThread td, UserThread user, Proc p2, KThread td2, int pid, boolean ppwait) {
    final Proc p1 = td.proc();
    // from here on the child exists, and no swap can begin
    p2.state = Proc.PRS_NEW;
    k.procs.begin(p2, user.process(), user.processName());
    k.cow.procInit(p2, td.ucred(), p1.limit());
    p2.pid = pid;
    p2.forked = true;
    user.attach(td2);
    k.life.procLinkup(p2, td2);
    k.procs.publish(p2);
    k.tidhash.tidhashAdd(td, td2);

    p2.mtx.lock(td);
    p1.mtx.lock(td);
    td2.sigmask = td.sigmask;
    SpinMtx m = k.threadLock(td, td);
    k.sched.forkThread(td, td2);
    if (ppwait) {
      td.ast |= KThread.TDA_VFORK;
    }
    m.unlock(td);
    p2.sigacts.copy(p1.sigacts);
    p2.activeThreads = 1;
    k.cow.threadCowGetProc(td, td2, p2);
    p1.mtx.unlock(td);
    p2.mtx.unlock(td);

    k.procs.proctree.lock(td);
    p2.mtx.lock(td);
    p1.mtx.lock(td);
    if (ppwait) {
      p2.flag |= Proc.P_PPWAIT;
    }
    Pgrp g = p1.pgrp;
    if (g == null) {
      throw new IllegalStateException("process " + p1.pid + " is in no group");
    }
    k.procs.enterGroup(p2, g);
    p1.mtx.unlock(td);
    p2.mtx.unlock(td);
    k.procs.adopt(p2, p1);
    k.procs.proctree.unlock(td);

    p2.mtx.lock(td);
    p1.mtx.lock(td);
    p2.slock.lock(td);
    p2.state = Proc.PRS_NORMAL;
    p2.slock.unlock(td);
    if (ppwait) {
      td.pflags |= KThread.TDP_RFPPWAIT;
      td.rfppwaitProc = p2;
    }
    p2.mtx.unlock(td);
    p1.mtx.unlock(td);
    k.emit(td, EventKind.THREAD_CREATE, td2, user.process());
    m = k.threadLock(td, td2);
    td2.setState(KThread.TDS_CAN_RUN);
    k.sched.schedAdd(td, td2, m, EnqueueReason.NEW, Sched.SRQ_BORING);
  }

  /**
   * rfork without a new process (fork_norfproc): the caller changes what it shares, and wants no
   * other thread of the process to look while it does.
   */
  int forkNorfproc(KThread td, int flags) {
    if ((flags & (RFFDG | RFCFDG)) == (RFFDG | RFCFDG)) {
      return EINVAL;
    }
    if ((flags & RFPROC) != 0) {
      return ENOSYS; // a child needs a program: fork
    }
    Proc p1 = td.proc();
    boolean alone =
        (p1.flag & (Proc.P_HADTHREADS | Proc.P_SYSTEM)) == Proc.P_HADTHREADS
            && ((flags & (RFCFDG | RFFDG)) != 0 || (flags & RFMEM) == 0);
    if (alone) {
      p1.mtx.lock(td);
      if (k.draining || !k.single.threadSingle(td, p1, SingleThreading.BOUNDARY)) {
        p1.mtx.unlock(td);
        return RESTART;
      }
      p1.mtx.unlock(td);
    }
    td.pcpu.cpu.chargeCycles(ProcCosts.VFORK);
    if (alone) {
      p1.mtx.lock(td);
      k.single.threadSingleEnd(td, p1, SingleThreading.BOUNDARY);
      p1.mtx.unlock(td);
    }
    return OK;
  }

  /** Waits until the child of a vfork has ended or executed a program (fork_rfppwait). */
  void rfppwait(KThread td) {
    Proc p2 = td.rfppwaitProc;
    if ((td.pflags & KThread.TDP_RFPPWAIT) == 0 || p2 == null) {
      return;
    }
    td.pflags &= ~KThread.TDP_RFPPWAIT;
    td.rfppwaitProc = null;
    await(td, td.proc(), p2);
  }

  private void await(KThread td, Proc p, Proc p2) {
    p2.mtx.lock(td);
    while ((p2.flag & Proc.P_PPWAIT) != 0) {
      p.mtx.lock(td);
      if (k.single.threadSuspendCheckNeeded(td)) {
        p2.mtx.unlock(td);
        k.single.threadSuspendCheck(td, false);
        p.mtx.unlock(td);
        p2.mtx.lock(td);
        continue;
      }
      p.mtx.unlock(td);
      // looks again every second: nothing else would tell it of a stop
      k.sleepqueues.sleep(td, p2.pwait(), p2.mtx, 0, "ppwait", td.pcpu.cpu.now() + A_SECOND);
    }
    p2.mtx.unlock(td);
  }
}
