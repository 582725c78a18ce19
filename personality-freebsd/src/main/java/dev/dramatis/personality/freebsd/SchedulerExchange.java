package dev.dramatis.personality.freebsd;

import static dev.dramatis.personality.freebsd.KThread.TDS_INHIBITED;
import static dev.dramatis.personality.freebsd.KThread.TDS_RUNQ;

import dev.dramatis.spi.sched.EnqueueReason;
import dev.dramatis.spi.sched.Scheduler;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Supplier;

/** Another scheduling policy while the kernel runs; all of it host code. */
final class SchedulerExchange {
  private final Kern k;
  private final Sched sched;

  SchedulerExchange(Kern k, Sched sched) {
    this.k = k;
    this.sched = sched;
  }

  /** Takes every thread from the old policy and gives it to a new one. Host code. */
  void replace(Supplier<Scheduler> successor) {
    Scheduler old = sched.scheduler;
    Set<KThread> threads = new LinkedHashSet<>();
    k.procs.forEachThread(threads::add);
    for (Pcpu pc : k.pcpus) {
      threads.add(pc.curthread); // perhaps unlinked, on its way out
    }
    threads.removeIf(td -> !td.scheduled);
    for (KThread td : threads) {
      if (td.state == TDS_RUNQ) {
        old.dequeue(td);
      } else if (onItsCpu(td)) {
        old.stopping(td, td.pcpu.id, false);
      }
      old.removeThread(td);
      td.setSchedData(null);
    }
    Scheduler next = successor.get();
    sched.scheduler = next;
    for (KThread td : threads) {
      next.addThread(td, null);
      if (td.state == TDS_RUNQ) {
        next.enqueue(td, place(td), EnqueueReason.ADOPTED);
      } else if (onItsCpu(td)) {
        next.running(td, td.pcpu.id);
      } else if (td.state == TDS_INHIBITED) {
        next.blocked(td);
      }
    }
    for (Pcpu pc : k.pcpus) {
      pc.resched = true;
    }
  }

  /**
   * Between two interaction points a thread that is still its CPU's has not been reported as
   * stopped, whatever its state.
   */
  private static boolean onItsCpu(KThread td) {
    return td.pcpu.curthread == td && td.state != TDS_RUNQ;
  }

  /** Where a ready thread goes under a new policy; it stays while somebody holds its lock. */
  private int place(KThread td) {
    int target = sched.selectCpu(td, EnqueueReason.ADOPTED);
    if (td.tdLock == td.pcpu.tdqLock && td.tdLock.owner == null) {
      td.pcpu = k.pcpus[target];
      td.tdLock = td.pcpu.tdqLock;
    }
    return td.pcpu.id;
  }
}
