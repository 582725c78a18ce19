package dev.dramatis.sched.freebsd.bsd4;

import dev.dramatis.sched.freebsd.common.Runq;
import dev.dramatis.spi.sched.SchedThread;
import org.jspecify.annotations.Nullable;

/**
 * One run queue for all CPUs, and one for each with the threads that may not run everywhere
 * (sched_4bsd.c: runq_pcpu).
 */
final class Runqs {
  /** RQ_PPQ. */
  static final int PPQ = Runq.PPQ;

  /** In no queue. */
  static final int NOWHERE = -2;

  /** In the common queue. */
  static final int GLOBAL = -1;

  private final Runq global = new Runq();
  private final Runq[] own;
  private final int[] ownLength;
  private final int[] queued;

  Runqs(int cpuCount) {
    own = new Runq[cpuCount];
    for (int cpu = 0; cpu < cpuCount; cpu++) {
      own[cpu] = new Runq();
    }
    ownLength = new int[cpuCount];
    queued = new int[cpuCount];
  }

  /** runq_add; {@code cpu} is where the kernel will look after the thread. */
  void add(TdSched ts, int cpu, boolean head) {
    ts.queue = ts.affine ? cpu : GLOBAL;
    ts.queuedPri = ts.priority();
    ts.index = ts.queuedPri / PPQ;
    ts.queuedFor = cpu;
    runq(ts.queue).add(ts.td, ts.index, head);
    queued[cpu]++;
    if (ts.affine) {
      ownLength[cpu]++;
    }
  }

  /** runq_remove. */
  void remove(TdSched ts) {
    runq(ts.queue).remove(ts.td, ts.index);
    queued[ts.queuedFor]--;
    if (ts.queue >= 0) {
      ownLength[ts.queue]--;
    }
    ts.queue = NOWHERE;
  }

  /**
   * sched_choose: the better one of the common and the CPU's own queue, the common one first; left
   * where it is.
   */
  @Nullable SchedThread choose(int cpu) {
    SchedThread td = allowed(global, cpu);
    SchedThread mine = allowed(own[cpu], cpu);
    if (td == null || mine != null && TdSched.of(mine).priority() < TdSched.of(td).priority()) {
      return mine;
    }
    return td;
  }

  /** runq_length: threads in the CPU's own queue. */
  int ownLength(int cpu) {
    return ownLength[cpu];
  }

  /** Threads that the kernel took to be queued for the CPU. */
  int queued(int cpu) {
    return queued[cpu];
  }

  private static @Nullable SchedThread allowed(Runq runq, int cpu) {
    SchedThread first = runq.choose();
    return first == null || first.allowedOn(cpu) ? first : runq.chooseAllowedFrom(0, cpu);
  }

  private Runq runq(int which) {
    return which == GLOBAL ? global : own[which];
  }
}
