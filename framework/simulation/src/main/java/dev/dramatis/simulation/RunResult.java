package dev.dramatis.simulation;

import dev.dramatis.spi.kernel.Kernel.CheckCount;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run came to. Everything measured over time comes from the events ({@link
 * dev.dramatis.spi.trace.TraceSink}).
 *
 * @param ending how it ended
 * @param endNanos virtual time at the end
 * @param events events emitted, 0 without digest and sinks
 * @param digest hash over all events in hexadecimal, or empty
 * @param threads every user thread that was created, in order of id
 * @param swaps what became of the swaps asked for
 * @param checks named checks and how often they were evaluated
 * @param failure why it failed, or null
 */
public record RunResult(
    Ending ending,
    long endNanos,
    long events,
    String digest,
    List<ThreadName> threads,
    List<SwapReport> swaps,
    List<CheckCount> checks,
    @Nullable Failure failure) {

  /** How a run ended. */
  public enum Ending {
    /** All threads ended. */
    COMPLETED,
    /** The time limit or the duration of the workload came first. */
    TIME_LIMIT,
    /** See {@link RunResult#failure}. */
    FAILED
  }

  /**
   * A user thread.
   *
   * @param id number
   * @param name name
   * @param process name of its process
   */
  public record ThreadName(int id, String name, String process) {}

  /**
   * A swap that was asked for.
   *
   * @param requestedNanos when it was asked for
   * @param completedNanos when it was complete; -1 if refused
   * @param what description
   * @param carried threads carried over
   * @param refusal reason, or empty
   */
  public record SwapReport(
      long requestedNanos, long completedNanos, String what, int carried, String refusal) {}

  /**
   * Why a run failed.
   *
   * @param kind class of failure
   * @param message one line
   * @param report what each CPU and thread was doing, who holds what, the last events
   */
  public record Failure(Kind kind, String message, String report) {
    /** Classes of failure. */
    public enum Kind {
      /** Nothing can happen any more, and threads are left. */
      DEADLOCK,
      /** Things happen, but simulated time stands still. */
      LIVELOCK,
      /** A CPU spins for something that nobody will do. */
      STUCK_CPU,
      /** A named check failed. */
      VIOLATION,
      /** A scheduler or another plugin broke its contract. */
      PLUGIN
    }
  }
}
