package dev.dramatis.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Several strategies in turn, a slice of executions each, until one of them has explored everything
 * or the budget is used up. Drops none: each finds failures that others are slow to find.
 *
 * @param members who takes part, in order
 * @param slice executions of a turn
 */
public record Portfolio(List<Strategy> members, int slice) implements Strategy {
  /** Executions of a turn, unless said otherwise. */
  public static final int SLICE = 64;

  /** The list is copied. */
  public Portfolio {
    members = List.copyOf(members);
  }

  /** What to use if nothing is known about the subject. */
  public static Portfolio standard(long seed) {
    return new Portfolio(
        List.of(
            Sampler.random(seed),
            Sampler.pct(2, seed),
            Sampler.pct(3, seed),
            Sampler.pos(seed),
            Sampler.surw(seed),
            PreemptionBound.ITERATIVE,
            PartialOrder.OPTIMAL),
        SLICE);
  }

  @Override
  public String name() {
    return "portfolio";
  }

  @Override
  public Search search(Subject subject) {
    return new Turns(subject);
  }

  /**
   * Executions of samplers are drawn by whoever is free; each of the others goes on alone, beside
   * them. So with the standard members up to seven workers are used.
   */
  @Override
  public Search search(Workers workers) {
    return new Lanes(
        name(), workers, members.stream().map(member -> lane(member, workers)).toList(), slice);
  }

  private static Lane lane(Strategy member, Workers workers) {
    return member instanceof Sampler sampler
        ? new DrawnLane(sampler, workers)
        : new SearchLane(member, workers);
  }

  private final class Turns implements Search {
    private final List<Search> searches = new ArrayList<>();
    private int turn;
    private long leftOfTurn = slice;
    private boolean complete;

    Turns(Subject subject) {
      members.forEach(member -> searches.add(member.search(subject)));
    }

    @Override
    public boolean advance(Budget budget) {
      long executions = sum(Search::executions);
      long steps = sum(Search::steps);
      long failed = sum(Search::failed);
      while (!complete) {
        long left = budget.executions() - (sum(Search::executions) - executions);
        long stepsLeft = budget.steps() - (sum(Search::steps) - steps);
        long failuresLeft = budget.failures() - (sum(Search::failed) - failed);
        if (left <= 0 || stepsLeft <= 0 || failuresLeft <= 0) {
          return true;
        }
        Search search = searches.get(turn);
        long before = search.executions();
        boolean more =
            search.advance(new Budget(Math.min(left, leftOfTurn), stepsLeft, failuresLeft));
        complete = !more && search.result().complete();
        leftOfTurn -= search.executions() - before;
        if (leftOfTurn <= 0 || !more) {
          turn = (turn + 1) % searches.size();
          leftOfTurn = slice;
        }
      }
      return false;
    }

    private long sum(ToLongFunction<Search> what) {
      return searches.stream().mapToLong(what).sum();
    }

    @Override
    public long executions() {
      return sum(Search::executions);
    }

    @Override
    public long steps() {
      return sum(Search::steps);
    }

    @Override
    public long failed() {
      return sum(Search::failed);
    }

    @Override
    public Exploration result() {
      return Exploration.sum(name(), searches.stream().map(Search::result).toList());
    }
  }
}
