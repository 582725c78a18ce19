package dev.dramatis.sched.netbsd.common;

import dev.dramatis.spi.sched.EnqueueReason;
import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.spi.sched.SchedThread;
import dev.dramatis.spi.sched.Scheduler;
import dev.dramatis.spi.sched.SchedulerHost;
import org.jspecify.annotations.Nullable;

/**
 * The part of NetBSD's scheduling that does not depend on the policy (kern_runq.c): a run queue for
 * each CPU, the choice of a CPU, stealing, preemption by priority, and what happens every second. A
 * policy adds the functions of {@code sys/sched.h} that are named {@code sched...} here.
 *
 * <p>Parameters, as in sysctl: {@code kern.sched.cacheht_time} (10 ms), {@code
 * kern.sched.skim_interval} (10 ms), {@code kern.sched.min_catch} (1).
 */
public abstract class NetbsdScheduler implements Scheduler {
  private static final long MS = 1_000_000;
  private static final int SCHED_HZ = 16;

  /** What the scheduler may ask. */
  protected final SchedulerHost host;

  /** Clock ticks per second. */
  protected final int hz;

  /** How many LWPs want to run. */
  protected final LoadAverage averunnable = new LoadAverage();

  private final CpuState[] states;
  private final CpuSelection selection;
  private final Stealing stealing;
  private final LwpList all = new LwpList();
  private final Departed departed = new Departed();
  private int seconds;
  private int waiting;
  private int lookedAround;

  /** A scheduler for one run. */
  protected NetbsdScheduler(SchedulerHost host) {
    this.host = host;
    this.hz = (int) Math.max(1, (1_000_000_000L + host.tickNanos() / 2) / host.tickNanos());
    Cpus cpus = new Cpus(host.topology());
    states = new CpuState[host.cpuCount()];
    for (int cpu = 0; cpu < states.length; cpu++) {
      states[cpu] = new CpuState(cpu, cpus.firstClass[cpu]);
      states[cpu].schedticks = schedclockTicks();
    }
    CacheHeat heat = new CacheHeat(this::getticks, ticksOf("kern.sched.cacheht_time", 10 * MS));
    int minCatch = (int) host.number("kern.sched.min_catch", 1);
    selection = new CpuSelection(host, cpus, states, heat);
    stealing =
        new Stealing(
            host, cpus, states, heat, minCatch, ticksOf("kern.sched.skim_interval", 10 * MS));
  }

  // ---- what a policy adds

  /** A new LWP; {@code l1} made it, or is null for one that another scheduler had before. */
  protected abstract void schedLwpFork(@Nullable Lwp l1, Lwp l2);

  /** An LWP that used {@code estcpu} was collected by another one. */
  protected void schedLwpCollect(int estcpu, Lwp by) {}

  /**
   * The process was collected {@code age} seconds after it was forked, having used {@code estcpu},
   * of which it had inherited a part.
   */
  protected void schedProcExit(int estcpu, int inherited, int age, Lwp parent) {}

  /** The nice value changed; {@code l.nice} is still the old one. */
  protected abstract void schedNice(Lwp l, int nice);

  /** The LWP was enqueued: its time slice. */
  protected void schedNewts(Lwp l) {}

  /** The LWP fell asleep. */
  protected void schedSlept(Lwp l) {}

  /** The LWP woke up; it has no CPU yet. */
  protected void schedWakeup(Lwp l) {}

  /** The LWP, woken up, is about to be enqueued. */
  protected void schedSetrunnable(Lwp l) {}

  /** The LWP was chosen for a CPU. */
  protected void schedOncpu(Lwp l, CpuState spc) {}

  /** The ticks of the CPU ({@link CpuState#ticks}) have run out; set them anew. */
  protected abstract void schedTick(CpuState spc, Lwp l);

  /** About 16 times a second of running time. */
  protected void schedSchedclock(Lwp l) {}

  /**
   * Every second, for every LWP; {@code batch}: it ran more than it slept, not for the first time.
   */
  protected abstract void schedPstatsHook(Lwp l, boolean batch);

  /** Turn of a SCHED_RR LWP in clock ticks (sched_rrticks). */
  protected abstract int rrticks();

  // ---- what a policy may use

  /** The clock, in ticks since the machine was started; wraps around. */
  protected final int getticks() {
    return (int) (host.now() / host.tickNanos());
  }

  /** A parameter that is a time, in clock ticks rounded down as mstohz does. */
  protected final int ticksOf(String name, long defaultNanos) {
    return (int) (host.duration(name, defaultNanos) * hz / 1_000_000_000L);
  }

  /** kern_lwp.c: lwp_changepri. A ready LWP changes its line and may now displace what runs. */
  protected final void lwpChangepri(Lwp l, int priority) {
    if (l.queuedOn < 0) {
      setPriority(l, priority);
      return;
    }
    CpuState spc = states[l.queuedOn];
    schedDequeue(l);
    setPriority(l, priority);
    schedEnqueue(l, spc.cpu, false);
    schedReschedCpu(spc, l.queuedAt);
  }

