package dev.dramatis.engine.choice;

import dev.dramatis.spi.machine.RandomSource;

/** Lets chance decide, with equal weight for all that could go next. */
public final class RandomPolicy implements ChoicePolicy {
  private final RandomSource random;

  /** Draws from the given stream. */
  public RandomPolicy(RandomSource random) {
    this.random = random;
  }

  @Override
  public int choose(Step[] enabled, int count) {
    return random.nextInt(count);
  }
}
