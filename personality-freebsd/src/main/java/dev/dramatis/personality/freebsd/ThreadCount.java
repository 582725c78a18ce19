package dev.dramatis.personality.freebsd;

import dev.dramatis.spi.machine.MemoryWord;
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

  /** Counts with atomic operations that order nothing else. */
  private final MemoryWord nthreads;

  /** What host code has counted, at boot and when threads come from another kernel or leave. */
  private int fromHost;

  private long lastfail = -1;
  private int complaints;

  ThreadCount(Kern k, int maxthread) {
    this.k = k;
    this.maxthread = maxthread;
    this.nthreads = k.machine.newWord("nthreads", 0);
  }

  int nthreads() {
    return (int) (nthreads.value() + fromHost);
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
    int before = (int) nthreads.add(self.pcpu.cpu, 1) - 1 + fromHost;
    if (!refused(maxthread, before, self.ucred().privileged())) {
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
    if (k.fault.at(Mutant.COUNT_NOT_ATOMIC)) {
      long read = nthreads.load(self.pcpu.cpu);
      nthreads.store(self.pcpu.cpu, read - n);
      return;
    }
    nthreads.add(self.pcpu.cpu, -n);
  }

  /** Boot and adoption, with privilege and nobody else about. */
  boolean incFromHost() {
    if (refused(maxthread, nthreads(), true)) {
      return false;
    }
    fromHost++;
    return true;
  }

  void subFromHost() {
    fromHost--;
  }
}
