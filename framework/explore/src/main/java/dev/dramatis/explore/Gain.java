package dev.dramatis.explore;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one execution adds to a search.
 *
 * @param steps steps
 * @param traces 1 if it came to its end
 * @param sleepBlocked 1 if it was cut short because everybody slept
 * @param states states that were not known before
 * @param deadlocks 1 if it ended in a deadlock
 * @param failed 1 if it did not end well
 * @param failure how, unless enough failures are known
 * @param bound see {@link Exploration#bound}, after this execution
 * @param more whether anything is left to explore then
 */
record Gain(
    long steps,
    long traces,
    long sleepBlocked,
    long states,
    long deadlocks,
    long failed,
    @Nullable Failure failure,
    int bound,
    boolean more) {

  /** What was found after an execution and not before it. */
  static Gain between(Exploration before, Exploration after, long failed, boolean more) {
    List<Failure> failures = after.failures();
    return new Gain(
        after.steps() - before.steps(),
        after.traces() - before.traces(),
        after.sleepBlocked() - before.sleepBlocked(),
        after.states() - before.states(),
        after.deadlocks() - before.deadlocks(),
        failed,
        failures.size() > before.failures().size() ? failures.getLast() : null,
        after.bound(),
        more);
  }
}
