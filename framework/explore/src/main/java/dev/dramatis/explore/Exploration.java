package dev.dramatis.explore;

import java.util.List;

/**
 * What an exploration found.
 *
 * @param executions how often the program was started
 * @param pruned how many of the executions ended because all that could follow was known
 * @param prefixes inequivalent executions of any length
 * @param traces inequivalent complete executions, those that fail or deadlock included
 * @param deadlocks how many of the traces end with a CPU that waits for something that cannot
 *     happen
 * @param failures the traces that did not end well, up to a limit
 * @param complete whether everything was explored
 */
public record Exploration(
    long executions,
    long pruned,
    long prefixes,
    long traces,
    long deadlocks,
    List<Failure> failures,
    boolean complete) {

  /** The lists are copied. */
  public Exploration {
    failures = List.copyOf(failures);
  }

  /**
   * An execution that did not end well.
   *
   * @param kind the name of the check, or {@code deadlock}, or {@code livelock}
   * @param detail the values involved; of a deadlock, who waits for what and who has it
   * @param steps the steps that led there
   */
  public record Failure(String kind, String detail, List<String> steps) {
    /** The list is copied. */
    public Failure {
      steps = List.copyOf(steps);
    }
  }
}
