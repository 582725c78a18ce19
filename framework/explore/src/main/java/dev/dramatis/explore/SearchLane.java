package dev.dramatis.explore;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The executions of a search that decides each by what the ones before it showed. */
final class SearchLane extends Lane {
  private final Strategy strategy;
  private final Workers workers;

  /** Begun by the first worker that goes on with it. */
  private @Nullable Search search;

  private boolean ended;

  SearchLane(Strategy strategy, Workers workers) {
    super(strategy.name());
    this.strategy = strategy;
    this.workers = workers;
  }

  @Override
  List<Workers.Part<List<Gain>>> makes(long executions) {
    return executions == 0 || ended ? List.of() : List.of(() -> goOn(executions));
  }

  private List<Gain> goOn(long executions) {
    Search begun = search;
    if (begun == null) {
      begun = strategy.search(workers.subject());
      search = begun;
    }
    List<Gain> gains = new ArrayList<>();
    Exploration before = begun.result();
    for (long i = 0; i < executions && !ended; i++) {
      long failed = begun.failed();
      ended = !begun.advance(Budget.executions(1));
      Exploration after = begun.result();
      gains.add(Gain.between(before, after, begun.failed() - failed, !ended));
      before = after;
    }
    return gains;
  }
}
