package dev.dramatis.explore;

import java.util.Arrays;

/**
 * The steps by which the later event of a race comes to happen before the earlier one: those after
 * the earlier event that do not depend on it, then the later event itself.
 */
final class Reversal {
  private final History history;
  private int[] events = new int[64];
  private int[] footprints = new int[64];
  private boolean[] removed = new boolean[64];
  private int size;
  private int last;

  Reversal(History history) {
    this.history = history;
  }

  /**
   * Of the race of events i and j.
   *
   * @param footprint what j would touch
   * @param until events from here on are left out
   */
  void of(int i, int j, int footprint, int until) {
    size = 0;
    if (events.length < until - i + 1) {
      events = new int[2 * (until - i + 1)];
      footprints = new int[events.length];
      removed = new boolean[events.length];
    }
    for (int e = i + 1; e < until; e++) {
      if (e != j && !history.before(i, e)) {
        events[size] = e;
        footprints[size++] = history.footprint[e];
      }
    }
    last = j;
    events[size] = j;
    footprints[size++] = footprint;
    Arrays.fill(removed, 0, size, false);
  }

  /** Position of the first step that is left, from here on; or -1. */
  int next(int from) {
    for (int k = from; k < size; k++) {
      if (!removed[k]) {
        return k;
      }
    }
    return -1;
  }

  int actor(int position) {
    return history.actor[events[position]];
  }

  int footprint(int position) {
    return footprints[position];
  }

  /** Whether nothing before it in the reversal has to happen before it. */
  boolean isInitial(int position) {
    int e = events[position];
    for (int m = 0; m < position; m++) {
      if (!removed[m] && needs(m, position, e)) {
        return false;
      }
    }
    return true;
  }

  private boolean needs(int earlier, int position, int event) {
    return event == last
        ? history.beforeApart(events[earlier], event)
            || history.footprints.conflict(footprints[earlier], footprints[position])
        : history.before(events[earlier], event);
  }

  /**
   * Whether an actor can go first without a change of what follows: because its first step depends
   * on no other, or because it has none and depends on none.
   *
   * <p>The latter counts only if it is known what all steps touch: a reversal that was guessed may
   * be shorter than it should be, and what was left out may depend on the actor.
   */
  boolean canBegin(int actor, int footprint) {
    for (int k = 0; k < size; k++) {
      if (!removed[k] && history.actor[events[k]] == actor) {
        return isInitial(k);
      }
    }
    if (history.inexact()) {
      return false;
    }
    for (int k = 0; k < size; k++) {
      if (!removed[k] && history.footprints.conflict(footprints[k], footprint)) {
        return false;
      }
    }
    return true;
  }

  /** The first step of the actor, if any, has been made. */
  void remove(int actor) {
    for (int k = 0; k < size; k++) {
      if (!removed[k] && history.actor[events[k]] == actor) {
        removed[k] = true;
        return;
      }
    }
  }
}
