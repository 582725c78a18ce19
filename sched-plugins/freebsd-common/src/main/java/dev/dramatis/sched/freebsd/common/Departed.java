package dev.dramatis.sched.freebsd.common;

import java.util.Arrays;

/**
 * A figure of threads that are gone but may still be charged to another one. Only the last ones are
 * remembered.
 */
public final class Departed {
  private static final int REMEMBERED = 1024;

  private final int[] ids = new int[REMEMBERED];
  private final int[] figures = new int[REMEMBERED];
  private int next;

  /** Nobody is gone yet. */
  public Departed() {
    Arrays.fill(ids, Integer.MIN_VALUE);
  }

  /** Remembers a thread. */
  public void remember(int id, int figure) {
    ids[next] = id;
    figures[next] = figure;
    next = (next + 1) % REMEMBERED;
  }

  /**
   * The figure of the thread, which is forgotten; 0 if it was before. The newest is found first.
   */
  public int take(int id) {
    for (int i = 1; i <= REMEMBERED; i++) {
      int at = (next - i + REMEMBERED) % REMEMBERED;
      if (ids[at] == id) {
        ids[at] = Integer.MIN_VALUE;
        return figures[at];
      }
    }
    return 0;
  }
}
