package dev.dramatis.explore;

/** A way to search the executions of a subject. Has no state: every search is a new one. */
public interface Strategy {
  /** Short name for reports, such as {@code optimal} or {@code pct3}. */
  String name();

  /** Begins a search; nothing is executed yet. */
  Search search(Subject subject);

  /**
   * Begins a search by several workers. It finds the same, in the same order and with the same
   * counts, whatever their number, one included. This one leaves all work to one of them.
   */
  default Search search(Workers workers) {
    return search(workers.subject());
  }

  /** Searches once. */
  default Exploration explore(Subject subject, Budget budget) {
    Search search = search(subject);
    search.advance(budget);
    return search.result();
  }

  /** Searches once, by several workers. */
  default Exploration explore(Workers workers, Budget budget) {
    Search search = search(workers);
    search.advance(budget);
    return search.result();
  }
}
