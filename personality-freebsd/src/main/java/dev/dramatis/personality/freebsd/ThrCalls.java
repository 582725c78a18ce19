package dev.dramatis.personality.freebsd;

import static dev.dramatis.spi.kernel.Errno.EAGAIN;
import static dev.dramatis.spi.kernel.Errno.EDEADLK;
import static dev.dramatis.spi.kernel.Errno.EINTR;
import static dev.dramatis.spi.kernel.Errno.EINVAL;
import static dev.dramatis.spi.kernel.Errno.ENOMEM;
import static dev.dramatis.spi.kernel.Errno.EPERM;
import static dev.dramatis.spi.kernel.Errno.EPROCLIM;
import static dev.dramatis.spi.kernel.Errno.ESRCH;
import static dev.dramatis.spi.kernel.Errno.OK;
import static dev.dramatis.spi.kernel.Errno.RESTART;

import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.kernel.UserThread.Life;
import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.sched.EnqueueReason;
import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.spi.trace.EventKind;
import java.util.BitSet;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * System calls on threads (kern_thr.c, kern_time.c, kern_cpuset.c) with what libthr does around
 * them.
 */
final class ThrCalls {
  /** No priority is asked for. */
  static final int NO_RTP = -1;

  private final Kern k;
  private final int maxThreadsPerProc;

  /** Channels of sleepers, one for each CPU. */
  private final long nanowait;

  ThrCalls(Kern k, int maxThreadsPerProc) {
    this.k = k;
    this.maxThreadsPerProc = maxThreadsPerProc;
    this.nanowait = k.allocateAddress(k.pcpus.length);
  }

  // ---- creation

  /** pthread_create: refusals reach the program as EAGAIN, whatever the kernel said. */
  int create(KThread td, UserThread user) {
    return threadCreate(td, user, NO_RTP, 0, child -> OK) == OK ? OK : EAGAIN;
  }

  /** kern_thr.c: sys_thr_new with a priority of its own, which needs a privilege. */
  int thrNew(KThread td, UserThread user, int type, int prio) {
    int error = checkRtp(td, type, prio);
    return error == OK ? threadCreate(td, user, type, prio, child -> OK) : error;
  }

  /** The test of a priority for a new thread, at the beginning of thread_create. */
  int checkRtp(KThread td, int type, int prio) {
    switch (type) {
      case KernThr.RTP_PRIO_REALTIME, KernThr.RTP_PRIO_FIFO -> {
        if (!td.ucred().privileged()) {
          return EPERM;
        }
        if (prio < 0 || prio > KernThr.RTP_PRIO_MAX) {
          return EINVAL;
        }
      }
      case NO_RTP, KernThr.RTP_PRIO_NORMAL -> {}
      default -> {
        return EINVAL;
      }
    }
    return OK;
  }

  /**
   * kern_thr.c: thread_create, kern_thr_alloc.
   *
   * @param init what the caller wants done to the thread before it is linked
   * @return 0, EPROCLIM, ENOMEM, or what {@code init} said
   */
  int threadCreate(
      KThread td, UserThread user, int rtpType, int rtpPrio, ToIntFunction<KThread> init) {
    Proc p = td.proc();
    // without a lock, as in the original: concurrent creators may overshoot
    if (p.numthreads >= maxThreadsPerProc) {
      return EPROCLIM;
    }
    KThread child = k.life.threadAlloc(td, user);
    if (child == null) {
      return ENOMEM;
    }
    td.pcpu.cpu.chargeCycles(PathCosts.THREAD_CREATE);
    k.cow.threadCowGet(td, child, td);
    int error = init.applyAsInt(child);
    if (error != OK) {
      k.cow.threadCowFree(td, child);
      k.life.threadFree(td, child);
      return error;
    }
    user.attach(child);
    p.mtx.lock(td);
    p.flag |= Proc.P_HADTHREADS;
    k.life.threadLink(child, p);
    child.sigmask = child.isKernel() ? ~SigProps.CANTMASK : td.sigmask;
    p.activeThreads++;
    SpinMtx m = k.threadLock(td, td);
    k.sched.forkThread(td, child);
    m.unlock(td);
    if (p.shouldStop() != 0) {
      child.ast |= KThread.TDA_SUSPEND;
    }
    p.mtx.unlock(td);
    k.tidhash.tidhashAdd(td, child);
    boolean timesharing =
        td.priClass == KThread.PRI_CLASS_TIMESHARE && rtpType == KernThr.RTP_PRIO_NORMAL;
    if (rtpType != NO_RTP && !timesharing) {
      KernThr.set(user, rtpType, rtpPrio);
      k.priorities.setClass(child);
      if (child.scheduled) {
        k.sched.scheduler().changed(child);
      }
    }
    k.emit(td, EventKind.THREAD_CREATE, child, p.userProcess);
    m = k.threadLock(td, child);
    child.setState(KThread.TDS_CAN_RUN);
    k.sched.schedAdd(td, child, m, EnqueueReason.NEW, Sched.SRQ_BORING);
    return OK;
  }

