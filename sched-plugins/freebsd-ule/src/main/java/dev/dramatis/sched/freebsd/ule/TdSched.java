package dev.dramatis.sched.freebsd.ule;

import dev.dramatis.sched.freebsd.common.Pri;
import dev.dramatis.spi.sched.SchedThread;
import java.util.Objects;

/** What ULE keeps of a thread ({@code struct td_sched}), under the original names. */
final class TdSched {
  /** No CPU. */
  static final int NOCPU = -1;

  final SchedThread td;

  /** The CPU that it has affinity for. */
  int cpu;

  /** Last tick on a CPU, for affinity. */
  int rltick;

  /** Part of the slice that is used, in statistics ticks. */
  int slice;

  /** Voluntary sleep and run time in 1024ths of a tick, unsigned. */
  int slptime;

  int runtime;

  /** Ticks on a CPU, and the window in which they were counted. */
  int ltick;

  int ftick;
  int ticks;

  /** When it fell asleep; 0 if it does not. */
  int slptick;

  /** td_user_pri: what sched_priority found. */
  int userPri;

  /** Priority that it has from sleeping until it runs again; {@link Pri#MAX_IDLE} for none. */
  int boostPri = Pri.MAX_IDLE;

  int nice;

  /** Which queues it is in (NOCPU: none), in which line, with which priority. */
  int queuedOn = NOCPU;

  int queue;
  int index;
  int queuedPri;

  /** The most urgent priority of its CPU before it was queued there. */
  int lowpriBefore = Pri.MAX_IDLE;

  /** The CPU whose load it counts for, and whether it counts for the system load too. */
  int loadOn = NOCPU;

  boolean sysload;

  /** TDF_PICKCPU, TDF_SLICEEND. */
  boolean pickcpu;

  boolean sliceend;

  /** Asked to give way at its return to user mode, not at once. */
  boolean needresched;

  /** It left the CPU for a more urgent thread. */
  boolean preempted;

  TdSched(SchedThread td) {
    this.td = td;
  }

  static TdSched of(SchedThread t) {
    return (TdSched) Objects.requireNonNull(t.schedData(), "thread was never added");
  }

  /** td_priority. */
  int priority() {
    return Math.min(boostPri, Pri.of(td, userPri));
  }
}
