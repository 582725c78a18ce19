package dev.dramatis.explore;

import dev.dramatis.engine.choice.ChoicePolicy;
import dev.dramatis.engine.choice.Step;
import dev.dramatis.explore.PartialOrder.Mode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The search of {@link PartialOrder}, depth first: of everything, or of a {@link Branch.Task} that
 * was handed out.
 */
final class Dpor extends CountedSearch implements ChoicePolicy {
  private final PartialOrder strategy;
  private final Mode mode;
  private final Subject subject;
  private final History history = new History();
  private final WakeupTree tree = new WakeupTree();
  private final Reversal reversal = new Reversal(history);

  /** Node of the tree at each depth; its first child is what is being explored there. */
  private int[] node = new int[64];

  /** Who need not go first at each depth, because what follows is explored elsewhere. */
  private final SleepSets sleep;

  private int root;
  private int depth;

  /** How deep the search of the task came. */
  private int reached;

  /** Depths above this are explored by others; reversals that begin there are handed back. */
  private int own;

  private Branch.@Nullable Task task;

  /** Children, at each depth that is not its own, that it knew of from the start. */
  private int[] knownChildren = new int[0];

  /** Depth of the first event of this execution that is not as in the one before. */
  private int branch;

  private boolean more = true;

  /** Whether the execution was cut short because everybody sleeps. */
  private boolean blocked;

  /** Whether the branch could not be taken. */
  private boolean branchFailed;

  /** Whether the execution came to an end of its own. */
  private boolean ended;

  /** Whether some execution did not, so that steps are unknown. */
  private boolean cutShort;

  Dpor(PartialOrder strategy, Subject subject) {
    super(new Tally(strategy.name(), subject));
    this.strategy = strategy;
    this.mode = strategy.mode();
    this.subject = subject;
    this.sleep = new SleepSets(history);
    this.root = tree.add(-1, Footprints.NOTHING);
  }

  // ---- an execution

  @Override
  public int choose(Step[] enabled, int count) {
    int d = depth++;
    reached = Math.max(reached, depth);
    if (d < branch) {
      return find(history.actorNumber(history.actor[d]), enabled, count);
    }
    history.close();
    Branch.Task given = task;
    if (given != null && d < own && tally.executions == 0) {
      return follow(given, d, enabled, count);
    }
    if (d == branch && tally.executions > 0) {
      return take(d, tree.actor(tree.firstChild(node[d])), enabled, count);
    }
    return newFrame(d, enabled, count);
  }

  private int newFrame(int d, Step[] enabled, int count) {
    if (d == node.length) {
      node = Arrays.copyOf(node, 2 * d);
    }
    node[d] = d == 0 ? root : tree.firstChild(node[d - 1]);
    sleep.enter(d);
    while (hasBranch(d)) {
      int choice = take(d, tree.actor(tree.firstChild(node[d])), enabled, count);
      if (choice >= 0) {
        return choice;
      }
      tree.removeFirst(node[d]); // a guess that was wrong
    }
    return takeAny(d, enabled, count);
  }

  /** Whether there is a branch at a depth. Those that lead where others have been are removed. */
  private boolean hasBranch(int d) {
    int child = tree.firstChild(node[d]);
    while (child != WakeupTree.NONE && sleep.contains(d, tree.actor(child))) {
      tree.removeFirst(node[d]); // only after a guess
      child = tree.firstChild(node[d]);
    }
    return child != WakeupTree.NONE;
  }

  /** A depth above the task: repeats the way to it. */
  private int follow(Branch.Task given, int d, Step[] enabled, int count) {
    if (d == node.length) {
      node = Arrays.copyOf(node, 2 * d);
    }
    Branch.Level level = given.levels().get(d);
    sleep.enterEmpty(d);
    for (Branch asleep : level.asleep()) {
      sleep.fallAsleep(
          d, history.denseActor(asleep.actor()), history.denseFootprint(asleep.footprint()));
    }
    node[d] = tree.add(-1, Footprints.NOTHING);
    plant(node[d], level.taken());
    level.others().forEach(other -> plant(node[d], other));
    knownChildren[d] = 1 + level.others().size();
    int choice = find(level.taken().actor(), enabled, count);
    if (choice >= 0) {
      history.begin(enabled[choice]);
    } else {
      branchFailed = true; // only after a guess
      tryAllInstead(d, enabled, count);
    }
    return choice;
  }

  private void plant(int parent, Branch step) {
    tree.append(
        parent,
        tree.add(history.denseActor(step.actor()), history.denseFootprint(step.footprint())));
  }

