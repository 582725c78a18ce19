package dev.dramatis.personality.freebsd;

import java.util.BitSet;

/** Which process ids are taken, with the last one given (kern_fork.c: fork_findpid). */
final class PidMap {
  /** pid_max: one less than the first id of a thread. */
  static final int PID_MAX = TidBitmap.NO_PID - 1;

  private final BitSet pids = new BitSet();

  /** Ids of process groups, and of subtrees of reapers, must not be given to a process. */
  private final BitSet groups = new BitSet();

  private final BitSet subtrees = new BitSet();
  private int lastpid;

  PidMap(int lastpid) {
    this.lastpid = lastpid;
    pids.set(0, 2); // swapper and init
  }

  /** fork_findpid. */
  int find() {
    int trypid = lastpid + 1;
    for (; ; ) {
      if (trypid >= PID_MAX) {
        // after the first round the small ids belong to the processes of the system
        trypid %= PID_MAX;
        if (trypid < 100) {
          trypid += 100;
        }
      }
      int result = pids.nextClearBit(trypid);
      if (result >= PID_MAX) {
        trypid = PID_MAX;
        continue;
      }
      if (groups.get(result) || subtrees.get(result)) {
        trypid = result + 1;
        continue;
      }
      lastpid = result;
      pids.set(result);
      return result;
    }
  }

  /** proc_id_clear(PROC_ID_PID). */
  void free(int pid) {
    pids.clear(pid);
  }

  /** proc_id_set, proc_id_clear for PROC_ID_GROUP. */
  void group(int id, boolean taken) {
    groups.set(id, taken);
  }

  /** proc_id_set_cond, proc_id_clear for PROC_ID_REAP. */
  void subtree(int id, boolean taken) {
    subtrees.set(id, taken);
  }

  boolean taken(int pid) {
    return pids.get(pid);
  }
}
