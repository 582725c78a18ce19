package dev.dramatis.lab;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run came to, as it is written to files. Times are virtual nanoseconds. Equal inputs give
 * an equal report.
 *
 * @param inputs everything that decided the run
 * @param ending COMPLETED, TIME_LIMIT or FAILED
 * @param endNanos virtual time at the end
 * @param events number of events
 * @param digest hash over all events, or empty
 * @param totals sums over user threads and over CPUs
 * @param threads user threads in order of id, then kernel threads that ran
 * @param cpus in order of number
 * @param marks measurements of the workload, by name
 * @param locks user mutexes in order of number
 * @param interrupts interrupts taken, by name
 * @param swaps what became of the swaps asked for
 * @param checks how often each named check was evaluated
 * @param failure why it failed, or null
 * @param machine what the run asked of the machine, or null if that was not looked at
 */
public record RunReport(
    Inputs inputs,
    String ending,
    long endNanos,
    long events,
    String digest,
    Totals totals,
    List<Thread> threads,
    List<Cpu> cpus,
    List<Mark> marks,
    List<Lock> locks,
    Map<String, Long> interrupts,
    List<Swapped> swaps,
    List<Check> checks,
    @Nullable Failed failure,
    @Nullable MachineUse machine) {

  /** Without a look at the machine. */
  public RunReport(
      Inputs inputs,
      String ending,
      long endNanos,
      long events,
      String digest,
      Totals totals,
      List<Thread> threads,
      List<Cpu> cpus,
      List<Mark> marks,
      List<Lock> locks,
      Map<String, Long> interrupts,
      List<Swapped> swaps,
      List<Check> checks,
      @Nullable Failed failure) {
    this(
        inputs,
        ending,
        endNanos,
        events,
        digest,
        totals,
        threads,
        cpus,
        marks,
        locks,
        interrupts,
        swaps,
        checks,
        failure,
        null);
  }

  /** Copies the collections. */
  public RunReport {
    threads = List.copyOf(threads);
    cpus = List.copyOf(cpus);
    marks = List.copyOf(marks);
    locks = List.copyOf(locks);
    interrupts = inOrder(interrupts);
    swaps = List.copyOf(swaps);
    checks = List.copyOf(checks);
  }

  /** The same with a look at the machine. */
  RunReport withMachine(MachineUse use) {
    return new RunReport(
        inputs,
        ending,
        endNanos,
        events,
        digest,
        totals,
        threads,
        cpus,
        marks,
        locks,
        interrupts,
        swaps,
        checks,
        failure,
        use);
  }

  /**
   * Everything that decided a run.
   *
   * @param workload name of the workload
   * @param workloadSha256 hash of its text
   * @param personality id
   * @param hardware id
   * @param scheduler id
   * @param seed of all randomness
   * @param untilNanos time limit; {@link Long#MAX_VALUE} for none
   * @param settings overrides of the workload's own settings
   * @param options of personality and scheduler, with their prefix
   * @param swaps swaps asked for, as on the command line
   * @param checks whether checks were on
   * @param bundles bundles that took part with their versions, by symbolic name
   */
  public record Inputs(
      String workload,
      String workloadSha256,
      String personality,
      String hardware,
      String scheduler,
      long seed,
      long untilNanos,
      Map<String, String> settings,
      Map<String, String> options,
      List<String> swaps,
      boolean checks,
      Map<String, String> bundles) {
    /** Copies the collections, keeping their order. */
    public Inputs {
      settings = inOrder(settings);
      options = inOrder(options);
      swaps = List.copyOf(swaps);
      bundles = inOrder(bundles);
    }
  }

  /** A distribution of times. */
  public record Latency(
      long count, long meanNanos, long p50Nanos, long p90Nanos, long p99Nanos, long maxNanos) {
    /** No sample. */
    public static final Latency NONE = new Latency(0, 0, 0, 0, 0, 0);
  }

  /** Sums over the user threads, and over the CPUs. */
  public record Totals(
      long threads,
      long threadsAtOnce,
      long reaped,
      long cpuTimeNanos,
      long runQueueWaitNanos,
      long sleepNanos,
      long sleeps,
      long lockWaitNanos,
      long joinWaitNanos,
      long stoppedNanos,
      long busyNanos,
      long idleNanos,
      long interruptNanos,
      long switchingNanos,
      long switches,
      long voluntarySwitches,
      long involuntarySwitches,
      long migrations,
      long lockContentions,
      long systemCalls,
      long interrupts,
      long ipis,
      Latency wakeupLatency) {
    /** Share of the CPUs' time in which they had nothing to do, 0 to 100. */
    public double idlePercent() {
      long all = busyNanos + idleNanos + interruptNanos;
      return all == 0 ? 0 : 100.0 * idleNanos / all;
    }
  }

  /** A thread. */
  public record Thread(
      int id,
      String name,
      String process,
      boolean kernel,
      long cpuTimeNanos,
      long runQueueWaitNanos,
      long sleepNanos,
      long sleeps,
      long lockWaitNanos,
      long joinWaitNanos,
      long stoppedNanos,
      long swapNanos,
      long interruptedNanos,
      long dispatches,
      long voluntarySwitches,
      long involuntarySwitches,
      long migrations,
      long lockContentions,
      long systemCalls,
      Latency wakeupLatency) {}

  /**
   * A CPU. Busy, idle and interrupt time add up to the length of the run; switching is part of
   * busy.
   */
  public record Cpu(
      int cpu,
      long busyNanos,
      long idleNanos,
      long interruptNanos,
      long switchingNanos,
      long switches,
      long interrupts,
      long ipisSent,
      long halts) {}

  /** A measurement of the workload. */
  public record Mark(String name, Latency values) {}

  /** A user mutex. */
  public record Lock(int id, long acquisitions, long contentions, long heldNanos) {}

  /** A swap that was asked for; completed is -1 if it was refused. */
  public record Swapped(
      long requestedNanos, long completedNanos, String what, int carried, String refusal) {}

  /** A named check. */
  public record Check(String id, long evaluations) {}

  /** Why a run failed: class, one line, and the state of things in several lines. */
  public record Failed(String kind, String message, String report) {}

  private static <V> Map<String, V> inOrder(Map<String, V> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
