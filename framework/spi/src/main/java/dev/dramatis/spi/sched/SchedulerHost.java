package dev.dramatis.spi.sched;

import dev.dramatis.spi.hardware.Topology;
import dev.dramatis.spi.machine.RandomSource;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** What a scheduler may ask of the kernel that hosts it. */
@ProviderType
public interface SchedulerHost {
  /** Number of CPUs. */
  int cpuCount();

  /** The machine's CPUs and how they are related. */
  Topology topology();

  /** Virtual time in nanoseconds. */
  long now();

  /** Length of the personality's clock tick in nanoseconds. */
  long tickNanos();

  /** The thread on a CPU, or null if it idles. */
  @Nullable SchedThread running(int cpu);

  /** Asks a CPU to choose anew as soon as it can; an idle one wakes up. */
  void preempt(int cpu);

  /**
   * The CPU that the kernel code runs on which calls the scheduler at this moment: in {@link
   * Scheduler#selectCpu} that of the waker. -1 if it is not known, or if no CPU calls.
   */
  default int currentCpu() {
    return -1;
  }

  /**
   * Computing capacity of a CPU as firmware declares it, 1 to 1024; the fastest one has 1024. What
   * work really experiences may differ.
   */
  default int capacity(int cpu) {
    return 1024;
  }

  /** Whether the CPU takes work. */
  boolean online(int cpu);

  /** A random stream of the scheduler's own. */
  RandomSource random();

  /**
   * A parameter from the command line or the configuration ({@code scheduler.NAME=VALUE}), as a
   * time in nanoseconds. The text has a unit: {@code 10ms}, {@code 500us}, {@code 2s}, {@code
   * 100ns}.
   */
  long duration(String name, long defaultNanos);

  /** A parameter as a whole number. */
  long number(String name, long defaultValue);

  /** Says why a decision was made; appears in the trace. Costs nothing when no trace is taken. */
  void explain(String key, long value);
}
