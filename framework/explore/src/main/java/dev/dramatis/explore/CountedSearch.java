package dev.dramatis.explore;

/** A search that counts in a tally. */
abstract class CountedSearch implements Search {
  Tally tally;

  CountedSearch(Tally tally) {
    this.tally = tally;
  }

  @Override
  public final long executions() {
    return tally.executions;
  }

  @Override
  public final long steps() {
    return tally.steps;
  }

  @Override
  public final long failed() {
    return tally.failed;
  }
}
