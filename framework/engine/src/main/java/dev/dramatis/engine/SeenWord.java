package dev.dramatis.engine;

import dev.dramatis.spi.machine.SharedObject;
import java.util.function.BooleanSupplier;

/**
 * A word as a CPU of an Arm machine sees it, which may be as it was some time ago, and the step by
 * which the CPU comes to see the next value.
 */
final class SeenWord extends MemoryStep {
  private final WeakMemory memory;
  private final WeakWord word;
  private final StoreQueue own;
  final NumberedLine line;

  /** Values of other CPUs that have come here. */
  private int arrived;

  /** Position of the value that the CPU sees, unless a store of its own is waiting. */
  private int seen;

  /** Whether the CPU sees what it has to, after all that it knows. */
  final BooleanSupplier recent;

  SeenWord(WeakMemory memory, WeakWord word, VirtualCpu cpu, StoreQueue own, int number) {
    super(cpu, number);
    this.memory = memory;
    this.word = word;
    this.own = own;
    this.line = new NumberedLine(word.name(), number);
    this.recent = this::isRecent;
  }

  private boolean isRecent() {
    return own.enabled() || seen >= word.lastBefore(memory.knownUntil(of()));
  }

  /** The value that the CPU sees. */
  long value() {
    return own.enabled() ? own.valueOf(word) : word.valueAt(seen);
  }

  /** Since when the value is in memory; 0 for one that is not there yet. */
  int since() {
    return own.enabled() ? 0 : word.since(seen);
  }

  /** A value that the CPU has written itself, or has read from memory, is the one it sees now. */
  void see(int version) {
    seen = Math.max(seen, version);
  }

  private int next() {
    int next = arrived + 1;
    while (next <= word.last() && word.writer(next) == of().id()) {
      next++; // of its own values it knows
    }
    return next;
  }

  @Override
  boolean enabled() {
    return next() <= word.last();
  }

  @Override
  void happen() {
    arrived = next();
    see(arrived);
  }

  @Override
  public SharedObject object() {
    return line;
  }

  @Override
  public int objectNumber() {
    return line.number();
  }

  @Override
  public int cause() {
    int next = next();
    return next <= word.last() ? word.step(next) : -1;
  }

  @Override
  public String label() {
    return "memory to cpu " + of().id();
  }
}
