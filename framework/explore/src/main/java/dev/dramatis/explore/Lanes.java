package dev.dramatis.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The search of several lanes in turn, a slice of executions each, by several workers. They make
 * some turns of all lanes beside each other before these are counted, one execution after the
 * other. How many turns does not depend on the number of workers, so even what is made and not
 * counted does not.
 */
final class Lanes implements Search {
  /**
   * Turns of all lanes that are made at a time. At first fewer, then twice as many each time: a
   * failure may come soon, and no more should have been made in vain than was counted.
   */
  private static final int TURNS = 64;

  private final String name;
  private final Workers workers;
  private final List<Lane> lanes;
  private final int slice;
  private int turn;
  private long leftOfTurn;
  private int turns = 1;
  private boolean complete;

  Lanes(String name, Workers workers, List<? extends Lane> lanes, int slice) {
    this.name = name;
    this.workers = workers;
    this.lanes = List.copyOf(lanes);
    this.slice = slice;
    this.leftOfTurn = slice;
  }

  @Override
  public boolean advance(Budget budget) {
    long executions = executions();
    long steps = steps();
    long failed = failed();
    while (!complete) {
      long left = budget.executions() - (executions() - executions);
      if (left <= 0
          || steps() - steps >= budget.steps()
          || failed() - failed >= budget.failures()) {
        return true;
      }
      if (lanes.stream().noneMatch(Lane::more)) {
        return false;
      }
      Lane lane = lanes.get(turn);
      if (lane.more()) {
        if (lane.ahead() == 0) {
          make(left);
        }
        lane.count();
        leftOfTurn--;
      }
      complete = !lane.more() && lane.sum().bound == Exploration.ANY;
      if (leftOfTurn <= 0 || !lane.more()) {
        turn = (turn + 1) % lanes.size();
        leftOfTurn = slice;
      }
    }
    return false;
  }

  /** Lets the workers make what the next turns need, and no more executions than so many. */
  private void make(long most) {
    long[] wanted = wanted(most);
    List<Workers.Part<List<Gain>>> parts = new ArrayList<>();
    List<Lane> owners = new ArrayList<>();
    // those that cannot be divided come first, lest they begin last
    for (boolean divided : new boolean[] {false, true}) {
      for (int i = 0; i < wanted.length; i++) {
        Lane lane = lanes.get(i);
        if (lane instanceof DrawnLane == divided) {
          for (Workers.Part<List<Gain>> part : lane.makes(Math.max(0, wanted[i] - lane.ahead()))) {
            parts.add(part);
            owners.add(lane);
          }
        }
      }
    }
    List<List<Gain>> made = workers.run(parts);
    for (int i = 0; i < made.size(); i++) {
      owners.get(i).takes(made.get(i));
    }
    turns = Math.min(TURNS, 2 * turns);
  }

  /** How many executions each lane makes in the next turns. */
  private long[] wanted(long most) {
    long[] wanted = new long[lanes.size()];
    long left = most;
    int at = turn;
    long ofTurn = leftOfTurn;
    for (int t = 0; t < turns * lanes.size() && left > 0; t++) {
      if (lanes.get(at).more()) {
        long share = Math.min(left, ofTurn);
        wanted[at] += share;
        left -= share;
      }
      at = (at + 1) % lanes.size();
      ofTurn = slice;
    }
    return wanted;
  }

  private long sum(ToLongFunction<Sum> what) {
    long sum = 0;
    for (int i = 0; i < lanes.size(); i++) {
      sum += what.applyAsLong(lanes.get(i).sum());
    }
    return sum;
  }

  @Override
  public long executions() {
    return sum(s -> s.executions);
  }

  @Override
  public long steps() {
    return sum(s -> s.steps);
  }

  @Override
  public long failed() {
    return sum(s -> s.failed);
  }

  @Override
  public Exploration result() {
    return lanes.size() == 1
        ? lanes.getFirst().sum().result()
        : Exploration.sum(name, lanes.stream().map(lane -> lane.sum().result()).toList());
  }
}
