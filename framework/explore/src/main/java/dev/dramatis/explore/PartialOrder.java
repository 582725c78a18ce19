package dev.dramatis.explore;

/**
 * Partial-order reduction: explores of all equivalent executions, which differ in the order of
 * independent steps only, exactly one to its end.
 *
 * @param mode how the executions are found
 * @param treeLimit nodes of wakeup trees that may be kept; a search that needs more goes on like
 *     {@link Mode#SOURCE} where it has to
 */
public record PartialOrder(Mode mode, int treeLimit) implements Strategy {

  /** Ways to find one execution of each kind. */
  public enum Mode {
    /** Tries every actor everywhere and relies on sleep sets alone. Slow; for comparison. */
    SLEEP,

    /**
     * Reverses each race as soon as it is seen, by one step that begins the reversal (Abdulla,
     * Aronis, Jonsson and Sagonas, "Source sets", POPL 2014). May begin executions that end
     * sleep-set-blocked.
     */
    SOURCE,

    /**
     * Reverses each race of an execution that has come to its end, by all the steps that the
     * reversal needs, which are kept in wakeup trees (same authors). Begins no execution in vain,
     * unless the subject cannot tell what its conditions were earlier in an execution.
     */
    OPTIMAL
  }

  /** Source sets. */
  public static final PartialOrder SOURCE = new PartialOrder(Mode.SOURCE, 0);

  /** Sleep sets. */
  public static final PartialOrder SLEEP = new PartialOrder(Mode.SLEEP, 0);

  /** Wakeup trees: what to prove something with. */
  public static final PartialOrder OPTIMAL = new PartialOrder(Mode.OPTIMAL, 1 << 22);

  @Override
  public String name() {
    return switch (mode) {
      case SLEEP -> "sleep";
      case SOURCE -> "source";
      case OPTIMAL -> "optimal";
    };
  }

  @Override
  public Search search(Subject subject) {
    return new Dpor(this, subject);
  }

  /**
   * With source sets, parts of the tree of executions are explored beside each other. The traces
   * are those that a single search finds; in which order, and how many executions are begun in
   * vain, is another matter. The budget is checked between rounds.
   *
   * <p>With wakeup trees one worker does all, for they work from left to right: which reversals
   * need not be tried after a step depends on what the steps before it brought up in the midst of
   * its own tree, and so on all of their executions. A worker that begins earlier would have to
   * keep whatever one of those could begin, as source sets do, and to begin executions in vain.
   */
  @Override
  public Search search(Workers workers) {
    return mode == Mode.SOURCE ? new SharedDpor(this, workers) : search(workers.subject());
  }
}
