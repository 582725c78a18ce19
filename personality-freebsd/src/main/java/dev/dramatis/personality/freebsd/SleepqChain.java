package dev.dramatis.personality.freebsd;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code struct sleepqueue_chain}: channels with the same hash, and the lock that is the thread
 * lock of their sleepers. The original walks a list; with thousands of sleepers it would be long,
 * so here the channels of a chain are hashed once more.
 */
final class SleepqChain {
  private static final long GOLDEN = 0x9e37_79b9_7f4a_7c15L;

  final SpinMtx lock;

  /** Lists linked by {@link SleepQueue#next}; a power of two of them. */
  private @Nullable SleepQueue[] table = new @Nullable SleepQueue[2];

  private int shift = 63;
  private int size;

  SleepqChain(SpinMtx lock) {
    this.lock = lock;
  }

  void forEach(Consumer<SleepQueue> reader) {
    for (SleepQueue first : table) {
      for (SleepQueue sq = first; sq != null; sq = sq.next) {
        reader.accept(sq);
      }
    }
  }

  private int slot(long wchan) {
    return (int) (wchan * GOLDEN >>> shift);
  }

  /** sleepq_lookup. */
  @Nullable SleepQueue lookup(long wchan) {
    SleepQueue sq = table[slot(wchan)];
    while (sq != null && sq.wchan != wchan) {
      sq = sq.next;
    }
    return sq;
  }

  void insert(SleepQueue sq) {
    if (2 * size >= table.length) {
      grow();
    }
    size++;
    link(sq);
  }

  private void link(SleepQueue sq) {
    int i = slot(sq.wchan);
    sq.next = table[i];
    table[i] = sq;
  }

  private void grow() {
    @Nullable SleepQueue[] old = table;
    table = new @Nullable SleepQueue[2 * old.length];
    shift--;
    for (SleepQueue first : old) {
      for (SleepQueue sq = first; sq != null; ) {
        SleepQueue next = sq.next;
        link(sq);
        sq = next;
      }
    }
  }

  void remove(SleepQueue sq) {
    size--;
    int i = slot(sq.wchan);
    SleepQueue q = table[i];
    if (q == sq) {
      table[i] = sq.next;
    } else {
      while (q != null && q.next != sq) {
        q = q.next;
      }
      if (q != null) {
        q.next = sq.next;
      }
    }
    sq.next = null;
  }
}
