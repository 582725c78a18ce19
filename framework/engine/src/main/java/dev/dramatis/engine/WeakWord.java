package dev.dramatis.engine;

import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.machine.MemoryWord;
import java.util.Arrays;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** A word of a machine with a memory model: all values that it has had in memory, in order. */
final class WeakWord implements MemoryWord {
  private final WeakMemory memory;
  final NumberedLine line;

  // of each value: the value, when it came to memory, by which step, and who wrote it
  private long[] values = new long[4];
  private int[] times = new int[4];
  private int[] steps = new int[4];
  private int[] writers = new int[4];
  private int last;

  /** Per CPU, on Arm. */
  private SeenWord[] seen = {};

  private StoreQueue[] queues = {};

  WeakWord(WeakMemory memory, NumberedLine line, long initial) {
    this.memory = memory;
    this.line = line;
    values[0] = initial;
    steps[0] = -1;
    writers[0] = -1;
  }

  void connect(StoreQueue[] stores, SeenWord[] views) {
    queues = stores;
    seen = views;
  }

  // ---- values

  int last() {
    return last;
  }

  long valueAt(int version) {
    return values[version];
  }

  int since(int version) {
    return times[version];
  }

  int step(int version) {
    return steps[version];
  }

  int writer(int version) {
    return writers[version];
  }

  /** The last value that was in memory at a time. */
  int lastBefore(int time) {
    int version = last;
    while (version > 0 && times[version] > time) {
      version--;
    }
    return version;
  }

  /** A value comes to memory. */
  void arrive(VirtualCpu cpu, long value, int time, int step) {
    last++;
    if (last == values.length) {
      values = Arrays.copyOf(values, 2 * last);
      times = Arrays.copyOf(times, 2 * last);
      steps = Arrays.copyOf(steps, 2 * last);
      writers = Arrays.copyOf(writers, 2 * last);
    }
    values[last] = value;
    times[last] = time;
    steps[last] = step;
    writers[last] = cpu.id();
  }

  /** How a CPU sees it; null where every CPU sees memory. */
  @Nullable SeenWord seenBy(VirtualCpu cpu) {
    return seen.length == 0 ? null : seen[cpu.id()];
  }

  private StoreQueue queueOf(VirtualCpu cpu) {
    return queues[cpu.id()];
  }

  // ---- accesses

  @Override
  public long load(Cpu cpu) {
    return load((VirtualCpu) cpu, false, null);
  }

  @Override
  public long loadAcquire(Cpu cpu) {
    return load((VirtualCpu) cpu, true, null);
  }

  @Override
  public long await(Cpu cpu, LongPredicate condition) {
    return load((VirtualCpu) cpu, true, condition);
  }

  private long load(VirtualCpu cpu, boolean acquire, @Nullable LongPredicate condition) {
    SeenWord view = seenBy(cpu);
    Access access = condition == null ? Access.LOAD : Access.AWAIT;
    if (view == null) {
      cpu.wordStep(
          line, access, condition == null ? null : () -> condition.test(visible(cpu)), null);
      return visible(cpu);
    }
    boolean anything = condition == null && memory.knownUntil(cpu) == 0;
    cpu.wordStep(
        view.line,
        access,
        anything
            ? null
            : () ->
                view.recent.getAsBoolean() && (condition == null || condition.test(view.value())),
        null);
    if (acquire) {
      memory.learn(cpu, view.since());
    }
    return view.value();
  }

  /** On x86: what the CPU reads. */
  private long visible(VirtualCpu cpu) {
    StoreQueue queue = queueOf(cpu);
    return queue.has(this) ? queue.valueOf(this) : values[last];
  }

  @Override
  public void store(Cpu cpu, long value) {
    store((VirtualCpu) cpu, value);
  }

  @Override
  public void storeRelease(Cpu cpu, long value) {
    VirtualCpu virtual = (VirtualCpu) cpu;
    memory.flushBeforeRelease(virtual);
    store(virtual, value);
  }

  private void store(VirtualCpu cpu, long value) {
    SeenWord view = seenBy(cpu);
    cpu.wordStep(view == null ? null : view.line, Access.STORE, null, null);
    queueOf(cpu).add(this, value, memory.stepIndex());
  }

  @Override
  public boolean compareAndSet(Cpu cpu, long expected, long value) {
    VirtualCpu virtual = (VirtualCpu) cpu;
    memory.flush(virtual);
    virtual.wordStep(line, Access.CAS, null, () -> values[last] == expected);
    boolean succeeds = values[last] == expected;
    memory.readNow(virtual, this, succeeds);
    if (succeeds) {
      memory.arrive(virtual, this, value);
    }
    return succeeds;
  }

  @Override
  public long add(Cpu cpu, long amount) {
    VirtualCpu virtual = (VirtualCpu) cpu;
    memory.flush(virtual);
    virtual.wordStep(line, Access.RMW, null, null);
    long sum = values[last] + amount;
    memory.readNow(virtual, this, true);
    memory.arrive(virtual, this, sum);
    return sum;
  }

  @Override
  public long value() {
    return values[last];
  }

  @Override
  public String name() {
    return line.name();
  }

  @Override
  public int lastWriter() {
    return writers[last];
  }

  @Override
  public String toString() {
    return name();
  }
}
