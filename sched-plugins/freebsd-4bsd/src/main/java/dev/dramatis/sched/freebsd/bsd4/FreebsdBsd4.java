package dev.dramatis.sched.freebsd.bsd4;

import dev.dramatis.sched.freebsd.common.Clock;
import dev.dramatis.sched.freebsd.common.Departed;
import dev.dramatis.sched.freebsd.common.Pri;
import dev.dramatis.spi.machine.RandomSource;
import dev.dramatis.spi.sched.EnqueueReason;
import dev.dramatis.spi.sched.SchedThread;
import dev.dramatis.spi.sched.Scheduler;
import dev.dramatis.spi.sched.SchedulerHost;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * FreeBSD's 4BSD scheduler (sched_4bsd.c). {@link Scheduler#tick} is sched_clock, so the tick of
 * the hosting kernel is the statistics clock.
 *
 * <p>A thread that may run everywhere waits in the common queue; the CPU that is told about it is
 * an idle one if there is any (forward_wakeup), but whichever comes first takes it.
 *
 * <p>Parameters, as in sysctl: {@code kern.sched.slice} (a tenth of a second), {@code
 * kern.sched.ipiwakeup.enabled} (1).
 */
public final class FreebsdBsd4 implements Scheduler {
  private static final long SECOND = 1_000_000_000L;

  private final SchedulerHost host;
  private final Clock clock;
  private final Estcpu arithmetic;
  private final int slice;
  private final boolean forwardWakeup;
  private final Runqs runqs;
  private final Threads all = new Threads();
  private final LoadAverage averunnable = new LoadAverage();
  private final Departed departed = new Departed();
  private final RandomSource random;
  private final boolean[] idle;
  private int nrun;
  private long nextLoadav;

  /** A scheduler for one run (sched_setup). */
  FreebsdBsd4(SchedulerHost host) {
    this.host = host;
    this.clock = new Clock(host);
    this.arithmetic = new Estcpu(host.cpuCount());
    long given = host.duration("kern.sched.slice", 0);
    this.slice = given > 0 ? clock.toStatTicks(given) : Math.max(1, clock.stathz / 10);
    this.forwardWakeup = host.number("kern.sched.ipiwakeup.enabled", 1) != 0;
    this.runqs = new Runqs(host.cpuCount());
    this.random = host.random().split("loadav");
    this.idle = new boolean[host.cpuCount()];
    Arrays.fill(idle, true);
    this.nextLoadav = host.now() + loadavInterval();
  }

  // ---- threads come and go

  /** sched_fork_thread. */
  @Override
  public void addThread(SchedThread t, @Nullable SchedThread parent) {
    TdSched ts = new TdSched(t);
    t.setSchedData(ts);
    TdSched creator = parent == null ? null : (TdSched) parent.schedData();
    ts.estcpu = creator == null ? 0 : creator.estcpu;
    ts.slice = creator == null ? slice : 1;
    ts.nice = t.nice();
    schedAffinity(ts);
    resetpriority(ts);
    all.add(ts);
  }

  @Override
  public void removeThread(SchedThread t) {
    TdSched ts = TdSched.of(t);
    sleeps(ts);
    all.remove(ts);
    departed.remember(t.id(), ts.estcpu);
    t.setSchedData(null);
  }

  /** sched_exit_thread. */
  @Override
  public void collected(SchedThread dead, SchedThread by) {
    int estcpu = departed.take(dead.id());
    TdSched td = (TdSched) by.schedData();
    if (td != null) {
      td.estcpu = arithmetic.limited(td.estcpu + estcpu);
    }
  }

  /** sched_nice, sched_affinity. */
  @Override
  public void changed(SchedThread t) {
    TdSched ts = TdSched.of(t);
    schedAffinity(ts);
    if (ts.nice != t.nice()) {
      ts.nice = t.nice();
      resetpriority(ts);
    } else if (Pri.isTimeshare(t) && !Pri.knows(t, ts.userPri)) {
      Pri.tell(t, ts.userPri); // it has been in another class
    }
  }

  // ---- ready