  // ---- the end

  /** pthread_exit: the last thread of a process takes the process with it. Never returns. */
  void exit(KThread td) {
    Proc p = td.proc();
    td.pcpu.cpu.chargeCycles(PathCosts.THR_EXIT);
    td.pcpu.cpu.interact(p.userWords, Access.RMW);
    if (--p.activeThreads == 0) {
      k.exit.exit1(td, 0, 0, false);
    }
    thrExit(td);
  }

  /**
   * kern_thr.c: sys_thr_exit. The word says so before the thread is gone; joiners go on while we
   * still have an id.
   */
  void thrExit(KThread td) {
    k.words.mutexes.threadExit(td);
    k.umtx.terminateTidWord(td, td.user().detached() ? Life.GONE : Life.ZOMBIE);
    kernThrExit(td);
  }

  /** A thread that single-threading for exit found. */
  void suicide(KThread td) {
    td.proc().activeThreads--;
    k.words.mutexes.threadExit(td);
    k.umtx.forgetCarried(td);
    k.umtx.terminateTidWord(td, Life.GONE);
    kernThrExit(td);
  }

  /** kern_thr.c: kern_thr_exit. */
  private void kernThrExit(KThread td) {
    Proc p = td.proc();
    p.mtx.lock(td);
    if (p.numthreads == p.pendingexits + 1) {
      p.mtx.unlock(td);
      k.exit.exit1(td, 0, 0, false);
    }
    k.tidhash.tidhashRemove(td, td);
    k.checks.that(Assertion.THR_EXIT, p.numthreads > 1, td);
    k.sig.tdsigcleanup(td);
    k.single.forgetDebuggerSuspend(td);
    p.slock.lock(td);
    k.sig.threadStopped(td, p);
    k.life.threadExit(td);
  }

  // ---- join and detach: libthr

  /**
   * pthread_join: waits on the word that holds the id of the thread until it says that the thread
   * is done.
   */
  int join(KThread td, UserThread target) {
    UserThread me = td.user();
    if (Users.same(target, me)) {
      return EDEADLK;
    }
    td.pcpu.cpu.interact(td.proc().userWords, Access.LOAD);
    if (target.life() == Life.GONE || target.process() != me.process()) {
      return ESRCH;
    }
    if (target.detached()) {
      return EINVAL;
    }
    Proc p = td.proc();
    if (!p.joins(target, me)) {
      return EINVAL;
    }
    while (target.life() != Life.ZOMBIE && target.life() != Life.GONE) {
      KThread t = (KThread) target.attachment();
      if (t == null) {
        p.joinEnds(target);
        return ESRCH;
      }
      if (k.umtx.waitForTidWord(td, t, target) != OK) {
        p.joinEnds(target);
        return RESTART;
      }
    }
    p.joinEnds(target);
    target.setLife(Life.GONE);
    return OK;
  }

  /** pthread_detach. */
  int detach(KThread td, UserThread target) {
    td.pcpu.cpu.interact(td.proc().userWords, Access.RMW);
    if (target.life() == Life.GONE || target.process() != td.user().process()) {
      return ESRCH;
    }
    if (target.detached()) {
      return EINVAL;
    }
    target.setDetached();
    if (target.life() == Life.ZOMBIE) {
      target.setLife(Life.GONE);
    }
    return OK;
  }

  // ---- suspension

