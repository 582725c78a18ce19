package dev.dramatis.explore;

import dev.dramatis.engine.choice.Step;
import java.util.Arrays;

/** The choices of one execution. */
final class Keys {
  long[] keys = new long[64];
  int size;

  void add(Step step) {
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, 2 * size);
    }
    keys[size++] = Choice.key(step.actor(), step.variant());
  }

  void clear() {
    size = 0;
  }
}
