package dev.dramatis.personality.freebsd;

import org.jspecify.annotations.Nullable;

/**
 * {@code struct sleepqueue}: the sleepers of one channel. The first sleeper lends it, the last one
 * to leave takes it.
 */
final class SleepQueue {
  long wchan;

  /** What its sleepers hold when they come; null for nothing. */
  @Nullable Object lock;

  @Nullable KThread first;
  @Nullable KThread last;

  /** Queue objects of the other sleepers. */
  @Nullable SleepQueue free;

  /** Next channel of the chain, or next of a free list. */
  @Nullable SleepQueue next;

  void append(KThread td) {
    KThread tail = last;
    td.slpqPrev = tail;
    td.slpqNext = null;
    if (tail == null) {
      first = td;
    } else {
      tail.slpqNext = td;
    }
    last = td;
  }

  void remove(KThread td) {
    KThread before = td.slpqPrev;
    KThread after = td.slpqNext;
    if (before == null) {
      first = after;
    } else {
      before.slpqNext = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.slpqPrev = before;
    }
    td.slpqNext = null;
    td.slpqPrev = null;
  }
}
