package dev.dramatis.sched.freebsd.ule;

import dev.dramatis.sched.freebsd.common.Clock;
import dev.dramatis.sched.freebsd.common.Pri;
import dev.dramatis.spi.sched.SchedulerHost;

/**
 * The constants that follow from the clocks (sched_ule.c: sched_initticks), and the sysctls
 * kern.sched.*.
 */
final class Tunables {
  /** SCHED_TICK_SHIFT: history counts in 1024ths of a tick. */
  static final int TICK_SHIFT = 10;

  /** SCHED_SLICE_MIN_DIVISOR. */
  static final int SLICE_MIN_DIVISOR = 6;

  private static final int SLICE_DEFAULT_DIVISOR = 10;
  private static final int INTERACT_THRESH = 30;

  final int hz;
  final int realstathz;
  int slice;
  int sliceMin;
  final int hogticks;
  final int tickincr;
  int balanceInterval;
  int affinity;
  final int idlespinthresh;
  int interact = INTERACT_THRESH;
  int preemptThresh = Pri.MIN_KERN;
  int staticBoost = UlePriority.MIN_BATCH;
  boolean stealIdle = true;
  int stealThresh = 2;
  int trystealLimit = 2;
  boolean rebalance = true;

  Tunables(int hz, int stathz) {
    this.hz = hz;
    realstathz = stathz != 0 ? stathz : hz;
    slice = realstathz / SLICE_DEFAULT_DIVISOR;
    sliceMin = slice / SLICE_MIN_DIVISOR;
    hogticks = Math.max(1, (2 * hz * slice + realstathz / 2) / realstathz);
    tickincr = Math.max(1, (hz << TICK_SHIFT) / realstathz);
    balanceInterval = realstathz;
    affinity = Math.max(1, hz / 1000);
    idlespinthresh = 2 * Math.max(10_000, 6 * hz) / realstathz;
  }

  /** With the parameters of a run; times are multiples of the statistics clock. */
  Tunables(Clock clock, SchedulerHost host) {
    this(clock.hz, clock.stathz);
    long given = host.duration("kern.sched.slice", 0);
    if (given > 0) {
      slice = clock.toStatTicks(given);
      sliceMin = slice / SLICE_MIN_DIVISOR;
    }
    interact = Math.clamp(host.number("kern.sched.interact", interact), 1, 100);
    preemptThresh = (int) host.number("kern.sched.preempt_thresh", preemptThresh);
    staticBoost = (int) host.number("kern.sched.static_boost", staticBoost);
    affinity = (int) host.number("kern.sched.affinity", affinity);
    rebalance = host.number("kern.sched.balance", 1) != 0;
    balanceInterval =
        (int) Math.max(1, host.number("kern.sched.balance_interval", balanceInterval));
    stealIdle = host.number("kern.sched.steal_idle", 1) != 0;
    stealThresh = (int) Math.max(1, host.number("kern.sched.steal_thresh", stealThresh));
    trystealLimit = (int) host.number("kern.sched.trysteal_limit", trystealLimit);
  }

  /** sched_rr_interval: the slice in ticks. */
  int rrInterval() {
    return Math.max(1, (slice * hz + realstathz / 2) / realstathz);
  }

  /** tdq_slice: the more threads want the CPU, the shorter a slice. */
  int slice(int sysload) {
    int load = sysload - 1;
    if (load >= SLICE_MIN_DIVISOR) {
      return sliceMin;
    }
    return load <= 1 ? slice : slice / load;
  }

  /** sched_fork_thread: slices count up, and a child has but the shortest one left. */
  int childSlice(int sysload) {
    return slice(sysload) - sliceMin;
  }
}
