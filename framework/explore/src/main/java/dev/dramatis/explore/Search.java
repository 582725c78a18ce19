package dev.dramatis.explore;

/**
 * A search in progress: decides the choices of each execution of its subject and observes the
 * outcome. Can be interrupted between any two executions.
 */
public interface Search {
  /**
   * Goes on until everything is explored or the budget, which counts from here, is used up.
   *
   * @return whether anything is left to explore; always true for a strategy that draws at random
   */
  boolean advance(Budget budget);

  /** Executions so far. */
  long executions();

  /** Steps so far. */
  long steps();

  /** Executions that failed so far. */
  long failed();

  /** What was found so far. */
  Exploration result();
}
