package dev.dramatis.engine;

import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.machine.Timer;
import org.jspecify.annotations.Nullable;

/** A timer: its own event while armed, a pending interrupt once expired. */
final class VirtualTimer extends PendingInterrupt implements Timer {
  private final VirtualMachine machine;
  private final int interned;
  private final int level;
  private final boolean housekeeping;
  private final Handler handler;
  private @Nullable VirtualCpu cpu;
  private long period;

  /**
   * When the next expiry of a periodic timer is due, before rounding: so that rounding does not add
   * up.
   */
  private long due;

  VirtualTimer(
      VirtualMachine machine, String name, int level, boolean housekeeping, Handler handler) {
    if (level < 1 || level > HIGHEST) {
      throw new IllegalArgumentException("interrupt level " + level + " is not in 1.." + HIGHEST);
    }
    this.machine = machine;
    this.interned = machine.tracer().intern(name);
    this.level = level;
    this.housekeeping = housekeeping;
    this.handler = handler;
  }

  @Override
  public String name() {
    return machine.nameOf(interned);
  }

  @Override
  public int level() {
    return level;
  }

  @Override
  public void set(Cpu target, long deadline) {
    arm(target, deadline, 0);
  }

  @Override
  public void setPeriodic(Cpu target, long first, long newPeriod) {
    if (newPeriod <= 0) {
      throw new IllegalArgumentException(
          "timer " + name() + ": period " + newPeriod + " ns is not positive");
    }
    arm(target, first, newPeriod);
  }

  private void arm(Cpu target, long deadline, long newPeriod) {
    cpu = (VirtualCpu) target;
    period = newPeriod;
    VirtualCpu here = machine.runningCpu();
    if (here != null) {
      here.charge(machine.costs.timerProgram(here.id()));
    }
    machine.touch(this, true);
    due = Math.max(deadline, machine.now());
    machine.queue.move(this, machine.costs.roundUpToTimer(due));
  }

  @Override
  public boolean cancel() {
    machine.touch(this, scheduled());
    period = 0;
    if (!scheduled()) {
      return false;
    }
    machine.queue.remove(this);
    return !waiting;
  }

  @Override
  public boolean armed() {
    machine.touch(this, false);
    return scheduled();
  }

  @Override
  public long deadline() {
    machine.touch(this, false);
    return time();
  }

  @Override
  protected boolean housekeeping() {
    return housekeeping;
  }

  @Override
  protected void fire() {
    VirtualCpu target = cpu;
    if (target == null) {
      throw new IllegalStateException("timer " + name() + " expired without a CPU");
    }
    machine.touch(target, true);
    long at = time();
    if (period > 0) {
      due += period;
      machine.queue.add(this, machine.costs.roundUpToTimer(due));
    }
    if (!waiting) {
      target.post(this, at);
    }
  }

  @Override
  String interruptName() {
    return name();
  }

  @Override
  int interruptLevel() {
    return level;
  }

  @Override
  Handler handler() {
    return handler;
  }

  @Override
  int internedName() {
    return interned;
  }

  @Override
  public String toString() {
    VirtualCpu target = cpu;
    return name() + " on cpu " + (target == null ? -1 : target.id());
  }
}
