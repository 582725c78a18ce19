package dev.dramatis.personality.freebsd;

import static dev.dramatis.spi.kernel.Errno.EBUSY;
import static dev.dramatis.spi.kernel.Errno.EFAULT;
import static dev.dramatis.spi.kernel.Errno.EINVAL;
import static dev.dramatis.spi.kernel.Errno.EPERM;
import static dev.dramatis.spi.kernel.Errno.ETIMEDOUT;
import static dev.dramatis.spi.kernel.Errno.OK;

import dev.dramatis.personality.freebsd.UserWords.Word;
import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.trace.OffReason;
import org.jspecify.annotations.Nullable;

/**
 * Mutexes among the words of a process, by native call ({@code struct umutex}; kern_umtx.c:
 * do_lock_normal, do_unlock_normal, umtx_thread_exit). The owner is at the address itself, the
 * flags four bytes behind, the link of the list of robust mutexes sixteen.
 */
final class UmutexCalls {
  static final int EOWNERDEAD = 96;
  static final int ENOTRECOVERABLE = 95;

  static final long UNOWNED = 0;
  static final long CONTESTED = 0x8000_0000L;
  static final long OWNERDEAD = CONTESTED | 0x10;
  static final long NOTRECOV = CONTESTED | 0x11;

  /** UMUTEX_ROBUST. */
  static final long ROBUST = 0x10;

  /** UMUTEX_NONCONSISTENT. */
  static final long NONCONSISTENT = 0x20;

  static final int FLAGS = 4;
  static final int LINK = 16;

  /** umtx_max_rb: a list of robust mutexes may be a ring. */
  private static final int MAX_ROBUST = 1000;

  private final Kern k;
  private final UserWords words;

  UmutexCalls(Kern k, UserWords words) {
    this.k = k;
    this.words = words;
  }

  /** do_lock_umutex. A wait without a time limit goes on after a signal, one with a limit ends. */
  int lock(KThread td, long address, boolean tries, long timeout) {
    Word w = words.at(td, address);
    if (w == null) {
      return EFAULT;
    }
    long deadline = timeout < 0 ? SleepQueues.FOREVER : td.pcpu.cpu.now() + timeout;
    int error = doLockNormal(td, w, address, tries, deadline);
    if (timeout < 0) {
      return error == SleepQueues.EINTR ? SleepQueues.ERESTART : error;
    }
    return error == SleepQueues.ERESTART && !k.draining ? SleepQueues.EINTR : error;
  }

  /** kern_umtx.c: do_lock_normal. An error counts only after one more attempt. */
  private int doLockNormal(KThread td, Word w, long address, boolean tries, long deadline) {
    int error = OK;
    for (; ; ) {
      int taken = attempt(td, w);
      if (taken != EBUSY) {
        return taken;
      }
      if (tries) {
        return EBUSY;
      }
      if (error != OK) {
        return error == SleepQueues.EWOULDBLOCK ? ETIMEDOUT : error;
      }
      error = await(td, w, address, deadline);
      if (error == OK) {
        error = k.single.threadCheckSusp(td, false);
      }
    }
  }

  /** OK or EOWNERDEAD with the mutex, EBUSY or ENOTRECOVERABLE without. */
  private int attempt(KThread td, Word w) {
    Cpu cpu = td.pcpu.cpu;
    while (w.memory.load(cpu) == OWNERDEAD) {
      if (w.memory.compareAndSet(cpu, OWNERDEAD, td.tid | CONTESTED)) {
        return EOWNERDEAD;
      }
    }
    if (w.memory.value() == NOTRECOV) {
      return ENOTRECOVERABLE;
    }
    boolean taken =
        w.memory.compareAndSet(cpu, UNOWNED, td.tid)
            || w.memory.value() == CONTESTED
                && w.memory.compareAndSet(cpu, CONTESTED, td.tid | CONTESTED);
    return taken ? OK : EBUSY;
  }

