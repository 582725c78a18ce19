package dev.dramatis.sched.netbsd.bsd4;

import dev.dramatis.sched.netbsd.common.LoadAverage;
import dev.dramatis.sched.netbsd.common.Pri;

/**
 * The arithmetic of the CPU use estimate, in unsigned 32-bit fixed point as in C (sched_4bsd.c).
 */
final class Estcpu {
  /** One time-sharing priority is worth so many bits of the estimate (ESTCPU_SHIFT). */
  static final int SHIFT = 11;

  /** ESTCPU_MAX: 18 priorities. */
  static final int MAX = 18 << SHIFT;

  /** ESTCPU_ACCUM: what a schedclock tick adds. */
  static final int ACCUM = 1 << (SHIFT - 1);

  private Estcpu() {}

  /** ESTCPULIM. */
  static int limited(int estcpu) {
    return Integer.compareUnsigned(estcpu, MAX) < 0 ? estcpu : MAX;
  }

  /** loadfactor. */
  static int loadfactor(int ldavg) {
    return 2 * ldavg;
  }

  /** decay_cpu: what is left after a second. */
  static int decayCpu(int loadfac, int estcpu) {
    if (estcpu == 0) {
      return 0;
    }
    long product = Integer.toUnsignedLong(estcpu) * Integer.toUnsignedLong(loadfac);
    return (int) Long.divideUnsigned(product, Integer.toUnsignedLong(loadfac + LoadAverage.FSCALE));
  }

  /**
   * decay_cpu_batch: what is left after n seconds of sleep, of which the first one was seen to
   * already.
   */
  static int decayCpuBatch(int loadfac, int estcpu, int n) {
    if (Integer.compareUnsigned(n << LoadAverage.FSHIFT, 7 * loadfac) >= 0) {
      return 0;
    }
    int left = estcpu;
    for (int i = n; left != 0 && Integer.compareUnsigned(i, 1) > 0; i--) {
      left = decayCpu(loadfac, left);
    }
    return left;
  }

  /** resetpriority: the priority that use and nice value (0 to 40) lead to. */
  static int priority(int estcpu, int nice) {
    return Math.max(0, Pri.MAX_USER - (estcpu >>> SHIFT) - nice);
  }
}
