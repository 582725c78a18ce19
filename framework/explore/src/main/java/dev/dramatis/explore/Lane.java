package dev.dramatis.explore;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/**
 * The executions of a search, one after the other, of which some are made before it is known
 * whether they will count.
 */
abstract class Lane {
  private final Queue<Gain> made = new ArrayDeque<>();
  private final Sum sum;
  private boolean more = true;

  Lane(String strategy) {
    this.sum = new Sum(strategy);
  }

  /** Work by which so many more executions are made; its parts do not depend on each other. */
  abstract List<Workers.Part<List<Gain>>> makes(long executions);

  /** A part is done; parts come in their order. */
  final void takes(List<Gain> part) {
    made.addAll(part);
  }

  /** How many executions are made and not counted. */
  final int ahead() {
    return made.size();
  }

  /** Counts the next execution. */
  final void count() {
    Gain gain = made.remove();
    sum.add(gain);
    more = gain.more();
  }

  /** Whether anything is left after what was counted. */
  final boolean more() {
    return more;
  }

  final Sum sum() {
    return sum;
  }
}