  @Override
  public int selectCpu(SchedThread t, EnqueueReason why) {
    TdSched ts = TdSched.of(t);
    if (ts.affine) {
      return schedPickcpu(t);
    }
    int self =
        why == EnqueueReason.WAKEUP || why == EnqueueReason.NEW ? host.currentCpu() : t.cpu();
    int cpu = self < 0 ? t.cpu() : self;
    if (why == EnqueueReason.WAKEUP || why == EnqueueReason.NEW || !host.online(cpu)) {
      return forwardWakeup(t, cpu);
    }
    return cpu;
  }

  /** sched_add, after sched_wakeup if it slept. */
  @Override
  public void enqueue(SchedThread t, int cpu, EnqueueReason why) {
    TdSched ts = TdSched.of(t);
    if (why == EnqueueReason.WAKEUP) {
      schedWakeup(ts);
    }
    if (!ts.awake) {
      ts.awake = true;
      if (!Pri.isInterruptThread(t)) {
        nrun++;
      }
    }
    runqs.add(ts, cpu, why == EnqueueReason.PREEMPTED && ts.preempted);
    ts.preempted = false;
    idle[cpu] = false;
  }

  /** sched_rem. */
  @Override
  public void dequeue(SchedThread t) {
    runqs.remove(TdSched.of(t));
  }

  /** maybe_preempt and maybe_resched; kick_other_cpu for another one. */
  @Override
  public boolean shouldPreempt(int cpu, SchedThread current, SchedThread woken) {
    TdSched runs = TdSched.of(current);
    int pri = TdSched.of(woken).priority();
    if (pri >= runs.priority()) {
      return false;
    }
    runs.preempted = pri <= Pri.MAX_ITHD;
    return true;
  }

  @Override
  public int queued(int cpu) {
    return runqs.queued(cpu);
  }

  // ---- on the CPU

  /** sched_choose. */
  @Override
  public @Nullable SchedThread pickNext(int cpu, @Nullable SchedThread previous) {
    SchedThread td = host.online(cpu) || runqs.queued(cpu) > 0 ? runqs.choose(cpu) : null;
    idle[cpu] = td == null;
    if (td != null) {
      TdSched ts = TdSched.of(td);
      runqs.remove(ts);
      ts.didrun = true;
    }
    return td;
  }

  @Override
  public void running(SchedThread t, int cpu) {
    TdSched ts = TdSched.of(t);
    idle[cpu] = false;
    if (!ts.awake) {
      ts.awake = true;
      if (!Pri.isInterruptThread(t)) {
        nrun++;
      }
    }
  }

  /** The first half of sched_switch. */
  @Override
  public void stopping(SchedThread t, int cpu, boolean stillReady) {
    TdSched ts = TdSched.of(t);
    ts.preempted &= !ts.sliceend;
    ts.sliceend = false;
    if (!stillReady) {
      ts.preempted = false;
      sleeps(ts);
    }
  }

  /** sched_sleep: the kernel's priority for what the thread waits for. */
  @Override
  public int sleepPriority(SchedThread t, int wanted) {
    return Pri.isTimeshare(t) ? wanted : -1;
  }

  /** sched_sleep. */
  @Override
  public void blocked(SchedThread t) {
    TdSched.of(t).slptime = 0;
  }

  /** sched_clock. */
  @Override
  public void tick(int cpu, SchedThread running) {
    TdSched ts = TdSched.of(running);
    ts.cpticks++;
    if (arithmetic.tick(ts)) {
      resetpriority(ts);
      resetpriorityThread(ts);
    }
    if (!Pri.isFifo(running) && Estcpu.sliceEnds(ts, slice)) {
      ts.sliceend = true;
      host.preempt(cpu);
    }
    loadav();
  }

  /** schedcpu. */
  @Override
  public void second() {
    loadav();
    for (int i = 0; i < all.size(); i++) {
      TdSched ts = all.get(i);
      boolean awake = ts.awake || ts.didrun;
      ts.didrun = ts.td.running();
      ts.pctcpu = Estcpu.pctcpu(clock.stathz, ts.pctcpu, ts.cpticks);
      ts.cpticks = 0;
      if (awake) {
        if (ts.slptime > 1) {
          Estcpu.updatepri(ts, averunnable.ldavg(0));
        }
        ts.slptime = 0;
      } else {
        ts.slptime++;
      }
      if (ts.slptime <= 1) {
        ts.estcpu = Estcpu.decayCpu(Estcpu.loadfactor(averunnable.ldavg(0)), ts.estcpu);
        resetpriority(ts);
        resetpriorityThread(ts);
      }
    }
  }

