package dev.dramatis.personality.freebsd;

import static dev.dramatis.personality.freebsd.KThread.TDA_SCHED;
import static dev.dramatis.personality.freebsd.KThread.TDS_CAN_RUN;
import static dev.dramatis.personality.freebsd.KThread.TDS_INACTIVE;
import static dev.dramatis.personality.freebsd.KThread.TDS_RUNNING;
import static dev.dramatis.personality.freebsd.KThread.TDS_RUNQ;

import dev.dramatis.spi.kernel.Kernel.SchedulerReplacement;
import dev.dramatis.spi.machine.Context;
import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.sched.EnqueueReason;
import dev.dramatis.spi.sched.Scheduler;
import dev.dramatis.spi.trace.EventKind;
import org.jspecify.annotations.Nullable;

/**
 * Threads that become runnable, give way and change their class (kern_synch.c: setrunnable; the
 * locking of sched_ule.c), in front of a scheduler that decides order and place.
 */
final class Sched {
  // mi_switch flags
  static final int SW_VOL = 0x100;
  static final int SW_INVOL = 0x200;
  static final int SW_PREEMPT = 0x400;

  // sched_add flags
  static final int SRQ_BORING = 0;
  static final int SRQ_HOLD = 0x20;

  private final Kern k;
  private final SchedulerServices services;
  private final Preemption preemption;
  private final Switch switches;
  Scheduler scheduler;

  /** Counts threads that became ready, to tell in which order they did. */
  long readySequence;

  Sched(Kern k) {
    this.k = k;
    this.services = new SchedulerServices(k);
    this.preemption = new Preemption(k, this);
    this.switches = new Switch(k, this, preemption);
    this.scheduler = k.host.newScheduler(services);
  }

  // ---- the switch

  /** kern_synch.c: mi_switch. In: thread lock; out: none, perhaps on another CPU. */
  void miSwitch(KThread td, int flags) {
    switches.miSwitch(td, flags);
  }

  /** kern_fork.c: fork_exit, the first instructions of a new thread. */
  void forkExit(KThread td) {
    switches.forkExit(td);
  }

  /** sched_throw. In: thread lock. Never returns. */
  void schedThrow(KThread td) {
    switches.schedThrow(td);
  }

  /** The thread goes to another kernel. */
  void exportThread(KThread td) {
    switches.exportThread(td);
  }

  /** CPU time up to now goes to the thread; the same in mi_switch and in thread_exit. */
  void chargeRuntime(KThread td) {
    switches.chargeRuntime(td);
  }

  /** The context that an idle thread runs on. */
  Context newIdleContext(KThread td) {
    return switches.newIdleContext(td);
  }

  // ---- becoming runnable

  /**
   * kern_synch.c: setrunnable. In: thread lock; out: none, unless HOLD says that the lock stays
   * with the caller.
   *
   * @param lock the lock that the caller holds as the thread's
   */
  void setrunnable(KThread self, KThread td, SpinMtx lock, int srqflags) {
    if (k.checking) {
      k.checks.that(
          Assertion.SETRUNNABLE,
          td.state != TDS_INACTIVE
              && td.proc().state != Proc.PRS_ZOMBIE
              && (td.flags & KThread.TDF_INMEM) != 0,
          td);
    }
    if (td.state == TDS_CAN_RUN) {
      k.emitBetween(self, EventKind.WAKEUP, td);
      schedAdd(self, td, lock, EnqueueReason.WAKEUP, srqflags);
    } else if ((srqflags & SRQ_HOLD) == 0) {
      lock.unlock(self);
    }
  }

