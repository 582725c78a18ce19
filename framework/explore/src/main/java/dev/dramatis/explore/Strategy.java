package dev.dramatis.explore;

/** A way to search the executions of a subject. Has no state: every search is a new one. */
public interface Strategy {
  /** Short name for reports, such as {@code optimal} or {@code pct3}. */
  String name();

  /** Begins a search; nothing is executed yet. */
  Search search(Subject subject);

  /** Searches once. */
  default Exploration explore(Subject subject, Budget budget) {
    Search search = search(subject);
    search.advance(budget);
    return search.result();
  }
}
