package dev.dramatis.sched.netbsd.common;

/** The load averages of one, five and fifteen minutes, in 2048ths (kern_synch.c; averunnable). */
public final class LoadAverage {
  /** Bits behind the point. */
  public static final int FSHIFT = 11;

  /** One, in fixed point. */
  public static final int FSCALE = 1 << FSHIFT;

  /** exp(-1/12), exp(-1/60), exp(-1/180) in fixed point: for a sample every five seconds. */
  private static final int[] CEXP = {1884, 2014, 2036};

  /** What a percentage of CPU use keeps each second. */
  private static final int CCPU = 1948;

  private final int[] ldavg = new int[CEXP.length];

  /** Nothing ran yet. */
  public LoadAverage() {}

  /** Takes the sample of five seconds. */
  public void update(int nrun) {
    for (int i = 0; i < CEXP.length; i++) {
      ldavg[i] = (CEXP[i] * ldavg[i] + nrun * FSCALE * (FSCALE - CEXP[i])) >>> FSHIFT;
    }
  }

  /** One of the three averages. */
  public int ldavg(int i) {
    return ldavg[i];
  }

  /** kern_synch.c: sched_pstats, the part for l_pctcpu; once a second. */
  public static int pctcpu(int pctcpu, int cpticks, int clkhz, boolean slept) {
    int decayed = (pctcpu * CCPU) >>> FSHIFT;
    return slept ? decayed : decayed + ((100 * cpticks * FSCALE / clkhz) >>> FSHIFT);
  }
}
