package dev.dramatis.engine;

import dev.dramatis.spi.machine.Interrupt;
import org.jspecify.annotations.Nullable;

/** An inter-processor interrupt, with one delivery in flight per target at most. */
final class InterruptSource implements Interrupt {
  private final String name;
  private final int level;
  private final Handler handler;
  private final int interned;
  private final @Nullable Delivery[] deliveries;

  InterruptSource(VirtualMachine machine, String name, int level, Handler handler) {
    if (level < 1 || level > HIGHEST) {
      throw new IllegalArgumentException("interrupt level " + level + " is not in 1.." + HIGHEST);
    }
    this.name = name;
    this.level = level;
    this.handler = handler;
    this.interned = machine.tracer().intern(name);
    this.deliveries = new Delivery[machine.cpuCount()];
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int level() {
    return level;
  }

  Delivery delivery(VirtualCpu target) {
    Delivery d = deliveries[target.id()];
    if (d == null) {
      d = new Delivery(target);
      deliveries[target.id()] = d;
    }
    return d;
  }

  /** The interrupt as seen by one target. */
  final class Delivery extends PendingInterrupt {
    private final VirtualCpu target;

    Delivery(VirtualCpu target) {
      this.target = target;
    }

    @Override
    protected void fire() {
      target.post(this, time());
    }

    @Override
    String interruptName() {
      return name;
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
      return name + " to cpu " + target.id();
    }
  }
}
