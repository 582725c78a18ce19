package dev.dramatis.explore;

import dev.dramatis.engine.choice.Step;

/** Draws who goes next. */
interface Drawing {
  /** Whether trial runs are needed before the first execution of its own. */
  default boolean wantsProfile() {
    return false;
  }

  /**
   * An execution begins.
   *
   * @param profile of the trial runs
   */
  void begin(Chance chance, Profile profile);

  /** Draws one of the enabled steps. */
  int draw(Step[] enabled, int count);
}
