package dev.dramatis.spi.machine;

/** What is about to be done to a {@link SharedObject} at an interaction point. */
public enum Access {
  /** A read whose result another CPU may change. */
  LOAD(false),
  /** A plain write. */
  STORE(true),
  /** An atomic read-modify-write that always writes. */
  RMW(true),
  /** A compare-and-set: a write if it succeeds, a load if it fails. */
  CAS(true),
  /** Taking a lock; enabled only while the lock is free. */
  LOCK(true),
  /** Trying a lock; always enabled. */
  TRYLOCK(true),
  /** Releasing a lock. */
  UNLOCK(true),
  /** Joining a wait channel, together with the release of its interlock. */
  SLEEP(true),
  /** Waking sleepers of a wait channel, or taking one off it. */
  WAKEUP(true),
  /** Waiting for a condition that another CPU makes true. */
  AWAIT(false);

  private final boolean writes;

  Access(boolean writes) {
    this.writes = writes;
  }

  /** Whether the access takes the cache line exclusively. */
  public boolean writes() {
    return writes;
  }
}
