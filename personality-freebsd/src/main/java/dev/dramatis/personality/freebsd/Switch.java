package dev.dramatis.personality.freebsd;

import static dev.dramatis.personality.freebsd.KThread.NOCPU;
import static dev.dramatis.personality.freebsd.KThread.TDA_SCHED;
import static dev.dramatis.personality.freebsd.KThread.TDS_CAN_RUN;
import static dev.dramatis.personality.freebsd.KThread.TDS_INACTIVE;
import static dev.dramatis.personality.freebsd.KThread.TDS_RUNNING;
import static dev.dramatis.personality.freebsd.KThread.TDS_RUNQ;

import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.Context;
import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.sched.EnqueueReason;
import dev.dramatis.spi.sched.SchedThread;
import dev.dramatis.spi.trace.EventKind;
import dev.dramatis.spi.trace.OffReason;
import org.jspecify.annotations.Nullable;

/**
 * From one thread to the next (kern_synch.c: mi_switch; sched_ule.c: sched_switch, sched_throw,
 * sched_idletd; kern_fork.c: fork_exit), with the hand-over of the run-queue lock from thread to
 * thread.
 */
final class Switch {
  private static final OffReason[] OFF_REASONS = OffReason.values();

  private final Kern k;
  private final Sched sched;
  private final Preemption preemption;

  Switch(Kern k, Sched sched, Preemption preemption) {
    this.k = k;
    this.sched = sched;
    this.preemption = preemption;
  }

  /**
   * Leaves the CPU (kern_synch.c: mi_switch). Entered with the thread lock, left without it,
   * perhaps on another CPU.
   *
   * @param td the calling thread
   */
  void miSwitch(KThread td, int flags) {
    if (k.checking) {
      k.checks.that(
          Assertion.MI_SWITCH,
          td.critnest == 1
              && td.spinlocks == 1
              && k.threadLocked(td, td)
              && !td.queued()
              && (flags & Sched.SW_VOL) != 0 != ((flags & Sched.SW_INVOL) != 0),
          td);
    }
    td.pcpu.cpu.chargeCycles(PathCosts.MI_SWITCH);
    if ((flags & Sched.SW_VOL) != 0) {
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
    k.checks.that(Assertion.FORK_EXIT, td.proc().state == Proc.PRS_NORMAL, td);
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
      pc.stashing = dead;
      k.reaper.threadStash(td, dead);
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
        sched.scheduler.stopping(td, pc.id, false);
        sched.scheduler.blocked(td);
      }
    }
    if (k.adaptiveSpinners != 0) {
      Mtx.ownerStops(k, td, cpu);
    }
    KThread next = choose(pc, td);
    if (k.tracing) {
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
    td.readyOrder = ++sched.readySequence;
    if (td.isKernel()) {
      td.setState(TDS_RUNQ);
      pc.appendKernelReady(td);
      return pc.tdqLock;
    }
    EnqueueReason why = (flags & Sched.SW_VOL) != 0 ? EnqueueReason.YIELD : EnqueueReason.PREEMPTED;
    int target = sched.selectCpu(td, why);
    if (target == pc.id) {
      sched.scheduler.stopping(td, target, true);
      td.setState(TDS_RUNQ);
      sched.scheduler.enqueue(td, target, why);
      return pc.tdqLock;
    }
    // sched_switch_migrate: never both run-queue locks at once, except while the other one is on
    // the way out
    Pcpu to = k.pcpus[target];
    pc.tdqLock.release(td);
    to.tdqLock.acquire(td);
    sched.scheduler.stopping(td, pc.id, true);
    td.setState(TDS_RUNQ);
    td.pcpu = to;
    sched.scheduler.enqueue(td, target, why);
    td.pcpu = pc;
    td.movingTo = to;
    preemption.notifyCpu(td, to, td);
    to.tdqLock.release(td);
    pc.tdqLock.acquire(td);
    td.pcpu = to;
    td.movingTo = null;
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
      sched.scheduler.running(next, pc.id);
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
    if (preemption.kicksPending) {
      preemption.sendKicks(td);
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
    if (pc.kernelReady != null) {
      return pc.takeKernelReady();
    }
    SchedThread chosen = sched.scheduler.pickNext(pc.id, previous.isKernel() ? null : previous);
    if (chosen == null) {
      return pc.idle;
    }
    KThread t = (KThread) chosen;
    if (k.checking) {
      k.checks.that(Assertion.SCHEDULER, t.state == TDS_RUNQ && t.allowedOn(pc.id), t);
    }
    if (t != previous && t.tdLock != pc.tdqLock) {
      if (t.tdLock == k.blockedLock) {
        Pcpu queued = t.movingTo == null ? t.pcpu : t.movingTo;
        sched.scheduler.enqueue(t, queued.id, EnqueueReason.REQUEUE);
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
    KThread heir = heir(td);
    if (td.scheduled) {
      sched.scheduler.stopping(td, pc.id, false);
      sched.forget(td);
      if (heir != null && heir.scheduled) {
        if (heir.proc == td.proc) {
          sched.scheduler.collected(td, heir);
        } else {
          sched.scheduler.processCollected(td, heir);
        }
      }
    }
    KThread next = leaveFor(pc, td, OffReason.EXIT);
    pc.switchedOut = td;
    pc.switchedOutLock = pc.tdqLock;
    pc.cpu.exitTo(next.stack());
  }

  /**
   * Who is charged for what the dead thread ran: the first thread that its process has left
   * (sched_exit_thread), or the first one of its parent (sched_exit).
   */
  private static @Nullable KThread heir(KThread td) {
    Proc p = td.proc();
    if (p.firstThread != td) {
      // the one that was the first when the dead thread was unlinked; unless that has gone as well
      KThread heir = td.heir;
      td.heir = null;
      return heir != null && heir.scheduled && heir.proc == p ? heir : p.firstThread;
    }
    Proc parent = p.pptr;
    return parent == null ? null : parent.firstThread;
  }

  /**
   * Chooses the successor of a thread that does not come back. In: run-queue lock, which goes to
   * the successor.
   */
  KThread leaveFor(Pcpu pc, KThread td, OffReason why) {
    KThread next = choose(pc, td);
    if (k.tracing) {
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
    sched.scheduler.stopping(td, pc.id, false);
    sched.forget(td);
    KThread next = leaveFor(pc, td, OffReason.EXPORTED);
    pc.switchedOut = null;
    pc.cpu.switchAfterReturn(next.stack());
  }

  /** Body of an idle thread (sched_idletd). */
  void idleLoop(KThread td) {
    k.spinlockExit(td);
    for (; ; ) {
      Pcpu pc = td.pcpu;
      if (pc.resched
          || pc.kernelReady != null
          || sched.scheduler.queued(pc.id) > 0
          || k.pcpus.length > 1) {
        k.threadLock(td, td);
        miSwitch(td, Sched.SW_VOL);
      }
      if (!pc.resched) {
        pc.cpu.idle();
      }
    }
  }

  /** The context that an idle thread runs on. */
  Context newIdleContext(KThread td) {
    return k.machine.newContext(td.name(), -1, () -> idleLoop(td));
  }

  private void traceSwitch(Pcpu pc, KThread td, KThread next, int flags) {
    OffReason why;
    if (td.state == TDS_RUNQ || td.isIdle()) {
      why = (flags & Sched.SW_VOL) != 0 ? OffReason.YIELD : OffReason.PREEMPTED;
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
}
