package dev.dramatis.sched.netbsd.m2;

import dev.dramatis.sched.netbsd.common.Pri;

/** Time slices and raised priorities for each priority (sched_m2.c: sched_precalcts). */
final class Tables {
  /** PRI_HTS_RANGE: threads that had to wait long, or slept long, get into the upper tenth. */
  private static final int HTS_RANGE = Pri.USER_COUNT / 10;

  private final int[] tsMap = new int[Pri.COUNT];
  private final int[] highPri = new int[Pri.COUNT];

  /** All times in clock ticks. */
  Tables(int minTs, int maxTs, int rtTs) {
    for (int p = 0; p <= Pri.MAX_USER; p++) {
      tsMap[p] = maxTs - (p * 100 / (Pri.USER_COUNT - 1) * (maxTs - minTs) / 100);
      highPri[p] = Pri.MAX_USER - HTS_RANGE + p * HTS_RANGE / (Pri.USER_COUNT - 1);
    }
    for (int p = Pri.USER_COUNT; p < Pri.COUNT; p++) {
      tsMap[p] = rtTs;
      highPri[p] = p;
    }
  }

  /** ts_map. */
  int timeslice(int pri) {
    return tsMap[pri];
  }

  /** high_pri. */
  int highPri(int pri) {
    return highPri[pri];
  }
}
