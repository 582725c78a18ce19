package dev.dramatis.explore;

import java.util.ArrayList;
import java.util.List;

/** The search of {@link PartialOrder} by several workers, in rounds. */
final class SharedDpor implements Search {
  /** Executions of a part, at least and at most. */
  private static final int SHORT = 16;

  private static final int LONG = 1000;

  /** Parts of a round. */
  private static final int PARTS = 64;

  private final Workers workers;
  private final ThreadLocal<Dpor> searchers;
  private final SharedTree tree;
  private final Sum sum;
  private boolean begun;
  private boolean more = true;
  private boolean whole = true;

  SharedDpor(PartialOrder strategy, Workers workers) {
    this.workers = workers;
    this.searchers = workers.each(subject -> new Dpor(strategy, subject));
    this.tree = new SharedTree();
    this.sum = new Sum(strategy.name());
  }

  @Override
  public boolean advance(Budget budget) {
    long executions = sum.executions;
    long steps = sum.steps;
    long failed = sum.failed;
    while (more) {
      long left = budget.executions() - (sum.executions - executions);
      long failuresLeft = budget.failures() - (sum.failed - failed);
      if (left <= 0 || sum.steps - steps >= budget.steps() || failuresLeft <= 0) {
        break;
      }
      round(left, failuresLeft);
    }
    return more;
  }

  private void round(long left, long failuresLeft) {
    // parts grow with what was done, so that there are soon enough of them
    long slice = Math.min(left, Math.clamp(sum.executions / PARTS, SHORT, LONG));
    List<SharedTree.Assignment> round =
        begun ? tree.assign(Math.clamp(left / slice, 1, PARTS)) : List.of(tree.everything());
    begun = true;
    List<Workers.Part<Branch.Report>> parts = new ArrayList<>();
    for (SharedTree.Assignment assignment : round) {
      parts.add(() -> searchers.get().explore(assignment.task, slice));
    }
    List<Branch.Report> reports = workers.run(parts);
    long failedBefore = sum.failed;
    for (int i = 0; i < reports.size(); i++) {
      Branch.Report report = reports.get(i);
      tree.merge(round.get(i), report);
      sum.add(report.done(), failuresLeft - (sum.failed - failedBefore));
      whole &= report.done().complete();
    }
    more = tree.hasMore();
    sum.bound = more || !whole ? -1 : Exploration.ANY;
  }

  @Override
  public long executions() {
    return sum.executions;
  }

  @Override
  public long steps() {
    return sum.steps;
  }

  @Override
  public long failed() {
    return sum.failed;
  }

  @Override
  public Exploration result() {
    return sum.result();
  }
}
