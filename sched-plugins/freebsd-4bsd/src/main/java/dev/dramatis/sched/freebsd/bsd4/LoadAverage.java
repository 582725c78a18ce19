package dev.dramatis.sched.freebsd.bsd4;

/** The load averages of one, five and fifteen minutes, in 2048ths (kern_synch.c: loadav). */
final class LoadAverage {
  /** FSCALE: one, in fixed point. */
  static final int FSCALE = 1 << 11;

  private static final int FSHIFT = 11;

  /** exp(-1/12), exp(-1/60), exp(-1/180) in fixed point. */
  private static final int[] CEXP = {1884, 2014, 2036};

  private final int[] ldavg = new int[CEXP.length];

  /** Takes a sample; one comes about every five seconds. */
  void update(int nrun) {
    for (int i = 0; i < CEXP.length; i++) {
      long kept = CEXP[i] * Integer.toUnsignedLong(ldavg[i]);
      ldavg[i] = (int) ((kept + (long) nrun * FSCALE * (FSCALE - CEXP[i])) >>> FSHIFT);
    }
  }

  int ldavg(int i) {
    return ldavg[i];
  }
}
