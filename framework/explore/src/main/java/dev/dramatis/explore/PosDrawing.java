package dev.dramatis.explore;

import dev.dramatis.engine.choice.Step;
import java.util.Arrays;

/** See {@link Sampler.Kind#POS}. */
final class PosDrawing implements Drawing {
  private final Numbers actors = new Numbers();

  /** Priority of each actor's pending step; 0 if none is drawn yet. */
  private long[] priorities = new long[8];

  private Chance chance = new Chance();

  @Override
  public void begin(Chance newChance, Profile profile) {
    chance = newChance;
    Arrays.fill(priorities, 0);
  }

  @Override
  public int draw(Step[] enabled, int count) {
    int best = 0;
    long highest = 0;
    for (int i = 0; i < count; i++) {
      long priority = priority(actors.dense(enabled[i].actor()));
      if (priority > highest) {
        highest = priority;
        best = i;
      }
    }
    forget(enabled, count, best);
    return best;
  }

  private long priority(int actor) {
    if (actor >= priorities.length) {
      priorities = Arrays.copyOf(priorities, 2 * actor);
    }
    if (priorities[actor] == 0) {
      priorities[actor] = chance.next() >>> 1 | 1;
    }
    return priorities[actor];
  }

  /** Priorities of the step that is taken, and of those in conflict with it, will be new ones. */
  private void forget(Step[] enabled, int count, int best) {
    priorities[actors.dense(enabled[best].actor())] = 0;
    int object = enabled[best].objectNumber();
    if (object < 0) {
      return;
    }
    boolean writes = enabled[best].access().writes();
    for (int i = 0; i < count; i++) {
      if (enabled[i].objectNumber() == object && (writes || enabled[i].access().writes())) {
        priorities[actors.dense(enabled[i].actor())] = 0;
      }
    }
  }
}
