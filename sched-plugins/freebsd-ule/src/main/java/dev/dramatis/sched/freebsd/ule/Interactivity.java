package dev.dramatis.sched.freebsd.ule;

/**
 * Sleep against run time, in unsigned 32-bit arithmetic as in C (sched_ule.c: sched_interact_*).
 */
final class Interactivity {
  /** SCHED_INTERACT_HALF. */
  static final int HALF = 50;

  private Interactivity() {}

  /** sched_interact_score: 0 sleeps only, 100 runs only. No more than needed is calculated. */
  static int score(int threshold, TdSched ts) {
    int order = Integer.compareUnsigned(ts.runtime, ts.slptime);
    if (threshold <= HALF && order >= 0) {
      return HALF;
    }
    if (order > 0) {
      return HALF + (HALF - Integer.divideUnsigned(ts.slptime, share(ts.runtime)));
    }
    if (order < 0) {
      return Integer.divideUnsigned(ts.runtime, share(ts.slptime));
    }
    return ts.runtime != 0 ? HALF : 0;
  }

  /** sched_interact_update: forgets, so that five seconds count. */
  static void update(int hz, TdSched ts) {
    int max = (hz * 5) << Tunables.TICK_SHIFT;
    int sum = ts.runtime + ts.slptime;
    if (Integer.compareUnsigned(sum, max) < 0) {
      return;
    }
    if (Integer.compareUnsigned(sum, max * 2) > 0) {
      boolean ran = Integer.compareUnsigned(ts.runtime, ts.slptime) > 0;
      ts.runtime = ran ? max : 1;
      ts.slptime = ran ? 1 : max;
    } else if (Integer.compareUnsigned(sum, max / 5 * 6) > 0) {
      ts.runtime >>>= 1;
      ts.slptime >>>= 1;
    } else {
      ts.runtime = Integer.divideUnsigned(ts.runtime, 5) * 4;
      ts.slptime = Integer.divideUnsigned(ts.slptime, 5) * 4;
    }
  }

  /** sched_interact_fork: a child inherits half a second of history at most. */
  static void fork(int hz, TdSched child) {
    int limit = (hz / 2) << Tunables.TICK_SHIFT;
    int sum = child.runtime + child.slptime;
    if (sum > limit) {
      int ratio = sum / limit;
      child.runtime = Integer.divideUnsigned(child.runtime, ratio);
      child.slptime = Integer.divideUnsigned(child.slptime, ratio);
    }
  }

  private static int share(int time) {
    return Math.max(1, Integer.divideUnsigned(time, HALF));
  }
}