  /**
   * Sets the priority of an LWP that is in no queue, or changes it where its place in the queue
   * shall stay.
   */
  protected final void setPriority(Lwp l, int priority) {
    l.priority = priority;
    l.thread.setTimesharePriority(priority, Pri.USER_COUNT);
  }

  /** kern_runq.c: sched_resched_cpu. Something of this priority wants the CPU. */
  protected final void schedReschedCpu(CpuState spc, int pri) {
    if (pri > spc.curpriority || spc.idle) {
      host.preempt(spc.cpu);
    }
  }

  // ---- threads come and go

  @Override
  public final void addThread(SchedThread t, @Nullable SchedThread parent) {
    Lwp l = new Lwp(t);
    t.setSchedData(l);
    l.nice = niceOf(t);
    Lwp creator = Lwp.orNull(parent);
    l.estcpuInherited = creator == null ? 0 : creator.estcpu;
    l.forktime = seconds;
    schedLwpFork(creator, l);
    all.add(l);
  }

  @Override
  public final void removeThread(SchedThread t) {
    Lwp l = Lwp.of(t);
    departed.remember(t.id(), l);
    all.remove(l);
    t.setSchedData(null);
  }

  @Override
  public final void collected(SchedThread dead, SchedThread by) {
    Lwp l = Lwp.orNull(by);
    int at = departed.take(dead.id());
    if (l != null && at >= 0) {
      schedLwpCollect(departed.estcpu(at), l);
    }
  }

  @Override
  public final void processCollected(SchedThread child, SchedThread parent) {
    Lwp l = Lwp.orNull(parent);
    int at = departed.take(child.id());
    if (l != null && at >= 0) {
      int age = seconds - departed.forktime(at);
      schedProcExit(departed.estcpu(at), departed.inherited(at), age, l);
    }
  }

  @Override
  public final void changed(SchedThread t) {
    Lwp l = Lwp.of(t);
    int nice = niceOf(t);
    if (nice != l.nice) {
      if (l.isTimeshare()) {
        schedNice(l, nice);
      }
      l.nice = nice;
    }
    if (l.isTimeshare() && t.basePriority() != l.priority) {
      // back from another class: the kernel takes over what was calculated before
      setPriority(l, l.priority);
    }
    if (t.running() && !l.isTimeshare()) {
      // sched_changepri: on a drop, only real-time LWPs are evicted
      CpuState spc = states[t.cpu()];
      spc.curpriority = l.eprio();
      if (spc.queue.maxpriority() > spc.curpriority) {
        host.preempt(spc.cpu);
      }
    }
  }

  // ---- the run queue

  @Override
  public final int selectCpu(SchedThread t, EnqueueReason why) {
    Lwp l = Lwp.of(t);
    return switch (why) {
      case NEW -> selection.takecpu(l, curcpu(t));
      case WAKEUP -> {
        wake(l);
        yield selection.takecpu(l, curcpu(t));
      }
      case YIELD, PREEMPTED -> selection.preempted(l);
      case REQUEUE, ADOPTED -> selection.stay(l);
    };
  }

  @Override
  public final void enqueue(SchedThread t, int cpu, EnqueueReason why) {
    Lwp l = Lwp.of(t);
    if (why == EnqueueReason.WAKEUP) {
      wake(l);
      schedSetrunnable(l);
      l.slptime = 0;
    }
    boolean head = why == EnqueueReason.PREEMPTED && resumes(l);
    l.stat = Lwp.Stat.RUN;
    schedEnqueue(l, cpu, head);
  }

  @Override
  public final void dequeue(SchedThread t) {
    schedDequeue(Lwp.of(t));
  }

  /** kern_runq.c: sched_nextlwp, and sched_idle when there is nothing to do. */
  @Override
  public final @Nullable SchedThread pickNext(int cpu, @Nullable SchedThread previous) {
    CpuState spc = states[cpu];
    spc.seenrr = false;
    spc.shouldyield = false;
    SchedThread t = spc.queue.firstAllowedOn(cpu);
    Lwp l = t == null ? null : Lwp.of(t);
    if (l == null && waiting > 0) {
      l = stealing.idle(cpu, getticks());
      if (l != null) {
        host.explain("steal-from", l.queuedOn);
      }
    }
    if (l == null) {
      spc.idle = spc.queue.count() == 0;
      spc.curpriority = Pri.IDLE;
      return null;
    }
    schedDequeue(l);
    schedOncpu(l, spc);
    putOn(l, spc);
    return l.thread;
  }

  @Override
  public final void running(SchedThread t, int cpu) {
    Lwp l = Lwp.of(t);
    if (l.stat == Lwp.Stat.ONPROC) {
      states[cpu].curpriority = l.eprio();
    } else {
      putOn(l, states[cpu]);
    }
  }

