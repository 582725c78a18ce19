package dev.dramatis.spi.trace;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Receives all events of a run in order of execution, on the run's host thread. Must not influence
 * the run.
 */
@ConsumerType
public interface TraceSink {
  /**
   * One event. Times of one CPU never go back; across CPUs they may, by less than a path segment.
   */
  void event(long time, EventKind kind, int cpu, int thread, long arg);

  /** A name was given a number. */
  default void name(int number, String name) {}
}
