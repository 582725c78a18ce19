package dev.dramatis.spi.kernel;

/** Signal numbers that both BSDs share, and sets of them: bit {@code n - 1} stands for signal n. */
public final class Signals {
  /** Terminal gone. Ends the process. */
  public static final int SIGHUP = 1;

  /** Interrupt key. Ends the process. */
  public static final int SIGINT = 2;

  /** Quit key. Dumps core. */
  public static final int SIGQUIT = 3;

  /** Illegal instruction. Dumps core. */
  public static final int SIGILL = 4;

  /** Trace trap. Dumps core. */
  public static final int SIGTRAP = 5;

  /** Abort. Dumps core. */
  public static final int SIGABRT = 6;

  /** Ends the process; cannot be caught, blocked or ignored. */
  public static final int SIGKILL = 9;

  /** Bad memory reference. Dumps core. */
  public static final int SIGSEGV = 11;

  /** Timer. Ends the process. */
  public static final int SIGALRM = 14;

  /** Polite request to end. */
  public static final int SIGTERM = 15;

  /** Stops the process; cannot be caught, blocked or ignored. */
  public static final int SIGSTOP = 17;

  /** Stop key. Stops the process. */
  public static final int SIGTSTP = 18;

  /** Lets a stopped process go on. */
  public static final int SIGCONT = 19;

  /** A child ended or stopped. Ignored by default. */
  public static final int SIGCHLD = 20;

  /** Background read. Stops the process. */
  public static final int SIGTTIN = 21;

  /** Background write. Stops the process. */
  public static final int SIGTTOU = 22;

  /** For programs. Ends the process. */
  public static final int SIGUSR1 = 30;

  /** For programs. Ends the process. */
  public static final int SIGUSR2 = 31;

  /** Highest number that a set here can hold. */
  public static final int MAX = 64;

  private Signals() {}

  /** The set of one signal. */
  public static long bit(int signal) {
    return 1L << (signal - 1);
  }

  /** Whether a set has a signal. */
  public static boolean has(long set, int signal) {
    return (set & bit(signal)) != 0;
  }
}