  /**
   * Suspends one thread the way a debugger does (PT_SUSPEND); a thread cannot do that to itself, as
   * in libthr.
   */
  int suspend(KThread td, UserThread target) {
    if (Users.same(target, td.user())) {
      return EDEADLK;
    }
    KThread t = find(td, target);
    if (t == null) {
      return ESRCH;
    }
    Proc p = t.proc();
    k.single.debuggerSuspend(td, t);
    target.setSuspended(true);
    p.mtx.unlock(td);
    return OK;
  }

  /** PT_RESUME. */
  int resume(KThread td, UserThread target) {
    KThread t = find(td, target);
    if (t == null) {
      return ESRCH;
    }
    Proc p = t.proc();
    k.single.debuggerResume(td, t);
    target.setSuspended(false);
    p.mtx.unlock(td);
    return OK;
  }

  /**
   * The kernel's thread with its process locked, by id and process as a system call would say it.
   */
  private @Nullable KThread find(KThread td, UserThread target) {
    KThread t = (KThread) target.attachment();
    if (t == null) {
      return null;
    }
    KThread found = k.tidhash.tdfind(td, t.tid, -1);
    if (found != null && !Users.isStill(target, found)) {
      found.proc().mtx.unlock(td);
      return null;
    }
    return found;
  }

  // ---- time

  /**
   * A program that sleeps until a time goes on sleeping after a signal, so whatever ends the sleep
   * early has it issued again.
   */
  int sleepUntil(KThread td, long deadline) {
    return clockNanosleep(td, deadline) == OK ? OK : RESTART;
  }

  /** kern_time.c: sys_nanosleep. A signal ends it. */
  int nanosleep(KThread td, long nanos) {
    if (nanos < 0) {
      return EINVAL;
    }
    int error = clockNanosleep(td, td.pcpu.cpu.now() + nanos);
    return error == EINTR && k.draining ? RESTART : error;
  }

  /** kern_time.c: kern_clock_nanosleep, to an absolute time. 0 or EINTR. */
  private int clockNanosleep(KThread td, long deadline) {
    td.pcpu.cpu.chargeCycles(PathCosts.NANOSLEEP);
    if (deadline <= td.pcpu.cpu.now()) {
      return OK;
    }
    int error =
        k.sleepqueues.sleep(
            td,
            nanowait + td.pcpu.id,
            null,
            SleepQueues.PWAIT | SleepQueues.PCATCH,
            "nanslp",
            deadline);
    return error == SleepQueues.EINTR || error == SleepQueues.ERESTART ? EINTR : OK;
  }

  // ---- scheduling

  /** kern_cpuset.c: cpuset_setthread with sched_affinity. */
  int setAffinity(KThread td, UserThread target, @Nullable BitSet cpus) {
    td.pcpu.cpu.chargeCycles(PathCosts.CPUSET);
    if (cpus != null && !anyOnline(cpus)) {
      return EINVAL;
    }
    KThread t = find(td, target);
    if (t == null) {
      return ESRCH;
    }
    Proc p = t.proc();
    SpinMtx m = k.threadLock(td, t);
    p.mtx.unlock(td);
    target.setAffinity(cpus);
    t.affinity = target.affinity();
    k.sched.affinityChanged(td, t, m);
    return OK;
  }

  private boolean anyOnline(BitSet cpus) {
    for (Pcpu pc : k.pcpus) {
      if (cpus.get(pc.id) && pc.cpu.online()) {
        return true;
      }
    }
    return false;
  }

  /** kern_resource.c: rtprio_thread, donice; the caller has the privilege. */
  int setScheduling(
      KThread td, UserThread target, SchedClass schedClass, int realtimePriority, int nice) {
    td.pcpu.cpu.chargeCycles(PathCosts.SETSCHED);
    boolean realtime = schedClass == SchedClass.FIFO || schedClass == SchedClass.ROUND_ROBIN;
    if (nice < -20
        || nice > 19
        || (realtime ? realtimePriority < 1 || realtimePriority > 99 : realtimePriority != 0)) {
      return EINVAL;
    }
    KThread t = find(td, target);
    if (t == null) {
      return ESRCH;
    }
    Proc p = t.proc();
    SpinMtx m = k.threadLock(td, t);
    p.mtx.unlock(td);
    target.setScheduling(schedClass, realtimePriority, nice);
    k.sched.classChanged(td, t, m);
    return OK;
  }
}
