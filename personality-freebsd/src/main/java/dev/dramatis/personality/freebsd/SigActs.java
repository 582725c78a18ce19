package dev.dramatis.personality.freebsd;

import dev.dramatis.spi.kernel.Kernel.StateDigest;
import dev.dramatis.spi.kernel.SignalAction;
import dev.dramatis.spi.kernel.Signals;
import java.util.Arrays;

/**
 * What a process does about signals ({@code struct sigacts}). The original guards it by a mutex of
 * its own, because RFSIGSHARE can share it; every use is under the process lock too, which is the
 * only one here.
 */
final class SigActs {
  private static final int SIG_DFL = 0;
  private static final int SIG_IGN = 1;
  private static final int SIG_CATCH = 2;

  /** ps_sigignore: what is dropped when it is sent. Never SIGCONT, which always continues. */
  long sigignore;

  /** ps_sigcatch. */
  long sigcatch;

  /** ps_sigintr: what fails interrupted calls with EINTR instead of having them issued again. */
  long sigintr;

  /** PS_NOCLDWAIT. */
  boolean nocldwait;

  /** PS_CLDSIGIGN. */
  boolean cldsigign;

  private final byte[] sigact = new byte[Signals.MAX + 1];
  private final long[] catchmask = new long[Signals.MAX + 1];

  SigActs() {
    init();
  }

  /** siginit. */
  void init() {
    sigcatch = 0;
    sigintr = 0;
    sigignore = 0;
    nocldwait = false;
    cldsigign = false;
    Arrays.fill(sigact, (byte) SIG_DFL);
    Arrays.fill(catchmask, 0);
    for (int sig = 1; sig <= Signals.MAX; sig++) {
      ignoreByDefault(sig);
    }
  }

  private void ignoreByDefault(int sig) {
    if (SigProps.has(sig, SigProps.IGNORE) && sig != Signals.SIGCONT) {
      sigignore |= Signals.bit(sig);
    }
  }

  /** sigacts_copy. */
  void copy(SigActs from) {
    sigignore = from.sigignore;
    sigcatch = from.sigcatch;
    sigintr = from.sigintr;
    nocldwait = from.nocldwait;
    cldsigign = from.cldsigign;
    System.arraycopy(from.sigact, 0, sigact, 0, sigact.length);
    System.arraycopy(from.catchmask, 0, catchmask, 0, catchmask.length);
  }

  boolean isDefault(int sig) {
    return sigact[sig] == SIG_DFL;
  }

  boolean isIgnored(int sig) {
    return sigact[sig] == SIG_IGN;
  }

  /** Signals that are blocked while the handler of one runs, besides itself. */
  long catchmask(int sig) {
    return catchmask[sig];
  }

  /** Nothing but defaults, so nothing that a next kernel would have to know. */
  boolean allDefault() {
    for (byte b : sigact) {
      if (b != SIG_DFL) {
        return false;
      }
    }
    return true;
  }

  /**
   * The setting part of kern_sigaction.
   *
   * @return whether the signal is ignored from now on, so that pending ones are never seen
   */
  boolean set(int sig, SignalAction action) {
    long bit = Signals.bit(sig);
    catchmask[sig] = action.mask() & ~SigProps.CANTMASK;
    sigact[sig] =
        switch (action.kind()) {
          case DEFAULT -> (byte) SIG_DFL;
          case IGNORE -> (byte) SIG_IGN;
          case CATCH -> (byte) SIG_CATCH;
        };
    sigintr = action.restart() ? sigintr & ~bit : sigintr | bit;
    if (sig == Signals.SIGCHLD) {
      nocldwait = false;
      cldsigign = isIgnored(sig);
    }
    boolean ignored = isIgnored(sig) || isDefault(sig) && SigProps.has(sig, SigProps.IGNORE);
    if (ignored) {
      if (sig != Signals.SIGCONT) {
        sigignore |= bit;
      }
      sigcatch &= ~bit;
    } else {
      sigignore &= ~bit;
      sigcatch = isDefault(sig) ? sigcatch & ~bit : sigcatch | bit;
    }
    return ignored;
  }

  /** Everything that is decided here. */
  void describe(StateDigest out) {
    out.word(sigignore);
    out.word(sigcatch);
    out.word(sigintr);
    for (int sig = 1; sig <= Signals.MAX; sig++) {
      if (catchmask[sig] != 0) {
        out.word(sig);
        out.word(catchmask[sig]);
      }
    }
  }

  /**
   * What the execution of a program leaves (execsigs, sig_drop_caught): caught signals get their
   * default action.
   *
   * @return those of them that are ignored by default
   */
  long dropCaught() {
    long dropped = 0;
    for (int sig = 1; sig <= Signals.MAX; sig++) {
      if (Signals.has(sigcatch, sig)) {
        sigcatch &= ~Signals.bit(sig);
        sigact[sig] = SIG_DFL;
        ignoreByDefault(sig);
        if (SigProps.has(sig, SigProps.IGNORE)) {
          dropped |= Signals.bit(sig);
        }
      }
    }
    nocldwait = false;
    cldsigign = false;
    if (isIgnored(Signals.SIGCHLD)) {
      sigact[Signals.SIGCHLD] = SIG_DFL;
    }
    return dropped;
  }
}
