package dev.dramatis.spi.machine;

import dev.dramatis.spi.hardware.HardwareModel;
import dev.dramatis.spi.trace.Tracer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The virtual machine that a kernel is a program for. One machine serves one run and one host
 * thread.
 */
@ProviderType
public interface Machine {
  /** Number of CPUs, at least 1. */
  int cpuCount();

  /** A CPU by number. */
  Cpu cpu(int id);

  /**
   * The CPU whose code is being executed, or null from host code between events (boot, swap,
   * control events).
   */
  @org.jspecify.annotations.Nullable
  Cpu current();

  /** Global virtual time in nanoseconds: that of the event in progress. */
  long now();

  /** Costs and topology. */
  HardwareModel hardware();

  /** The run's random source; split it, never share a stream. */
  RandomSource random();

  /** Where events of the run go. */
  Tracer tracer();

  /** A shared object on a cache line of its own. */
  SharedObject newShared(String name);

  /** A number that CPUs touch without a lock, on a cache line of its own. */
  default MemoryWord newWord(String name, long initial) {
    return new PlainWord(newShared(name), initial);
  }

  /**
   * A context that will execute {@code body} when first switched to. Kernel threads use address
   * space -1.
   */
  Context newContext(String name, int addressSpace, Runnable body);

  /** Gives a CPU its first context (its idle loop). Only from boot, once per CPU and kernel. */
  void start(Cpu cpu, Context idle);

  /** An interrupt source. */
  Interrupt newInterrupt(String name, int level, Interrupt.Handler handler);

  /** A timer; costs about 64 bytes. */
  Timer newTimer(String name, int level, Interrupt.Handler handler);

  /**
   * A timer that brings nobody forward by itself, such as a periodic reaper: a run in which only
   * such timers are left has come to its end, or to a deadlock.
   */
  Timer newHousekeepingTimer(String name, int level, Interrupt.Handler handler);

  /**
   * Ends the run because a named check failed. Never returns.
   *
   * @param name the check, as the documentation lists it (for an assertion of a seed: its id)
   * @param detail the values involved
   * @throws Violation always
   */
  Violation violation(String name, String detail);
}
