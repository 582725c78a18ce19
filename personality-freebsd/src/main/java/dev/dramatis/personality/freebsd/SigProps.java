package dev.dramatis.personality.freebsd;

import dev.dramatis.spi.kernel.Signals;

/** Properties of signal numbers (kern_sig.c: sigproptbl), and sets of signals that need a name. */
final class SigProps {
  static final int KILL = 0x01;
  static final int CORE = 0x02;
  static final int STOP = 0x04;
  static final int TTYSTOP = 0x08;
  static final int IGNORE = 0x10;
  static final int CONT = 0x20;

  /** Signals that stop a process by default (SIG_STOPSIGMASK). */
  static final long STOPMASK =
      Signals.bit(Signals.SIGSTOP)
          | Signals.bit(Signals.SIGTSTP)
          | Signals.bit(Signals.SIGTTIN)
          | Signals.bit(Signals.SIGTTOU);

  /** Signals that nobody can block (SIG_CANTMASK). */
  static final long CANTMASK = Signals.bit(Signals.SIGKILL) | Signals.bit(Signals.SIGSTOP);

  private static final byte[] TABLE = {
    KILL, // SIGHUP
    KILL, // SIGINT
    KILL | CORE, // SIGQUIT
    KILL | CORE, // SIGILL
    KILL | CORE, // SIGTRAP
    KILL | CORE, // SIGABRT
    KILL | CORE, // SIGEMT
    KILL | CORE, // SIGFPE
    KILL, // SIGKILL
    KILL | CORE, // SIGBUS
    KILL | CORE, // SIGSEGV
    KILL | CORE, // SIGSYS
    KILL, // SIGPIPE
    KILL, // SIGALRM
    KILL, // SIGTERM
    IGNORE, // SIGURG
    STOP, // SIGSTOP
    STOP | TTYSTOP, // SIGTSTP
    IGNORE | CONT, // SIGCONT
    IGNORE, // SIGCHLD
    STOP | TTYSTOP, // SIGTTIN
    STOP | TTYSTOP, // SIGTTOU
    IGNORE, // SIGIO
    KILL, // SIGXCPU
    KILL, // SIGXFSZ
    KILL, // SIGVTALRM
    KILL, // SIGPROF
    IGNORE, // SIGWINCH
    IGNORE, // SIGINFO
    KILL, // SIGUSR1
    KILL, // SIGUSR2
  };

  private SigProps() {}

  /** _SIG_VALID, as far as a set reaches here. */
  static boolean valid(int sig) {
    return sig >= 1 && sig <= Signals.MAX;
  }

  /** sigprop. */
  static int of(int sig) {
    return sig >= 1 && sig <= TABLE.length ? TABLE[sig - 1] : KILL;
  }

  static boolean has(int sig, int property) {
    return (of(sig) & property) != 0;
  }
}
