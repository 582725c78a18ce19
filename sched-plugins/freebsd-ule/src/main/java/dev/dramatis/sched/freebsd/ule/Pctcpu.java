package dev.dramatis.sched.freebsd.ule;

/** Share of a CPU over the last ten seconds (sched_ule.c: sched_pctcpu*, SCHED_TICK_*). */
final class Pctcpu {
  private static final int TICK_SECS = 10;
  private static final int FSHIFT = 11;
  private static final int FSCALE = 1 << FSHIFT;

  private Pctcpu() {}

  /**
   * sched_pctcpu_update: brings the window up to the tick {@code t}; {@code run}: it ran since it
   * was last seen.
   */
  static void update(int hz, TdSched ts, boolean run, int t) {
    int targ = hz * TICK_SECS;
    int max = targ + hz;
    if (Integer.compareUnsigned(t - ts.ltick, targ) >= 0) {
      ts.ticks = 0;
      ts.ftick = t - targ;
    } else if (t - ts.ftick >= max) {
      ts.ticks = ts.ticks / (ts.ltick - ts.ftick) * (ts.ltick - (t - targ));
      ts.ftick = t - targ;
    }
    if (run) {
      ts.ticks += (t - ts.ltick) << Tunables.TICK_SHIFT;
    }
    ts.ltick = t;
  }

  /** sched_pctcpu, after an update: in 2048ths. */
  static int pctcpu(int hz, TdSched ts) {
    if (ts.ticks == 0) {
      return 0;
    }
    int perSecond = (ts.ticks >> Tunables.TICK_SHIFT) / TICK_SECS;
    int rtick = Integer.compareUnsigned(perSecond, hz) < 0 ? perSecond : hz;
    return (FSCALE * (FSCALE * rtick / hz)) >> FSHIFT;
  }

  /** SCHED_PRI_TICKS: how many priorities the use of the CPU costs. */
  static int priTicks(int hz, TdSched ts) {
    int window = ts.ltick - ts.ftick;
    int total = Integer.compareUnsigned(window, hz) > 0 ? window : hz;
    int rounded = Integer.divideUnsigned(total + UlePriority.RANGE - 1, UlePriority.RANGE);
    int cost = Integer.divideUnsigned(ts.ticks >> Tunables.TICK_SHIFT, rounded);
    return Integer.compareUnsigned(cost, UlePriority.RANGE - 1) < 0 ? cost : UlePriority.RANGE - 1;
  }
}
