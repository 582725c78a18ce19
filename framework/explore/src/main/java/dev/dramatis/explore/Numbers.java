package dev.dramatis.explore;

import java.util.Arrays;

/** Gives canonical numbers, which are sparse, dense ones in order of first appearance. */
final class Numbers {
  private static final int DIRECT = 1 << 12;

  /** Dense numbers of small ones, plus 1. */
  private int[] direct = new int[64];

  private int[] keys = new int[64];
  private int[] values = new int[64];
  private int[] sparse = new int[32];
  private int size;
  private int hashed;

  /** How many there are. */
  int size() {
    return size;
  }

  /** The number that a dense one stands for. */
  int sparse(int dense) {
    return sparse[dense];
  }

  int dense(int number) {
    if (number >= 0 && number < direct.length) {
      int d = direct[number];
      return d == 0 ? addDirect(number) : d - 1;
    }
    return number >= 0 && number < DIRECT ? addDirect(number) : lookUp(number);
  }

  private int addDirect(int number) {
    if (number >= direct.length) {
      direct =
          Arrays.copyOf(direct, Math.max(2 * direct.length, Integer.highestOneBit(number) * 2));
    }
    direct[number] = size + 1;
    return add(number);
  }

  private int add(int number) {
    if (size == sparse.length) {
      sparse = Arrays.copyOf(sparse, 2 * size);
    }
    sparse[size] = number;
    return size++;
  }

  private int lookUp(int number) {
    int i = slot(number);
    if (values[i] != 0) {
      return values[i] - 1;
    }
    if (2 * ++hashed > keys.length) {
      grow();
      i = slot(number);
    }
    keys[i] = number;
    values[i] = size + 1;
    return add(number);
  }

  private int slot(int number) {
    int mask = keys.length - 1;
    int i = (number * 0x9e3779b9 >>> 7) & mask;
    while (values[i] != 0 && keys[i] != number) {
      i = (i + 1) & mask;
    }
    return i;
  }

  private void grow() {
    int[] oldKeys = keys;
    int[] oldValues = values;
    keys = new int[2 * oldKeys.length];
    values = new int[2 * oldKeys.length];
    for (int k = 0; k < oldKeys.length; k++) {
      if (oldValues[k] != 0) {
        int i = slot(oldKeys[k]);
        keys[i] = oldKeys[k];
        values[i] = oldValues[k];
      }
    }
  }
}
