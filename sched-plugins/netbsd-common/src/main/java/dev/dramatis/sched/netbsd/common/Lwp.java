package dev.dramatis.sched.netbsd.common;

import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.spi.sched.SchedThread;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The fields of {@code struct lwp} that belong to scheduling, under their own names. */
public final class Lwp {
  /** States as far as scheduling cares. */
  enum Stat {
    /** Never ready yet. */
    IDL,
    /** Ready. */
    RUN,
    /** On a CPU. */
    ONPROC,
    /** Asleep, stopped or suspended. */
    SLEEP
  }

  /** The thread that it describes. */
  public final SchedThread thread;

  /** Time-sharing priority, 0 to 63 (l_priority). */
  public int priority;

  /** Nice value, 0 to 40 (p_nice). */
  public int nice;

  /** Whole seconds asleep (l_slptime). */
  public int slptime;

  /** When it was last put on a CPU, in clock ticks; 0 if never (l_rticks). */
  public int rticks;

  /** Estimate of recent CPU use, for 4.4BSD (l_estcpu). */
  public int estcpu;

  /** Time slice in clock ticks, for M2 (l_sched.timeslice). */
  public int timeslice;

  /** What it had of {@link #estcpu} from its creator, and when (p_estcpu_inherited, p_forktime). */
  int estcpuInherited;

  int forktime;

  Stat stat = Stat.IDL;

  /** LW_BATCH: ran more than it slept in the last second. */
  boolean batch;

  int rticksum;
  int slpticks;
  int slpticksum;

  /**
   * Clock ticks that found it running since the last pass (l_cpticks), and the share of a CPU that
   * follows.
   */
  int cpticks;

  int pctcpu;

  /** The CPU in whose queue it is, or -1, and the priority it was enqueued with. */
  int queuedOn = -1;

  int queuedAt;

  /** Place in the list of all LWPs. */
  int index;

  Lwp(SchedThread thread) {
    this.thread = thread;
  }

  /** The record of a thread that was added. */
  public static Lwp of(SchedThread t) {
    return (Lwp) Objects.requireNonNull(t.schedData(), "thread was never added");
  }

  static @Nullable Lwp orNull(@Nullable SchedThread t) {
    return t == null ? null : (Lwp) t.schedData();
  }

  /** Whether it is of class SCHED_OTHER and not a kernel thread with a priority of its own. */
  public boolean isTimeshare() {
    return thread.schedClass() == SchedClass.TIMESHARE && thread.id() > 0;
  }

  /** Whether it waits in a queue (LSRUN). */
  public boolean isReady() {
    return stat == Stat.RUN;
  }

  /** Whether it sleeps, is stopped or suspended. */
  public boolean isAsleep() {
    return stat == Stat.SLEEP;
  }

  /** LW_BATCH. */
  public boolean isBatch() {
    return batch;
  }

  /** Share of a CPU that it used of late, in 2048ths of a percent (l_pctcpu). */
  public int pctcpu() {
    return pctcpu;
  }

  /**
   * kern_lwp.c: lwp_eprio. For a time-sharing LWP the policy's priority, unless a boost or a loan
   * of the kernel makes it more urgent.
   */
  public int eprio() {
    int given = Math.clamp(thread.priority(), 0, Pri.COUNT - 1);
    boolean boosted = thread.priority() > thread.basePriority();
    if (isTimeshare()) {
      return boosted ? Math.max(priority, given) : priority;
    }
    return thread.schedClass() == SchedClass.IDLE && !boosted ? Pri.IDLE : given;
  }
}
