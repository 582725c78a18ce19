package dev.dramatis.personality.netbsd;

import org.jspecify.annotations.Nullable;

/**
 * Sleepers on an adaptive mutex (turnstile_t). Every LWP owns one; the first to sleep on a mutex
 * lends its own to it, later ones leave theirs on its free list, and whoever is woken takes one
 * away again.
 */
final class Turnstile {
  /** The mutex that it serves; null while it is with an LWP that sleeps on none. */
  @Nullable KMutex obj;

  /** ts_free: turnstiles that later sleepers brought along. */
  @Nullable Turnstile free;

  /** ts_chain: next in the same bucket of the hash table. */
  @Nullable Turnstile chainNext;

  final SleepQueue writers = new SleepQueue();

  /** ts_waiters of the writers' queue; there are no readers, because there are no rwlocks. */
  int waiters;

  /** ts_inheritor: the owner of the mutex to whom the sleepers lend their priority. */
  @Nullable Lwp inheritor;

  /** ts_eprio: the priority that is lent. */
  int eprio;

  /** ts_pichain: next of the turnstiles that lend to the same LWP. */
  @Nullable Turnstile piNext;

  /** A bucket of turnstile_tab with its lock. */
  static final class Chain {
    final SpinMutex lock;
    @Nullable Turnstile first;

    Chain(SpinMutex lock) {
      this.lock = lock;
    }
  }

  @Override
  public String toString() {
    return obj == null ? "turnstile" : obj.toString();
  }
}
