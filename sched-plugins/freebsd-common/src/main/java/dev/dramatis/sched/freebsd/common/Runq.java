package dev.dramatis.sched.freebsd.common;

import dev.dramatis.spi.sched.SchedThread;
import dev.dramatis.spi.sched.ThreadQueue;
import org.jspecify.annotations.Nullable;

/** 64 lines of threads and a word that tells which ones are in use (kern_switch.c: runq_*). */
public final class Runq {
  /** RQ_NQS. */
  public static final int NQS = 64;

  /** RQ_PPQ: so many priorities share a line where lines stand for priorities. */
  public static final int PPQ = 4;

  private final ThreadQueue[] queues = new ThreadQueue[NQS];
  private long status;

  /** Nothing in it. */
  public Runq() {
    for (int i = 0; i < NQS; i++) {
      queues[i] = new ThreadQueue();
    }
  }

  /** runq_findbit_from: the first bit set from {@code start} on, round the end; -1 if none. */
  public static int findbitFrom(long bits, int start) {
    return bits == 0
        ? -1
        : (start + Long.numberOfTrailingZeros(Long.rotateRight(bits, start))) % NQS;
  }

  /** Whether there is no thread. */
  public boolean isEmpty() {
    return status == 0;
  }

  /** Whether a line has no thread. */
  public boolean isEmpty(int index) {
    return (status & 1L << index) == 0;
  }

  /** runq_add_pri. */
  public void add(SchedThread t, int index, boolean head) {
    if (head) {
      queues[index].addFirst(t);
    } else {
      queues[index].addLast(t);
    }
    status |= 1L << index;
  }

  /** runq_remove; true if the line became empty. */
  public boolean remove(SchedThread t, int index) {
    queues[index].remove(t);
    if (queues[index].isEmpty()) {
      status &= ~(1L << index);
      return true;
    }
    return false;
  }

  /** runq_choose: the first thread, or null. */
  public @Nullable SchedThread choose() {
    return chooseFrom(0);
  }

  /** runq_choose_from: the first thread from a line on, round the end; or null. */
  public @Nullable SchedThread chooseFrom(int start) {
    int index = findbitFrom(status, start);
    return index < 0 ? null : queues[index].first();
  }

  /** Like {@link #chooseFrom}, but only a thread that may run on the CPU. */
  public @Nullable SchedThread chooseAllowedFrom(int start, int cpu) {
    long left = status;
    while (left != 0) {
      int index = findbitFrom(left, start);
      for (SchedThread t = queues[index].first(); t != null; t = queues[index].after(t)) {
        if (t.allowedOn(cpu)) {
          return t;
        }
      }
      left &= ~(1L << index);
    }
    return null;
  }

  /**
   * sched_ule.c: runq_steal_from. A thread for another CPU; the first one of all, which is about to
   * run here, only if there is nothing else.
   */
  public @Nullable SchedThread stealFrom(int start, int cpu) {
    SchedThread first = chooseFrom(start);
    if (first == null) {
      return null;
    }
    long left = status;
    for (boolean leading = true; left != 0; leading = false) {
      int index = findbitFrom(left, start);
      SchedThread t = leading ? queues[index].after(first) : queues[index].first();
      while (t != null) {
        if (t.allowedOn(cpu)) {
          return t;
        }
        t = queues[index].after(t);
      }
      left &= ~(1L << index);
    }
    return first.allowedOn(cpu) ? first : null;
  }
}
