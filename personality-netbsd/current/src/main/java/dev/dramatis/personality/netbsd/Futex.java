package dev.dramatis.personality.netbsd;

/** What the kernel knows of a word of user memory that somebody waits for (struct futex). */
final class Futex {
  /** fx_key: the address, and whether it stands for itself or for what is mapped there. */
  final long address;

  final boolean shared;
  final UserMemory.Word word;

  /** fx_op_lock: operations on the futex, one after the other. */
  final KMutex opLock;

  /** fx_sq_lock: the lock of the sleep queue. */
  final SpinMutex sqLock;

  final SleepQueue sleepq = new SleepQueue();

  /** fx_nwaiters. */
  int waiters;

  /** fx_refcnt: each sleeper and each operation holds one. */
  int refcnt = 1;

  Futex(long address, boolean shared, UserMemory.Word word, KMutex opLock, SpinMutex sqLock) {
    this.address = address;
    this.shared = shared;
    this.word = word;
    this.opLock = opLock;
    this.sqLock = sqLock;
  }

  @Override
  public String toString() {
    return "futex " + Long.toHexString(address);
  }
}
