package dev.dramatis.sched.freebsd.ule;

import dev.dramatis.sched.freebsd.common.Clock;
import dev.dramatis.sched.freebsd.common.Departed;
import dev.dramatis.sched.freebsd.common.Pri;
import dev.dramatis.spi.sched.EnqueueReason;
import dev.dramatis.spi.sched.SchedThread;
import dev.dramatis.spi.sched.Scheduler;
import dev.dramatis.spi.sched.SchedulerHost;
import org.jspecify.annotations.Nullable;

/**
 * FreeBSD's ULE (sched_ule.c). {@link Scheduler#tick} is sched_clock, so the tick of the hosting
 * kernel is the statistics clock.
 *
 * <p>Parameters, as in sysctl: {@code kern.hz} (1000), {@code kern.sched.slice} (a tenth of a
 * second), {@code kern.sched.interact} (30), {@code kern.sched.preempt_thresh} (80), {@code
 * kern.sched.static_boost} (152), {@code kern.sched.affinity} (hz/1000), {@code kern.sched.balance}
 * (1), {@code kern.sched.balance_interval} (one second, in ticks of the statistics clock), {@code
 * kern.sched.steal_idle} (1), {@code kern.sched.steal_thresh} (2), {@code
 * kern.sched.trysteal_limit} (2).
 */
public final class Ule implements Scheduler {
  /** MAX_CACHE_LEVELS. */
  private static final int MAX_CACHE_LEVELS = 2;

  private final SchedulerHost host;
  private final Clock clock;
  private final Tunables tunables;
  private final Tdq[] tdqs;
  private final PickCpu pickCpu;
  private final Balancer balancer;
  private final Departed departed = new Departed();

  /** A scheduler for one run (sched_setup). */
  Ule(SchedulerHost host) {
    this.host = host;
    this.clock = new Clock(host);
    this.tunables = new Tunables(clock, host);
    this.tdqs = new Tdq[host.cpuCount()];
    for (int cpu = 0; cpu < tdqs.length; cpu++) {
      tdqs[cpu] = new Tdq(cpu);
    }
    CpuGroup top = CpuGroup.top(host.topology());
    CpuGroup[] groups = new CpuGroup[tdqs.length];
    top.find(groups);
    SchedRandom random = new SchedRandom(tdqs.length);
    CpuSearch search = new CpuSearch(tdqs, random, host);
    this.pickCpu = new PickCpu(host, tunables, clock, tdqs, top, groups, search);
    this.balancer = new Balancer(host, tunables, clock, tdqs, top, groups, search, random);
  }

  // ---- threads come and go

  /** sched_fork_thread, or schedinit for a thread without a creator. */
  @Override
  public void addThread(SchedThread t, @Nullable SchedThread parent) {
    TdSched child = new TdSched(t);
    t.setSchedData(child);
    child.cpu = t.cpu();
    child.nice = t.nice();
    TdSched td = parent == null ? null : (TdSched) parent.schedData();
    if (td == null) {
      child.ltick = clock.ticks();
      child.ftick = child.ltick;
      child.rltick = child.ltick - tunables.affinity * MAX_CACHE_LEVELS;
    } else {
      child.cpu = td.cpu;
      child.rltick = td.rltick;
      child.ticks = td.ticks;
      child.ltick = td.ltick;
      child.ftick = td.ftick;
      child.slptime = td.slptime;
      child.runtime = td.runtime;
      child.slice = tunables.childSlice(tdqs[td.cpu].sysload);
      if (parent.process() != t.process()) {
        penalizeFork(td, child);
      }
    }
    schedPriority(child);
  }

  /** sched_fork, for a new process: both pay for it. */
  private void penalizeFork(TdSched td, TdSched child) {
    Pctcpu.update(tunables.hz, td, true, clock.ticks());
    child.ticks = td.ticks;
    child.ltick = td.ltick;
    child.ftick = td.ftick;
    Interactivity.fork(tunables.hz, child);
    td.runtime += tunables.tickincr;
    Interactivity.update(tunables.hz, td);
    schedPriority(td);
  }

  @Override
  public void removeThread(SchedThread t) {
    TdSched ts = TdSched.of(t);
    forget(ts);
    departed.remember(t.id(), ts.runtime);
    t.setSchedData(null);
  }

  /**
   * sched_exit_thread: the heir is charged for what the dead thread ran, without credit for its
   * sleep.
   */
  @Override
  public void collected(SchedThread dead, SchedThread by) {
    int runtime = departed.take(dead.id());
    TdSched td = (TdSched) by.schedData();
    if (td != null) {
      td.runtime += runtime;
      Interactivity.update(tunables.hz, td);
      schedPriority(td);
    }
  }

