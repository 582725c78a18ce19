package dev.dramatis.explore;

/**
 * A map from 64-bit state digests to small numbers: open addressing, 9 bytes for each of at least
 * half of the places. When it is full it takes no more, and what it did not take is visited again.
 */
final class StateMap {
  private static final int FULL = 1 << 24;

  private long[] keys = new long[1 << 10];
  private byte[] values = new byte[1 << 10];
  private int size;

  int size() {
    return size;
  }

  void clear() {
    keys = new long[1 << 10];
    values = new byte[1 << 10];
    size = 0;
  }

  /** Puts a number in for a state, unless there is one that is not greater; says whether it did. */
  boolean lower(long digest, int value) {
    long key = digest == 0 ? 1 : digest;
    int i = slot(key);
    if (keys[i] == key) {
      if (values[i] <= value) {
        return false;
      }
      values[i] = (byte) value;
      return true;
    }
    if (size == FULL) {
      return true;
    }
    keys[i] = key;
    values[i] = (byte) value;
    if (2 * ++size > keys.length) {
      grow();
    }
    return true;
  }

  private int slot(long key) {
    int mask = keys.length - 1;
    int i = (int) (key ^ (key >>> 32)) & mask;
    while (keys[i] != 0 && keys[i] != key) {
      i = (i + 1) & mask;
    }
    return i;
  }

  private void grow() {
    long[] oldKeys = keys;
    byte[] oldValues = values;
    keys = new long[2 * oldKeys.length];
    values = new byte[2 * oldKeys.length];
    for (int k = 0; k < oldKeys.length; k++) {
      if (oldKeys[k] != 0) {
        int i = slot(oldKeys[k]);
        keys[i] = oldKeys[k];
        values[i] = oldValues[k];
      }
    }
  }
}
