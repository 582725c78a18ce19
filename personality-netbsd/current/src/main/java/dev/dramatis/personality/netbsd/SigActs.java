package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.Kernel.StateDigest;
import dev.dramatis.spi.kernel.SignalAction;
import dev.dramatis.spi.kernel.Signals;
import org.jspecify.annotations.Nullable;

/** What a process does about each signal (struct sigacts, and the sets of p_sigctx). */
final class SigActs {
  /** ps_sigignore. */
  long ignore = SigProp.IGNORED_SET;

  /** ps_sigcatch. */
  long caught;

  private static final long EVERY_SIGNAL = -1L;

  /** Signals whose actions have SA_RESTART. */
  private long restart = EVERY_SIGNAL;

  /** sa_mask by signal, once one has been set. */
  private long @Nullable [] masks;

  /** A copy for a child (sigactsinit). */
  SigActs copy() {
    SigActs copy = new SigActs();
    copy.ignore = ignore;
    copy.caught = caught;
    copy.restart = restart;
    copy.masks = masks == null ? null : masks.clone();
    return copy;
  }

  /** What it does about every signal. */
  void write(StateDigest to) {
    to.word(ignore);
    to.word(caught);
    to.word(restart);
    if (masks != null) {
      for (long mask : masks) {
        to.word(mask);
      }
    }
  }

  boolean ignores(int signo) {
    return Signals.has(ignore, signo);
  }

  boolean catches(int signo) {
    return Signals.has(caught, signo);
  }

  /** Whether a system call that this signal interrupts is issued again. */
  boolean restarts(int signo) {
    return Signals.has(restart, signo);
  }

  /**
   * What is blocked while the handler runs: always the signal itself too, SA_NODEFER is unknown.
   */
  long mask(int signo) {
    return Signals.bit(signo) | (masks == null ? 0 : masks[signo]);
  }

  /** Whether everything is as in a new process. */
  boolean untouched() {
    return ignore == SigProp.IGNORED_SET && caught == 0;
  }

  /** The part of sigaction1 that changes this structure. */
  void set(int signo, SignalAction action) {
    long bit = Signals.bit(signo);
    long[] m = masks;
    if (m == null) {
      m = new long[SigProp.NSIG];
      masks = m;
    }
    m[signo] = action.mask() & SigProp.MASKABLE_SET;
    restart = action.restart() ? restart | bit : restart & ~bit;
    boolean dropped =
        switch (action.kind()) {
          case IGNORE -> true;
          case DEFAULT -> SigProp.has(signo, SigProp.SA_IGNORE);
          case CATCH -> false;
        };
    ignore &= ~bit;
    caught &= ~bit;
    if (dropped) {
      ignore |= bit & ~SigProp.CONT_SET;
    } else if (action.kind() == SignalAction.Kind.CATCH) {
      caught |= bit;
    }
  }

  /**
   * What was caught is not caught any more; ignored signals stay ignored (execsigs). Returns the
   * signals that are ignored from now on although they were caught.
   */
  long exec() {
    long nowIgnored = caught & SigProp.IGNORED_SET;
    ignore |= nowIgnored;
    caught = 0;
    restart = EVERY_SIGNAL;
    masks = null;
    return nowIgnored;
  }
}
