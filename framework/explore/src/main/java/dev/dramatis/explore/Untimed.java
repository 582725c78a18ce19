package dev.dramatis.explore;

import dev.dramatis.engine.choice.ChoicePolicy;
import dev.dramatis.engine.choice.Step;

/**
 * A policy for which timers and interrupts may come at any time after they were set or sent. That
 * is more than the machine allows: a failure that is found so needs a machine that is slow at some
 * point, and a report should say so.
 *
 * @param policy who decides
 */
public record Untimed(ChoicePolicy policy) implements ChoicePolicy {
  @Override
  public int choose(Step[] enabled, int count) {
    return policy.choose(enabled, count);
  }

  @Override
  public void touched(int object, boolean writes) {
    policy.touched(object, writes);
  }

  @Override
  public void ended(Step[] blocked, int count) {
    policy.ended(blocked, count);
  }

  @Override
  public boolean racesTimers() {
    return true;
  }
}
