package dev.dramatis.sched.netbsd.m2;

import dev.dramatis.sched.netbsd.common.Pri;

/** How time-sharing priorities move (sched_m2.c). Nice values count from 0 to 40. */
final class Feedback {
  private Feedback() {}

  /** sched_tick: a time slice is used up. */
  static int tick(int pri, int nice) {
    if (pri == 0) {
      return 0;
    }
    return nice > Pri.NZERO ? Math.max(pri - Math.max((nice - Pri.NZERO) >> 2, 1), 0) : pri - 1;
  }

  /** sched_slept; batch threads earn nothing by sleeping. */
  static int slept(int pri, int nice, boolean batch) {
    if (pri >= Pri.MAX_USER || batch) {
      return pri;
    }
    return nice < Pri.NZERO
        ? Math.min(pri + Math.max((Pri.NZERO - nice) >> 2, 1), Pri.MAX_USER)
        : pri + 1;
  }

  /** sched_wakeup. */
  static int wakeup(Tables tables, int pri, int slptime) {
    return slptime >= 1 ? tables.highPri(pri) : pri;
  }

  /** sched_nice: by a quarter of the new value; a small one changes nothing. */
  static int nice(int pri, int nice) {
    int n = (nice - Pri.NZERO) >> 2;
    return n < 0 ? Math.min(pri - n, Pri.MAX_USER) : Math.max(pri - n, 0);
  }

  /**
   * sched_pstats_hook.
   *
   * @param starved ready, and not on a CPU for a second
   */
  static int pstats(Tables tables, int pri, boolean batch, boolean starved) {
    if (pri >= Pri.MAX_USER) {
      return pri;
    }
    int next = batch && pri != 0 ? pri - 1 : pri;
    return starved ? tables.highPri(next) : next;
  }

  /** sched_tick: whether somebody as urgent waits, or another CPU for the LWP. */
  static boolean shouldYield(int eprio, int maxpriority, boolean migrates) {
    return eprio <= maxpriority || migrates;
  }
}
