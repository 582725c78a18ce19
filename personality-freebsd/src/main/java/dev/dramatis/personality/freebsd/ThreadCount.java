package dev.dramatis.personality.freebsd;

import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.SharedObject;
import dev.dramatis.spi.trace.EventKind;

/**
 * How many thread objects exist, against the limit with its reserve for the privileged
 * (kern_thread.c: thread_count_inc).
 */
final class ThreadCount {
  /** The last slots are for those with PRIV_MAXPROC. */
  static final int RESERVE = 100;

  final int maxthread;
  private final Kern k;
  private final SharedObject line;
  private int nthreads;
  private long lastfail = -1;
  private int complaints;

  ThreadCount(Kern k, int maxthread) {
    this.k = k;
    this.maxthread = maxthread;
    this.line = k.machine.newShared("nthreads");
  }

  int nthreads() {
    return nthreads;
  }

  /** Whether one more than {@code before} is too many; the test of thread_count_inc_try. */
  static boolean refused(int maxthread, int before, boolean privileged) {
    int now = before + 1;
    return now >= maxthread - RESERVE && (!privileged || now >= maxthread);
  }

  /** Reserves a slot, after reaping: first here, then everywhere (thread_count_inc). */
  boolean threadCountInc(KThread self) {
    if (!k.fault.at(Mutant.COUNT_SKIP_REAP)) {
      k.reaper.threadReap(self);
    }
    if (threadCountIncTry(self)) {
      return true;
    }
    k.reaper.threadReapAll(self);
    if (threadCountIncTry(self)) {
      return true;
    }
    complain(self);
    return false;
  }

  /** ppsratecheck: one line a second at most. */
  private void complain(KThread self) {
    long now = self.pcpu.cpu.now();
    if (lastfail < 0 || now - lastfail >= 1_000_000_000L) {
      lastfail = now;
      complaints++;
      if (k.tracing) {
        int line = k.tracer.intern("maxthread limit exceeded by uid");
        k.tracer.emit(now, EventKind.EXPLAIN, self.pcpu.id, line, self.ucred().uid);
      }
    }
  }

  /** How often the log was written to. */
  int complaints() {
    return complaints;
  }

  /** thread_count_inc_try: counts first and takes it back when there was no room. */
  private boolean threadCountIncTry(KThread self) {
    self.pcpu.cpu.interact(line, Access.RMW);
    if (!refused(maxthread, nthreads++, self.ucred().privileged())) {
      return true;
    }
    if (!k.fault.at(Mutant.COUNT_KEEP_FAILED)) {
      threadCountDec(self);
    }
    return false;
  }

  /** thread_count_dec. */
  void threadCountDec(KThread self) {
    threadCountSub(self, 1);
  }

  /** thread_count_sub. */
  void threadCountSub(KThread self, int n) {
    self.pcpu.cpu.interact(line, Access.RMW);
    nthreads -= n;
  }

  /** Boot and adoption, with privilege and nobody else about. */
  boolean incFromHost() {
    if (refused(maxthread, nthreads, true)) {
      return false;
    }
    nthreads++;
    return true;
  }

  void subFromHost() {
    nthreads--;
  }
}
