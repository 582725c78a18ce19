package dev.dramatis.explore;

/**
 * Visits every state once, depth first; states are told apart by the subject's digests, or by the
 * partial order of the steps that lead there if the subject declares none.
 *
 * <p>One worker does all: whether a state is new depends on all that was visited before. Where
 * there are more, other members of a {@link Portfolio} go on beside it.
 *
 * <p>A digest has 64 bits: with n states, one is overlooked with a probability of about n² / 2^65.
 */
public final class Stateful implements Strategy {
  @Override
  public String name() {
    return "stateful";
  }

  @Override
  public Search search(Subject subject) {
    return new StateSearch(name(), subject, Exploration.ANY);
  }
}
