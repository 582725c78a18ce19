package dev.dramatis.personality.freebsd;

import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.kernel.UserThread;
import org.jspecify.annotations.Nullable;

/** {@code struct umtxq_queue}: those who wait on one address of a process, first in, first out. */
final class UmtxQueue {
  final UmtxChain chain;

  /** Whose it is; looked at more often than the chain. */
  final Kern kern;

  /** UMUTEX_CONTESTED in the word of a mutex. */
  boolean contested;

  /** What is waited for, for reports: a mutex, or the end of a thread. */
  @Nullable UserMutex mutex;

  @Nullable UserThread tidOf;
  @Nullable KThread first;
  @Nullable KThread last;
  int length;

  UmtxQueue(UmtxChain chain) {
    this.chain = chain;
    this.kern = chain.k;
  }

  /** umtxq_insert. */
  void insert(KThread td) {
    KThread tail = last;
    td.umtxPrev = tail;
    td.umtxNext = null;
    if (tail == null) {
      first = td;
    } else {
      tail.umtxNext = td;
    }
    last = td;
    td.umtxQueue = this;
    length++;
  }

  /** umtxq_remove. */
  void remove(KThread td) {
    KThread before = td.umtxPrev;
    KThread after = td.umtxNext;
    if (before == null) {
      first = after;
    } else {
      before.umtxNext = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.umtxPrev = before;
    }
    td.umtxNext = null;
    td.umtxPrev = null;
    td.umtxQueue = null;
    length--;
  }
}
