package dev.dramatis.explore;

import dev.dramatis.engine.choice.ChoicePolicy;
import dev.dramatis.engine.choice.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * Depth-first search through all inequivalent executions, one path at a time: repeats the choices
 * on the stack, and from there takes the first choice whose outcome is new.
 */
final class Path implements ChoicePolicy {
  private final TraceSet seen = new TraceSet();
  private final List<Fork> stack = new ArrayList<>();
  private final HappensBefore order;
  private final Hash hash = new Hash();
  private final StepLog log = new StepLog();
  private int depth;
  private boolean pruned;

  /** What could be chosen at one point, by the outcome, and what is. */
  private static final class Fork {
    final long[] outcomes;
    int chosen = -1;

    Fork(int count) {
      outcomes = new long[2 * count];
    }
  }

  Path(int cpus) {
    order = new HappensBefore(cpus);
  }

  @Override
  public int choose(Step[] enabled, int count) {
    if (depth == stack.size() && !fork(enabled, count)) {
      pruned = true;
      return -1;
    }
    int choice = stack.get(depth++).chosen;
    order.push(enabled[choice]);
    log.add(enabled[choice]);
    return choice;
  }

  private boolean fork(Step[] enabled, int count) {
    Fork fork = new Fork(count);
    for (int i = 0; i < count; i++) {
      order.peek(enabled[i], hash);
      fork.outcomes[2 * i] = hash.high;
      fork.outcomes[2 * i + 1] = hash.low;
    }
    stack.add(fork);
    if (takeNew(fork)) {
      return true;
    }
    stack.removeLast();
    return false;
  }

  private boolean takeNew(Fork fork) {
    while (2 * ++fork.chosen < fork.outcomes.length) {
      if (seen.add(fork.outcomes[2 * fork.chosen], fork.outcomes[2 * fork.chosen + 1])) {
        return true;
      }
    }
    return false;
  }

  /** Turns to the next path; false if there is none. */
  boolean advance() {
    depth = 0;
    pruned = false;
    order.reset();
    log.clear();
    while (!stack.isEmpty()) {
      if (takeNew(stack.getLast())) {
        return true;
      }
      stack.removeLast();
    }
    return false;
  }

  /** Whether the last execution ended because nothing new could follow. */
  boolean pruned() {
    return pruned;
  }

  int prefixes() {
    return seen.size();
  }

  StepLog log() {
    return log;
  }
}
