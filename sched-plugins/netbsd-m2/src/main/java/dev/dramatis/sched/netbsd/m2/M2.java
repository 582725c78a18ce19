package dev.dramatis.sched.netbsd.m2;

import dev.dramatis.sched.netbsd.common.CpuState;
import dev.dramatis.sched.netbsd.common.Lwp;
import dev.dramatis.sched.netbsd.common.NetbsdScheduler;
import dev.dramatis.sched.netbsd.common.Pri;
import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.spi.sched.SchedulerHost;
import org.jspecify.annotations.Nullable;

/**
 * NetBSD's M2 scheduler (sched_m2.c 1.32).
 *
 * <p>Parameters, as in sysctl: {@code kern.sched.mints} (20 ms) and {@code kern.sched.maxts} (150
 * ms), the slices of the most and the least urgent time-sharing threads; {@code kern.sched.rtts}
 * (100 ms), that of real-time threads; and those of {@link NetbsdScheduler}. A kernel whose clock
 * ticks fewer than 100 times a second, which the original refuses, gets slices of at least one
 * tick.
 */
public final class M2 extends NetbsdScheduler {
  private static final long MS = 1_000_000;

  private final int rtTs;
  private final Tables tables;

  M2(SchedulerHost host) {
    super(host);
    int minTs = Math.max(1, ticksOf("kern.sched.mints", 20 * MS));
    int maxTs = Math.max(minTs, ticksOf("kern.sched.maxts", 150 * MS));
    this.rtTs = Math.max(1, ticksOf("kern.sched.rtts", 100 * MS));
    this.tables = new Tables(minTs, maxTs, rtTs);
  }

  @Override
  protected int rrticks() {
    return rtTs;
  }

  /**
   * An LWP starts with the priority of its creator; one of another scheduler with the one it has.
   */
  @Override
  protected void schedLwpFork(@Nullable Lwp l1, Lwp l2) {
    int start = l1 == null || !l1.isTimeshare() ? l2.thread.basePriority() : l1.priority;
    setPriority(l2, Math.clamp(start, 0, Pri.MAX_USER));
  }

  @Override
  protected void schedNice(Lwp l, int nice) {
    l.nice = nice;
    int pri = Feedback.nice(l.priority, nice);
    if (pri != l.priority) {
      lwpChangepri(l, pri);
    }
  }

  @Override
  protected void schedNewts(Lwp l) {
    l.timeslice = tables.timeslice(l.eprio());
  }

  @Override
  protected void schedOncpu(Lwp l, CpuState spc) {
    spc.ticks = l.timeslice;
  }

  @Override
  protected void schedSlept(Lwp l) {
    if (l.isTimeshare()) {
      setPriority(l, Feedback.slept(l.priority, l.nice, l.isBatch()));
    }
  }

  @Override
  protected void schedWakeup(Lwp l) {
    if (l.isTimeshare()) {
      setPriority(l, Feedback.wakeup(tables, l.priority, l.slptime));
    }
  }

  @Override
  protected void schedPstatsHook(Lwp l, boolean batch) {
    if (!l.isTimeshare()) {
      return;
    }
    boolean starved = l.isReady() && l.rticks != 0 && getticks() - l.rticks >= hz;
    int pri = Feedback.pstats(tables, l.priority, batch, starved);
    if (pri != l.priority) {
      lwpChangepri(l, pri);
    }
  }

  /** sched_tick: the slice is over. */
  @Override
  protected void schedTick(CpuState spc, Lwp l) {
    if (l.thread.schedClass() == SchedClass.FIFO) {
      spc.ticks = l.timeslice;
      return;
    }
    if (l.isTimeshare()) {
      setPriority(l, Feedback.tick(l.priority, l.nice));
    }
    if (Feedback.shouldYield(l.eprio(), spc.queue.maxpriority(), !l.thread.allowedOn(spc.cpu))) {
      spc.shouldyield = true;
      host.preempt(spc.cpu);
    } else {
      spc.ticks = l.timeslice;
    }
  }

  @Override
  public String describe() {
    return "M2, " + super.describe();
  }
}
