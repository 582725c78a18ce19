package dev.dramatis.engine;

/**
 * Share of recent time in which a CPU was busy, of 1024, in terms of its highest clock. A period of
 * 1024 x 1024 ns weighs half as much after 32 of them, as in Linux' per-entity load tracking.
 */
final class Utilisation {
  private static final int PERIOD_SHIFT = 20;
  private static final long PERIOD = 1L << PERIOD_SHIFT;
  private static final int HALF_LIFE = 32;
  private static final int ONE = 1 << 16;

  /** 2^16 x 2^(-n/32). */
  private static final int[] DECAY = decay();

  private long since;
  private boolean busy;
  private int clock = Pace.FULL;

  /** Busy nanoseconds of the period that is not over, in terms of the highest clock. */
  private long part;

  /** Of 1024, with 16 more bits. */
  private long average;

  private static int[] decay() {
    // by square roots alone, which are the same everywhere
    double root = 0.5;
    for (int i = 1; i < HALF_LIFE; i *= 2) {
      root = Math.sqrt(root);
    }
    int[] table = new int[HALF_LIFE];
    double value = ONE;
    for (int n = 0; n < HALF_LIFE; n++) {
      table[n] = (int) value;
      value *= root;
    }
    return table;
  }

  /** From now on the CPU is busy or not, at that clock of 1024. */
  void state(long now, boolean nowBusy, int nowClock) {
    accrue(now);
    busy = nowBusy;
    clock = nowClock;
  }

  /** The average at a time, of 1024. */
  int at(long now) {
    accrue(now);
    return (int) (average >> 16);
  }

  private void accrue(long now) {
    if (now <= since) {
      return;
    }
    long boundary = (since >> PERIOD_SHIFT) + 1 << PERIOD_SHIFT;
    if (now < boundary) {
      part += worked(now - since);
      since = now;
      return;
    }
    part += worked(boundary - since);
    fold(Math.min(part, PERIOD) >> PERIOD_SHIFT - 10, 1);
    long periods = now - boundary >> PERIOD_SHIFT;
    if (periods > 0) {
      fold(busy ? clock : 0, periods);
    }
    since = boundary + (periods << PERIOD_SHIFT);
    part = worked(now - since);
    since = now;
  }

  private long worked(long nanos) {
    return busy ? nanos * clock / Pace.FULL : 0;
  }

  /** So many periods, each with the same share of 1024. */
  private void fold(long share, long periods) {
    long kept = periods >= 16 * HALF_LIFE ? 0 : DECAY[(int) (periods % HALF_LIFE)];
    kept >>= Math.min(16, periods / HALF_LIFE);
    average = (average * kept >> 16) + share * (ONE - kept);
  }
}
