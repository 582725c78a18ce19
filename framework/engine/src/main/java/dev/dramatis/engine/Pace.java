package dev.dramatis.engine;

/**
 * How fast a CPU works: its own speed, times what its clock and its busy siblings leave of it.
 * Exact in whole numbers.
 */
final class Pace {
  /** The factor of a CPU that runs at its highest clock and has its core to itself. */
  static final int FULL = 1024;

  private static final int RATE_SHIFT = 20;
  private static final long FULL_RATE = 1L << RATE_SHIFT;

  private final int speed;
  private final int fullPicosPerCycle;
  private int clock = FULL;
  private int share = FULL;
  private int factor = FULL;
  private long rate;
  private int picosPerCycle;

  /**
   * The pace of a CPU.
   *
   * @param speed share of the fastest CPU's speed, of 1024
   * @param picosPerCycle length of a cycle at the highest clock
   */
  Pace(int speed, int picosPerCycle) {
    this.speed = speed;
    this.fullPicosPerCycle = picosPerCycle;
    update();
  }

  /** Sets the clock as a part of the highest, of 1024. */
  void clock(int newClock) {
    clock = newClock;
    update();
  }

  /** Sets what siblings leave of the core, of 1024. */
  void share(int newShare) {
    share = newShare;
    update();
  }

  /** Whether nothing takes anything away. */
  boolean full() {
    return factor == FULL;
  }

  int share() {
    return share;
  }

  private void update() {
    factor = Math.max(1, clock * share / FULL);
    rate = (long) speed * factor;
    picosPerCycle = (int) ((long) fullPicosPerCycle * FULL / factor);
  }

  int picosPerCycle() {
    return picosPerCycle;
  }

  /** What takes so long at the highest clock on an undivided core takes so long now. */
  long stretched(long nanos) {
    return factor == FULL ? nanos : nanos * FULL / factor;
  }

  /** Time for so much work, in nanoseconds of the fastest CPU; rounded up. */
  long timeFor(long work) {
    if (rate == FULL_RATE) {
      return work;
    }
    long whole = work / rate;
    long rest = work % rate;
    return whole * FULL_RATE + (rest * FULL_RATE + rate - 1) / rate;
  }

  /**
   * How much work gets done in so much time; rounded down, so an interrupted thread never gains.
   */
  long workIn(long nanos) {
    if (rate == FULL_RATE) {
      return nanos;
    }
    return (nanos >> RATE_SHIFT) * rate + ((nanos & (FULL_RATE - 1)) * rate >> RATE_SHIFT);
  }
}
