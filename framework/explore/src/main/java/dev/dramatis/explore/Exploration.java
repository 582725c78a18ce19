package dev.dramatis.explore;

import java.util.List;

/**
 * What a search found.
 *
 * @param strategy name of the strategy
 * @param executions how often the subject was started
 * @param steps steps executed, repeated beginnings included
 * @param traces executions that came to their end, failures included; for a search that never
 *     executes two equivalent ones, the number of inequivalent executions
 * @param sleepBlocked executions that were cut short because everything that could follow was
 *     explored elsewhere
 * @param states inequivalent states, or beginnings of executions, if the strategy remembers them;
 *     else 0
 * @param deadlocks how many of the traces end in a deadlock
 * @param failures the traces that did not end well, up to {@link #FAILURES_KEPT}
 * @param bound all executions with at most so many preemptions were explored; -1 if not even those
 *     without any, or if nobody counted; {@link #ANY} if everything was
 */
public record Exploration(
    String strategy,
    long executions,
    long steps,
    long traces,
    long sleepBlocked,
    long states,
    long deadlocks,
    List<Failure> failures,
    int bound) {

  /** So many preemptions stand for any number. */
  public static final int ANY = 64;

  /** How many failures are remembered with their choices. */
  public static final int FAILURES_KEPT = 100;

  /** The list is copied. */
  public Exploration {
    failures = List.copyOf(failures);
  }

  /**
   * What several searches of one subject found together. Numbers are added up, so that what two of
   * them did counts twice.
   */
  static Exploration sum(String strategy, List<Exploration> parts) {
    return new Exploration(
        strategy,
        parts.stream().mapToLong(Exploration::executions).sum(),
        parts.stream().mapToLong(Exploration::steps).sum(),
        parts.stream().mapToLong(Exploration::traces).sum(),
        parts.stream().mapToLong(Exploration::sleepBlocked).sum(),
        parts.stream().mapToLong(Exploration::states).sum(),
        parts.stream().mapToLong(Exploration::deadlocks).sum(),
        parts.stream().flatMap(part -> part.failures().stream()).limit(FAILURES_KEPT).toList(),
        parts.stream().mapToInt(Exploration::bound).max().orElse(-1));
  }

  /** Whether everything was explored. */
  public boolean complete() {
    return bound == ANY;
  }

  /** Whether anything is wrong with the subject as far as it was explored. */
  public boolean failed() {
    return !failures.isEmpty();
  }
}
