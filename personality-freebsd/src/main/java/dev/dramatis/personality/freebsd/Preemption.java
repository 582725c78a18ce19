package dev.dramatis.personality.freebsd;

import static dev.dramatis.personality.freebsd.KThread.TDA_SCHED;
import static dev.dramatis.personality.freebsd.KThread.TDS_RUNNING;

import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.machine.Interrupt;

/**
 * How a CPU comes to look for another thread although the present one has not asked for it
 * (tdq_notify, sched_setpreempt, critical_exit_preempt, forward_signal).
 */
final class Preemption {
  private final Kern k;
  private final Sched sched;
  private final Interrupt ipiPreempt;

  /** A scheduler callback asked for a new choice on some CPU. */
  boolean kicksPending;

  Preemption(Kern k, Sched sched) {
    this.k = k;
    this.sched = sched;
    this.ipiPreempt = k.machine.newInterrupt("IPI_PREEMPT", Kern.LEVEL_IPI, this::ipiPreempt);
  }

  /**
   * Makes the CPU look at its new thread, if that changes anything (tdq_notify, sched_setpreempt).
   */
  void notifyCpu(KThread self, Pcpu to, KThread td) {
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
    return td.isKernel() || sched.scheduler.shouldPreempt(to.id, current, td);
  }

  /** A preemption owed since a critical section (critical_exit_preempt). */
  void criticalExitPreempt(KThread td) {
    if (td.pcpu.cpu.inInterrupt() || td.isIdle() || td.state != TDS_RUNNING) {
      return;
    }
    k.threadLock(td, td);
    sched.miSwitch(td, Sched.SW_INVOL | Sched.SW_PREEMPT);
  }

  /** forward_signal: brings a thread on another CPU into the kernel, where it notices its ASTs. */
  void forwardSignal(KThread self, KThread td) {
    k.checks.that(Assertion.FORWARD_SIGNAL, td.state == TDS_RUNNING, td);
    if (td.pcpu != self.pcpu) {
      self.pcpu.cpu.kick(ipiPreempt, td.pcpu.cpu);
    }
  }

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
  void sendKicks(KThread self) {
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
}
