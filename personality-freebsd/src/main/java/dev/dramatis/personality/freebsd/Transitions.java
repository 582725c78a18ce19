package dev.dramatis.personality.freebsd;

import static dev.dramatis.personality.freebsd.KThread.TDS_CAN_RUN;
import static dev.dramatis.personality.freebsd.KThread.TDS_INACTIVE;
import static dev.dramatis.personality.freebsd.KThread.TDS_INHIBITED;
import static dev.dramatis.personality.freebsd.KThread.TDS_RUNNING;
import static dev.dramatis.personality.freebsd.KThread.TDS_RUNQ;

/** Which changes of {@code td_state} exist. */
final class Transitions {
  private static final int[] SUCCESSORS = new int[5];

  static {
    SUCCESSORS[TDS_INACTIVE] = set(TDS_INACTIVE, TDS_CAN_RUN);
    SUCCESSORS[TDS_INHIBITED] = set(TDS_INHIBITED, TDS_CAN_RUN);
    SUCCESSORS[TDS_CAN_RUN] = set(TDS_RUNQ, TDS_RUNNING);
    // CAN_RUN: taken off its queue to go to another one (sched_rem).
    SUCCESSORS[TDS_RUNQ] = set(TDS_RUNNING, TDS_CAN_RUN);
    // CAN_RUN is where an idle thread goes: it is never queued. INACTIVE is the end.
    SUCCESSORS[TDS_RUNNING] = set(TDS_RUNQ, TDS_INHIBITED, TDS_INACTIVE, TDS_CAN_RUN);
  }

  private Transitions() {}

  /** Whether a thread may go from one state to the other in one step. */
  static boolean allowed(int from, int to) {
    return (SUCCESSORS[from] & 1 << to) != 0;
  }

  /**
   * Whether the thread lock is held, or nobody can have it; a new thread is nobody else's, and at
   * boot nothing runs.
   */
  static boolean locked(Kern k, KThread td, int to) {
    return td.tdLock.owner != null
        || td.tdLock == k.blockedLock
        || to == TDS_INACTIVE && td.state == TDS_INACTIVE
        || k.machine.current() == null
        || td.pcpu.idle == td && td.context == null;
  }

  private static int set(int... states) {
    int mask = 0;
    for (int s : states) {
      mask |= 1 << s;
    }
    return mask;
  }
}
