package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.machine.Timer;

/**
 * The clock interrupt of each CPU and what hangs on it: callouts and the policy's tick
 * (kern_clock.c, kern_timeout.c).
 *
 * <p>A CPU that runs an LWP ticks every 10 ms, all CPUs in phase. An idle CPU does not tick, except
 * when one of its callouts is due. Callouts run in the clock interrupt itself: the original's soft
 * interrupt would follow at once, because spin mutexes mask both alike.
 */
final class Clock {
  private static final long SECOND = 1_000_000_000L;

  /** sched_pstats is a callout: every CPU's clock tick of that time has been handled before. */
  private static final long SOFTINT_NANOS = 20_000;

  private final Kern kern;

  Clock(Kern kern) {
    this.kern = kern;
    kern.machine
        .newHousekeepingTimer("sched_pstats", Ipl.SCHED, cpu -> kern.sched.second())
        .setPeriodic(kern.machine.cpu(0), kern.machine.now() + SECOND + SOFTINT_NANOS, SECOND);
  }

  Timer newTimer(int cpu) {
    return kern.machine.newTimer("hardclock/" + cpu, Ipl.SCHED, this::hardclock);
  }

  /** Ticks since the start. */
  long ticks(CpuInfo ci) {
    return ci.cpu.now() / Kern.TICK_NANOS;
  }

  /**
   * Ticks that a sleep of so many nanoseconds takes at least: rounded up to microseconds, then to
   * ticks, and one more because the current tick has begun already (subr_time.c: tstohz).
   */
  static int tstohz(long nanos) {
    if (nanos <= 0) {
      return 0;
    }
    long micros = (nanos + 999) / 1000;
    long ticks = (micros + 9_999) / 10_000 + 1;
    return (int) Math.min(ticks, Integer.MAX_VALUE);
  }

  private void hardclock(Cpu cpu) {
    CpuInfo ci = kern.cpu(cpu);
    cpu.chargeCycles(PathCosts.HARDCLOCK);
    softclock(ci);
    Lwp l = ci.curlwp;
    if (!l.isIdle()) {
      if (l.number > 0 && l.stat == LwpState.ONPROC) {
        kern.sched.tick(ci.id, l);
      }
    } else if (!ci.wantResched) {
      ci.clockPeriodic = false;
      setForIdle(ci);
    }
  }

  /** Executes the callouts that are due (callout_hardclock and callout_softclock). */
  private void softclock(CpuInfo ci) {
    Callouts wheel = ci.callouts;
    long now = ticks(ci);
    wheel.lock.enter(ci);
    while (wheel.advance(now)) {
      for (Lwp l = wheel.due(); l != null; l = wheel.due()) {
        ci.cpu.chargeCycles(PathCosts.SOFTCLOCK);
        wheel.remove(l);
        wheel.active = l;
        wheel.lock.exit(ci);
        if (l == ci.softclk) {
          kern.softint.schedule(ci);
        } else {
          kern.sleepq.timeout(ci, l);
        }
        wheel.lock.enter(ci);
        wheel.active = null;
      }
    }
    wheel.lock.exit(ci);
  }

  /** The CPU has nothing to run. A periodic clock is left alone: its next tick will notice. */
  void enterIdle(CpuInfo ci) {
    if (!ci.clockPeriodic) {
      setForIdle(ci);
    }
  }

  private void setForIdle(CpuInfo ci) {
    Timer clock = ci.clock();
    if (ci.callouts.isEmpty()) {
      if (clock.armed()) {
        clock.cancel();
      }
      return;
    }
    long due = ci.callouts.nextDue() * Kern.TICK_NANOS;
    if (!clock.armed() || ci.clockDue != due) {
      ci.clockDue = due;
      clock.set(ci.cpu, due);
    }
  }

  /** The CPU has something to run: it ticks again. */
  void leaveIdle(CpuInfo ci) {
    if (!ci.clockPeriodic) {
      ci.clockPeriodic = true;
      ci.clock().setPeriodic(ci.cpu, (ticks(ci) + 1) * Kern.TICK_NANOS, Kern.TICK_NANOS);
    }
  }

  /** Makes an idle CPU look at its run queue, from host code. */
  void poke(CpuInfo ci) {
    if (ci.cpu.idling()) {
      ci.clockPeriodic = false;
      ci.clock().set(ci.cpu, kern.machine.now());
    }
  }

  /** The kernel ends. */
  void stop() {
    for (CpuInfo ci : kern.cpus) {
      ci.clock().cancel();
    }
  }
}
