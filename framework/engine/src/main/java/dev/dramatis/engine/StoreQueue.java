package dev.dramatis.engine;

import dev.dramatis.spi.machine.SharedObject;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Stores of a CPU that are not in memory yet, in order, and the step by which the oldest gets
 * there. On x86 a CPU has one queue; on Arm it has one for each word, because stores to different
 * words overtake each other.
 */
final class StoreQueue extends MemoryStep {
  private final WeakMemory memory;
  private @Nullable WeakWord[] words = new WeakWord[4];
  private long[] values = new long[4];
  private int[] steps = new int[4];
  private int head;
  private int tail;
  private int lastDrain = -1;

  /** Whether the CPU has stored here since it last waited for the queue to be empty. */
  boolean dirty;

  final BooleanSupplier empty = () -> head == tail;

  StoreQueue(WeakMemory memory, VirtualCpu cpu, int number) {
    super(cpu, number);
    this.memory = memory;
  }

  /** The step in progress stores. */
  void add(WeakWord word, long value, int step) {
    if (head == tail) {
      head = 0;
      tail = 0;
    }
    if (tail == values.length) {
      words = Arrays.copyOf(words, 2 * tail);
      values = Arrays.copyOf(values, 2 * tail);
      steps = Arrays.copyOf(steps, 2 * tail);
    }
    words[tail] = word;
    values[tail] = value;
    steps[tail++] = step;
    dirty = true;
  }

  /** Whether the CPU has stored to a word, and the store is still here. */
  boolean has(WeakWord word) {
    return newest(word) >= 0;
  }

  /** The value that was stored last to a word that is here. */
  long valueOf(WeakWord word) {
    return values[newest(word)];
  }

  private int newest(WeakWord word) {
    for (int i = tail - 1; i >= head; i--) {
      if (words[i] == word) {
        return i;
      }
    }
    return -1;
  }

  private WeakWord oldest() {
    WeakWord word = words[head];
    if (word == null) {
      throw new IllegalStateException("no store is waiting");
    }
    return word;
  }

  /** The step that took the last store from here to memory, or -1. */
  int lastDrain() {
    return lastDrain;
  }

  @Override
  boolean enabled() {
    return head != tail;
  }

  @Override
  void happen() {
    WeakWord word = oldest();
    long value = values[head];
    words[head++] = null;
    lastDrain = memory.stepIndex();
    memory.arrive(of(), word, value);
  }

  @Override
  public SharedObject object() {
    return oldest().line;
  }

  @Override
  public int objectNumber() {
    return oldest().line.number();
  }

  @Override
  public int cause() {
    return steps[head];
  }

  @Override
  public String label() {
    return "store buffer of cpu " + of().id();
  }
}
