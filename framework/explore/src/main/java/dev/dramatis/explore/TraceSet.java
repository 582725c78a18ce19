package dev.dramatis.explore;

/** A set of 128-bit trace hashes: open addressing over pairs of longs. */
final class TraceSet {
  private long[] slots = new long[2 << 12];
  private int size;
  private boolean hasZero;

  int size() {
    return size;
  }

  /** Puts a hash in; false if it was there. */
  boolean add(long high, long low) {
    if ((high | low) == 0) {
      boolean isNew = !hasZero;
      hasZero = true;
      size += isNew ? 1 : 0;
      return isNew;
    }
    if (4 * size > slots.length) {
      grow();
    }
    if (!insert(high, low)) {
      return false;
    }
    size++;
    return true;
  }

  private boolean insert(long high, long low) {
    int mask = slots.length - 2;
    int i = (int) low << 1 & mask;
    while ((slots[i] | slots[i + 1]) != 0) {
      if (slots[i] == high && slots[i + 1] == low) {
        return false;
      }
      i = i + 2 & mask;
    }
    slots[i] = high;
    slots[i + 1] = low;
    return true;
  }

  private void grow() {
    long[] old = slots;
    slots = new long[2 * old.length];
    for (int i = 0; i < old.length; i += 2) {
      if ((old[i] | old[i + 1]) != 0) {
        insert(old[i], old[i + 1]);
      }
    }
  }
}
