package dev.dramatis.sched.netbsd.bsd4;

import dev.dramatis.sched.netbsd.common.CpuState;
import dev.dramatis.sched.netbsd.common.Lwp;
import dev.dramatis.sched.netbsd.common.NetbsdScheduler;
import dev.dramatis.sched.netbsd.common.Pri;
import dev.dramatis.spi.sched.SchedulerHost;
import org.jspecify.annotations.Nullable;

/**
 * NetBSD's 4.4BSD scheduler (sched_4bsd.c 1.48).
 *
 * <p>Parameter: {@code kern.sched.rtts}, the round-robin quantum, 100 ms (sched_rrticks = hz / 10);
 * and those of {@link NetbsdScheduler}.
 */
public final class NetbsdBsd4 extends NetbsdScheduler {
  private final int rrticks;

  NetbsdBsd4(SchedulerHost host) {
    super(host);
    this.rrticks = Math.max(1, ticksOf("kern.sched.rtts", 100_000_000));
  }

  @Override
  protected int rrticks() {
    return rrticks;
  }

  /** sched_tick: every 100 ms equals take turns. */
  @Override
  protected void schedTick(CpuState spc, Lwp l) {
    spc.ticks = rrticks;
    switch (l.thread.schedClass()) {
      case FIFO -> {}
      case ROUND_ROBIN -> schedReschedCpu(spc, Pri.MAX_KERNEL_RT);
      case TIMESHARE, IDLE -> {
        if (spc.shouldyield) {
          // stuck in the kernel
          schedReschedCpu(spc, Pri.MAX_KERNEL_RT);
        } else if (spc.seenrr || !spc.firstClass) {
          // a whole round without a switch, or a better CPU may be had
          spc.shouldyield = true;
          schedReschedCpu(spc, Pri.MAX_KTHREAD);
        } else {
          spc.seenrr = true;
        }
      }
    }
  }

  /** sched_schedclock. */
  @Override
  protected void schedSchedclock(Lwp l) {
    l.estcpu = Estcpu.limited(l.estcpu + Estcpu.ACCUM);
    resetpriority(l);
  }

  /** sched_pstats_hook. After a second of sleep the rest waits for the wake-up. */
  @Override
  protected void schedPstatsHook(Lwp l, boolean batch) {
    if (l.isAsleep() && l.slptime > 1) {
      return;
    }
    l.estcpu = Estcpu.decayCpu(loadfac(), l.estcpu);
    resetpriority(l);
  }

  /** sched_setrunnable. */
  @Override
  protected void schedSetrunnable(Lwp l) {
    if (l.slptime > 1) {
      updatepri(l);
    }
  }

  @Override
  protected void schedNice(Lwp l, int nice) {
    l.nice = nice;
    resetpriority(l);
  }

  @Override
  protected void schedLwpFork(@Nullable Lwp l1, Lwp l2) {
    l2.estcpu = l1 == null ? 0 : l1.estcpu;
    setPriority(l2, Estcpu.priority(l2.estcpu, l2.nice));
  }

  @Override
  protected void schedLwpCollect(int estcpu, Lwp by) {
    by.estcpu = Estcpu.limited(by.estcpu + estcpu);
  }

  /** sched_proc_exit: the parent is charged with what is not left of its own. */
  @Override
  protected void schedProcExit(int estcpu, int inherited, int age, Lwp parent) {
    int left = Estcpu.decayCpuBatch(loadfac(), inherited, age);
    if (estcpu > left) {
      parent.estcpu = Estcpu.limited(parent.estcpu + estcpu - left);
    }
  }

  @Override
  public String describe() {
    return "4.4BSD, " + super.describe();
  }

  private void updatepri(Lwp l) {
    l.slptime--;
    l.estcpu = Estcpu.decayCpuBatch(loadfac(), l.estcpu, l.slptime);
    resetpriority(l);
  }

  private void resetpriority(Lwp l) {
    if (!l.isTimeshare()) {
      return;
    }
    int pri = Estcpu.priority(l.estcpu, l.nice);
    if (pri != l.priority) {
      lwpChangepri(l, pri);
    }
  }

  private int loadfac() {
    return Estcpu.loadfactor(averunnable.ldavg(0));
  }
}
