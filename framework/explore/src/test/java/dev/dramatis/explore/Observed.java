package dev.dramatis.explore;

import dev.dramatis.engine.choice.ChoicePolicy;
import dev.dramatis.engine.choice.Step;

/** A policy whose executions are looked at as partial orders. */
record Observed(ChoicePolicy policy, HappensBefore order) implements ChoicePolicy {
  @Override
  public int choose(Step[] enabled, int count) {
    int choice = policy.choose(enabled, count);
    if (choice >= 0) {
      order.push(enabled[choice]);
    }
    return choice;
  }

  @Override
  public void touched(int object, boolean writes) {
    order.touch(object, writes);
    policy.touched(object, writes);
  }

  @Override
  public void ended(Step[] blocked, int count) {
    policy.ended(blocked, count);
  }
}
