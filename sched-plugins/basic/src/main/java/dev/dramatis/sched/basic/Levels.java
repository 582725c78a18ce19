package dev.dramatis.sched.basic;

import dev.dramatis.spi.sched.SchedThread;
import dev.dramatis.spi.sched.ThreadQueue;
import org.jspecify.annotations.Nullable;

/**
 * The ready threads of one CPU: a line for each priority, and a bitmap that tells which lines are
 * not empty.
 */
final class Levels {
  private static final int COUNT = 256;

  /** Lines are made when their level is first used. */
  private final @Nullable ThreadQueue[] lines = new ThreadQueue[COUNT];

  /** Bit n of word w: line 64 w + n has threads. */
  private final long[] used = new long[COUNT / 64];

  private int size;

  /** The highest level with a thread, or -1. */
  private int top = -1;

  /** The level of a thread: its priority, forced into the range that the contract promises. */
  static int levelOf(SchedThread t) {
    return Math.clamp(t.priority(), 0, COUNT - 1);
  }

  int size() {
    return size;
  }

  /** The highest level with a thread, or -1. */
  int best() {
    return top;
  }

  void addLast(SchedThread t, int level) {
    line(level).addLast(t);
    added(level);
  }

  void addFirst(SchedThread t, int level) {
    line(level).addFirst(t);
    added(level);
  }

  void remove(SchedThread t, int level) {
    ThreadQueue line = line(level);
    line.remove(t);
    size--;
    if (line.isEmpty()) {
      used[level >>> 6] &= ~(1L << level);
      if (level == top) {
        top = bestBelow(level);
      }
    }
  }

  /** The first of the most urgent threads that may run on the CPU, left where it is; or null. */
  @Nullable SchedThread firstAllowed(int cpu) {
    if (top < 0) {
      return null;
    }
    SchedThread first = line(top).first();
    return first != null && first.allowedOn(cpu) ? first : search(cpu);
  }

  private @Nullable SchedThread search(int cpu) {
    for (int level = top; level >= 0; level = bestBelow(level)) {
      ThreadQueue line = line(level);
      for (SchedThread t = line.first(); t != null; t = line.after(t)) {
        if (t.allowedOn(cpu)) {
          return t;
        }
      }
    }
    return null;
  }

  /** The highest level below {@code limit} with a thread, or -1. */
  private int bestBelow(int limit) {
    int word = limit >>> 6;
    long bits = used[word] & (1L << limit) - 1;
    while (bits == 0) {
      if (--word < 0) {
        return -1;
      }
      bits = used[word];
    }
    return (word << 6) + 63 - Long.numberOfLeadingZeros(bits);
  }

  private void added(int level) {
    used[level >>> 6] |= 1L << level;
    size++;
    if (level > top) {
      top = level;
    }
  }

  private ThreadQueue line(int level) {
    ThreadQueue line = lines[level];
    if (line == null) {
      line = new ThreadQueue();
      lines[level] = line;
    }
    return line;
  }
}
