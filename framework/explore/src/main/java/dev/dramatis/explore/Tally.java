package dev.dramatis.explore;

import java.util.ArrayList;
import java.util.List;

/** Counts what a search does and keeps its failures. */
final class Tally {
  private final String strategy;
  private final Subject subject;
  private final List<Failure> failures = new ArrayList<>();

  long executions;
  long steps;
  long traces;
  long sleepBlocked;
  long states;
  long deadlocks;
  long failed;

  Tally(String strategy, Subject subject) {
    this.strategy = strategy;
    this.subject = subject;
  }

  /**
   * An execution has ended.
   *
   * @param keys its choices, see {@link Choice#key}
   */
  void ended(Outcome outcome, long[] keys, int length) {
    executions++;
    steps += length;
    if (outcome.kind() == Outcome.Kind.PRUNED) {
      return;
    }
    traces++;
    if (outcome.kind() == Outcome.Kind.OK) {
      return;
    }
    failed++;
    if (outcome.kind() == Outcome.Kind.DEADLOCK) {
      deadlocks++;
    }
    if (failures.size() < Exploration.FAILURES_KEPT) {
      keep(outcome, keys, length);
    }
  }

  private void keep(Outcome outcome, long[] keys, int length) {
    Replay replay = Replay.of(keys, length);
    Outcome again = subject.execute(replay);
    if (replay.diverged() || !again.failureClass().equals(outcome.failureClass())) {
      throw new IllegalStateException(
          subject.name()
              + " is not a function of the choices: "
              + outcome
              + " was not repeated, but "
              + again
              + " after "
              + replay.choices());
    }
    failures.add(new Failure(again, replay.choices(), strategy, executions));
  }

  boolean within(Budget budget, Mark since) {
    return executions - since.executions < budget.executions()
        && steps - since.steps < budget.steps()
        && failed - since.failed < budget.failures();
  }

  Mark mark() {
    return new Mark(executions, steps, failed);
  }

  Exploration result(boolean complete) {
    return result(complete ? Exploration.ANY : -1);
  }

  Exploration result(int bound) {
    return new Exploration(
        strategy, executions, steps, traces, sleepBlocked, states, deadlocks, failures, bound);
  }

  /** Where a budget began. */
  record Mark(long executions, long steps, long failed) {}
}