  @Override
  public String describe() {
    return "4BSD, "
        + nrun
        + " runnable, load average "
        + averunnable.ldavg(0)
        + "/2048, slice "
        + slice
        + " of "
        + clock.stathz
        + " Hz";
  }

  // ---- inside

  private void resetpriority(TdSched ts) {
    if (Pri.isTimeshare(ts.td)) {
      int pri = arithmetic.priority(ts.estcpu, ts.nice);
      if (pri != ts.userPri) {
        ts.userPri = pri;
        Pri.tell(ts.td, pri);
      }
    }
  }

  /** resetpriority_thread: a ready thread goes to the line of its new priority. */
  private void resetpriorityThread(TdSched ts) {
    int before = ts.priority();
    if (before < Pri.MIN_TIMESHARE || before > Pri.MAX_TIMESHARE) {
      return;
    }
    ts.td.applyTimesharePriority();
    if (ts.queue != Runqs.NOWHERE && ts.priority() / Runqs.PPQ != ts.index) {
      int cpu = ts.queuedFor;
      runqs.remove(ts);
      runqs.add(ts, cpu, false);
      SchedThread current = host.running(cpu);
      if (current != null && shouldPreempt(cpu, current, ts.td)) {
        host.preempt(cpu);
      }
    }
  }

  private void schedWakeup(TdSched ts) {
    if (ts.slptime > 1) {
      Estcpu.updatepri(ts, averunnable.ldavg(0));
      resetpriority(ts);
    }
    ts.slptime = 0;
    ts.slice = slice;
  }

  private void sleeps(TdSched ts) {
    if (ts.awake) {
      ts.awake = false;
      if (!Pri.isInterruptThread(ts.td)) {
        nrun--;
      }
    }
  }

  private void schedAffinity(TdSched ts) {
    ts.affine = false;
    for (int cpu = 0; cpu < idle.length; cpu++) {
      ts.affine |= !ts.td.allowedOn(cpu);
    }
  }

  /** sched_pickcpu: where it was, unless another CPU has strictly fewer threads of its own. */
  private int schedPickcpu(SchedThread t) {
    int best = mayUse(t, t.cpu()) ? t.cpu() : -1;
    for (int cpu = 0; cpu < idle.length; cpu++) {
      if (mayUse(t, cpu) && (best < 0 || runqs.ownLength(cpu) < runqs.ownLength(best))) {
        best = cpu;
      }
    }
    for (int cpu = 0; best < 0 && cpu < idle.length; cpu++) {
      best = t.allowedOn(cpu) ? cpu : -1;
    }
    return best;
  }

  private boolean mayUse(SchedThread t, int cpu) {
    return t.allowedOn(cpu) && host.online(cpu);
  }

  /**
   * forward_wakeup: an idle CPU, the one that the thread was on before others; else the waker's.
   */
  private int forwardWakeup(SchedThread t, int self) {
    boolean stays = host.online(self);
    if (stays && (idle[self] || !forwardWakeup)) {
      return self;
    }
    int home = t.cpu();
    int any = stays ? self : -1;
    for (int i = 0; i < idle.length; i++) {
      int cpu = (home + i) % idle.length;
      if (host.online(cpu)) {
        if (idle[cpu]) {
          return cpu;
        }
        any = any < 0 ? cpu : any;
      }
    }
    return any < 0 ? home : any;
  }

  /** kern_synch.c: loadav; every five seconds, give or take one. */
  private void loadav() {
    if (host.now() >= nextLoadav) {
      averunnable.update(nrun);
      nextLoadav = host.now() + loadavInterval();
    }
  }

  private long loadavInterval() {
    return 4 * SECOND + random.nextInt(2_000_001) * 1_000L;
  }
}
