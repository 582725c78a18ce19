package dev.dramatis.personality.freebsd;

/**
 * Lengths of kernel paths in cycles, without the lines and the switch that the machine charges.
 * Estimates for a recent out-of-order core; each is the instruction count of the segment at about
 * two instructions a cycle.
 */
final class PathCosts {
  /** sys_sched_yield and sched_relinquish: argument-free call, one field test. */
  static final int YIELD = 60;

  /** mi_switch: time stamp, statistics, generation. */
  static final int MI_SWITCH = 120;

  /** sched_switch without the choice itself: pctcpu update, bookkeeping of the queue. */
  static final int SCHED_SWITCH = 150;

  /** tdq_choose: three bitmaps searched at most. */
  static final int CHOOSE = 60;

  /** sched_add: pick a CPU, insert, compare priorities. */
  static final int SCHED_ADD = 180;

  /** sleepq_lock, lookup and sleepq_add: hash, short chain, list insert. */
  static final int SLEEPQ_ADD = 120;

  /** sleepq_remove_thread with sleepq_resume_thread. */
  static final int SLEEPQ_REMOVE = 90;

  /** callout_reset_sbt: heap or wheel insert under the callout lock. */
  static final int CALLOUT_SET = 110;

  /** One expired callout: take off, call, bookkeeping. */
  static final int CALLOUT_RUN = 90;

  /** kern_clock_nanosleep around the sleep: time conversions, precision. */
  static final int NANOSLEEP = 150;

  /** A compare-and-set of libthr on a lock word with call overhead. */
  static final int USER_CAS = 30;

  /** kern__umtx_op down to the queue: key lookup in the map of the process, hash. */
  static final int UMTX_OP = 250;

  /** Enqueue or dequeue on a umtx chain. */
  static final int UMTX_QUEUE = 60;

  /** thread_create without allocation: copy and zero field ranges, credentials, name. */
  static final int THREAD_CREATE = 1800;

  /** thread_alloc: zone, cached kernel stack, TID search. */
  static final int THREAD_ALLOC = 900;

  /** thread_free_batched: cpuset, stack back to the cache, callout drain, zone. */
  static final int THREAD_FREE = 700;

  /** thr_exit down to thread_exit: signal cleanup, robust lists. */
  static final int THR_EXIT = 900;

  /** thread_exit itself: unlink, time and usage aggregation. */
  static final int THREAD_EXIT = 400;

  /** fork_exit and the way to the first user instruction. */
  static final int FORK_EXIT = 200;

  /** tdfind: hash, a short chain, verification. */
  static final int TDFIND = 60;

  /** ast: loop over the indicators with one handler. */
  static final int AST = 120;

  /** thread_suspend_check: evaluation of the stop flags. */
  static final int SUSPEND_CHECK = 60;

  /** statclock: sampling, process statistics, sched_clock. */
  static final int STATCLOCK = 300;

  /** turnstile_wait or turnstile_broadcast: lookup, list work. */
  static final int TURNSTILE = 200;

  /** cpuset_setthread, sched_affinity. */
  static final int CPUSET = 400;

  /** rtp_to_pri or donice with their checks. */
  static final int SETSCHED = 200;

  /** One turn of a busy-wait loop with a pause instruction. */
  static final int SPINWAIT = 40;

  private PathCosts() {}
}
