package dev.dramatis.sched.freebsd.bsd4;

import dev.dramatis.sched.freebsd.common.Pri;

/** The arithmetic of the CPU use estimate, in unsigned 32 bits as in C (sched_4bsd.c). */
final class Estcpu {
  private static final int FSHIFT = 11;

  /** What a percentage of CPU use keeps each second (ccpu). */
  private static final int CCPU = 1948;

  private static final int NICE_WEIGHT = 1;

  /** INVERSE_ESTCPU_WEIGHT: so many ticks of use cost one priority. */
  final int inverseWeight;

  /** The largest estimate. */
  final int limit;

  Estcpu(int cpuCount) {
    inverseWeight = 8 * cpuCount;
    limit =
        inverseWeight * (NICE_WEIGHT * (Pri.PRIO_MAX - Pri.PRIO_MIN) - Runqs.PPQ)
            + inverseWeight
            - 1;
  }

  /** ESTCPULIM. */
  int limited(int estcpu) {
    return Integer.compareUnsigned(estcpu, limit) < 0 ? estcpu : limit;
  }

  /** resetpriority. */
  int priority(int estcpu, int nice) {
    int pri =
        Pri.MIN_TIMESHARE
            + Integer.divideUnsigned(estcpu, inverseWeight)
            + NICE_WEIGHT * (nice - Pri.PRIO_MIN);
    return Math.min(Math.max(pri, Pri.MIN_TIMESHARE), Pri.MAX_TIMESHARE);
  }

  /** loadfactor. */
  static int loadfactor(int ldavg) {
    return 2 * ldavg;
  }

  /** decay_cpu; the product wraps around. */
  static int decayCpu(int loadfac, int estcpu) {
    return Integer.divideUnsigned(loadfac * estcpu, loadfac + LoadAverage.FSCALE);
  }

  /** Whether the product of {@link #decayCpu} wraps around. */
  static boolean wraps(int loadfac, int estcpu) {
    return Integer.toUnsignedLong(loadfac) * Integer.toUnsignedLong(estcpu) > 0xffff_ffffL;
  }

  /**
   * updatepri: what is left after a sleep. The comparison mixes seconds with fixed point, as the
   * original does.
   */
  static void updatepri(TdSched ts, int ldavg) {
    int loadfac = loadfactor(ldavg);
    if (Integer.compareUnsigned(ts.slptime, 5 * loadfac) > 0) {
      ts.estcpu = 0;
      return;
    }
    int left = ts.estcpu;
    ts.slptime--;
    while (left != 0 && --ts.slptime != 0) {
      left = decayCpu(loadfac, left);
    }
    ts.estcpu = left;
  }

  /** schedcpu, the part for the share of a CPU. */
  static int pctcpu(int realstathz, int pctcpu, int cpticks) {
    int decayed = (pctcpu * CCPU) >>> FSHIFT;
    return decayed
        + (realstathz == 100 ? cpticks : Integer.divideUnsigned(100 * cpticks, realstathz));
  }

  /**
   * sched_clock_tick, the part for the estimate.
   *
   * @return whether the priority is to be calculated anew
   */
  boolean tick(TdSched ts) {
    ts.estcpu = limited(ts.estcpu + 1);
    return Integer.remainderUnsigned(ts.estcpu, inverseWeight) == 0;
  }

  /** sched_clock_tick, the part for the slice, which counts down; true at its end. */
  static boolean sliceEnds(TdSched ts, int slice) {
    if (--ts.slice > 0) {
      return false;
    }
    ts.slice = slice;
    return true;
  }
}
