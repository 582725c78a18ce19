package dev.dramatis.explore;

import java.util.ArrayList;
import java.util.List;

/** What the parts of a search found, joined in their order. */
final class Sum {
  private final String strategy;
  private final List<Failure> failures = new ArrayList<>();
  private long traces;
  private long sleepBlocked;
  private long states;
  private long deadlocks;

  long executions;
  long steps;
  long failed;

  /** The bound that the last execution came to. */
  int bound = -1;

  Sum(String strategy) {
    this.strategy = strategy;
  }

  /** Takes in a part. Of failures only so many more count. */
  void add(Exploration part, long mostFailures) {
    long kept = 0;
    for (Failure f : part.failures()) {
      if (kept < mostFailures && failures.size() < Exploration.FAILURES_KEPT) {
        failures.add(new Failure(f.outcome(), f.choices(), strategy, executions + f.execution()));
        kept++;
      }
    }
    failed += Math.min(part.failures().size(), mostFailures);
    executions += part.executions();
    steps += part.steps();
    traces += part.traces();
    sleepBlocked += part.sleepBlocked();
    deadlocks += part.deadlocks();
  }

  /** Takes in one execution. */
  void add(Gain gain) {
    executions++;
    steps += gain.steps();
    traces += gain.traces();
    sleepBlocked += gain.sleepBlocked();
    states += gain.states();
    deadlocks += gain.deadlocks();
    failed += gain.failed();
    bound = gain.bound();
    Failure f = gain.failure();
    if (f != null && failures.size() < Exploration.FAILURES_KEPT) {
      failures.add(new Failure(f.outcome(), f.choices(), strategy, executions));
    }
  }

  Exploration result() {
    return new Exploration(
        strategy, executions, steps, traces, sleepBlocked, states, deadlocks, failures, bound);
  }
}
