package dev.dramatis.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What steps touch, as one number each: objects and whether they are changed.
 *
 * <p>A footprint of at most one object is {@code 2 * object + (writes ? 1 : 0)}, where object 0
 * stands for none and object 1 for everything; others are negative and looked up here.
 */
final class Footprints {
  static final int NOTHING = 0;
  static final int EVERYTHING = 3;
  static final int FIRST_OBJECT = 2;

  private final List<int[]> sets = new ArrayList<>();
  private final Map<String, Integer> known = new HashMap<>();

  static int of(int object, boolean writes) {
    return object << 1 | (writes ? 1 : 0);
  }

  /** The footprint of several touches, which may repeat an object. */
  int of(int[] touches, int from, int to) {
    int[] set = new int[to - from];
    int count = 0;
    for (int i = from; i < to; i++) {
      int at = 0;
      while (at < count && set[at] >> 1 != touches[i] >> 1) {
        at++;
      }
      if (at == count) {
        set[count++] = touches[i];
      } else {
        set[at] |= touches[i] & 1;
      }
    }
    if (count == 1) {
      return set[0];
    }
    int[] sorted = Arrays.copyOf(set, count);
    Arrays.sort(sorted);
    return known.computeIfAbsent(
        Arrays.toString(sorted),
        k -> {
          sets.add(sorted);
          return ~(sets.size() - 1);
        });
  }

  /** The touches that a footprint stands for, other than everything; a new array. */
  int[] touches(int footprint) {
    if (footprint == NOTHING) {
      return new int[0];
    }
    return footprint < 0 ? sets.get(~footprint).clone() : new int[] {footprint};
  }

  /** Whether the order of two steps of different actors matters. */
  boolean conflict(int a, int b) {
    if (a == EVERYTHING || b == EVERYTHING) {
      return true;
    }
    if ((a | b) >= 0) {
      return a >> 1 == b >> 1 && ((a | b) & 1) != 0;
    }
    return a < 0 ? conflict(sets.get(~a), b) : conflict(sets.get(~b), a);
  }

  private boolean conflict(int[] set, int other) {
    for (int touch : set) {
      if (conflict(touch, other)) {
        return true;
      }
    }
    return false;
  }
}
