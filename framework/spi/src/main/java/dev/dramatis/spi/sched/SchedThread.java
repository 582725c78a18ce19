package dev.dramatis.spi.sched;

import org.jspecify.annotations.Nullable;

/**
 * A thread as a scheduler sees it. Personalities derive their own thread structure from this class,
 * so no object stands between the two. A scheduler reads it, keeps its own data in {@link
 * #schedData}, and never changes anything else.
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

  /** Number of its process, unique in a run; 0 if the kernel does not say. */
  public int process() {
    return 0;
  }

  /** Scheduling class. */
  public abstract SchedClass schedClass();

  /**
   * Effective priority on the neutral scale: 0 to 255, larger is more urgent. Boosts and lent
   * priorities are included. The personality maps its own scale onto it, keeping the order.
   */
  public abstract int priority();

  /**
   * {@link #priority} without boosts and lent priorities. A thread is boosted if and only if its
   * priority is larger; until its personality tells the two apart, it never is.
   */
  public int basePriority() {
    return priority();
  }

  /**
   * Asks the kernel to take over the priority that the scheduler computed for this time-sharing
   * thread, as the native schedulers do (NetBSD: lwp_changepri; FreeBSD: sched_user_prio). The
   * kernel then uses it wherever priorities count: for the order on sleep queues, for lending, for
   * {@link #basePriority}.
   *
   * <p>The place is given within the band of time-sharing priorities, whose width differs between
   * kernels: {@code level} of {@code levels}. A kernel whose own band has as many levels takes it
   * as it is; any other scales it, keeping the order. The kernel does not call the scheduler back
   * for it: the thread already is where the scheduler wants it. It may be called at any time for a
   * thread of any state; it changes nothing for other classes. By default it is ignored, and a
   * scheduler that computes priorities must go by its own.
   *
   * @param level 0 to {@code levels - 1}, larger is more urgent
   * @param levels number of levels of the scheduler's scale
   */
  public void setTimesharePriority(int level, int levels) {}

  /**
   * Lets the priority of {@link #setTimesharePriority} count at once (FreeBSD: sched_prio). A
   * kernel may otherwise wait with it until the thread returns to user mode. A thread that has a
   * priority of the kernel's own keeps that. As there, the scheduler is not called back, and by
   * default nothing happens.
   */
  public void applyTimesharePriority() {}

  /**
   * Whether the present sleep of a blocked thread can be cut short by a signal; one that cannot
   * counts as load in NetBSD.
   */
  public boolean sleepsInterruptibly() {
    return true;
  }

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

  /**
   * The scheduler's own data for the thread; null until set. Cleared by the host when the scheduler
   * is replaced.
   */
  public final @Nullable Object schedData() {
    return schedData;
  }

  /** Sets the scheduler's own data. */
  public final void setSchedData(@Nullable Object data) {
    this.schedData = data;
  }
}