  private int takeAny(int d, Step[] enabled, int count) {
    for (int i = 0; i < count; i++) {
      int actor = history.denseActor(enabled[i].actor());
      if (!sleep.contains(d, actor)) {
        tree.append(node[d], tree.add(actor, history.footprintOf(enabled[i])));
        if (mode != Mode.SLEEP) {
          break;
        }
      }
    }
    int first = tree.firstChild(node[d]);
    if (first == WakeupTree.NONE) {
      blocked = true;
      return -1;
    }
    return take(d, tree.actor(first), enabled, count);
  }

  private int take(int d, int actor, Step[] enabled, int count) {
    int choice = find(history.actorNumber(actor), enabled, count);
    if (choice >= 0) {
      history.begin(enabled[choice]);
    } else if (d == branch) {
      blocked = true;
      branchFailed = true; // only after a guess
      tryAllInstead(d, enabled, count);
    }
    return choice;
  }

  /** The reversal that the branch began is not possible; whatever else begins it will be tried. */
  private void tryAllInstead(int d, Step[] enabled, int count) {
    for (int i = 0; i < count; i++) {
      int actor = history.denseActor(enabled[i].actor());
      if (!sleep.contains(d, actor) && !isChild(d, actor)) {
        tree.append(node[d], tree.add(actor, history.footprintOf(enabled[i])));
      }
    }
  }

