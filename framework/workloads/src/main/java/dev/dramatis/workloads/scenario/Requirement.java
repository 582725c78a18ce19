package dev.dramatis.workloads.scenario;

import org.jspecify.annotations.Nullable;

/**
 * Something that has to be true when everything is over.
 *
 * @param line line of the file
 * @param text for reports
 * @param test looks
 */
record Requirement(int line, String text, Test test) {
  /** Looks at a run that is over. */
  @FunctionalInterface
  interface Test {
    /** What is the case instead, or null if the requirement is met. */
    @Nullable String instead(ScenarioRun run);
  }
}
