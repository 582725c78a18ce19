package dev.dramatis.explore;

/**
 * How much a search may spend. Counted in the subject's own units, never in the host's time, so
 * that results do not depend on the host.
 *
 * @param executions executions at most
 * @param steps steps at most; the execution in which they run out is finished
 * @param failures failures at most; the search ends with the last of them
 */
public record Budget(long executions, long steps, long failures) {
  /** No limits: until everything is explored. */
  public static final Budget UNLIMITED = new Budget(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

  /** So many executions. */
  public static Budget executions(long executions) {
    return new Budget(executions, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /** The same, but ends with the first failure. */
  public Budget toFirstFailure() {
    return new Budget(executions, steps, 1);
  }
}
