package dev.dramatis.explore.schedule;

import java.util.Arrays;

/** How many steps each actor has taken; actors are few. */
final class Counts {
  private int[] actors = new int[8];
  private int[] counts = new int[8];
  private int size;

  int of(int actor) {
    for (int i = 0; i < size; i++) {
      if (actors[i] == actor) {
        return counts[i];
      }
    }
    return 0;
  }

  void add(int actor) {
    for (int i = 0; i < size; i++) {
      if (actors[i] == actor) {
        counts[i]++;
        return;
      }
    }
    if (size == actors.length) {
      actors = Arrays.copyOf(actors, 2 * size);
      counts = Arrays.copyOf(counts, 2 * size);
    }
    actors[size] = actor;
    counts[size++] = 1;
  }
}
