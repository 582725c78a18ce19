package dev.dramatis.engine.choice;

/**
 * Decides at each interaction point who goes next. Without a policy virtual time decides; with one,
 * time only orders timers. Policies keep their own state and are asked from one host thread.
 */
public interface ChoicePolicy {
  /**
   * Chooses among the steps that are enabled.
   *
   * @param enabled candidates in order of CPU number, events last; only the first {@code count} are
   *     valid, and only during the call
   * @return index of the choice, or -1 to end the run here
   */
  int choose(Step[] enabled, int count);

  /**
   * Whether a timer may expire before its time has come, as the slowest legal machine would let it.
   */
  default boolean racesTimers() {
    return false;
  }
}
