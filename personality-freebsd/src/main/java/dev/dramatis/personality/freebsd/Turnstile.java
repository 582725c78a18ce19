package dev.dramatis.personality.freebsd;

import org.jspecify.annotations.Nullable;

/**
 * {@code struct turnstile}: those who wait for one lock, by priority. Lent and taken like a sleep
 * queue.
 */
final class Turnstile {
  final SpinMtx lock;
  @Nullable Mtx lockobj;
  @Nullable KThread owner;
  @Nullable KThread first;
  @Nullable KThread last;
  @Nullable Turnstile free;

  /** Next of the chain, or of a free list. */
  @Nullable Turnstile next;

  /** Next of those that the owner keeps others waiting on. */
  @Nullable Turnstile contestedNext;

  Turnstile(SpinMtx lock) {
    this.lock = lock;
  }

  /** Behind everybody whose priority is as good. */
  void insert(KThread td) {
    KThread after = first;
    while (after != null && after.priority <= td.priority) {
      after = after.lockqNext;
    }
    KThread before = after == null ? last : after.lockqPrev;
    td.lockqPrev = before;
    td.lockqNext = after;
    if (before == null) {
      first = td;
    } else {
      before.lockqNext = td;
    }
    if (after == null) {
      last = td;
    } else {
      after.lockqPrev = td;
    }
  }

  void remove(KThread td) {
    KThread before = td.lockqPrev;
    KThread after = td.lockqNext;
    if (before == null) {
      first = after;
    } else {
      before.lockqNext = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.lockqPrev = before;
    }
    td.lockqNext = null;
    td.lockqPrev = null;
  }
}