  /**
   * sched_nice, sched_class, and the side of sched_thread_priority that concerns a running thread.
   */
  @Override
  public void changed(SchedThread t) {
    TdSched ts = TdSched.of(t);
    if (ts.nice != t.nice()) {
      ts.nice = t.nice();
      schedPriority(ts);
    } else if (Pri.isTimeshare(t) && !Pri.knows(t, ts.userPri)) {
      Pri.tell(t, ts.userPri); // it has been in another class
    }
    if (t.running() && tdqs[t.cpu()].curthread == ts) {
      tdqs[t.cpu()].setlowpri();
    }
  }

  // ---- ready

  @Override
  public int selectCpu(SchedThread t, EnqueueReason why) {
    TdSched ts = TdSched.of(t);
    int self = self(t);
    return switch (why) {
      case NEW, WAKEUP -> {
        schedWakeup(ts);
        schedPriority(ts);
        yield pickCpu.pick(ts, self, false);
      }
      case YIELD, PREEMPTED -> {
        // sched_switch: a thread that runs stays, unless it may not or was asked to look around
        ts.cpu = t.cpu();
        boolean moves = ts.pickcpu || !pickCpu.mayUse(t, ts.cpu);
        ts.pickcpu = false;
        yield moves ? pickCpu.pick(ts, self, ts.loadOn == ts.cpu) : ts.cpu;
      }
      case REQUEUE, ADOPTED -> {
        ts.cpu = t.cpu();
        yield pickCpu.mayUse(t, ts.cpu) ? ts.cpu : pickCpu.pick(ts, self, false);
      }
    };
  }

  /** sched_add, or the part of sched_switch that puts a thread back. */
  @Override
  public void enqueue(SchedThread t, int cpu, EnqueueReason why) {
    TdSched ts = TdSched.of(t);
    if (why == EnqueueReason.WAKEUP) {
      schedWakeup(ts);
    }
    if (why != EnqueueReason.YIELD && why != EnqueueReason.PREEMPTED) {
      schedPriority(ts);
    }
    ts.cpu = cpu;
    if (ts.loadOn != TdSched.NOCPU && ts.loadOn != cpu) {
      tdqs[ts.loadOn].loadRem(ts);
    }
    boolean preempted = why == EnqueueReason.PREEMPTED && ts.preempted;
    boolean borrowing = why == EnqueueReason.REQUEUE && ts.priority() < ts.queuedPri;
    tdqs[cpu].add(ts, preempted, borrowing);
  }

  /** sched_rem. */
  @Override
  public void dequeue(SchedThread t) {
    TdSched ts = TdSched.of(t);
    tdqs[ts.queuedOn].rem(ts);
  }

  /** tdq_notify for another CPU, sched_setpreempt for the own one. */
  @Override
  public boolean shouldPreempt(int cpu, SchedThread current, SchedThread woken) {
    TdSched ts = TdSched.of(woken);
    TdSched runs = TdSched.of(current);
    int pri = ts.priority();
    int cpri = runs.priority();
    if (host.currentCpu() == cpu) {
      if (pri >= cpri || UlePriority.shouldpreempt(tunables.preemptThresh, pri, cpri, false)) {
        return pri < cpri;
      }
      // not urgent enough for the kernel: at the return to user mode
      runs.needresched = true;
      host.preempt(cpu);
      return false;
    }
    Tdq tdq = tdqs[cpu];
    if (tdq.owepreempt
        || !UlePriority.shouldpreempt(tunables.preemptThresh, tdq.lowpri, ts.lowpriBefore, true)) {
      return false;
    }
    tdq.owepreempt = true;
    return true;
  }

  @Override
  public int queued(int cpu) {
    return tdqs[cpu].transferable;
  }

  // ---- on the CPU

  /**
   * The second half of sched_switch: sched_choose, after a look at other CPUs if there is nothing
   * here.
   */
  @Override
  public @Nullable SchedThread pickNext(int cpu, @Nullable SchedThread previous) {
    Tdq tdq = tdqs[cpu];
    tdq.owepreempt = false;
    if (tdq.load == 0 && host.online(cpu)) {
      if (previous != null) {
        balancer.tdqTrysteal(tdq);
      }
      if (tdq.load == 0) {
        balancer.tdqIdled(tdq);
      }
    }
    SchedThread td = tdq.chooseAllowed();
    if (td == null) {
      tdq.curthread = null;
      tdq.setlowpri();
      return null;
    }
    TdSched ts = TdSched.of(td);
    tdq.runqRem(ts);
    tdq.lowpri = ts.priority();
    tdq.curthread = ts;
    Pctcpu.update(tunables.hz, ts, false, clock.ticks());
    return td;
  }