  @Override
  public final void stopping(SchedThread t, int cpu, boolean stillReady) {
    Lwp l = Lwp.of(t);
    l.rticksum += getticks() - l.rticks;
    l.stat = Lwp.Stat.RUN;
  }

  @Override
  public final void blocked(SchedThread t) {
    Lwp l = Lwp.of(t);
    l.stat = Lwp.Stat.SLEEP;
    l.slpticks = getticks();
    schedSlept(l);
  }

  /** kern_runq.c: sched_resched_lwp. */
  @Override
  public final boolean shouldPreempt(int cpu, SchedThread current, SchedThread woken) {
    return Lwp.of(woken).eprio() > states[cpu].curpriority;
  }

  @Override
  public final int queued(int cpu) {
    return states[cpu].queue.count();
  }

  // ---- the clock

  /** kern_clock.c: hardclock and statclock, as far as they call the scheduler. */
  @Override
  public final void tick(int cpu, SchedThread running) {
    CpuState spc = states[cpu];
    Lwp l = Lwp.of(running);
    l.cpticks++;
    if (--spc.schedticks <= 0) {
      spc.schedticks = schedclockTicks();
      if (l.isTimeshare()) {
        schedSchedclock(l);
      }
    }
    if (--spc.ticks <= 0) {
      schedTick(spc, l);
    }
    letIdleLookAround();
  }

  /** kern_synch.c: sched_pstats. */
  @Override
  public final void second() {
    seconds++;
    int nrun = 0;
    for (int i = 0; i < all.size(); i++) {
      Lwp l = all.get(i);
      schedLwpStats(l);
      l.pctcpu = LoadAverage.pctcpu(l.pctcpu, l.cpticks, hz, l.slptime != 0);
      l.cpticks = 0;
      if (countsAsLoad(l)) {
        nrun++;
      }
    }
    if (seconds % 5 == 0) {
      averunnable.update(nrun);
    }
  }

  @Override
  public String describe() {
    return waiting + " ready, load average " + averunnable.ldavg(0) + "/2048";
  }

  // ---- inside

  private static int niceOf(SchedThread t) {
    return Math.clamp(t.nice() + Pri.NZERO, 0, 2 * Pri.NZERO);
  }

  private int schedclockTicks() {
    return Math.max(1, hz / SCHED_HZ);
  }

  private int curcpu(SchedThread t) {
    int cpu = host.currentCpu();
    return cpu < 0 ? t.cpu() : cpu;
  }

  /** kern_sleepq.c: sleepq_remove, the part for the scheduler. Once for each sleep. */
  private void wake(Lwp l) {
    if (l.stat == Lwp.Stat.SLEEP) {
      l.stat = Lwp.Stat.RUN;
      l.slpticksum += getticks() - l.slpticks;
      schedWakeup(l);
    }
  }

  /**
   * Whether a preempted LWP goes on before others of its priority, as POSIX wants it for real-time
   * classes.
   */
  private boolean resumes(Lwp l) {
    SchedClass schedClass = l.thread.schedClass();
    return schedClass == SchedClass.FIFO
        || schedClass == SchedClass.ROUND_ROBIN && getticks() - l.rticks < rrticks();
  }

  private void schedEnqueue(Lwp l, int cpu, boolean head) {
    CpuState spc = states[cpu];
    l.queuedOn = cpu;
    l.queuedAt = l.eprio();
    spc.queue.enqueue(l.thread, l.queuedAt, head);
    spc.idle = false;
    waiting++;
    schedNewts(l);
  }

  private void schedDequeue(Lwp l) {
    states[l.queuedOn].queue.dequeue(l.thread, l.queuedAt);
    l.queuedOn = -1;
    waiting--;
  }

  private void putOn(Lwp l, CpuState spc) {
    l.stat = Lwp.Stat.ONPROC;
    l.rticks = getticks();
    spc.idle = false;
    spc.curpriority = l.eprio();
  }

  /** kern_runq.c: sched_lwp_stats. */
  private void schedLwpStats(Lwp l) {
    if (l.isAsleep()) {
      l.slptime++;
    }
    boolean batch = l.rticksum > l.slpticksum;
    boolean again = batch && l.batch;
    l.batch = batch;
    l.slpticksum = 0;
    l.rticksum = 0;
    schedPstatsHook(l, again);
  }

  private static boolean countsAsLoad(Lwp l) {
    return l.thread.id() > 0
        && (!l.isAsleep() || l.slptime <= 1 && !l.thread.sleepsInterruptibly());
  }

  /**
   * The clock interrupt of an idle CPU takes it through its idle loop, where it looks for work.
   * Idle CPUs have no ticks here, so the first CPU that has one at a time wakes those that would
   * find something.
   */
  private void letIdleLookAround() {
    int now = getticks();
    if (waiting == 0 || lookedAround == now) {
      return;
    }
    lookedAround = now;
    for (CpuState spc : states) {
      if (spc.idle && host.online(spc.cpu) && stealing.due(spc.cpu, now)) {
        host.preempt(spc.cpu);
      }
    }
  }
}