  private static int find(int actor, Step[] enabled, int count) {
    for (int i = 0; i < count; i++) {
      if (enabled[i].actor() == actor) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public void touched(int object, boolean writes) {
    if (depth > branch) {
      history.alsoTouches(object, writes);
    }
  }

  @Override
  public void ended(Step[] pending, int count) {
    history.close();
    ended = true;
    if (mode == Mode.SLEEP) {
      return;
    }
    for (int i = 0; i < count; i++) {
      if (pending[i].guarded()) {
        history.addBlocked(pending[i]);
        int races = history.raceStart[history.size];
        for (int r = races; r < races + history.blockedRaces(); r++) {
          reverse(history.raceWith[r], history.size, history.raceFootprint[r]);
        }
        history.forgetBlocked();
      }
    }
  }

  // ---- between executions

  @Override
  public boolean advance(Budget budget) {
    Tally.Mark start = tally.mark();
    while (more && tally.within(budget, start)) {
      depth = 0;
      blocked = false;
      ended = false;
      Outcome outcome = subject.execute(this);
      history.close();
      count(outcome);
      if (mode == Mode.OPTIMAL && !branchFailed) {
        reverseFrom(0);
      } else if (mode == Mode.SOURCE) {
        reverseInexactBefore(branch);
        reverseFrom(branch);
      }
      backtrack();
    }
    return more;
  }

  private void count(Outcome outcome) {
    int length = history.size;
    tally.ended(outcome, outcome.failed() ? keys() : NO_KEYS, length);
    if (blocked) {
      tally.sleepBlocked++;
    } else if (!ended) {
      cutShort = true;
    }
  }

  private static final long[] NO_KEYS = {};

  private long[] keys() {
    long[] keys = new long[history.size];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = Choice.key(history.actorNumber(history.actor[i]), 0);
    }
    return keys;
  }

  private void reverseFrom(int first) {
    for (int j = first; j < history.size; j++) {
      for (int r = history.raceStart[j]; r < history.raceStart[j + 1]; r++) {
        reverse(history.raceWith[r], j, history.raceFootprint[r]);
      }
    }
  }

  /**
   * Of a step that does something else if it comes first nobody knows which of the other steps it
   * is then in conflict with; so the reversal depends on all that happens later, too.
   */
  private void reverseInexactBefore(int end) {
    int races = history.inexact() ? history.raceStart[Math.min(end, history.size)] : 0;
    int j = 0;
    for (int r = 0; r < races; r++) {
      while (history.raceStart[j + 1] <= r) {
        j++;
      }
      if (history.raceFootprint[r] == Footprints.EVERYTHING) {
        reverse(history.raceWith[r], j, Footprints.EVERYTHING);
      }
    }
  }

  private void reverse(int i, int j, int footprint) {
    boolean all = mode == Mode.OPTIMAL || footprint == Footprints.EVERYTHING;
    reversal.of(i, j, footprint, all ? history.size : Math.min(j, history.size));
    if (mode == Mode.OPTIMAL && !blocked) {
      insert(i);
    } else {
      // where everybody sleeps, which happens to wakeup trees only after a guess, the rest is
      // unknown
      insertInitial(i);
    }
  }

  /** Puts the reversal into the tree, unless it leads to what is or will be explored. */
  private void insert(int i) {
    for (int s = sleep.start(i); s < sleep.end(i); s++) {
      if (reversal.canBegin(sleep.actor(s), sleep.footprint(s))) {
        return;
      }
    }
    int at = node[i];
    int child = tree.nextSibling(tree.firstChild(at)); // the first one is being explored
    while (true) {
      while (child != WakeupTree.NONE
          && !reversal.canBegin(tree.actor(child), tree.footprint(child))) {
        child = tree.nextSibling(child);
      }
      if (child == WakeupTree.NONE) {
        appendRest(at);
        return;
      }
      reversal.remove(tree.actor(child));
      at = child;
      child = tree.firstChild(at);
      if (child == WakeupTree.NONE) {
        return; // all that begins so will be explored
      }
    }
  }

  private void appendRest(int parent) {
    int at = parent;
    boolean whole = tree.live() < strategy.treeLimit();
    for (int k = reversal.next(0); k >= 0; k = reversal.next(k + 1)) {
      int child = tree.add(reversal.actor(k), reversal.footprint(k));
      tree.append(at, child);
      at = child;
      if (!whole) {
        return;
      }
    }
  }

  /** Sees to it that one of those that can begin the reversal will. */
  private void insertInitial(int i) {
    int first = -1;
    for (int k = reversal.next(0); k >= 0; k = reversal.next(k + 1)) {
      if (reversal.isInitial(k)) {
        if (sleep.contains(i, reversal.actor(k)) || isChild(i, reversal.actor(k))) {
          return;
        }
        first = first < 0 ? k : first;
      }
    }
    tree.append(node[i], tree.add(reversal.actor(first), reversal.footprint(first)));
  }

  private boolean isChild(int i, int actor) {
    for (int c = tree.firstChild(node[i]); c != WakeupTree.NONE; c = tree.nextSibling(c)) {
      if (tree.actor(c) == actor) {
        return true;
      }
    }
    return false;
  }

  /** Turns to the next branch of the deepest event that has one. */
  private void backtrack() {
    if (branchFailed) {
      branchFailed = false;
      if (branch >= own) {
        tree.removeFirst(node[branch]);
        if (hasBranch(branch)) {
          return;
        }
      }
    }
    for (int d = history.size - 1; d >= own; d--) {
      tree.removeFirst(node[d]);
      sleep.fallAsleep(d, history.actor[d], history.footprint[d]);
      if (hasBranch(d)) {
        branch = d;
        history.truncate(d);
        return;
      }
    }
    more = false;
  }

  // ---- tasks

  /** Explores a part of the whole, or the beginning of it. */
  Branch.Report explore(Branch.Task given, long executions) {
    tally = new Tally(strategy.name(), subject);
    history.restart();
    tree.clear();
    root = tree.add(-1, Footprints.NOTHING);
    own = given.levels().size();
    knownChildren = new int[own];
    task = given;
    branch = 0;
    branchFailed = false;
    reached = 0;
    cutShort = false;
    more = true;
    advance(Budget.executions(executions));
    return report();
  }

  private Branch.Report report() {
    List<List<Branch>> found = new ArrayList<>();
    for (int d = 0; d < Math.min(own, reached); d++) {
      List<Branch> news = childrenOf(node[d]);
      found.add(news.subList(knownChildren[d], news.size()));
    }
    List<Branch.Rest> rest = new ArrayList<>();
    for (int d = own; more && d <= branch; d++) {
      List<Branch> asleep = new ArrayList<>();
      for (int s = sleep.start(d); s < sleep.end(d); s++) {
        asleep.add(branchOf(sleep.actor(s), sleep.footprint(s)));
      }
      List<Branch> children = new ArrayList<>(childrenOf(node[d]));
      if (d < branch) {
        children.set(0, branchOf(history.actor[d], history.footprint[d]));
      }
      rest.add(new Branch.Rest(asleep, children));
    }
    for (int d = found.size(); d < own; d++) {
      found.add(List.of());
    }
    return new Branch.Report(found, rest, tally.result(!cutShort));
  }

  private List<Branch> childrenOf(int parent) {
    List<Branch> children = new ArrayList<>();
    for (int c = tree.firstChild(parent); c != WakeupTree.NONE; c = tree.nextSibling(c)) {
      children.add(branchOf(tree.actor(c), tree.footprint(c)));
    }
    return children;
  }

  private Branch branchOf(int actor, int footprint) {
    return new Branch(history.actorNumber(actor), history.canonical(footprint));
  }

  @Override
  public Exploration result() {
    return tally.result(!more && !cutShort);
  }
}
