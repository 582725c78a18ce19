package dev.dramatis.spi.sched;

import org.jspecify.annotations.Nullable;

/**
 * A thread as a scheduler sees it. Personalities derive their own thread structure from this class, so no object stands
 * between the two. A scheduler reads it, keeps its own data in {@link #schedData}, and never changes anything else.
 */
public abstract class SchedThread {
  /** Links of the one {@link ThreadQueue} that holds the thread. */
  @Nullable SchedThread next;

  @Nullable SchedThread prev;
  @Nullable ThreadQueue queue;
  private @Nullable Object schedData;

  /** For personalities. */
  protected SchedThread() {}

  /** Number, unique in a run, the same under every personality; negative for kernel threads. */
  public abstract int id();

  /** Name for reports. */
  public abstract String name();

  /** Scheduling class. */
  public abstract SchedClass schedClass();

  /**
   * Effective priority on the neutral scale: 0 to 255, larger is more urgent. Boosts and lent priorities are included.
   * The personality maps its own scale onto it, keeping the order.
   */
  public abstract int priority();

  /** Nice value, -20 (favoured) to 19. */
  public abstract int nice();

  /** Whether the thread may run on the CPU. */
  public abstract boolean allowedOn(int cpu);

  /** The CPU it runs on or ran on last; for a new thread that of its creator. */
  public abstract int cpu();

  /** Whether it is on its CPU at this moment. */
  public abstract boolean running();

  /** CPU time consumed so far, in nanoseconds, up to the last accounting event of the thread. */
  public abstract long cpuTime();

  /** Time it is on the CPU since it was last put there, in nanoseconds; 0 when not running. */
  public abstract long ranFor();

  /** Whether it is on a {@link ThreadQueue}. */
  public final boolean queued() {
    return queue != null;
  }

  /** The scheduler's own data for the thread; null until set. Cleared by the host when the scheduler is replaced. */
  public final @Nullable Object schedData() {
    return schedData;
  }

  /** Sets the scheduler's own data. */
  public final void setSchedData(@Nullable Object data) {
    this.schedData = data;
  }
}
