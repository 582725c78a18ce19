package dev.dramatis.explore.mutate;

/** What became of a deliberate fault. */
public enum Fate {
  /** Some scenario fails with it. */
  KILLED,

  /**
   * Scenarios come to its place, all their executions up to the bound on interruptions were
   * explored, and none shows it.
   */
  EQUIVALENT,

  /** Scenarios come to its place, and nothing was found within the budget. */
  SURVIVED,

  /** No execution came to its place: the scenarios have a gap. */
  UNREACHED
}
