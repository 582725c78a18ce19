package dev.dramatis.personality.freebsd;

import static dev.dramatis.personality.freebsd.KThread.TDF_BORROWING;
import static dev.dramatis.personality.freebsd.KThread.TDS_RUNQ;

import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.sched.EnqueueReason;
import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.spi.sched.Scheduler;

/**
 * Priorities of threads: from their class, and lent by those who wait for them (sched_prio,
 * sched_lend_prio).
 */
final class Priorities {
  private final Kern k;

  Priorities(Kern k) {
    this.k = k;
  }

  /** Base and user priority from class, real-time priority and nice value (rtp_to_pri, donice). */
  void setClass(KThread td) {
    UserThread u = td.user();
    int pri =
        switch (u.schedClass()) {
          // 32 real-time priorities, 48 the most urgent
          case FIFO, ROUND_ROBIN -> 48 + (99 - u.realtimePriority()) * 32 / 99;
          // without CPU use the 4BSD formula leaves only the nice value
          case TIMESHARE -> 120 + u.nice() + 20;
          case IDLE -> 240;
        };
    td.priClass = (byte) (u.schedClass() == SchedClass.TIMESHARE ? KThread.PRI_CLASS_TIMESHARE : 0);
    td.basePri = (short) pri;
    td.baseUserPri = (short) pri;
    td.userPri = (short) pri;
    if ((td.flags & TDF_BORROWING) == 0 || td.priority > pri) {
      td.priority = (short) pri;
    }
  }

  /** sched_prio. */
  void schedPrio(KThread td, int prio) {
    td.basePri = (short) prio;
    if ((td.flags & TDF_BORROWING) != 0 && td.priority < prio) {
      return;
    }
    int before = td.priority;
    threadPriority(td, prio);
    if (before != prio && td.onLock()) {
      k.turnstiles.adjust(td, before);
    }
  }

  /** The same on behalf of the scheduler, which knows already. */
  void applyUserPrio(KThread td) {
    int prio = td.userPri;
    td.basePri = (short) prio;
    if ((td.flags & TDF_BORROWING) != 0 && td.priority < prio) {
      return;
    }
    int before = td.priority;
    td.priority = (short) prio;
    if (before != prio && td.onLock()) {
      k.turnstiles.adjust(td, before);
    }
  }

  /**
   * sched_sleep: the scheduler decides which priority a thread has from falling asleep until it is
   * back in user mode. In and out: thread lock.
   *
   * @param prio what the sleep suggests, or 0
   */
  void schedSleep(KThread td, int prio) {
    if (td.scheduled) {
      int wanted = prio == 0 ? -1 : KThread.PRI_MAX - prio;
      int boosted = k.sched.scheduler().sleepPriority(td, wanted);
      if (boosted >= 0) {
        schedPrio(td, KThread.PRI_MAX - boosted);
      }
    }
  }

  /** What a new thread has from its creator, before the scheduler looks at it (td_startcopy). */
  void inherit(KThread td, KThread creator) {
    td.priClass = creator.priClass;
    td.basePri = creator.basePri;
    td.baseUserPri = creator.baseUserPri;
    td.userPri = creator.baseUserPri;
    td.priority = creator.basePri;
  }

  private static boolean isTimeshare(int pri) {
    return pri >= KThread.PRI_MIN_TIMESHARE && pri <= KThread.PRI_MAX_TIMESHARE;
  }

  /** sched_lend_prio. */
  void lendPrio(KThread td, int prio) {
    td.flags |= TDF_BORROWING;
    threadPriority(td, prio);
  }

  /** sched_unlend_prio: what is still lent stays, otherwise the base priority comes back. */
  void unlendPrio(KThread td, int prio) {
    int base = isTimeshare(td.basePri) ? td.userPri : td.basePri;
    if (prio >= base) {
      td.flags &= ~TDF_BORROWING;
      schedPrio(td, base);
    } else {
      lendPrio(td, prio);
    }
  }

  /**
   * sched_user_prio: the scheduler has computed a priority for user mode. What is lent to it there
   * counts if it is better.
   */
  void schedUserPrio(KThread td, int prio) {
    td.baseUserPri = (short) prio;
    if (td.lendUserPri <= prio) {
      return;
    }
    td.userPri = (short) prio;
  }

  /**
   * sched_thread_priority: a ready thread changes its place, and so does one that waits for a lock.
   */
  private void threadPriority(KThread td, int prio) {
    if (td.priority == prio) {
      return;
    }
    Scheduler scheduler = k.sched.scheduler();
    if (td.isKernel()) {
      td.priority = (short) prio;
    } else if (td.state == TDS_RUNQ) {
      scheduler.dequeue(td);
      td.priority = (short) prio;
      scheduler.changed(td);
      scheduler.enqueue(td, td.pcpu.id, EnqueueReason.REQUEUE);
    } else {
      td.priority = (short) prio;
      if (td.scheduled) {
        scheduler.changed(td);
      }
    }
  }
}