  /**
   * sched_ule.c: sched_add with sched_setcpu. In: thread lock; out: none, unless HOLD keeps the old
   * one.
   */
  void schedAdd(KThread self, KThread td, SpinMtx lock, EnqueueReason why, int srqflags) {
    if (k.checking) {
      k.checks.that(
          Assertion.SCHED_ADD,
          td.inhibitors == 0 && td.state == TDS_CAN_RUN && (td.flags & KThread.TDF_INMEM) != 0,
          td);
    }
    self.pcpu.cpu.chargeCycles(PathCosts.SCHED_ADD);
    Pcpu to = td.isKernel() ? td.pcpu : k.pcpus[selectCpu(td, why)];
    boolean hold = (srqflags & SRQ_HOLD) != 0;
    if (lock != to.tdqLock) {
      // park the thread on the lock that nobody gets, so that the two locks need not be held
      // together
      td.tdLock = k.blockedLock;
      if (!hold) {
        lock.release(self);
      }
      to.tdqLock.acquire(self);
      k.threadLockUnblock(self.pcpu.cpu, td, to.tdqLock);
    }
    td.pcpu = to;
    td.setState(TDS_RUNQ);
    td.readyOrder = ++readySequence;
    if (td.isKernel()) {
      to.appendKernelReady(td);
    } else {
      scheduler.enqueue(td, to.id, why);
    }
    if (why != EnqueueReason.REQUEUE) {
      k.emit(self, EventKind.THREAD_READY, td, to.id);
    }
    preemption.notifyCpu(self, to, td);
    if (lock != to.tdqLock && hold) {
      to.tdqLock.release(self);
    } else {
      to.tdqLock.unlock(self);
    }
  }

  /**
   * sched_pickcpu: what the scheduler says, or the first CPU that the thread may use if it said
   * nonsense.
   */
  int selectCpu(KThread td, EnqueueReason why) {
    int n = k.pcpus.length;
    if (n == 1) {
      return 0;
    }
    int cpu = scheduler.selectCpu(td, why);
    if (cpu >= 0 && cpu < n && td.allowedOn(cpu)) {
      return cpu;
    }
    for (cpu = 0; cpu < n; cpu++) {
      if (td.allowedOn(cpu)) {
        return cpu;
      }
    }
    throw k.checks.fail(Assertion.SCHEDULER, "no CPU for " + td.describe());
  }

  // ---- giving way

  /** sched_relinquish. */
  void relinquish(KThread td) {
    td.pcpu.cpu.chargeCycles(PathCosts.YIELD);
    k.threadLock(td, td);
    switches.miSwitch(td, SW_VOL);
  }

  /** The AST for a reschedule: user priority again, and off the CPU (ast_scheduler). */
  void astScheduler(KThread td) {
    k.threadLock(td, td);
    k.priorities.schedPrio(td, td.userPri);
    switches.miSwitch(td, SW_INVOL);
  }

  /** A preemption owed since a critical section. */
  void criticalExitPreempt(KThread td) {
    preemption.criticalExitPreempt(td);
  }

  /** forward_signal: brings a thread on another CPU into the kernel, where it notices its ASTs. */
  void forwardSignal(KThread self, KThread td) {
    preemption.forwardSignal(self, td);
  }

  /** The interrupted thread cannot be preempted until the handler is done. */
  KThread enterInterrupt(Cpu cpu) {
    return preemption.enterInterrupt(cpu);
  }

  /** The handler is done. */
  void leaveInterrupt(KThread td) {
    preemption.leaveInterrupt(td);
  }

  /** A scheduler callback wants a new choice. */
  void requestChoice(Pcpu pc) {
    preemption.requestChoice(pc);
  }

  /** sched_clock, under the thread lock. */
  void tick(KThread td) {
    if (!td.isKernel()) {
      scheduler.tick(td.pcpu.id, td);
    }
  }

  /** schedcpu. */
  void second() {
    scheduler.second();
  }

  // ---- threads come and go

  /** sched_fork_thread: the child starts where its creator is. */
  void forkThread(KThread td, KThread child) {
    child.pcpu = td.pcpu;
    child.tdLock = td.pcpu.tdqLock;
    if (child.schedClass() == td.schedClass() && child.nice() == td.nice()) {
      k.priorities.inherit(child, td);
    } else {
      k.priorities.setClass(child);
    }
    introduce(child, td);
  }

