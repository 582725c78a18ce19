package dev.dramatis.explore;

import dev.dramatis.engine.choice.ChoicePolicy;
import dev.dramatis.engine.choice.Step;
import java.util.Arrays;

/** Depth-first search over states, with any number of preemptions or with a growing bound. */
final class StateSearch extends CountedSearch implements ChoicePolicy {
  private static final int NOBODY = Integer.MIN_VALUE;

  private final Subject subject;
  private final boolean digests;
  private final int most;
  private final StateMap visited = new StateMap();
  private final HappensBefore order = new HappensBefore();
  private final Keys keys = new Keys();
  private int bound;

  /** The bound up to which everything was visited, see {@link Exploration#bound}. */
  private int done = -1;

  /** Whether the bound left something out. */
  private boolean limited;

  // per depth: how many were enabled, which choice is made, which one goes on with the last actor
  private int[] enabledAt = new int[64];
  private int[] choiceAt = new int[64];
  private int[] sameAt = new int[64];
  private int[] usedAt = new int[64];
  private int stack;

  // of the execution in progress
  private int depth;
  private int used;
  private int last;

  /** Whether it ended in a state that is known. */
  private boolean known;

  private boolean more = true;

  StateSearch(String name, Subject subject, int most) {
    super(new Tally(name, subject));
    this.subject = subject;
    this.digests = subject.digests();
    this.most = most;
    this.bound = most == Exploration.ANY ? Exploration.ANY : 0;
  }

  @Override
  public int choose(Step[] enabled, int count) {
    if (depth == stack && !fork(count, bounded() ? find(enabled, count) : -1)) {
      return -1;
    }
    int same = sameAt[depth];
    int choice = choiceAt[depth];
    used = usedAt[depth++] + (same >= 0 && choice != same ? 1 : 0);
    Step step = enabled[choice];
    if (step.cpu() >= 0) {
      last = step.actor();
    }
    keys.add(step);
    if (!digests) {
      order.push(step);
    }
    return choice;
  }

  private boolean bounded() {
    return most != Exploration.ANY;
  }

  private int find(Step[] enabled, int count) {
    for (int i = 0; i < count; i++) {
      if (enabled[i].actor() == last) {
        return i;
      }
    }
    return -1;
  }

  private boolean fork(int count, int same) {
    if (!visit()) {
      return false;
    }
    if (stack == choiceAt.length) {
      enabledAt = Arrays.copyOf(enabledAt, 2 * stack);
      choiceAt = Arrays.copyOf(choiceAt, 2 * stack);
      sameAt = Arrays.copyOf(sameAt, 2 * stack);
      usedAt = Arrays.copyOf(usedAt, 2 * stack);
    }
    enabledAt[stack] = count;
    sameAt[stack] = same;
    choiceAt[stack] = Math.max(same, 0);
    usedAt[stack++] = used;
    return true;
  }

  private boolean visit() {
    long state = digests ? subject.digest() : orderDigest();
    return visited.lower(bounded() ? state * 31 + last : state, used);
  }

  private long orderDigest() {
    Hash hash = order.sum();
    return hash.high ^ hash.low * 31;
  }

  @Override
  public void touched(int object, boolean writes) {
    if (!digests) {
      order.touch(object, writes);
    }
  }

  @Override
  public void ended(Step[] blocked, int count) {
    known = !visit();
  }

  @Override
  public boolean advance(Budget budget) {
    Tally.Mark start = tally.mark();
    while (more && tally.within(budget, start)) {
      depth = 0;
      used = 0;
      last = NOBODY;
      known = false;
      keys.clear();
      order.reset();
      Outcome outcome = subject.execute(this);
      tally.ended(known ? Outcome.PRUNED : outcome, keys.keys, keys.size);
      tally.states = Math.max(tally.states, visited.size());
      more = next() || nextBound();
    }
    return more;
  }

  private boolean next() {
    while (stack > 0) {
      int at = stack - 1;
      if (advance(at)) {
        return true;
      }
      stack--;
    }
    return false;
  }

  /** The choices at a depth are: to go on with the last actor, then the others in order. */
  private boolean advance(int at) {
    int same = sameAt[at];
    if (same >= 0 && usedAt[at] >= bound) {
      limited |= enabledAt[at] > 1;
      return false;
    }
    int next = choiceAt[at] == same ? 0 : choiceAt[at] + 1;
    if (next == same) {
      next++;
    }
    if (next >= enabledAt[at]) {
      return false;
    }
    choiceAt[at] = next;
    return true;
  }

  private boolean nextBound() {
    done = limited ? bound : Exploration.ANY;
    if (!limited || bound >= most) {
      return false;
    }
    bound++;
    limited = false;
    visited.clear();
    return true;
  }

  @Override
  public Exploration result() {
    return tally.result(done);
  }
}
