package dev.dramatis.explore.scenario;

import dev.dramatis.engine.choice.ChoicePolicy;
import dev.dramatis.engine.choice.Step;

/**
 * Stands between a machine and the policy that decides: counts steps, notices that the policy ended
 * the execution, shows steps to the lock order, and looks at executions that do not end.
 */
final class Watch implements ChoicePolicy {
  private final ChoicePolicy policy;
  private final int limit;
  private final LockOrder.Observer locks;
  private final Circling circling;
  private final Runnable look;
  private int steps;
  private boolean ended;
  private boolean circled;

  Watch(
      ChoicePolicy policy, int limit, LockOrder.Observer locks, Circling circling, Runnable look) {
    this.policy = policy;
    this.limit = limit;
    this.locks = locks;
    this.circling = circling;
    this.look = look;
  }

  @Override
  public int choose(Step[] enabled, int count) {
    look.run();
    if (++steps > limit && !goesOn(enabled, count)) {
      return -1;
    }
    int choice = policy.choose(enabled, count);
    if (choice < 0) {
      ended = true;
      return choice;
    }
    locks.step(enabled[choice]);
    if (steps > limit) {
      circling.chosen(enabled[choice].actor());
    }
    return choice;
  }

  /** After the limit the states are noted for as long again. */
  private boolean goesOn(Step[] enabled, int count) {
    if (steps <= 2 * limit) {
      circling.state(enabled, count, steps - limit > limit / 2);
      return true;
    }
    circled = circling.proved();
    ended = true;
    return false;
  }

  int steps() {
    return steps;
  }

  /** Whether the execution was ended and did not end. */
  boolean ended() {
    return ended;
  }

  /** Whether it was ended because it went in circles. */
  boolean circled() {
    return circled;
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
    return policy.racesTimers();
  }
}
