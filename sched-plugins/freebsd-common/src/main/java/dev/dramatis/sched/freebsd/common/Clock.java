package dev.dramatis.sched.freebsd.common;

import dev.dramatis.spi.sched.SchedulerHost;

/**
 * The clocks that a scheduler goes by: {@code ticks}, which counts {@code hz} times a second, and
 * the statistics clock, which calls it. The latter is the tick of the hosting kernel; FreeBSD's has
 * 127 Hz.
 */
public final class Clock {
  private static final long SECOND = 1_000_000_000L;

  /** Ticks per second; the parameter {@code kern.hz}. */
  public final int hz;

  /** Calls per second. */
  public final int stathz;

  private final SchedulerHost host;

  /** The clocks of a run. */
  public Clock(SchedulerHost host) {
    this.host = host;
    this.hz = (int) Math.max(1, host.number("kern.hz", 1000));
    this.stathz = (int) Math.max(1, (SECOND + host.tickNanos() / 2) / host.tickNanos());
  }

  /** The kernel's {@code ticks}: starts ten minutes before it wraps around. */
  public int ticks() {
    long now = host.now();
    long passed = now / SECOND * hz + now % SECOND * hz / SECOND;
    return Integer.MAX_VALUE - hz * 600 + (int) passed;
  }

  /** How many times the statistics clock has struck. */
  public long statTicks() {
    return host.now() / host.tickNanos();
  }

  /** A time in ticks of the statistics clock, at least one. */
  public int toStatTicks(long nanos) {
    return (int) Math.max(1, (nanos * stathz + SECOND / 2) / SECOND);
  }
}
