package dev.dramatis.personality.netbsd;

/** What the kernel knows of a word of user memory that somebody waits for (struct futex). */
final class Futex {
  /** fx_key. */
  final long address;

  /** fx_op_lock: operations on the futex, one after the other. */
  final KMutex opLock;

  /** fx_sq_lock: the lock of the sleep queue. */
  final SpinMutex sqLock;

  final SleepQueue sleepq = new SleepQueue();

  /** fx_nwaiters. */
  int waiters;

  /** fx_refcnt: each sleeper and each operation holds one. */
  int refcnt = 1;

  Futex(long address, KMutex opLock, SpinMutex sqLock) {
    this.address = address;
    this.opLock = opLock;
    this.sqLock = sqLock;
  }

  @Override
  public String toString() {
    return "futex " + Long.toHexString(address);
  }
}
