package dev.dramatis.personality.netbsd;

import org.jspecify.annotations.Nullable;

/**
 * How the sleepers on a kind of object behave (sys/syncobj.h): order of the queue, and the boost a
 * sleeper gets.
 */
enum SyncObj {
  /** Not asleep. */
  SCHED(false, false, Pri.USER),
  /** Condition variables. */
  CV(true, false, Pri.KERNEL),
  /** Adaptive mutexes, on turnstiles. */
  MUTEX(true, false, Pri.KERNEL),
  /**
   * Timed waits for nobody. Untracked: there is no queue, and the LWP stays under the lock of its
   * CPU.
   */
  KPAUSE(false, true, Pri.KERNEL),
  /** _lwp_park. Untracked too. User-level waiting earns no boost. */
  LWP_PARK(false, true, Pri.USER),
  /** Futexes of user space. */
  FUTEX(true, false, Pri.USER);

  /** Whether the queue is ordered by priority; otherwise newcomers go to its head. */
  final boolean sorted;

  /** Whether there is no queue. */
  final boolean untracked;

  final int boostpri;

  SyncObj(boolean sorted, boolean untracked, int boostpri) {
    this.sorted = sorted;
    this.untracked = untracked;
    this.boostpri = boostpri;
  }

  /** sobj_owner: to whom a sleeper can lend its priority; null if nobody can be named. */
  @Nullable Lwp owner(@Nullable Object wchan) {
    return this == MUTEX && wchan instanceof KMutex mutex ? mutex.owner : null;
  }

  /** Whether sobj_unsleep is a panic: the LWP is not asleep, or must not be woken from outside. */
  boolean unsleepPanics() {
    return this == SCHED || this == MUTEX;
  }
}
