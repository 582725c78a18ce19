package dev.dramatis.sched.netbsd.common;

import java.util.Arrays;

/**
 * The CPU use of LWPs that are gone but may still be collected. Most never are; so only the last
 * ones are remembered.
 */
final class Departed {
  private static final int REMEMBERED = 1024;

  private final int[] ids = new int[REMEMBERED];
  private final int[] estcpus = new int[REMEMBERED];
  private final int[] inherited = new int[REMEMBERED];
  private final int[] forktimes = new int[REMEMBERED];
  private int next;

  Departed() {
    Arrays.fill(ids, Integer.MIN_VALUE);
  }

  void remember(int id, Lwp l) {
    ids[next] = id;
    estcpus[next] = l.estcpu;
    inherited[next] = l.estcpuInherited;
    forktimes[next] = l.forktime;
    next = (next + 1) % REMEMBERED;
  }

  /** Where the LWP is remembered, which is forgotten by that; -1 if it was before. */
  int take(int id) {
    for (int i = 1; i <= REMEMBERED; i++) {
      int at = (next - i + REMEMBERED) % REMEMBERED;
      if (ids[at] == id) {
        ids[at] = Integer.MIN_VALUE;
        return at;
      }
    }
    return -1;
  }

  int estcpu(int at) {
    return estcpus[at];
  }

  int inherited(int at) {
    return inherited[at];
  }

  int forktime(int at) {
    return forktimes[at];
  }
}
