package dev.dramatis.personality.freebsd;

import static dev.dramatis.spi.kernel.Errno.EFAULT;
import static dev.dramatis.spi.kernel.Errno.EINVAL;
import static dev.dramatis.spi.kernel.Errno.ETIMEDOUT;
import static dev.dramatis.spi.kernel.Errno.OK;
import static dev.dramatis.spi.kernel.Errno.RESTART;

import dev.dramatis.spi.machine.MemoryWord;
import dev.dramatis.spi.trace.OffReason;
import org.jspecify.annotations.Nullable;

/**
 * Words in the memory of a process, for native calls that take their addresses, and waiting on them
 * (kern_umtx.c: do_wait, kern_umtx_wake). A word that nobody has written holds 0.
 */
final class UserWords {
  static final int UMTX_OP_WAIT = 2;
  static final int UMTX_OP_WAKE = 3;
  static final int UMTX_OP_MUTEX_TRYLOCK = 4;
  static final int UMTX_OP_MUTEX_LOCK = 5;
  static final int UMTX_OP_MUTEX_UNLOCK = 6;
  static final int UMTX_OP_WAIT_UINT = 11;
  static final int UMTX_OP_WAIT_UINT_PRIVATE = 15;
  static final int UMTX_OP_WAKE_PRIVATE = 16;
  static final int UMTX_OP_ROBUST_LISTS = 26;

  /** A word with those who wait on it. */
  static final class Word {
    final MemoryWord memory;
    @Nullable UmtxQueue queue;

    /** Those who wait for it as for a mutex. */
    @Nullable UmtxQueue lockQueue;

    Word(MemoryWord memory) {
      this.memory = memory;
    }
  }

  private final Kern k;
  final UmutexCalls mutexes;

  UserWords(Kern k) {
    this.k = k;
    this.mutexes = new UmutexCalls(k, this);
  }

  /** Whether some word holds something. */
  static boolean used(Proc p) {
    return p.words.values().stream().anyMatch(w -> w.memory.value() != 0);
  }

  /** The word at an address, or null if nothing is mapped there. */
  @Nullable Word at(KThread td, long address) {
    if (address <= 0) {
      return null;
    }
    Proc p = td.proc();
    Word w = p.words.get(address);
    if (w == null) {
      w = new Word(k.machine.newWord("word " + p.userProcess + ":" + address, 0));
      p.words.put(address, w);
    }
    return w;
  }

  private UmtxQueue queue(KThread td, Word w, long address) {
    UmtxQueue q = w.queue;
    if (q == null) {
      q = k.umtx.newQueue(td, address);
      w.queue = q;
    }
    return q;
  }

  /** A load of the program. */
  long load(KThread td, long address) {
    Word w = at(td, address);
    if (w == null) {
      return -EFAULT;
    }
    return w.memory.load(td.pcpu.cpu);
  }

  /** A store of the program, or of the kernel on its behalf (suword). */
  int store(KThread td, long address, long value) {
    Word w = at(td, address);
    if (w == null || value < 0) {
      return EFAULT;
    }
    w.memory.store(td.pcpu.cpu, value);
    return k.draining ? RESTART : OK; // to store it once more does no harm
  }

  /** _umtx_op for words and mutexes; 0 or an error. */
  int umtxOp(KThread td, long address, int op, long val, long timeout) {
    k.umtx.enterKernel(td);
    return switch (op) {
      case UMTX_OP_WAIT, UMTX_OP_WAIT_UINT, UMTX_OP_WAIT_UINT_PRIVATE ->
          wait(td, address, val, timeout);
      case UMTX_OP_WAKE, UMTX_OP_WAKE_PRIVATE -> wake(td, address, (int) val);
      case UMTX_OP_MUTEX_TRYLOCK -> mutexes.lock(td, address, true, timeout);
      case UMTX_OP_MUTEX_LOCK -> mutexes.lock(td, address, false, timeout);
      case UMTX_OP_MUTEX_UNLOCK -> mutexes.unlock(td, address);
      case UMTX_OP_ROBUST_LISTS -> mutexes.robustLists(td, address);
      default -> EINVAL;
    };
  }

  /** do_wait: sleeps while the word holds the value; who was woken does not care how it ended. */
  private int wait(KThread td, long address, long expected, long timeout) {
    Word w = at(td, address);
    if (w == null) {
      return EFAULT;
    }
    long now = td.pcpu.cpu.now();
    long deadline = timeout < 0 ? SleepQueues.FOREVER : now + timeout;
    UmtxQueue q = queue(td, w, address);
    boolean early = k.fault.at(Mutant.WAIT_EARLY_LOAD);
    boolean same = early && w.memory.load(td.pcpu.cpu) == expected;
    q.chain.lock.lock(td);
    q.insert(td);
    q.chain.lock.unlock(td);
    if (!early) {
      same = w.memory.load(td.pcpu.cpu) == expected;
    }
    q.chain.lock.lock(td);
    int error = 0;
    if (same) {
      error = k.umtx.sleep(td, q.chain, "uwait", OffReason.SLEEP, deadline);
    }
    if (td.umtxQueue != null) {
      q.remove(td);
    } else {
      error = 0;
    }
    q.chain.lock.unlock(td);
    if (error == SleepQueues.EWOULDBLOCK) {
      return ETIMEDOUT;
    }
    if (error != 0 && k.draining) {
      return RESTART;
    }
    return error == SleepQueues.ERESTART ? SleepQueues.EINTR : error;
  }

  /** kern_umtx_wake. */
  int wake(KThread td, long address, int n) {
    Word w = at(td, address);
    if (w == null) {
      return EFAULT;
    }
    UmtxQueue q = queue(td, w, address);
    if (q.length == 0 && k.fault.at(Mutant.WAKE_UNLOCKED_LOOK)) {
      return OK;
    }
    q.chain.lock.lock(td);
    k.umtx.signal(td, q, n);
    q.chain.lock.unlock(td);
    return OK;
  }
}
