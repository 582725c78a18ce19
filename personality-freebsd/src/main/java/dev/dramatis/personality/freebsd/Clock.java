package dev.dramatis.personality.freebsd;

import dev.dramatis.spi.machine.Cpu;

/** Ticks, and the statistics clock that drives the scheduler on busy CPUs. */
final class Clock {
  static final int HZ = 1000;
  static final int STATHZ = 127;
  static final long TICK_NANOS = 1_000_000_000L / HZ;

  /** Period of the statistics clock, rounded up. */
  static final long STAT_NANOS = (1_000_000_000L + STATHZ - 1) / STATHZ;

  private static final long SECOND = 1_000_000_000L;

  private final Kern k;
  private long nextSecond = SECOND;

  Clock(Kern k) {
    this.k = k;
  }

  /** The 32-bit tick counter; starts so that it wraps ten minutes after boot (param.c). */
  int ticks() {
    return ticksAt(k.now());
  }

  static int ticksAt(long now) {
    return Integer.MAX_VALUE - HZ * 600 + (int) (now / TICK_NANOS);
  }

  void init() {
    nextSecond = (k.machine.now() / SECOND + 1) * SECOND;
    for (Pcpu pc : k.pcpus) {
      pc.statclock = k.machine.newTimer("statclock", Kern.LEVEL_CLOCK, this::statclock);
    }
  }

  /** The CPU has work: ticks on the common grid, as if they had never stopped (cpu_activeclock). */
  void activate(Pcpu pc) {
    long now = pc.cpu.now();
    secondsUpTo(now);
    if (!pc.statclock.armed()) {
      pc.statclock.setPeriodic(pc.cpu, (now / STAT_NANOS + 1) * STAT_NANOS, STAT_NANOS);
    }
  }

  /**
   * The CPU idles: no ticks (cpu_idleclock). While a callout comes first the one hardware timer is
   * not programmed anew (loadtimer), and if the CPU is busy again by then the ticks go on.
   */
  void idle(Pcpu pc) {
    if (pc.callouts.firstTime() >= pc.statclock.deadline()) {
      pc.statclock.cancel();
    }
  }

  void disarm() {
    for (Pcpu pc : k.pcpus) {
      pc.statclock.cancel();
    }
  }

  /** kern_clock.c: statclock, with sched_clock under the thread lock. */
  private void statclock(Cpu cpu) {
    KThread td = k.sched.enterInterrupt(cpu);
    cpu.chargeCycles(PathCosts.STATCLOCK);
    if (td.isIdle()) {
      idle(td.pcpu);
    } else {
      SpinMtx m = k.threadLock(td, td);
      secondsUpTo(cpu.now());
      k.sched.tick(td);
      m.unlock(td);
    }
    k.sched.leaveInterrupt(td);
  }

  /** Decay of past seconds, made up for when somebody is there to notice. */
  private void secondsUpTo(long now) {
    while (now >= nextSecond) {
      nextSecond += SECOND;
      k.sched.second();
    }
  }
}
