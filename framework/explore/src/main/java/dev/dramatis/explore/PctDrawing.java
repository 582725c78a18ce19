package dev.dramatis.explore;

import dev.dramatis.engine.choice.Step;
import java.util.Arrays;

/** See {@link Sampler.Kind#PCT}. */
final class PctDrawing implements Drawing {
  /** Steps of one actor in a row, while others could go, after which it counts as spinning. */
  private static final int PATIENCE = 200;

  private final Numbers actors = new Numbers();

  /** Priority by actor; 0 if it has none yet. Drawn ones are above all others. */
  private long[] priorities = new long[8];

  private final int[] changes;
  private Chance chance = new Chance();
  private int steps;
  private int last;
  private int inRow;
  private long lowest;

  PctDrawing(int depth) {
    changes = new int[Math.max(0, depth - 1)];
  }

  @Override
  public boolean wantsProfile() {
    return true;
  }

  @Override
  public void begin(Chance newChance, Profile profile) {
    chance = newChance;
    Arrays.fill(priorities, 0);
    int length = Math.max(1, profile.steps());
    for (int i = 0; i < changes.length; i++) {
      changes[i] = chance.next(length);
    }
    steps = 0;
    last = -1;
    inRow = 0;
    lowest = Integer.MAX_VALUE;
  }

  @Override
  public int draw(Step[] enabled, int count) {
    int step = steps++;
    int best = best(enabled, count);
    for (int change : changes) {
      if (change == step) {
        lower(enabled[best]);
        best = best(enabled, count);
      }
    }
    int actor = actors.dense(enabled[best].actor());
    inRow = actor == last && count > 1 ? inRow + 1 : 0;
    if (inRow > PATIENCE) {
      lower(enabled[best]);
      best = best(enabled, count);
      actor = actors.dense(enabled[best].actor());
      inRow = 0;
    }
    last = actor;
    return best;
  }

  private void lower(Step step) {
    priorities[actors.dense(step.actor())] = --lowest;
  }

  private int best(Step[] enabled, int count) {
    int best = 0;
    long highest = 0;
    for (int i = 0; i < count; i++) {
      int actor = actors.dense(enabled[i].actor());
      if (actor >= priorities.length) {
        priorities = Arrays.copyOf(priorities, 2 * actor);
      }
      if (priorities[actor] == 0) {
        priorities[actor] = (chance.next() >>> 2) + Integer.MAX_VALUE;
      }
      if (priorities[actor] > highest) {
        highest = priorities[actor];
        best = i;
      }
    }
    return best;
  }
}
