package dev.dramatis.lab;

import dev.dramatis.spi.trace.EventKind;
import dev.dramatis.spi.trace.OffReason;
import dev.dramatis.spi.trace.TraceSink;
import java.util.Arrays;

/**
 * Turns events into intervals: which thread each CPU runs, and what each thread is doing. Metrics,
 * traces and pictures derive from it, so that they agree. Allocates only when a thread or CPU
 * appears for the first time.
 *
 * <p>Clocks of different CPUs may disagree by less than a path segment; an interval that would be
 * negative is empty.
 */
public abstract class Timeline implements TraceSink {
  /** What an idle CPU runs. */
  public static final int IDLE = Integer.MIN_VALUE;

  /** What a CPU runs between taking one thread off and putting the next one on. */
  public static final int SWITCHING = Integer.MIN_VALUE + 1;

  private static final ThreadState[] STATES = ThreadState.values();
  private static final OffReason[] REASONS = OffReason.values();
  private static final long NEVER = -1;

  private byte[] state = new byte[64];
  private long[] since = new long[64];
  private long[] wokenAt = newTimes(64);
  private boolean[] readyEarly = new boolean[64];

  private int[] running = newCpus(8);
  private long[] runningSince = new long[8];
  private int cpus;
  private int slots;

  /** For subclasses. */
  protected Timeline() {}

  @Override
  public final void event(long time, EventKind kind, int cpu, int thread, long arg) {
    switch (kind) {
      case THREAD_CREATE -> move(time, thread, ThreadState.NEW, cpu);
      case THREAD_READY -> ready(time, thread, cpu);
      case WAKEUP -> {
        // One that comes too early or twice says nothing about latency.
        if (state(thread).waiting()) {
          woken(time, thread);
        }
      }
      case SWITCH_IN -> switchIn(time, cpu, thread);
      case SWITCH_OUT -> switchOut(time, cpu, thread, REASONS[(int) arg]);
      case THREAD_EXIT -> {
        if (state(thread) != ThreadState.RUNNING) {
          move(time, thread, ThreadState.ZOMBIE, cpu);
        }
      }
      case THREAD_REAP -> move(time, thread, ThreadState.NONE, cpu);
      case IDLE_ENTER -> run(time, cpu, IDLE);
      default -> {
        // Not about who runs where.
      }
    }
    other(time, kind, cpu, thread, arg);
  }

  /** Ends all intervals; nothing may follow. Time is that of the end of the run. */
  public void finish(long time) {
    for (int slot = 0; slot < slots; slot++) {
      ThreadState now = STATES[state[slot]];
      if (now != ThreadState.NONE) {
        threadChanged(time, thread(slot), now, Math.min(since[slot], time), ThreadState.NONE, -1);
        state[slot] = 0;
      }
    }
    for (int cpu = 0; cpu < cpus; cpu++) {
      long now = Math.max(runningSince[cpu], time);
      cpuChanged(now, cpu, running[cpu], runningSince[cpu], running[cpu]);
      runningSince[cpu] = now;
    }
  }

  /** Number of CPUs seen so far: one more than the largest number. */
  public final int cpuCount() {
    return cpus;
  }

  /** Makes a CPU known that may never run anything. */
  public final void expectCpus(int count) {
    if (count > 0) {
      growCpus(count - 1);
    }
  }

  /** What a thread is doing. */
  protected final ThreadState state(int thread) {
    int slot = slot(thread);
    return slot < slots ? STATES[state[slot]] : ThreadState.NONE;
  }

  /** What a CPU runs: a thread, {@link #IDLE} or {@link #SWITCHING}. */
  protected final int running(int cpu) {
    return cpu < cpus ? running[cpu] : IDLE;
  }

  /**
   * The place of a thread in arrays that grow with the threads: kernel threads, with negative ids,
   * lie between others.
   */
  protected static int slot(int thread) {
    return thread >= 0 ? thread << 1 : (-thread << 1) - 1;
  }

  /** The thread of a place. */
  protected static int thread(int slot) {
    return (slot & 1) == 0 ? slot >> 1 : -((slot + 1) >> 1);
  }

  /** Number of places in use. */
  protected final int slots() {
    return slots;
  }

  /**
   * A thread changed over, after having been {@code before} since {@code since}. Called for what it
   * does first, too, with {@link ThreadState#NONE} as the state before. The CPU is the one where it
   * runs or ran, or where this was decided.
   */
  protected abstract void threadChanged(
      long time, int thread, ThreadState before, long since, ThreadState now, int cpu);

  /** A CPU changed over, after having run {@code before} since {@code since}. */
  protected abstract void cpuChanged(long time, int cpu, int before, long since, int now);

  /** A thread left its CPU for this reason; {@link #threadChanged} has been called. */
  protected void left(int thread, OffReason reason) {}

