package dev.dramatis.personality.freebsd;

import dev.dramatis.spi.kernel.BareThread;
import dev.dramatis.spi.kernel.Errno;

/**
 * The user side of a thread that was made by the native thr_new or thr_create, to which no program
 * can be given: all that it does in user mode is to call thr_exit. The policy does not know it; it
 * is scheduled like a thread of the kernel, and blocks all signals.
 */
final class BareThr extends BareThread {
  /** Far from the numbers of the kernel's own threads. */
  private static final int FIRST_NUMBER = -1_000_000;

  private final Kern k;
  private final long state;

  /**
   * A thread to be.
   *
   * @param number how many there were before it
   * @param state the word that thr_exit sets, or 0
   */
  BareThr(Kern k, Proc proc, int number, long state) {
    super(k.machine, FIRST_NUMBER - number, "thr" + number, proc.userProcess, proc.name);
    this.k = k;
    this.state = state;
  }

  @Override
  protected void main() {
    if (attachment() instanceof KThread td) {
      setLife(Life.ALIVE);
      k.sched.forkExit(td);
      k.asts.userReturn(td);
      k.umtx.enterKernel(td);
      if (k.thr.exit(td, state) != Errno.OK) {
        k.thr.exit(td, 0);
      }
      // the last one of its process
      k.exit.exit1(td, 0, 0, false);
    }
  }
}
