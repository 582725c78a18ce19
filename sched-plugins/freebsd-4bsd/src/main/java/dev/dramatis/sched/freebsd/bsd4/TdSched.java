package dev.dramatis.sched.freebsd.bsd4;

import dev.dramatis.sched.freebsd.common.Pri;
import dev.dramatis.spi.sched.SchedThread;
import java.util.Objects;

/** What 4BSD keeps of a thread ({@code struct td_sched}), under the original names. */
final class TdSched {
  final SchedThread td;

  /** Estimate of CPU use. */
  int estcpu;

  /** Ticks since the last pass, and the share of a CPU that follows. */
  int cpticks;

  int pctcpu;

  /** Whole seconds asleep. */
  int slptime;

  /** What is left of the slice, in statistics ticks. */
  int slice;

  /** td_user_pri. */
  int userPri;

  int nice;

  /** TSF_AFFINITY: it may not run everywhere. */
  boolean affine;

  /** It wants to run, or does. */
  boolean awake;

  /** It ran since the last pass (TDF_DIDRUN). */
  boolean didrun;

  /** TDF_SLICEEND. */
  boolean sliceend;

  /** It left the CPU for an interrupt thread, at once. */
  boolean preempted;

  /** Which queue it is in, in which line, and for which CPU the kernel took it to be. */
  int queue = Runqs.NOWHERE;

  int index;
  int queuedPri;
  int queuedFor;

  /** Place in the list of all threads. */
  int place;

  TdSched(SchedThread td) {
    this.td = td;
  }

  static TdSched of(SchedThread t) {
    return (TdSched) Objects.requireNonNull(t.schedData(), "thread was never added");
  }

  /** td_priority. */
  int priority() {
    return Pri.of(td, userPri);
  }
}
