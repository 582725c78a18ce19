package dev.dramatis.personality.freebsd;

import org.jspecify.annotations.Nullable;

/** {@code struct sleepqueue_chain}: channels with the same hash, and the lock that is the thread lock of their sleepers. */
final class SleepqChain {
  final SpinMtx lock;
  @Nullable SleepQueue queues;

  SleepqChain(SpinMtx lock) {
    this.lock = lock;
  }

  /** sleepq_lookup. */
  @Nullable SleepQueue lookup(long wchan) {
    SleepQueue sq = queues;
    while (sq != null && sq.wchan != wchan) {
      sq = sq.next;
    }
    return sq;
  }

  void insert(SleepQueue sq) {
    sq.next = queues;
    queues = sq;
  }

  void remove(SleepQueue sq) {
    if (queues == sq) {
      queues = sq.next;
    } else {
      SleepQueue q = queues;
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