  /** Leaves the mark for the owner, if that is still the same, and sleeps. */
  private int await(KThread td, Word w, long address, long deadline) {
    UmtxQueue q = queue(td, w, address);
    UmtxChain chain = q.chain;
    long owner = w.memory.value();
    chain.lock.lock(td);
    chain.busy(td);
    q.insert(td);
    chain.lock.unlock(td);
    boolean marked = w.memory.compareAndSet(td.pcpu.cpu, owner, owner | CONTESTED);
    chain.lock.lock(td);
    chain.unbusy(td);
    int error = OK;
    if (marked) {
      error = k.umtx.sleep(td, chain, "umtxn", OffReason.LOCK, deadline);
    }
    if (td.umtxQueue != null) {
      q.remove(td);
    }
    chain.lock.unlock(td);
    return error;
  }

  private UmtxQueue queue(KThread td, Word w, long address) {
    UmtxQueue q = w.lockQueue;
    if (q == null) {
      q = k.umtx.newLockQueue(td, address);
      w.lockQueue = q;
    }
    return q;
  }

  /** do_unlock_umutex. */
  int unlock(KThread td, long address) {
    Word w = words.at(td, address);
    return w == null ? EFAULT : doUnlockNormal(td, w, address, UNOWNED);
  }

  /** kern_umtx.c: do_unlock_normal. */
  private int doUnlockNormal(KThread td, Word w, long address, long released) {
    Cpu cpu = td.pcpu.cpu;
    long owner = w.memory.load(cpu);
    if ((owner & ~CONTESTED) != td.tid) {
      return EPERM;
    }
    if ((owner & CONTESTED) == 0) {
      if (k.fault.at(Mutant.UNLOCK_STORE)) {
        w.memory.store(cpu, released);
        return OK;
      }
      if (w.memory.compareAndSet(cpu, owner, released)) {
        return OK;
      }
      owner = w.memory.value();
    }
    UmtxQueue q = queue(td, w, address);
    UmtxChain chain = q.chain;
    chain.lock.lock(td);
    chain.busy(td);
    final int count = q.length;
    chain.lock.unlock(td);
    boolean unchanged =
        w.memory.compareAndSet(td.pcpu.cpu, owner, count > 1 ? released | CONTESTED : released);
    chain.lock.lock(td);
    k.umtx.signal(td, q, 1);
    chain.unbusy(td);
    chain.lock.unlock(td);
    return unchanged ? OK : EINVAL;
  }

  /** UMTX_OP_ROBUST_LISTS: the word that holds the address of the first robust mutex held. */
  int robustLists(KThread td, long head) {
    td.rbList = head;
    return OK;
  }

  /**
   * umtx_thread_exit: what the thread still holds is released as the property of a dead owner. A
   * list that is broken is followed up to the fault.
   */
  void threadExit(KThread td) {
    long head = td.rbList;
    td.rbList = 0;
    Word first = head == 0 ? null : words.at(td, head);
    if (first == null) {
      return;
    }
    long rbp = first.memory.value();
    for (int i = 0; rbp != 0 && i < MAX_ROBUST; i++) {
      Word w = words.at(td, rbp);
      if (w == null || handleRb(td, w, rbp) != OK) {
        return;
      }
      rbp = value(td, rbp + LINK);
    }
  }

  /** umtx_handle_rb. */
  private int handleRb(KThread td, Word w, long address) {
    long flags = value(td, address + FLAGS);
    if ((flags & ROBUST) == 0 || (w.memory.value() & ~CONTESTED) != td.tid) {
      return EINVAL;
    }
    return doUnlockNormal(td, w, address, (flags & NONCONSISTENT) != 0 ? NOTRECOV : OWNERDEAD);
  }

  private long value(KThread td, long address) {
    Word w = words.at(td, address);
    return valueOf(w);
  }

  private static long valueOf(@Nullable Word w) {
    return w == null ? 0 : w.memory.value();
  }
}
