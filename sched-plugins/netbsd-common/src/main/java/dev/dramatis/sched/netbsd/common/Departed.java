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
  private int next;

  Departed() {
    Arrays.fill(ids, Integer.MIN_VALUE);
  }

  void remember(int id, int estcpu) {
    ids[next] = id;
    estcpus[next] = estcpu;
    next = (next + 1) % REMEMBERED;
  }

  /** The CPU use of the LWP, which is forgotten; 0 if it was before. The newest is found first. */
  int take(int id) {
    for (int i = 1; i <= REMEMBERED; i++) {
      int at = (next - i + REMEMBERED) % REMEMBERED;
      if (ids[at] == id) {
        ids[at] = Integer.MIN_VALUE;
        return estcpus[at];
      }
    }
    return 0;
  }
}
