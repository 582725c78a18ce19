package dev.dramatis.explore;

import dev.dramatis.engine.choice.ChoicePolicy;
import dev.dramatis.engine.choice.Step;
import java.util.Arrays;

/**
 * Explores every schedule. Of equivalent schedules, which differ in the order of independent steps
 * only, one is followed to its end.
 *
 * <p>This is the plain search that cleverer ones are compared with. It visits every inequivalent
 * beginning of an execution and remembers 16 bytes for each.
 */
public final class Exhaustive implements Strategy {
  @Override
  public String name() {
    return "exhaustive";
  }

  @Override
  public Search search(Subject subject) {
    return new DepthFirst(subject);
  }

  private static final class DepthFirst extends CountedSearch implements ChoicePolicy {
    private final Subject subject;
    private final TraceSet seen = new TraceSet();
    private final HappensBefore order = new HappensBefore();
    private final Keys keys = new Keys();

    /** Per depth: how many steps were enabled, and which of them is taken. */
    private int[] enabledAt = new int[64];

    private int[] takenAt = new int[64];
    private int stack;
    private int depth;
    private boolean more = true;

    DepthFirst(Subject subject) {
      super(new Tally("exhaustive", subject));
      this.subject = subject;
    }

    @Override
    public int choose(Step[] enabled, int count) {
      if (depth == stack && !fork(count)) {
        return -1;
      }
      Step step = enabled[takenAt[depth++]];
      order.push(step);
      keys.add(step);
      return takenAt[depth - 1];
    }

    private boolean fork(int count) {
      Hash hash = order.sum();
      if (!seen.add(hash.high, hash.low)) {
        return false;
      }
      if (stack == takenAt.length) {
        enabledAt = Arrays.copyOf(enabledAt, 2 * stack);
        takenAt = Arrays.copyOf(takenAt, 2 * stack);
      }
      enabledAt[stack] = count;
      takenAt[stack++] = 0;
      return true;
    }

    @Override
    public void touched(int object, boolean writes) {
      order.touch(object, writes);
    }

    @Override
    public boolean advance(Budget budget) {
      Tally.Mark start = tally.mark();
      while (more && tally.within(budget, start)) {
        depth = 0;
        order.reset();
        keys.clear();
        Outcome outcome = subject.execute(this);
        Hash end = order.sum();
        boolean known = outcome.kind() != Outcome.Kind.PRUNED && !seen.add(end.high, end.low);
        tally.ended(known ? Outcome.PRUNED : outcome, keys.keys, keys.size);
        more = next();
      }
      tally.states = seen.size();
      return more;
    }

    private boolean next() {
      while (stack > 0) {
        if (++takenAt[stack - 1] < enabledAt[stack - 1]) {
          return true;
        }
        stack--;
      }
      return false;
    }

    @Override
    public Exploration result() {
      return tally.result(!more);
    }
  }
}
