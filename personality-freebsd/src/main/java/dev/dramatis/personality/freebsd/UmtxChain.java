package dev.dramatis.personality.freebsd;

/**
 * {@code struct umtxq_chain}: addresses with the same hash, with a lock that may sleep and a busy
 * mark on top of it.
 */
final class UmtxChain {
  private static final int BUSY_SPINS = 200;

  final Kern k;
  final Mtx lock;
  private final long address;
  private boolean busy;
  private int waiters;

  UmtxChain(Kern k, String name) {
    this.k = k;
    this.address = k.allocateAddress(128);
    this.lock = new Mtx(k, name, address);
  }

  /**
   * Keeps others from the chain while its lock must be dropped to touch user memory (umtxq_busy).
   * In and out: lock.
   */
  void busy(KThread td) {
    if (busy && k.pcpus.length > 1) {
      lock.unlock(td);
      for (int spins = BUSY_SPINS; busy && spins > 0; spins--) {
        td.pcpu.cpu.chargeCycles(PathCosts.SPINWAIT);
        td.pcpu.cpu.interact(lock.line, dev.dramatis.spi.machine.Access.LOAD);
      }
      lock.lock(td);
    }
    while (busy) {
      waiters++;
      k.sleepqueues.sleep(td, address, lock, 0, "umtxqb", SleepQueues.FOREVER);
      waiters--;
    }
    busy = true;
  }

  /** umtxq_unbusy. In and out: lock. */
  void unbusy(KThread td) {
    busy = false;
    if (waiters != 0) {
      k.sleepqueues.wakeupOne(td, address);
    }
  }
}
