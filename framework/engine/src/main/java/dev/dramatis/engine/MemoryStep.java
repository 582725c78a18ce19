package dev.dramatis.engine;

import dev.dramatis.engine.choice.Step;
import dev.dramatis.spi.machine.Access;

/** Something that memory does by itself, some time after a CPU has asked for it. */
abstract class MemoryStep implements Step {
  private final VirtualCpu cpu;
  private final int number;

  MemoryStep(VirtualCpu cpu, int number) {
    this.cpu = cpu;
    this.number = number;
  }

  /** Whether it can happen now. */
  abstract boolean enabled();

  abstract void happen();

  final VirtualCpu of() {
    return cpu;
  }

  @Override
  public final int actor() {
    return ~number;
  }

  @Override
  public final int cpu() {
    return -1;
  }

  @Override
  public final Access access() {
    return Access.STORE;
  }

  @Override
  public final boolean exact() {
    return true;
  }

  @Override
  public final long time() {
    return cpu.now();
  }

  @Override
  public final String toString() {
    return label();
  }
}