  /** A thread from outside any call, ready to run. Host code; no CPU runs yet. */
  void adopt(KThread td, EnqueueReason why) {
    k.priorities.setClass(td);
    introduce(td, null);
    td.applyTimesharePriority();
    td.setState(TDS_CAN_RUN);
    Pcpu to = k.pcpus[selectCpu(td, why)];
    td.pcpu = to;
    td.tdLock = to.tdqLock;
    td.setState(TDS_RUNQ);
    scheduler.enqueue(td, to.id, why);
    k.emitFromHost(EventKind.THREAD_READY, to.id, td.id(), to.id);
    to.resched = true;
  }

  private void introduce(KThread td, @Nullable KThread parent) {
    if (!td.isKernel()) {
      scheduler.addThread(td, parent == null || parent.isKernel() ? null : parent);
      td.scheduled = true;
    }
  }

  void forget(KThread td) {
    if (td.scheduled) {
      scheduler.removeThread(td);
      td.scheduled = false;
    }
  }

  // ---- changes of class and place

  /** Class, priority or nice value changed. In: thread lock, given; out: none. */
  void classChanged(KThread self, KThread td, SpinMtx m) {
    boolean queued = td.state == TDS_RUNQ;
    if (queued) {
      rem(td);
    }
    k.priorities.setClass(td);
    scheduler.changed(td);
    k.priorities.schedPrio(td, td.baseUserPri);
    k.emit(self, EventKind.PRIORITY, td, td.priority);
    if (queued) {
      schedAdd(self, td, m, EnqueueReason.REQUEUE, SRQ_BORING);
      return;
    }
    if (td.state == TDS_RUNNING) {
      td.ast |= TDA_SCHED;
      forwardSignal(self, td);
    }
    m.unlock(self);
  }

  /** sched_affinity. In: thread lock, given; out: none, and the thread is where it may be. */
  void affinityChanged(KThread self, KThread td, SpinMtx m) {
    scheduler.changed(td);
    if (td.state == TDS_RUNQ) {
      rem(td);
      scheduler.changed(td);
      schedAdd(self, td, m, EnqueueReason.REQUEUE, SRQ_BORING);
    } else if (td.state != TDS_RUNNING || td.allowedOn(td.pcpu.id)) {
      m.unlock(self);
    } else if (td == self) {
      switches.miSwitch(td, SW_INVOL);
    } else {
      td.ast |= TDA_SCHED;
      forwardSignal(self, td);
      m.unlock(self);
      m.spinUntil(self, () -> td.state != TDS_RUNNING || td.allowedOn(td.pcpu.id));
    }
  }

  /** As {@link #affinityChanged}, but waits for nobody. In: thread lock, given; out: none. */
  void cpusChanged(KThread self, KThread td, SpinMtx m) {
    if (td.state == TDS_RUNQ && !td.allowedOn(td.pcpu.id)) {
      rem(td);
      scheduler.changed(td);
      schedAdd(self, td, m, EnqueueReason.REQUEUE, SRQ_BORING);
      return;
    }
    if (td.state == TDS_RUNNING && !td.allowedOn(td.pcpu.id)) {
      td.ast |= TDA_SCHED;
      forwardSignal(self, td);
    }
    m.unlock(self);
  }

  /** sched_rem: off its queue, to come back on another one. In and out: thread lock. */
  void rem(KThread td) {
    k.checks.that(Assertion.SCHED_REM, td.state == TDS_RUNQ, td);
    scheduler.dequeue(td);
    td.setState(TDS_CAN_RUN);
  }

  /** Takes every thread from the old policy and gives it to a new one. Host code. */
  void replace(SchedulerReplacement replacement) {
    new SchedulerExchange(k, this).replace(() -> replacement.create(services));
  }

  Scheduler scheduler() {
    return scheduler;
  }

  String describe(int cpu) {
    Pcpu pc = k.pcpus[cpu];
    KThread t = pc.curthread;
    KThread locker = pc.tdqLock.owner;
    return t.name()
        + " (tid "
        + t.tid
        + "), queued "
        + scheduler.queued(cpu)
        + (locker == null ? "" : ", sched lock held by tid " + locker.tid)
        + ", "
        + scheduler.describe();
  }
}
