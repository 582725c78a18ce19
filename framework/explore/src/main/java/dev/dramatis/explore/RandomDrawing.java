package dev.dramatis.explore;

import dev.dramatis.engine.choice.Step;

/** Equal chances. */
final class RandomDrawing implements Drawing {
  private Chance chance = new Chance();

  @Override
  public void begin(Chance newChance, Profile profile) {
    chance = newChance;
  }

  @Override
  public int draw(Step[] enabled, int count) {
    return count == 1 ? 0 : chance.next(count);
  }
}