  @Override
  public void running(SchedThread t, int cpu) {
    TdSched ts = TdSched.of(t);
    Tdq tdq = tdqs[cpu];
    ts.cpu = cpu;
    if (ts.loadOn != TdSched.NOCPU && ts.loadOn != cpu) {
      tdqs[ts.loadOn].loadRem(ts);
    }
    tdq.loadAdd(ts);
    tdq.curthread = ts;
    ts.slptick = 0;
    // sched_userret: what sleep gave lasts until the return to user mode, which is near
    ts.boostPri = Pri.MAX_IDLE;
    tdq.setlowpri();
  }

  /** The first half of sched_switch. */
  @Override
  public void stopping(SchedThread t, int cpu, boolean stillReady) {
    TdSched ts = TdSched.of(t);
    Tdq tdq = tdqs[cpu];
    int ticks = clock.ticks();
    Pctcpu.update(tunables.hz, ts, true, ticks);
    ts.rltick = ts.pickcpu ? ticks - tunables.affinity * MAX_CACHE_LEVELS : ticks;
    ts.preempted = !ts.sliceend && !ts.needresched;
    ts.sliceend = false;
    ts.needresched = false;
    tdq.switchcnt++;
    tdq.curthread = null;
    if (!stillReady) {
      ts.pickcpu = false;
      forget(ts);
    }
  }

  /** sched_sleep, for a kernel whose priorities the outcome becomes. */
  @Override
  public int sleepPriority(SchedThread t, int wanted) {
    int boost = tunables.staticBoost;
    if (!Pri.isTimeshare(t)) {
      return -1;
    }
    if (boost == 1 && wanted >= 0) {
      return wanted;
    }
    return boost != 0 && TdSched.of(t).priority() > boost ? Pri.neutral(boost) : -1;
  }

  /** sched_sleep. The boost has been given already if the kernel has asked for it. */
  @Override
  public void blocked(SchedThread t) {
    TdSched ts = TdSched.of(t);
    ts.slptick = clock.ticks();
    if (Pri.isTimeshare(t) && tunables.staticBoost > 1 && ts.priority() > tunables.staticBoost) {
      ts.boostPri = tunables.staticBoost;
    }
  }

  /** sched_clock. */
  @Override
  public void tick(int cpu, SchedThread running) {
    balancer.clock(cpu);
    Tdq tdq = tdqs[cpu];
    tdq.advance();
    TdSched ts = TdSched.of(running);
    Pctcpu.update(tunables.hz, ts, true, clock.ticks());
    if (Pri.isFifo(running)) {
      return;
    }
    if (Pri.isTimeshare(running)) {
      ts.runtime += tunables.tickincr;
      Interactivity.update(tunables.hz, ts);
      schedPriority(ts);
      tdq.setlowpri();
    }
    if (++ts.slice >= tunables.slice(tdq.sysload)) {
      ts.slice = 0;
      ts.sliceend = true;
      host.preempt(cpu);
    }
  }

  @Override
  public String describe() {
    int load = 0;
    for (Tdq tdq : tdqs) {
      load += tdq.load;
    }
    return "ULE, load " + load + ", slice " + tunables.slice + " of " + tunables.realstathz + " Hz";
  }

  // ---- inside

  /** The queues of a CPU, for tests of their figures. */
  Tdq tdq(int cpu) {
    return tdqs[cpu];
  }

  /** The CPU that asks; unknown, the thread's own. */
  private int self(SchedThread t) {
    int cpu = host.currentCpu();
    return cpu < 0 ? t.cpu() : cpu;
  }

  /** sched_wakeup without the sched_add; once for each sleep. */
  private void schedWakeup(TdSched ts) {
    int slptick = ts.slptick;
    if (slptick == 0) {
      return;
    }
    ts.slptick = 0;
    int ticks = clock.ticks();
    if (slptick != ticks) {
      ts.slptime += (ticks - slptick) << Tunables.TICK_SHIFT;
      Interactivity.update(tunables.hz, ts);
      Pctcpu.update(tunables.hz, ts, false, ticks);
    }
    ts.slice = 0;
  }

  /** sched_priority with sched_user_prio. */
  private void schedPriority(TdSched ts) {
    if (Pri.isTimeshare(ts.td)) {
      int pri = UlePriority.priority(tunables.hz, tunables.interact, ts, ts.nice);
      if (pri != ts.userPri) {
        ts.userPri = pri;
        Pri.tell(ts.td, pri);
      }
    }
  }

  /** The thread no longer counts as load. */
  private void forget(TdSched ts) {
    if (ts.loadOn != TdSched.NOCPU) {
      tdqs[ts.loadOn].loadRem(ts);
    }
  }
}
