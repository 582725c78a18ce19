package dev.dramatis.personality.netbsd;

/**
 * Values of l_stat, and which of them may follow which. The value 6 was LSDEAD and is never used
 * again.
 */
final class LwpState {
  static final int IDL = 1;
  static final int RUN = 2;
  static final int SLEEP = 3;
  static final int STOP = 4;
  static final int ZOMB = 5;
  static final int ONPROC = 7;
  static final int SUSPENDED = 8;

  private static final String[] NAMES = {
    "?", "LSIDL", "LSRUN", "LSSLEEP", "LSSTOP", "LSZOMB", "?", "LSONPROC", "LSSUSPENDED"
  };

  /** Bit {@code to} of entry {@code from} is set if the transition exists. */
  private static final int[] NEXT = new int[9];

  static {
    NEXT[IDL] = 1 << RUN | 1 << STOP | 1 << ZOMB | 1 << ONPROC;
    NEXT[RUN] = 1 << ONPROC;
    NEXT[ONPROC] = 1 << RUN | 1 << SLEEP | 1 << STOP | 1 << SUSPENDED | 1 << ZOMB | 1 << IDL;
    NEXT[SLEEP] = 1 << ONPROC | 1 << RUN | 1 << STOP;
    NEXT[STOP] = 1 << SLEEP | 1 << RUN | 1 << ONPROC;
    NEXT[SUSPENDED] = 1 << RUN | 1 << ONPROC;
    NEXT[ZOMB] = 1 << IDL;
  }

  private LwpState() {}

  static boolean allowed(int from, int to) {
    return (NEXT[from] & 1 << to) != 0;
  }

  /**
   * Whether a transition enters or leaves a state that the counters of the process know about, so
   * that p_lock has to be held. Idle and interrupt LWPs go between LSIDL and LSONPROC without.
   */
  static boolean counted(int from, int to) {
    int both = 1 << from | 1 << to;
    return (both & (1 << IDL | 1 << ZOMB | 1 << STOP | 1 << SUSPENDED)) != 0
        && both != (1 << IDL | 1 << ONPROC);
  }

  static String name(int stat) {
    return NAMES[stat];
  }
}
