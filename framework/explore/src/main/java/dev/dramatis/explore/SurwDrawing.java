package dev.dramatis.explore;

import dev.dramatis.engine.choice.Step;
import java.util.Arrays;

/** See {@link Sampler.Kind#SURW}. */
final class SurwDrawing implements Drawing {
  private Chance chance = new Chance();
  private Profile profile = new Profile();

  /** Shared steps that each actor still has to take, those of the actors it starts included. */
  private double[] weights = new double[8];

  private double[] own = new double[8];
  private boolean[] seen = new boolean[8];

  /** Who takes the next shared step, or -1 if that is to be drawn. */
  private int intended;

  @Override
  public boolean wantsProfile() {
    return true;
  }

  @Override
  public void begin(Chance newChance, Profile newProfile) {
    chance = newChance;
    profile = newProfile;
    intended = -1;
    int actors = profile.actors();
    ensure(actors);
    Arrays.fill(seen, false);
    for (int a = 0; a < actors; a++) {
      own[a] = profile.sharedSteps(a);
    }
    Arrays.fill(weights, 0);
    for (int a = 0; a < actors; a++) {
      for (int p = a; p >= 0; p = profile.parent(p)) {
        weights[p] += own[a];
      }
    }
  }

  private void ensure(int actors) {
    if (actors > weights.length) {
      weights = Arrays.copyOf(weights, 2 * actors);
      own = Arrays.copyOf(own, 2 * actors);
      seen = Arrays.copyOf(seen, 2 * actors);
    }
  }

  @Override
  public int draw(Step[] enabled, int count) {
    meet(enabled, count);
    if (intended < 0 || !isEnabled(enabled, count)) {
      intended = drawIntended(enabled, count);
    }
    int choice = drawPermitted(enabled, count);
    int actor = profile.actor(enabled[choice].actor());
    if (actor == intended && profile.isShared(enabled[choice])) {
      weights[actor] = Math.max(0, weights[actor] - 1);
      intended = -1;
    }
    return choice;
  }

  /** A newcomer's steps are its parent's no more. */
  private void meet(Step[] enabled, int count) {
    for (int i = 0; i < count; i++) {
      int actor = profile.actor(enabled[i].actor());
      ensure(actor + 1);
      if (!seen[actor]) {
        seen[actor] = true;
        int parent = profile.parent(actor);
        if (parent >= 0) {
          weights[parent] = Math.max(0, weights[parent] - weights[actor]);
        }
      }
    }
  }

  private boolean isEnabled(Step[] enabled, int count) {
    for (int i = 0; i < count; i++) {
      if (profile.actor(enabled[i].actor()) == intended) {
        return true;
      }
    }
    return false;
  }

  private int drawIntended(Step[] enabled, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += weight(enabled[i]);
    }
    double at = (chance.next() >>> 11) * 0x1p-53 * sum;
    for (int i = 0; i < count; i++) {
      at -= weight(enabled[i]);
      if (at < 0) {
        return profile.actor(enabled[i].actor());
      }
    }
    return profile.actor(enabled[count - 1].actor());
  }

  /** Those whose steps turned out more than expected keep a small chance. */
  private double weight(Step step) {
    return Math.max(0.01, weights[profile.actor(step.actor())]);
  }

  /** Of those who take a step that is not shared, and the intended one, with equal chance. */
  private int drawPermitted(Step[] enabled, int count) {
    int permitted = 0;
    int choice = 0;
    for (int i = 0; i < count; i++) {
      boolean may = profile.actor(enabled[i].actor()) == intended || !profile.isShared(enabled[i]);
      if (may && chance.next(++permitted) == 0) {
        choice = i;
      }
    }
    return choice;
  }
}
