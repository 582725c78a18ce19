package dev.dramatis.explore;

import java.util.Arrays;

/** The sleep sets at all depths of the current execution, one after the other in an array. */
final class SleepSets {
  private final History history;
  private int[] actors = new int[256];
  private int[] footprints = new int[256];
  private int[] starts = new int[64];
  private int[] ends = new int[64];

  SleepSets(History history) {
    this.history = history;
  }

  /** Those who slept before the last event and are not in conflict with it sleep on. */
  void enter(int depth) {
    if (depth == starts.length) {
      starts = Arrays.copyOf(starts, 2 * depth);
      ends = Arrays.copyOf(ends, 2 * depth);
    }
    if (depth == 0) {
      starts[0] = 0;
      ends[0] = 0;
      return;
    }
    int last = depth - 1;
    int executed = history.footprint[last];
    int end = ends[last];
    starts[depth] = end;
    ensure(2 * end - starts[last]);
    for (int s = starts[last]; s < ends[last]; s++) {
      if (!history.footprints.conflict(footprints[s], executed)) {
        actors[end] = actors[s];
        footprints[end++] = footprints[s];
      }
    }
    ends[depth] = end;
  }

  /** Nobody sleeps, to begin with, at a depth that is not entered from the one before. */
  void enterEmpty(int depth) {
    if (depth == starts.length) {
      starts = Arrays.copyOf(starts, 2 * depth);
      ends = Arrays.copyOf(ends, 2 * depth);
    }
    starts[depth] = depth == 0 ? 0 : ends[depth - 1];
    ends[depth] = starts[depth];
  }

  /** What begins with this actor has been explored. */
  void fallAsleep(int depth, int actor, int footprint) {
    ensure(ends[depth]);
    actors[ends[depth]] = actor;
    footprints[ends[depth]++] = footprint;
  }

  private void ensure(int length) {
    if (length >= actors.length) {
      actors = Arrays.copyOf(actors, 2 * length);
      footprints = Arrays.copyOf(footprints, 2 * length);
    }
  }

  boolean contains(int depth, int actor) {
    for (int s = starts[depth]; s < ends[depth]; s++) {
      if (actors[s] == actor) {
        return true;
      }
    }
    return false;
  }

  int start(int depth) {
    return starts[depth];
  }

  int end(int depth) {
    return ends[depth];
  }

  int actor(int position) {
    return actors[position];
  }

  int footprint(int position) {
    return footprints[position];
  }
}
