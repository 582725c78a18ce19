package dev.dramatis.sched.freebsd.ule;

import dev.dramatis.sched.freebsd.common.Pri;

/** From history to priority (sched_ule.c: sched_priority, sched_shouldpreempt). */
final class UlePriority {
  private static final int INTERACT_RANGE =
      (Pri.TIMESHARE_COUNT - (Pri.PRIO_MAX - Pri.PRIO_MIN)) / 2;

  /** PRI_MAX_INTERACT. */
  static final int MAX_INTERACT = Pri.MIN_TIMESHARE + INTERACT_RANGE - 1;

  /** PRI_MIN_BATCH. */
  static final int MIN_BATCH = MAX_INTERACT + 1;

  /** PRI_BATCH_RANGE. */
  static final int BATCH_RANGE = Pri.TIMESHARE_COUNT - INTERACT_RANGE;

  /** SCHED_PRI_MIN: without CPU use and nice value. */
  static final int MIN = MIN_BATCH + Pri.PRIO_MAX;

  /** SCHED_PRI_RANGE: what CPU use can cost. */
  static final int RANGE = BATCH_RANGE - (Pri.PRIO_MAX - Pri.PRIO_MIN);

  private UlePriority() {}

  /** The score with the nice value, 0 at least. */
  static int niceScore(int threshold, TdSched ts, int nice) {
    return Math.max(0, Interactivity.score(threshold, ts) + nice);
  }

  /**
   * sched_priority: interactive threads by score alone, the others by use of the CPU and nice
   * value.
   */
  static int priority(int hz, int threshold, TdSched ts, int nice) {
    int score = niceScore(threshold, ts, nice);
    if (score < threshold) {
      return Pri.MIN_TIMESHARE + INTERACT_RANGE * score / threshold;
    }
    return MIN + (ts.ticks != 0 ? Pctcpu.priTicks(hz, ts) : 0) + nice;
  }

  /** Whether a priority is the outcome that sched_priority asserts. */
  static boolean isValid(int score, int threshold, int pri) {
    return score < threshold
        ? pri >= Pri.MIN_TIMESHARE && pri <= MAX_INTERACT
        : pri >= MIN_BATCH && pri <= Pri.MAX_TIMESHARE;
  }

  /** sched_shouldpreempt: whether {@code pri} displaces {@code cpri} at once. */
  static boolean shouldpreempt(int preemptThresh, int pri, int cpri, boolean remote) {
    if (pri >= cpri) {
      return false;
    }
    if (cpri >= Pri.MIN_IDLE) {
      return true;
    }
    if (preemptThresh == 0) {
      return false;
    }
    return pri <= preemptThresh || remote && pri <= MAX_INTERACT && cpri > MAX_INTERACT;
  }
}
