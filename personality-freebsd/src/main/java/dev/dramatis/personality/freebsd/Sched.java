package dev.dramatis.personality.freebsd;

import static dev.dramatis.personality.freebsd.KThread.NOCPU;
import static dev.dramatis.personality.freebsd.KThread.TDA_SCHED;
import static dev.dramatis.personality.freebsd.KThread.TDS_CAN_RUN;
import static dev.dramatis.personality.freebsd.KThread.TDS_INACTIVE;
import static dev.dramatis.personality.freebsd.KThread.TDS_INHIBITED;
import static dev.dramatis.personality.freebsd.KThread.TDS_RUNNING;
import static dev.dramatis.personality.freebsd.KThread.TDS_RUNQ;

import dev.dramatis.spi.kernel.Kernel.SchedulerReplacement;
import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.Context;
import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.machine.Interrupt;
import dev.dramatis.spi.sched.EnqueueReason;
import dev.dramatis.spi.sched.SchedThread;
import dev.dramatis.spi.sched.Scheduler;
import dev.dramatis.spi.trace.EventKind;
import dev.dramatis.spi.trace.OffReason;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The switch and everything that leads to it (kern_synch.c: mi_switch, setrunnable; the locking of
 * sched_ule.c), in front of a scheduler that decides order and place.
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
  private final Interrupt ipiPreempt;
  private final SchedulerServices services;
  private Scheduler scheduler;
  private boolean kicksPending;

  Sched(Kern k) {
    this.k = k;
    this.ipiPreempt = k.machine.newInterrupt("IPI_PREEMPT", Kern.LEVEL_IPI, this::ipiPreempt);
    this.services = new SchedulerServices(k);
    this.scheduler = k.host.newScheduler(services);
  }

  // ---- mi_switch
  // -------------------------------------------------------------------------------------------------

  /**
   * Leaves the CPU (kern_synch.c: mi_switch). Entered with the thread lock, left without it,
   * perhaps on another CPU.
   *
   * @param td the calling thread
   */
  void miSwitch(KThread td, int flags) {
    if (k.checks.on) {
      k.checks.that(
          Assertion.MI_SWITCH, td.critnest == 1 && td.spinlocks == 1 && k.threadLocked(td, td), td);
    }
    td.pcpu.cpu.chargeCycles(PathCosts.MI_SWITCH);
    if ((flags & SW_VOL) != 0) {
      td.nvcsw++;
    } else {
      td.nivcsw++;
    }
    chargeRuntime(td);
    td.generation++;
    schedSwitch(td, flags);
    stashDeadthread(td);
    k.spinlockExit(td);
  }

  /** CPU time up to now goes to the thread; the same in mi_switch and in thread_exit. */
  void chargeRuntime(KThread td) {
    Pcpu pc = td.pcpu;
    long now = pc.cpu.now();
    td.runtime += now - pc.switchtime;
    pc.switchtime = now;
  }

  /**
   * First instructions of a new thread: it comes out of a switch like any other (kern_fork.c:
   * fork_exit).
   */
  void forkExit(KThread td) {
    td.pcpu.cpu.chargeCycles(PathCosts.FORK_EXIT);
    finishSwitch(td);
    stashDeadthread(td);
    k.spinlockExit(td);
  }

  private void stashDeadthread(KThread td) {
    Pcpu pc = td.pcpu;
    KThread dead = pc.deadthread;
    if (dead != null) {
      pc.deadthread = null;
      k.reaper.stash(td, dead);
    }
  }

  /** sched_ule.c: sched_switch. In: thread lock. Out: no lock, still in the spin section. */
  private void schedSwitch(KThread td, int flags) {
    Pcpu pc = td.pcpu;
    Cpu cpu = pc.cpu;
    cpu.chargeCycles(PathCosts.SCHED_SWITCH);
    SpinMtx tdqLock = pc.tdqLock;
    SpinMtx mtx = td.tdLock;
    td.lastcpu = td.oncpu;
    td.oncpu = NOCPU;
    td.tdLock = k.blockedLock;
    td.owepreempt = false;
    td.ast &= ~TDA_SCHED;

    boolean idle = td.isIdle();
    if (idle) {
      td.setState(TDS_CAN_RUN);
    } else if (td.state == TDS_RUNNING) {
      mtx = requeue(td, pc, flags);
    } else {
      // going to sleep: the lock it sleeps under goes, the run queue's comes
      if (mtx != tdqLock) {
        mtx.release(td);
        if (!tdqLock.ownedBy(td)) {
          tdqLock.acquire(td);
        }
      }
      if (!td.isKernel()) {
        scheduler.stopping(td, pc.id, false);
        scheduler.blocked(td);
      }
    }
    if (td.held != null) {
      Mtx.ownerStops(td, cpu);
    }
    KThread next = choose(pc, td);
    if (k.tracer.enabled()) {
      traceSwitch(pc, td, next, flags);
    }
    putOn(pc, next);
    if (next == td) {
      k.threadLockUnblock(cpu, td, tdqLock);
      tdqLock.release(td);
      return;
    }
    if (idle != next.isIdle()) {
      if (idle) {
        k.clock.activate(pc);
      } else {
        k.clock.idle(pc);
      }
    }
    pc.switchedOut = td;
    pc.switchedOutLock = mtx;
    cpu.switchTo(next.stack());
    finishSwitch(td);
  }

  /**
   * The thread wants to go on: back into a queue, here or where the scheduler says. Returns its
   * thread lock to be.
   */
  private SpinMtx requeue(KThread td, Pcpu pc, int flags) {
    if (td.isKernel()) {
      td.setState(TDS_RUNQ);
      enqueueKernel(pc, td);
      return pc.tdqLock;
    }
    EnqueueReason why = (flags & SW_VOL) != 0 ? EnqueueReason.YIELD : EnqueueReason.PREEMPTED;
    int target = selectCpu(td, why);
    if (target == pc.id) {
      scheduler.stopping(td, target, true);
      td.setState(TDS_RUNQ);
      scheduler.enqueue(td, target, why);
      return pc.tdqLock;
    }
    // sched_switch_migrate: never both run-queue locks at once, except while the other one is on
    // the way out
    Pcpu to = k.pcpus[target];
    pc.tdqLock.release(td);
    to.tdqLock.acquire(td);
    scheduler.stopping(td, pc.id, true);
    td.setState(TDS_RUNQ);
    td.pcpu = to;
    scheduler.enqueue(td, target, why);
    td.pcpu = pc;
    notifyCpu(td, to, td);
    to.tdqLock.release(td);
    pc.tdqLock.acquire(td);
    td.pcpu = to;
    return to.tdqLock;
  }

  /**
   * The thread is chosen: from here on this CPU is its place, and the run-queue lock is its thread
   * lock.
   */
  private void putOn(Pcpu pc, KThread next) {
    next.setState(TDS_RUNNING);
    next.oncpu = (short) pc.id;
    next.pcpu = pc;
    next.tdLock = pc.tdqLock;
    pc.tdqLock.owner = next;
    pc.curthread = next;
    if (!next.isKernel()) {
      scheduler.running(next, pc.id);
    }
    Pcpu victim = pc.stolenFrom;
    if (victim != null) {
      pc.stolenFrom = null;
      pc.cpu.interact(victim.tdqLock.line, Access.TRYLOCK);
    }
  }

  /**
   * After the switch, on the new thread: the one before is off the CPU, so its lock may be taken
   * again; then the run-queue lock, handed from thread to thread, is dropped.
   */
  private void finishSwitch(KThread td) {
    Pcpu pc = td.pcpu;
    KThread before = pc.switchedOut;
    if (before != null) {
      SpinMtx lock = pc.switchedOutLock;
      pc.switchedOut = null;
      pc.switchedOutLock = null;
      if (lock != null) {
        k.threadLockUnblock(pc.cpu, before, lock);
      }
    }
    if (kicksPending) {
      sendKicks(td);
    }
    pc.tdqLock.release(td);
  }

  /**
   * The next thread for a CPU, or its idle thread (sched_choose). A scheduler may give a thread
   * from another CPU's queue; one that has not left its CPU yet is put back, and the idle loop
   * tries again.
   */
  private KThread choose(Pcpu pc, KThread previous) {
    pc.cpu.chargeCycles(PathCosts.CHOOSE);
    pc.resched = false;
    KThread kernel = pc.kernelReady;
    if (kernel != null) {
      pc.kernelReady = kernel.slpqNext;
      kernel.slpqNext = null;
      return kernel;
    }
    SchedThread chosen = scheduler.pickNext(pc.id, previous.isKernel() ? null : previous);
    if (chosen == null) {
      return pc.idle;
    }
    KThread t = (KThread) chosen;
    if (k.checks.on) {
      k.checks.that(Assertion.SCHEDULER, t.state == TDS_RUNQ && t.allowedOn(pc.id), t);
    }
    if (t != previous && t.tdLock != pc.tdqLock) {
      if (t.tdLock == k.blockedLock) {
        scheduler.enqueue(t, t.pcpu.id, EnqueueReason.REQUEUE);
        pc.resched = true;
        return pc.idle;
      }
      Pcpu victim = t.pcpu;
      t.pcpu = pc;
      t.tdLock = pc.tdqLock;
      pc.stolenFrom = victim;
    }
    return t;
  }

  /** The last switch of a thread (sched_throw). In: thread lock. Never returns. */
  void schedThrow(KThread td) {
    Pcpu pc = td.pcpu;
    td.lastcpu = td.oncpu;
    td.oncpu = NOCPU;
    td.tdLock = k.blockedLock;
    scheduler.stopping(td, pc.id, false);
    forget(td);
    KThread heir = td.proc().firstThread;
    if (heir != null && heir != td) {
      scheduler.collected(td, heir);
    }
    KThread next = leaveFor(pc, td, OffReason.EXIT);
    pc.switchedOut = td;
    pc.switchedOutLock = pc.tdqLock;
    pc.cpu.exitTo(next.stack());
  }

  /**
   * Chooses the successor of a thread that does not come back. In: run-queue lock, which goes to
   * the successor.
   */
  KThread leaveFor(Pcpu pc, KThread td, OffReason why) {
    KThread next = choose(pc, td);
    if (k.tracer.enabled()) {
      long now = pc.cpu.now();
      k.tracer.emit(now, EventKind.SWITCH_OUT, pc.id, td.id(), why.ordinal());
      k.tracer.emit(now, EventKind.SWITCH_IN, pc.id, next.id(), td.id());
    }
    putOn(pc, next);
    if (next.isIdle()) {
      k.clock.idle(pc);
    }
    return next;
  }

  /**
   * The thread goes to another kernel: as at exit, but the switch happens when the calling frames
   * are gone.
   */
  void exportThread(KThread td) {
    Pcpu pc = td.pcpu;
    td.setState(TDS_INACTIVE);
    td.oncpu = NOCPU;
    scheduler.stopping(td, pc.id, false);
    forget(td);
    KThread next = leaveFor(pc, td, OffReason.EXPORTED);
    pc.switchedOut = null;
    pc.cpu.switchAfterReturn(next.stack());
  }

  private void traceSwitch(Pcpu pc, KThread td, KThread next, int flags) {
    OffReason why;
    if (td.state == TDS_RUNQ || td.isIdle()) {
      why = (flags & SW_VOL) != 0 ? OffReason.YIELD : OffReason.PREEMPTED;
    } else if (td.isSuspended()) {
      why = OffReason.STOPPED;
    } else if (td.onLock()) {
      why = OffReason.LOCK;
    } else {
      why = OFF_REASONS[td.offReason];
    }
    long now = pc.cpu.now();
    k.tracer.emit(now, EventKind.SWITCH_OUT, pc.id, td.id(), why.ordinal());
    if (next.lastcpu != NOCPU && next.lastcpu != pc.id && !next.isIdle()) {
      k.tracer.emit(now, EventKind.MIGRATE, pc.id, next.id(), next.lastcpu);
    }
    k.tracer.emit(now, EventKind.SWITCH_IN, pc.id, next.id(), td.id());
  }

  private static final OffReason[] OFF_REASONS = OffReason.values();

  // ---- becoming runnable
  // -----------------------------------------------------------------------------------------

  /**
   * kern_synch.c: setrunnable. In: thread lock; out: none, unless HOLD says that the lock stays
   * with the caller.
   *
   * @param lock the lock that the caller holds as the thread's
   */
  void setrunnable(KThread self, KThread td, SpinMtx lock, int srqflags) {
    k.checks.that(
        Assertion.SETRUNNABLE, td.state != TDS_INACTIVE && td.proc().state != Proc.PRS_ZOMBIE, td);
    if (td.state == TDS_CAN_RUN) {
      k.emit(self, EventKind.WAKEUP, td.id(), self.id());
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
    if (k.checks.on) {
      k.checks.that(Assertion.SCHED_ADD, td.inhibitors == 0 && td.state == TDS_CAN_RUN, td);
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
    if (td.isKernel()) {
      enqueueKernel(to, td);
    } else {
      scheduler.enqueue(td, to.id, why);
    }
    if (why != EnqueueReason.REQUEUE) {
      k.emit(self, EventKind.THREAD_READY, td.id(), to.id);
    }
    notifyCpu(self, to, td);
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
  private int selectCpu(KThread td, EnqueueReason why) {
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

  /**
   * Makes the CPU look at its new thread, if that changes anything (tdq_notify, sched_setpreempt).
   */
  private void notifyCpu(KThread self, Pcpu to, KThread td) {
    KThread current = to.curthread;
    if (current.isIdle()) {
      to.resched = true;
      if (to != self.pcpu) {
        self.pcpu.cpu.kick(ipiPreempt, to.cpu);
      }
    } else if (current != td && displaces(to, current, td)) {
      current.ast |= TDA_SCHED;
      current.owepreempt = true;
      if (to != self.pcpu) {
        self.pcpu.cpu.kick(ipiPreempt, to.cpu);
      }
    }
    if (kicksPending) {
      sendKicks(self);
    }
  }

  private boolean displaces(Pcpu to, KThread current, KThread td) {
    if (current.isKernel()) {
      return false;
    }
    return td.isKernel() || scheduler.shouldPreempt(to.id, current, td);
  }

  /** Kernel processes run in the order in which they became ready. */
  private static void enqueueKernel(Pcpu pc, KThread td) {
    td.slpqNext = null;
    KThread last = pc.kernelReady;
    if (last == null) {
      pc.kernelReady = td;
      return;
    }
    while (last.slpqNext != null) {
      last = last.slpqNext;
    }
    last.slpqNext = td;
  }

  // ---- giving way
  // ------------------------------------------------------------------------------------------------

  /** sched_relinquish. */
  void relinquish(KThread td) {
    td.pcpu.cpu.chargeCycles(PathCosts.YIELD);
    k.threadLock(td, td);
    miSwitch(td, SW_VOL);
  }

  /** A preemption owed since a critical section (critical_exit_preempt). */
  void criticalExitPreempt(KThread td) {
    if (td.pcpu.cpu.inInterrupt() || td.isIdle() || td.state != TDS_RUNNING) {
      return;
    }
    k.threadLock(td, td);
    miSwitch(td, SW_INVOL | SW_PREEMPT);
  }

  /** The AST for a reschedule: user priority again, and off the CPU (ast_scheduler). */
  void astScheduler(KThread td) {
    k.threadLock(td, td);
    k.priorities.schedPrio(td, td.userPri);
    miSwitch(td, SW_INVOL);
  }

  /** Body of an idle thread (sched_idletd). */
  void idleLoop(KThread td) {
    k.spinlockExit(td);
    for (; ; ) {
      Pcpu pc = td.pcpu;
      if (pc.resched
          || pc.kernelReady != null
          || scheduler.queued(pc.id) > 0
          || k.pcpus.length > 1) {
        k.threadLock(td, td);
        miSwitch(td, SW_VOL);
      }
      if (!pc.resched) {
        pc.cpu.idle();
      }
    }
  }

  // ---- interrupts
  // --------------------------------------------------------------------------------------------------

  /** The interrupted thread cannot be preempted until the handler is done. */
  KThread enterInterrupt(Cpu cpu) {
    KThread td = k.pcpu(cpu).curthread;
    td.critnest++;
    return td;
  }

  void leaveInterrupt(KThread td) {
    td.critnest--;
    if (kicksPending) {
      sendKicks(td);
    }
  }

  /** The sender has left its wish with the running thread; an idle CPU must look at its queue. */
  private void ipiPreempt(Cpu cpu) {
    Pcpu pc = k.pcpu(cpu);
    if (pc.curthread.isIdle()) {
      pc.resched = true;
    }
  }

  /** forward_signal: brings a thread on another CPU into the kernel, where it notices its ASTs. */
  void forwardSignal(KThread self, KThread td) {
    if (td.pcpu != self.pcpu) {
      self.pcpu.cpu.kick(ipiPreempt, td.pcpu.cpu);
    }
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

  /** A scheduler callback wants a new choice; the message goes out when the callback is over. */
  void requestChoice(Pcpu pc) {
    KThread td = pc.curthread;
    if (td.isIdle()) {
      pc.resched = true;
    } else {
      td.ast |= TDA_SCHED;
    }
    pc.kickPending = true;
    kicksPending = true;
  }

  /** Messages to CPUs that a scheduler callback asked for. */
  private void sendKicks(KThread self) {
    kicksPending = false;
    for (Pcpu pc : k.pcpus) {
      if (pc.kickPending) {
        pc.kickPending = false;
        if (pc != self.pcpu) {
          self.pcpu.cpu.kick(ipiPreempt, pc.cpu);
        }
      }
    }
  }

  // ---- threads come and go
  // -------------------------------------------------------------------------------------------

  /** sched_fork_thread: the child starts where its creator is. */
  void forkThread(KThread td, KThread child) {
    child.pcpu = td.pcpu;
    child.tdLock = td.pcpu.tdqLock;
    k.priorities.setClass(child);
    introduce(child, td);
  }

  /** A thread from outside any call, ready to run. Host code; no CPU runs yet. */
  void adopt(KThread td, EnqueueReason why) {
    k.priorities.setClass(td);
    introduce(td, null);
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
    scheduler.addThread(td, parent);
    td.scheduled = true;
  }

  private void forget(KThread td) {
    scheduler.removeThread(td);
    td.scheduled = false;
  }

  // ---- changes of class and place
  // -------------------------------------------------------------------------------------

  /** Class, priority or nice value changed. In: thread lock, given; out: none. */
  void classChanged(KThread self, KThread td, SpinMtx m) {
    boolean queued = td.state == TDS_RUNQ;
    if (queued) {
      rem(td);
    }
    k.priorities.setClass(td);
    scheduler.changed(td);
    k.emit(self, EventKind.PRIORITY, td.id(), td.priority);
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
      miSwitch(td, SW_INVOL);
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
  private void rem(KThread td) {
    scheduler.dequeue(td);
    td.setState(TDS_CAN_RUN);
  }

  // ---- exchange of the scheduler
  // -------------------------------------------------------------------------------------

  /** Takes every thread from the old policy and gives it to a new one. Host code. */
  void replace(SchedulerReplacement replacement) {
    Set<KThread> threads = new LinkedHashSet<>();
    k.procs.forEachThread(threads::add);
    for (Pcpu pc : k.pcpus) {
      threads.add(pc.curthread); // perhaps unlinked, on its way out
    }
    threads.removeIf(td -> !td.scheduled);
    for (KThread td : threads) {
      if (td.state == TDS_RUNQ) {
        scheduler.dequeue(td);
      } else if (onItsCpu(td)) {
        scheduler.stopping(td, td.pcpu.id, false);
      }
      scheduler.removeThread(td);
      td.setSchedData(null);
    }
    scheduler = replacement.create(services);
    for (KThread td : threads) {
      scheduler.addThread(td, null);
      if (td.state == TDS_RUNQ) {
        scheduler.enqueue(td, place(td), EnqueueReason.ADOPTED);
      } else if (onItsCpu(td)) {
        scheduler.running(td, td.pcpu.id);
      } else if (td.state == TDS_INHIBITED) {
        scheduler.blocked(td);
      }
    }
    for (Pcpu pc : k.pcpus) {
      pc.resched = true;
    }
  }

  /**
   * Between two interaction points a thread that is still its CPU's has not been reported as
   * stopped, whatever its state.
   */
  private static boolean onItsCpu(KThread td) {
    return td.pcpu.curthread == td && td.state != TDS_RUNQ;
  }

  /** Where a ready thread goes under a new policy; it stays while somebody holds its lock. */
  private int place(KThread td) {
    int target = selectCpu(td, EnqueueReason.ADOPTED);
    if (td.tdLock == td.pcpu.tdqLock && td.tdLock.owner == null) {
      td.pcpu = k.pcpus[target];
      td.tdLock = td.pcpu.tdqLock;
    }
    return td.pcpu.id;
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

  /** The context that an idle thread runs on. */
  Context newIdleContext(KThread td) {
    return k.machine.newContext(td.name(), -1, () -> idleLoop(td));
  }
}
