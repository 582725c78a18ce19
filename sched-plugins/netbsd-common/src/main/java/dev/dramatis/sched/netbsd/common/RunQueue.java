package dev.dramatis.sched.netbsd.common;

import dev.dramatis.spi.sched.SchedThread;
import dev.dramatis.spi.sched.ThreadQueue;
import org.jspecify.annotations.Nullable;

/**
 * The ready LWPs of a CPU: a line for each priority and a bitmap of the lines in use (kern_runq.c).
 */
public final class RunQueue {
  private static final int BITMAP_SHIFT = 5;
  private static final int BITMAP_BITS = 1 << BITMAP_SHIFT;
  private static final int BITMAP_MASK = BITMAP_BITS - 1;
  private static final int BITMAP_MSB = 0x8000_0000;

  /** Lines are made when their priority is first used. */
  private final @Nullable ThreadQueue[] queue = new ThreadQueue[Pri.COUNT];

  private final int[] bitmap = new int[Pri.COUNT >> BITMAP_SHIFT];
  private int count;
  private int maxpriority;

  /** An empty run queue. */
  public RunQueue() {}

  /** Which word of the bitmap stands for the priority. */
  public static int word(int eprio) {
    return eprio >> BITMAP_SHIFT;
  }

  /** Which bit of the word stands for the priority: the first one is the highest. */
  public static int mask(int eprio) {
    return BITMAP_MSB >>> (eprio & BITMAP_MASK);
  }

  /** Number of LWPs (spc_count). */
  public int count() {
    return count;
  }

  /** Priority of the most urgent LWP, 0 if there is none (spc_maxpriority). */
  public int maxpriority() {
    return maxpriority;
  }

  /** kern_runq.c: sched_enqueue; at the head or the tail of its line. */
  public void enqueue(SchedThread t, int eprio, boolean head) {
    ThreadQueue line = line(eprio);
    require(used(eprio) == !line.isEmpty(), "the bitmap says what the line is like", t, eprio);
    if (head) {
      line.addFirst(t);
    } else {
      line.addLast(t);
    }
    bitmap[word(eprio)] |= mask(eprio);
    count++;
    if (eprio > maxpriority) {
      maxpriority = eprio;
    }
  }

  /** kern_runq.c: sched_dequeue; {@code eprio} is the priority it was enqueued with. */
  public void dequeue(SchedThread t, int eprio) {
    ThreadQueue line = line(eprio);
    require(used(eprio), "the bitmap knows the line", t, eprio);
    require(count > 0, "the queue is not empty", t, eprio);
    require(eprio <= maxpriority, "no line is above the most urgent one", t, eprio);
    line.remove(t);
    count--;
    if (!line.isEmpty()) {
      return;
    }
    bitmap[word(eprio)] &= ~mask(eprio);
    if (eprio == maxpriority) {
      maxpriority = Math.max(0, usedBelow(eprio));
    }
  }

  /** The assertions of sched_enqueue and sched_dequeue; their texts are constant. */
  private static void require(boolean holds, String condition, SchedThread t, int eprio) {
    if (!holds) {
      throw new IllegalStateException(condition + ": not so for " + t.name() + " at " + eprio);
    }
  }

  private boolean used(int eprio) {
    return (bitmap[word(eprio)] & mask(eprio)) != 0;
  }

  /** The first LWP of the most urgent line, or null. */
  public @Nullable SchedThread first() {
    return count == 0 ? null : line(maxpriority).first();
  }

  /** The LWP behind another one in its line, or null. */
  public @Nullable SchedThread after(SchedThread t, int eprio) {
    return line(eprio).after(t);
  }

  /** The first LWP, from the most urgent line on, that may run on the CPU; or null. */
  public @Nullable SchedThread firstAllowedOn(int cpu) {
    if (count == 0) {
      return null;
    }
    for (int p = maxpriority; p >= 0; p = usedBelow(p)) {
      ThreadQueue line = line(p);
      for (SchedThread t = line.first(); t != null; t = line.after(t)) {
        if (t.allowedOn(cpu)) {
          return t;
        }
      }
    }
    return null;
  }

  /** The most urgent line in use below a priority, or -1. */
  private int usedBelow(int eprio) {
    int i = word(eprio);
    int bits = bitmap[i] & ~(mask(eprio) | (mask(eprio) - 1));
    while (bits == 0) {
      if (--i < 0) {
        return -1;
      }
      bits = bitmap[i];
    }
    return (i << BITMAP_SHIFT) + BITMAP_BITS - 1 - Integer.numberOfTrailingZeros(bits);
  }

  private ThreadQueue line(int eprio) {
    ThreadQueue line = queue[eprio];
    if (line == null) {
      line = new ThreadQueue();
      queue[eprio] = line;
    }
    return line;
  }
}
