package dev.dramatis.personality.netbsd;

/**
 * Lengths of kernel paths in cycles, without what the hardware model charges (traps, switches,
 * interrupts, line transfers). Estimates from instruction counts of the amd64 kernel at about 1.5
 * instructions per cycle.
 */
final class PathCosts {
  /** mi_switch with nextlwp, run-queue bookkeeping and the part after the switch. */
  static final int MI_SWITCH = 350;

  /** setrunnable or sleepq_remove with choice of CPU and enqueue. */
  static final int WAKE_ONE = 250;

  /** sleepq_enqueue and the checks of sleepq_block. */
  static final int SLEEP = 180;

  /** lwp_create: object from the cache, fields, u-area, pcb. The stack was mapped by user space. */
  static final int LWP_CREATE = 3500;

  /** lwp_start. */
  static final int LWP_START = 120;

  /** The MD trampoline and lwp_startup. */
  static final int LWP_STARTUP = 200;

  /** lwp_exit up to the switch: descriptor table, credentials, callout, specific data. */
  static final int LWP_EXIT = 1200;

  /** lwp_free: u-area back to its cache, signal queue, object. */
  static final int LWP_FREE = 1300;

  /** One pass of lwp_wait. */
  static final int LWP_WAIT = 150;

  /** exit1 without threads: address space, descriptors, vnode references. */
  static final int EXIT1 = 60_000;

  /** fork1 with a copy of the address space of a small process. */
  static final int FORK = 80_000;

  /** fork1 that borrows the address space of the parent. */
  static final int VFORK = 12_000;

  /** execve: a new address space from an executable that is in the cache. */
  static final int EXEC = 150_000;

  /** proc_free besides lwp_free. */
  static final int PROC_FREE = 1500;

  /** kpsignal2: look-ups in the sets, and the search for an LWP. */
  static final int KPSIGNAL = 200;

  /** issignal. */
  static final int ISSIGNAL = 80;

  /** sendsig: the frame on the user stack. */
  static final int SENDSIG = 700;

  /** Writing a core file of a small process to memory. */
  static final int COREDUMP = 3_000_000;

  /** Arming or stopping a callout. */
  static final int CALLOUT = 60;

  /** hardclock: time, statistics, interval timers of the process. */
  static final int HARDCLOCK = 600;

  /** Dispatch of the softclock soft interrupt, and what each callout costs besides its function. */
  static final int SOFTCLOCK = 250;

  /** Argument checks, look-up and return of a small system call. */
  static final int SMALL_SYSCALL = 150;

  /** Uncontended pthread_mutex_lock or unlock. */
  static final int USER_FAST = 12;

  /** Entering the waiters list of a user mutex or condition. */
  static final int USER_SLOW = 60;

  /** One round of pthread__mutex_spin: pause instructions. */
  static final int USER_SPIN = 300;

  /** userret with something to do. */
  static final int USERRET = 60;

  private PathCosts() {}
}
