package dev.dramatis.sched.netbsd.common;

import java.util.function.IntSupplier;

/** Whether an LWP's data may still be in the caches of its CPU (kern_runq.c: lwp_cache_hot). */
final class CacheHeat {
  private final IntSupplier ticks;
  private final int hotTicks;

  /**
   * @param ticks the clock (getticks)
   * @param hotTicks how long data stay (cacheht_time)
   */
  CacheHeat(IntSupplier ticks, int hotTicks) {
    this.ticks = ticks;
    this.hotTicks = hotTicks;
  }

  boolean isHot(Lwp l) {
    if (l.stat == Lwp.Stat.IDL) {
      // its place was chosen already
      return true;
    }
    return l.slptime == 0 && l.rticks != 0 && ticks.getAsInt() - l.rticks < hotTicks;
  }
}
