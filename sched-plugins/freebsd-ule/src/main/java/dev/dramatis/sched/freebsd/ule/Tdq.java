package dev.dramatis.sched.freebsd.ule;

import dev.dramatis.sched.freebsd.common.Pri;
import dev.dramatis.sched.freebsd.common.Runq;
import dev.dramatis.spi.sched.SchedThread;
import org.jspecify.annotations.Nullable;

/** The queues of a CPU and figures about them ({@code struct tdq}). */
final class Tdq {
  /** The three queues. */
  static final int REALTIME = 0;

  static final int TIMESHARE = 1;
  static final int IDLE = 2;

  final int id;

  /** Threads that run or wait here, all of them and without interrupt threads. */
  int load;

  int sysload;

  /** Threads that wait here and could move. */
  int transferable;

  /** Switches in this tick and the one before. */
  int switchcnt;

  int oldswitchcnt;

  /** Priority of the most urgent thread that runs or waits here. */
  int lowpri = Pri.MAX_IDLE;

  /** A preemption was asked for and has not happened yet. */
  boolean owepreempt;

  /** Where the calendar queue is filled and where it is emptied. */
  int idx;

  int ridx;

  /** The thread that runs here, or null. */
  @Nullable TdSched curthread;

  private final Runq[] queues = {new Runq(), new Runq(), new Runq()};

  Tdq(int id) {
    this.id = id;
  }

  /** tdq_runq_add: in which of the queues a priority belongs. */
  static int queueOf(int pri) {
    if (pri < UlePriority.MIN_BATCH) {
      return REALTIME;
    }
    return pri <= Pri.MAX_TIMESHARE ? TIMESHARE : IDLE;
  }

  /**
   * tdq_runq_add: the line for a priority. In the calendar queue a less urgent thread starts
   * further behind; one that was displaced or borrows a priority goes where threads are taken from.
   */
  static int indexOf(int pri, int idx, int ridx, boolean atOnce) {
    if (queueOf(pri) != TIMESHARE) {
      return pri / Runq.PPQ;
    }
    if (atOnce) {
      return ridx;
    }
    int at = (Runq.NQS * (pri - UlePriority.MIN_BATCH) / UlePriority.BATCH_RANGE + idx) % Runq.NQS;
    return ridx != idx && at == ridx ? (at - 1 & 0xff) % Runq.NQS : at;
  }

  /** tdq_add. */
  void add(TdSched ts, boolean preempted, boolean borrowing) {
    int pri = ts.priority();
    ts.lowpriBefore = lowpri;
    lowpri = Math.min(lowpri, pri);
    runqAdd(ts, pri, preempted, borrowing);
    loadAdd(ts);
  }

  /** sched_rem. */
  void rem(TdSched ts) {
    runqRem(ts);
    loadRem(ts);
    if (ts.queuedPri == lowpri) {
      setlowpri();
    }
  }

  /** tdq_runq_add. */
  void runqAdd(TdSched ts, int pri, boolean preempted, boolean borrowing) {
    ts.queuedOn = id;
    ts.queuedPri = pri;
    ts.queue = queueOf(pri);
    ts.index = indexOf(pri, idx, ridx, preempted || borrowing);
    queues[ts.queue].add(ts.td, ts.index, preempted);
    transferable++;
  }

  /** tdq_runq_rem. */
  void runqRem(TdSched ts) {
    boolean emptied = queues[ts.queue].remove(ts.td, ts.index);
    if (emptied && ts.queue == TIMESHARE && idx != ridx && ts.index == ridx) {
      ridx = (ridx + 1) % Runq.NQS;
    }
    ts.queuedOn = TdSched.NOCPU;
    transferable--;
  }

  /** tdq_load_add, unless the thread counts here already. */
  void loadAdd(TdSched ts) {
    if (ts.loadOn == id) {
      return;
    }
    ts.loadOn = id;
    ts.sysload = !Pri.isInterruptThread(ts.td);
    load++;
    if (ts.sysload) {
      sysload++;
    }
  }

  /** tdq_load_rem. */
  void loadRem(TdSched ts) {
    ts.loadOn = TdSched.NOCPU;
    load--;
    if (ts.sysload) {
      sysload--;
    }
  }

  /** tdq_choose: the most urgent thread, left where it is; or null. */
  @Nullable SchedThread choose() {
    SchedThread td = queues[REALTIME].choose();
    if (td == null) {
      td = queues[TIMESHARE].chooseFrom(ridx);
    }
    return td != null ? td : queues[IDLE].choose();
  }

  /** tdq_choose for the case that a thread lost its right to be here while it waited. */
  @Nullable SchedThread chooseAllowed() {
    SchedThread td = choose();
    if (td == null || td.allowedOn(id)) {
      return td;
    }
    td = queues[REALTIME].chooseAllowedFrom(0, id);
    if (td == null) {
      td = queues[TIMESHARE].chooseAllowedFrom(ridx, id);
    }
    return td != null ? td : queues[IDLE].chooseAllowedFrom(0, id);
  }

  /** tdq_steal: a thread that another CPU may take; or null. */
  @Nullable SchedThread steal(int cpu) {
    SchedThread td = queues[REALTIME].chooseAllowedFrom(0, cpu);
    if (td == null) {
      td = queues[TIMESHARE].stealFrom(ridx, cpu);
    }
    return td != null ? td : queues[IDLE].chooseAllowedFrom(0, cpu);
  }

  /** tdq_setlowpri. */
  void setlowpri() {
    SchedThread td = choose();
    int running = curthread == null ? Pri.MAX_IDLE : curthread.priority();
    lowpri = td == null ? running : Math.min(running, TdSched.of(td).queuedPri);
  }

  /** sched_clock: the calendar goes on by a line a tick, as soon as the present one is empty. */
  void advance() {
    oldswitchcnt = switchcnt;
    switchcnt = load;
    if (idx == ridx) {
      idx = (idx + 1) % Runq.NQS;
      if (queues[TIMESHARE].isEmpty(ridx)) {
        ridx = idx;
      }
    }
  }
}
