package dev.dramatis.workloads.scenario;

import org.jspecify.annotations.Nullable;

/**
 * A step of a thread.
 *
 * @param line line of the file
 * @param text for reports, much as in the file
 * @param action what is done
 * @param expected results that are allowed
 * @param into variable that takes the result, or null
 */
record Step(int line, String text, Action action, Expectation expected, @Nullable String into) {

  /** What a step does. */
  @FunctionalInterface
  interface Action {
    /** Acts for a thread; 0 or an {@link dev.dramatis.spi.kernel.Errno}. */
    int perform(Actor actor);
  }
}
