package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.Signals;

/** What signals are like (sys/signalvar.h: sigprop), and the sets made from that. */
final class SigProp {
  /** Numbers below this are signals. */
  static final int NSIG = 64;

  static final int SA_KILL = 0x01;
  static final int SA_CORE = 0x02;
  static final int SA_STOP = 0x04;
  static final int SA_TTYSTOP = 0x08;
  static final int SA_IGNORE = 0x10;
  static final int SA_CONT = 0x20;
  static final int SA_CANTMASK = 0x40;
  static final int SA_TOALL = 0x100;

  private static final int[] PROP = new int[NSIG];

  static {
    for (int signo = 1; signo < NSIG; signo++) {
      PROP[signo] = SA_KILL;
    }
    for (int signo : new int[] {3, 4, 5, 6, 7, 8, 10, 11, 12}) {
      PROP[signo] |= SA_CORE;
    }
    for (int signo : new int[] {16, 20, 23, 28, 29, 32}) {
      PROP[signo] = SA_IGNORE;
    }
    PROP[Signals.SIGKILL] = SA_KILL | SA_CANTMASK | SA_TOALL;
    PROP[Signals.SIGSTOP] = SA_STOP | SA_CANTMASK | SA_TOALL;
    PROP[Signals.SIGTSTP] = SA_STOP | SA_TTYSTOP | SA_TOALL;
    PROP[Signals.SIGTTIN] = SA_STOP | SA_TTYSTOP | SA_TOALL;
    PROP[Signals.SIGTTOU] = SA_STOP | SA_TTYSTOP | SA_TOALL;
    PROP[Signals.SIGCONT] = SA_IGNORE | SA_CONT | SA_TOALL;
  }

  /** stopsigmask. */
  static final long STOP_SET = setOf(SA_STOP);

  /** contsigmask. */
  static final long CONT_SET = setOf(SA_CONT);

  /** All signals but sigcantmask. */
  static final long MASKABLE_SET = (1L << (NSIG - 1)) - 1 & ~setOf(SA_CANTMASK);

  /**
   * What a new process ignores (siginit). SIGCONT is never in the set of the ignored, because it
   * has to restart the process first.
   */
  static final long IGNORED_SET = setOf(SA_IGNORE) & ~CONT_SET;

  private SigProp() {}

  private static long setOf(int prop) {
    long set = 0;
    for (int signo = 1; signo < NSIG; signo++) {
      set |= (PROP[signo] & prop) != 0 ? Signals.bit(signo) : 0;
    }
    return set;
  }

  static int of(int signo) {
    return PROP[signo];
  }

  static boolean has(int signo, int prop) {
    return (PROP[signo] & prop) != 0;
  }

  /** The lowest signal of a set, or 0 (firstsig). */
  static int first(long set) {
    return set == 0 ? 0 : Long.numberOfTrailingZeros(set) + 1;
  }
}
