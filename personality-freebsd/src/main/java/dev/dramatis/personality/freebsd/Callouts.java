package dev.dramatis.personality.freebsd;

import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.machine.SharedObject;
import dev.dramatis.spi.machine.Timer;
import org.jspecify.annotations.Nullable;

/**
 * The sleep timeouts of one CPU (kern_timeout.c) in front of its one hardware timer. Times are
 * exact: sbintime, not ticks. The wheel of the original is strictly in order here; equal times fire
 * in the order in which they were set.
 *
 * <p>The callout lock protects sections without an interaction point inside, so one interaction
 * stands for taking and releasing it.
 */
final class Callouts {
  /**
   * The thread whose timeout is being handled, for those who must wait until it is (callout_drain).
   */
  @Nullable KThread current;

  private final Kern k;
  private final Pcpu pcpu;
  private final SharedObject lock;
  private final Timer timer;
  private final TimeOrder order = new TimeOrder();

  Callouts(Kern k, Pcpu pcpu) {
    this.k = k;
    this.pcpu = pcpu;
    this.lock = k.machine.newShared("callout " + pcpu.id);
    this.timer = k.machine.newTimer("callout", Kern.LEVEL_CLOCK, this::expire);
  }

  /** callout_reset_sbt_on this CPU. */
  void set(Cpu cpu, KThread td, long time) {
    cpu.chargeCycles(PathCosts.CALLOUT_SET);
    cpu.interact(lock, Access.RMW);
    td.calloutCpu = pcpu;
    boolean first = time < order.firstTime();
    order.add(td, time);
    if (first) {
      timer.set(pcpu.cpu, time);
    }
  }

  /** callout_stop. */
  void stop(Cpu cpu, KThread td) {
    cpu.interact(lock, Access.RMW);
    if (td.calloutIndex >= 0) {
      boolean first = order.first() == td;
      order.remove(td);
      if (first) {
        rearm();
      }
    }
  }

  /** Takes the timeout away from outside the simulated time. */
  void forget(KThread td) {
    if (td.calloutIndex >= 0) {
      order.remove(td);
      rearm();
    }
  }

  /** callout_drain: not armed, and not being handled. */
  void drain(KThread self, KThread td) {
    if (td.calloutIndex >= 0) {
      stop(self.pcpu.cpu, td);
    }
    if (current == td) {
      self.pcpu.cpu.await(lock, Access.AWAIT, () -> current != td);
    }
  }

  void disarm() {
    timer.cancel();
  }

  /**
   * The hardware timer: handle everything that is due, directly in the interrupt (C_DIRECT_EXEC).
   */
  private void expire(Cpu cpu) {
    KThread interrupted = k.sched.enterInterrupt(cpu);
    cpu.interact(lock, Access.RMW);
    while (order.firstTime() <= cpu.now()) {
      KThread td = order.first();
      long time = order.firstTime();
      order.remove(td);
      current = td;
      cpu.chargeCycles(PathCosts.CALLOUT_RUN);
      k.sleepqueues.timeout(interrupted, td, time);
      cpu.interact(lock, Access.RMW);
      current = null;
      cpu.changed(lock);
    }
    rearm();
    k.sched.leaveInterrupt(interrupted);
  }

  private void rearm() {
    if (order.isEmpty()) {
      timer.cancel();
    } else {
      timer.set(pcpu.cpu, order.firstTime());
    }
    if (pcpu.curthread.isIdle()) {
      k.clock.idle(pcpu);
    }
  }

  /** Every timeout in the order of expiry; for digests. */
  void describe(TimeOrder.Reader reader) {
    order.describe(reader);
  }

  /** When the next one is due, or the end of time. */
  long firstTime() {
    return order.firstTime();
  }
}
