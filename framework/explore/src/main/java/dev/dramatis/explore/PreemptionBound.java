package dev.dramatis.explore;

/**
 * Visits every state that is reached with at most so many preemptions, which are switches away from
 * an actor that could go on: first with none, then with one, and so on (Musuvathi and Qadeer,
 * "Iterative context bounding", PLDI 2007). The first failure found has the fewest preemptions.
 *
 * <p>One worker does all: whether a state is new depends on all that was visited before. Where
 * there are more, other members of a {@link Portfolio} go on beside it.
 *
 * <p>States are told apart as {@link Stateful} does; which actor was the last one counts too.
 *
 * @param most preemptions at most
 */
public record PreemptionBound(int most) implements Strategy {
  /** As many as it takes, one after the other. */
  public static final PreemptionBound ITERATIVE = new PreemptionBound(Exploration.ANY - 1);

  /** A bound must be a small number. */
  public PreemptionBound {
    if (most < 0 || most >= Exploration.ANY) {
      throw new IllegalArgumentException("preemption bound " + most + " is not in 0..63");
    }
  }

  @Override
  public String name() {
    return "bounded";
  }

  @Override
  public Search search(Subject subject) {
    return new StateSearch(name(), subject, most);
  }
}
