package dev.dramatis.simulation;

import dev.dramatis.spi.kernel.Personality;
import dev.dramatis.spi.sched.SchedulerFactory;

/** A part to exchange while the run goes on. */
public sealed interface Swap {
  /** Virtual time in nanoseconds. */
  long atNanos();

  /** Brings all threads to the user boundary and continues them on another kernel. */
  record ToPersonality(long atNanos, Personality personality) implements Swap {}

  /** Exchanges the policy. */
  record ToScheduler(long atNanos, SchedulerFactory scheduler) implements Swap {}

  /** Takes a CPU out of service, or puts it back. */
  record CpuOnline(long atNanos, int cpu, boolean online) implements Swap {}
}
