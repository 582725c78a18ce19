package dev.dramatis.sched.freebsd.common;

import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.spi.sched.SchedThread;

/** Priorities (sys/priority.h); smaller is more urgent. */
public final class Pri {
  /** PRI_MAX_ITHD: the least urgent priority of interrupt threads. */
  public static final int MAX_ITHD = 47;

  /** PRI_MIN_KERN. */
  public static final int MIN_KERN = 80;

  /** PRI_MIN_TIMESHARE. */
  public static final int MIN_TIMESHARE = 120;

  /** PRI_MAX_TIMESHARE. */
  public static final int MAX_TIMESHARE = 223;

  /** PRI_MIN_IDLE. */
  public static final int MIN_IDLE = 224;

  /** PRI_MAX_IDLE; also what an idle CPU runs at. */
  public static final int MAX_IDLE = 255;

  /** PRIO_MIN: the most favoured nice value. */
  public static final int PRIO_MIN = -20;

  /** PRIO_MAX. */
  public static final int PRIO_MAX = 20;

  /** Number of time-sharing priorities. */
  public static final int TIMESHARE_COUNT = MAX_TIMESHARE - MIN_TIMESHARE + 1;

  private Pri() {}

  /**
   * Whether the scheduler is to compute the thread's priority: class PRI_TIMESHARE, and not a
   * kernel thread.
   */
  public static boolean isTimeshare(SchedThread t) {
    return t.schedClass() == SchedClass.TIMESHARE && t.id() > 0;
  }

  /** td_pri_class has PRI_FIFO_BIT. */
  public static boolean isFifo(SchedThread t) {
    return t.schedClass() == SchedClass.FIFO;
  }

  /** Whether the thread serves interrupts: it counts as no load (TDF_NOLOAD). */
  public static boolean isInterruptThread(SchedThread t) {
    return t.id() <= 0 && outside(t) <= MAX_ITHD;
  }

  /**
   * td_priority. A kernel that has taken over what the scheduler found knows it: FreeBSD's own
   * raises it for a sleep or a loan, and follows {@code td_user_pri} at the return to user mode
   * only. For any other kernel it is, for a time-sharing thread, the scheduler's own figure, unless
   * a boost or a loan of the kernel makes it more urgent. Real-time and idle threads of a foreign
   * kernel stay on their side of the time-sharing ones.
   *
   * @param userPri td_user_pri, for a time-sharing thread
   */
  public static int of(SchedThread t, int userPri) {
    int given = outside(t);
    boolean boosted = t.priority() > t.basePriority();
    if (isTimeshare(t)) {
      if (knows(t, userPri)) {
        return given;
      }
      return boosted ? Math.min(userPri, given) : userPri;
    }
    return switch (t.schedClass()) {
      case FIFO, ROUND_ROBIN -> Math.min(given, MIN_TIMESHARE - 1);
      case IDLE -> boosted ? given : Math.max(given, MIN_IDLE);
      case TIMESHARE -> given;
    };
  }

  /** Whether the kernel has taken over what the scheduler found, to the last digit. */
  public static boolean knows(SchedThread t, int userPri) {
    return MAX_IDLE - t.basePriority() == userPri;
  }

  /**
   * A priority of the kernel, for the answer of {@link
   * dev.dramatis.spi.sched.Scheduler#sleepPriority}, and back.
   */
  public static int neutral(int pri) {
    return MAX_IDLE - pri;
  }

  /** Tells the kernel what the scheduler found (sched_user_prio). */
  public static void tell(SchedThread t, int userPri) {
    t.setTimesharePriority(MAX_TIMESHARE - userPri, TIMESHARE_COUNT);
  }

  private static int outside(SchedThread t) {
    return Math.clamp(MAX_IDLE - t.priority(), 0, MAX_IDLE);
  }
}
