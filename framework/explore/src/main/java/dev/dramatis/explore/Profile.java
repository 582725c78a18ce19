package dev.dramatis.explore;

import dev.dramatis.engine.choice.Step;
import java.util.Arrays;

/** What trial runs tell about a subject: how long it is, and how much each actor shares. */
final class Profile {
  private final Numbers actors = new Numbers();
  private final Numbers objects = new Numbers();
  private int runs;
  private int steps;
  private int longest;

  /** Who touched an object: an actor plus 1, or -1 for several; and whether anybody wrote. */
  private int[] toucher = new int[16];

  private boolean[] written = new boolean[16];

  /** Touches by actor and object, of all runs. */
  private int[][] touches = new int[8][];

  /** Who made an actor possible, plus 1. */
  private int[] parent = new int[8];

  /** Who made each step of the run. */
  private int[] makers = new int[64];

  void step(Step step) {
    int actor = actors.dense(step.actor());
    if (actor >= touches.length) {
      touches = Arrays.copyOf(touches, 2 * actor);
      parent = Arrays.copyOf(parent, 2 * actor);
    }
    if (touches[actor] == null) {
      touches[actor] = new int[16];
      parent[actor] = step.cause() < 0 ? 0 : makers[step.cause()] + 1;
    }
    if (steps == makers.length) {
      makers = Arrays.copyOf(makers, 2 * steps);
    }
    makers[steps++] = actor;
    if (step.objectNumber() >= 0) {
      touch(actor, objects.dense(step.objectNumber()), step.access().writes());
    }
  }

  private void touch(int actor, int object, boolean writes) {
    if (object >= toucher.length) {
      toucher = Arrays.copyOf(toucher, 2 * object);
      written = Arrays.copyOf(written, 2 * object);
    }
    if (object >= touches[actor].length) {
      touches[actor] = Arrays.copyOf(touches[actor], 2 * object);
    }
    touches[actor][object]++;
    toucher[object] = toucher[object] == 0 || toucher[object] == actor + 1 ? actor + 1 : -1;
    written[object] |= writes;
  }

  void ended() {
    runs++;
    longest = Math.max(longest, steps);
    steps = 0;
  }

  /** Steps of the longest run. */
  int steps() {
    return longest;
  }

  /** Whether several actors touch what a step touches, and the order matters to some. */
  boolean isShared(Step step) {
    int number = step.objectNumber();
    if (number < 0) {
      return false;
    }
    int object = objects.dense(number);
    return object >= toucher.length
        || (toucher[object] <= 0 && (written[object] || toucher[object] == 0));
  }

  int actors() {
    return actors.size();
  }

  int actor(int number) {
    return actors.dense(number);
  }

  /** Who makes an actor possible, or -1 if it is there from the start. */
  int parent(int actor) {
    return actor < parent.length ? parent[actor] - 1 : -1;
  }

  /** How many steps on shared objects an actor takes, on average. */
  double sharedSteps(int actor) {
    if (actor >= touches.length || touches[actor] == null) {
      return 1;
    }
    long sum = 0;
    for (int object = 0; object < touches[actor].length; object++) {
      if (object < toucher.length && toucher[object] < 0 && written[object]) {
        sum += touches[actor][object];
      }
    }
    return (double) sum / Math.max(1, runs);
  }
}
