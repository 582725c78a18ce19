package dev.dramatis.spi.machine;

import java.util.function.LongPredicate;

/** A word whose accesses take effect at once. */
final class PlainWord implements MemoryWord {
  private final SharedObject line;
  private long value;

  PlainWord(SharedObject line, long initial) {
    this.line = line;
    this.value = initial;
  }

  @Override
  public long load(Cpu cpu) {
    cpu.interact(line, Access.LOAD);
    return value;
  }

  @Override
  public long loadAcquire(Cpu cpu) {
    return load(cpu);
  }

  @Override
  public void store(Cpu cpu, long newValue) {
    cpu.interact(line, Access.STORE);
    value = newValue;
    cpu.changed(line);
  }

  @Override
  public void storeRelease(Cpu cpu, long newValue) {
    store(cpu, newValue);
  }

  @Override
  public boolean compareAndSet(Cpu cpu, long expected, long newValue) {
    if (!cpu.attempt(line, Access.CAS, () -> value == expected)) {
      return false;
    }
    value = newValue;
    cpu.changed(line);
    return true;
  }

  @Override
  public long add(Cpu cpu, long amount) {
    cpu.interact(line, Access.RMW);
    value += amount;
    cpu.changed(line);
    return value;
  }

  @Override
  public long await(Cpu cpu, LongPredicate condition) {
    cpu.await(line, Access.AWAIT, () -> condition.test(value));
    return value;
  }

  @Override
  public long value() {
    return value;
  }

  @Override
  public String name() {
    return line.name();
  }

  @Override
  public int lastWriter() {
    return line.lastWriter();
  }

  @Override
  public String toString() {
    return name();
  }
}