  /** A thread that had been woken got a CPU. */
  protected void wokenThreadRuns(long time, int thread, long latency) {}

  /** Every event, after what it means for the intervals. */
  protected void other(long time, EventKind kind, int cpu, int thread, long arg) {}

  private void ready(long time, int thread, int cpu) {
    ThreadState before = state(thread);
    if (before == ThreadState.RUNNING) {
      readyEarly[slot(thread)] = true;
      return;
    }
    if (before.waiting()) {
      woken(time, thread);
    }
    if (before != ThreadState.RUNNABLE) {
      move(time, thread, ThreadState.RUNNABLE, cpu);
    }
  }

  private void woken(long time, int thread) {
    int slot = slot(thread);
    growSlots(slot);
    if (wokenAt[slot] == NEVER) {
      wokenAt[slot] = time;
    }
  }

  private void switchIn(long time, int cpu, int thread) {
    growCpus(cpu);
    int before = running[cpu];
    if (thread == -1 - cpu) {
      run(time, cpu, IDLE);
      return;
    }
    if (before != thread && before != IDLE && before != SWITCHING) {
      leave(time, cpu, before, OffReason.PREEMPTED);
    }
    int slot = slot(thread);
    growSlots(slot);
    long woken = wokenAt[slot];
    if (woken != NEVER && STATES[state[slot]].waiting()) {
      move(woken, thread, ThreadState.RUNNABLE, cpu);
    }
    readyEarly[slot] = false;
    wokenAt[slot] = NEVER;
    move(time, thread, ThreadState.RUNNING, cpu);
    run(time, cpu, thread);
    if (woken != NEVER) {
      wokenThreadRuns(time, thread, Math.max(0, time - woken));
    }
  }

  private void switchOut(long time, int cpu, int thread, OffReason reason) {
    growCpus(cpu);
    if (thread != -1 - cpu) {
      leave(time, cpu, thread, reason);
    }
    run(time, cpu, SWITCHING);
  }

  private void leave(long time, int cpu, int thread, OffReason reason) {
    int slot = slot(thread);
    growSlots(slot);
    ThreadState next = readyEarly[slot] ? ThreadState.RUNNABLE : after(reason);
    readyEarly[slot] = false;
    move(time, thread, next, cpu);
    left(thread, reason);
  }

  private static ThreadState after(OffReason reason) {
    return switch (reason) {
      case PREEMPTED, YIELD -> ThreadState.RUNNABLE;
      case SLEEP -> ThreadState.SLEEPING;
      case LOCK -> ThreadState.LOCK_WAIT;
      case JOIN -> ThreadState.JOIN_WAIT;
      case STOPPED -> ThreadState.STOPPED;
      case EXIT -> ThreadState.ZOMBIE;
      case EXPORTED -> ThreadState.SWAPPING;
    };
  }

  private void move(long time, int thread, ThreadState now, int cpu) {
    int slot = slot(thread);
    growSlots(slot);
    ThreadState before = STATES[state[slot]];
    if (before == now) {
      return;
    }
    long start = Math.min(since[slot], time);
    state[slot] = (byte) now.ordinal();
    since[slot] = time;
    if (now == ThreadState.NONE) {
      wokenAt[slot] = NEVER;
    }
    threadChanged(time, thread, before, before == ThreadState.NONE ? time : start, now, cpu);
  }

  private void run(long time, int cpu, int thread) {
    growCpus(cpu);
    int before = running[cpu];
    if (before == thread) {
      return;
    }
    // Were a CPU's time ever to go back, the stretch must not be counted twice.
    long start = runningSince[cpu];
    long now = Math.max(start, time);
    running[cpu] = thread;
    runningSince[cpu] = now;
    cpuChanged(now, cpu, before, start, thread);
  }

  private void growSlots(int slot) {
    if (slot >= state.length) {
      int length = Math.max(slot + 1, state.length * 2);
      int old = state.length;
      state = Arrays.copyOf(state, length);
      since = Arrays.copyOf(since, length);
      wokenAt = Arrays.copyOf(wokenAt, length);
      Arrays.fill(wokenAt, old, length, NEVER);
      readyEarly = Arrays.copyOf(readyEarly, length);
    }
    slots = Math.max(slots, slot + 1);
  }

  private void growCpus(int cpu) {
    if (cpu >= running.length) {
      int length = Math.max(cpu + 1, running.length * 2);
      int old = running.length;
      running = Arrays.copyOf(running, length);
      Arrays.fill(running, old, length, IDLE);
      runningSince = Arrays.copyOf(runningSince, length);
    }
    cpus = Math.max(cpus, cpu + 1);
  }

  private static long[] newTimes(int length) {
    long[] times = new long[length];
    Arrays.fill(times, NEVER);
    return times;
  }

  private static int[] newCpus(int length) {
    int[] cpus = new int[length];
    Arrays.fill(cpus, IDLE);
    return cpus;
  }
}
