package dev.dramatis.personality.netbsd;

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
  LWP_PARK(false, true, Pri.USER);

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
}
