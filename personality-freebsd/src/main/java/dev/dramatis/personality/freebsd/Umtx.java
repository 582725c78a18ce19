package dev.dramatis.personality.freebsd;

import static dev.dramatis.spi.kernel.Errno.EBUSY;
import static dev.dramatis.spi.kernel.Errno.EDEADLK;
import static dev.dramatis.spi.kernel.Errno.EPERM;
import static dev.dramatis.spi.kernel.Errno.ETIMEDOUT;
import static dev.dramatis.spi.kernel.Errno.OK;
import static dev.dramatis.spi.kernel.Errno.RESTART;

import dev.dramatis.spi.kernel.UserCondition;
import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.trace.EventKind;
import dev.dramatis.spi.trace.OffReason;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Waiting on words in user memory (kern_umtx.c), with the part of libthr in front of it: a free
 * mutex is taken and released without entering the kernel. A mutex word is the owner's id, with a
 * mark if somebody may be waiting.
 *
 * <p>Condition variables go through the kernel's own (UMTX_OP_CV_WAIT), as libthr does for all but
 * private mutexes.
 */
final class Umtx {
  private static final int CHAINS = 512;

  /** Where the words of user space lie, as far as hashing is concerned. */
  private static final long MUTEXES = 0x8_0000_0000L;

  private static final long CONDITIONS = 0x9_0000_0000L;
  private static final long THREADS = 0xa_0000_0000L;

  private final Kern k;

  /** Waits and condition variables. */
  private final @Nullable UmtxChain[] waitChains = new UmtxChain[CHAINS];

  /** Locks. */
  private final @Nullable UmtxChain[] lockChains = new UmtxChain[CHAINS];

  /** Mutexes and condition variables that carry data of this kernel. */
  private final List<Object> attached = new ArrayList<>();

  Umtx(Kern k) {
    this.k = k;
  }

  /** umtxq_hash of a key: address space or object, and address or offset. */
  static int chainOf(long a, long b) {
    int n = (int) (a + b);
    return (n * (int) 2654404609L >>> 23) % CHAINS;
  }

  private UmtxChain chain(@Nullable UmtxChain[] table, String name, KThread td, long address) {
    int i = chainOf(td.proc().address, address);
    UmtxChain c = table[i];
    if (c == null) {
      c = new UmtxChain(k, name + i);
      table[i] = c;
    }
    return c;
  }

  private UmtxQueue queueOf(KThread td, UserMutex mutex) {
    UmtxQueue q = known(mutex.attachment());
    if (q == null) {
      attached.add(mutex);
      q = new UmtxQueue(chain(lockChains, "umtxql lock ", td, MUTEXES + mutex.id() * 64L));
      q.mutex = mutex;
      mutex.attach(q);
    }
    return q;
  }

  private UmtxQueue queueOf(KThread td, UserCondition condition) {
    UmtxQueue q = known(condition.attachment());
    if (q == null) {
      attached.add(condition);
      q = new UmtxQueue(chain(waitChains, "umtxql wait ", td, CONDITIONS + condition.id() * 64L));
      condition.attach(q);
    }
    return q;
  }

  /** A queue for a word in the memory of the caller's process. */
  UmtxQueue newQueue(KThread td, long address) {
    return new UmtxQueue(chain(waitChains, "umtxql wait ", td, address));
  }

  /** A queue for a mutex in the memory of the caller's process. */
  UmtxQueue newLockQueue(KThread td, long address) {
    return new UmtxQueue(chain(lockChains, "umtxql lock ", td, address));
  }

  /** What this kernel attached; an earlier one may have left something else. */
  private @Nullable UmtxQueue known(@Nullable Object attachment) {
    return attachment instanceof UmtxQueue q && q.kern == k ? q : null;
  }

  /** Every queue of a mutex or a condition variable, in the order of first use; for digests. */
  void describe(Consumer<UmtxQueue> reader) {
    for (Object o : attached) {
      UmtxQueue q = o instanceof UserMutex m ? known(m.attachment()) : null;
      if (o instanceof UserCondition c) {
        q = known(c.attachment());
      }
      if (q != null) {
        reader.accept(q);
      }
    }
  }

  /** A thread begins without anything to do with user locks (umtx_thread_alloc). */
  void threadAlloc(KThread td) {
    k.checks.that(
        Assertion.UMTX_ALLOC,
        td.umtxQueue == null && td.blocked == null && td.contested == null,
        td);
  }

  /** Takes this kernel's data off the objects of user space. Host code. */
  void shutdown() {
    for (Object o : attached) {
      if (o instanceof UserMutex m && known(m.attachment()) != null) {
        m.attach(null);
      } else if (o instanceof UserCondition c && known(c.attachment()) != null) {
        c.attach(null);
      }
    }
    attached.clear();
  }

  private UmtxQueue queueOfTidWord(KThread td, KThread target) {
    UmtxQueue q = target.tidWord;
    if (q == null) {
      q =
          new UmtxQueue(
              chain(waitChains, "umtxql wait ", td, THREADS + target.user().id() * 1024L));
      q.tidOf = target.user();
      target.tidWord = q;
    }
    return q;
  }

  /** Where a thread sleeps while it is on a queue: its own umtx_q. */
  private static long channel(KThread td) {
    return td.address + 0x40;
  }

  void enterKernel(KThread td) {
    Cpu cpu = td.pcpu.cpu;
    cpu.charge(k.syscallNanos[td.pcpu.id]);
    cpu.chargeCycles(PathCosts.UMTX_OP);
  }

  // ---- queues

  /** Sleeps until taken off the queue (umtxq_sleep). In and out: chain lock. */
  int sleep(KThread td, UmtxChain chain, String wmesg, OffReason why, long deadline) {
    td.offReason = (byte) why.ordinal();
    int error = 0;
    while (td.umtxQueue != null) {
      error =
          k.sleepqueues.sleep(
              td, channel(td), chain.lock, SleepQueues.PCATCH | SleepQueues.PDROP, wmesg, deadline);
      chain.lock.lock(td);
      if (error != 0) {
        break;
      }
    }
    td.offReason = (byte) OffReason.SLEEP.ordinal();
    return td.umtxQueue == null ? OK : error;
  }

  /**
   * Takes up to {@code n} waiters off and wakes them, in their order (umtxq_signal). In and out:
   * chain lock.
   */
  void signal(KThread self, UmtxQueue q, int n) {
    for (int i = 0; i < n; i++) {
      KThread td = q.first;
      if (td == null) {
        return;
      }
      self.pcpu.cpu.chargeCycles(PathCosts.UMTX_QUEUE);
      q.remove(td);
      k.sleepqueues.wakeupOnly(self, td, channel(td));
    }
  }

  // ---- mutexes

  /** pthread_mutex_lock. */
  int lock(KThread td, UserMutex mutex) {
    UserThread me = td.user();
    if (take(td, mutex)) {
      return OK;
    }
    if (Users.same(mutex.owner(), me)) {
      return EDEADLK;
    }
    k.emitLock(td, EventKind.LOCK_CONTEND, mutex);
    enterKernel(td);
    return doLockNormal(td, mutex, queueOf(td, mutex));
  }

  /** pthread_mutex_trylock. */
  int tryLock(KThread td, UserMutex mutex) {
    return take(td, mutex) ? OK : EBUSY;
  }

  /** Compare-and-set on a word without an owner; a mark for waiters stays. */
  private boolean take(KThread td, UserMutex mutex) {
    Cpu cpu = td.pcpu.cpu;
    cpu.chargeCycles(PathCosts.USER_CAS);
    cpu.interact(mutex.word(), Access.CAS);
    if (mutex.owner() != null) {
      return false;
    }
    mutex.setOwner(td.user());
    k.emitLock(td, EventKind.LOCK_ACQUIRE, mutex);
    return true;
  }

  /**
   * kern_umtx.c: do_lock_normal. An error of the sleep counts only if the lock cannot be had after
   * all.
   */
  private int doLockNormal(KThread td, UserMutex mutex, UmtxQueue q) {
    UmtxChain chain = q.chain;
    int error = 0;
    for (; ; ) {
      if (take(td, mutex)) {
        return OK;
      }
      if (error != 0) {
        return RESTART;
      }
      UserThread owner = mutex.owner();
      td.pcpu.cpu.chargeCycles(PathCosts.UMTX_QUEUE);
      chain.lock.lock(td);
      chain.busy(td);
      q.insert(td);
      chain.lock.unlock(td);

      // leave a mark for the owner, unless it is no longer the same
      td.pcpu.cpu.interact(mutex.word(), Access.CAS);
      boolean marked = Users.same(mutex.owner(), owner);
      if (marked) {
        q.contested = true;
      }
      chain.lock.lock(td);
      chain.unbusy(td);
      if (marked) {
        error = sleep(td, chain, "umtxn", OffReason.LOCK, SleepQueues.FOREVER);
      }
      if (td.umtxQueue != null) {
        q.remove(td);
      }
      chain.lock.unlock(td);
      if (error == 0) {
        error = k.single.threadCheckSusp(td, false);
      }
    }
  }

  /** pthread_mutex_unlock. */
  int unlock(KThread td, UserMutex mutex) {
    Cpu cpu = td.pcpu.cpu;
    cpu.chargeCycles(PathCosts.USER_CAS);
    cpu.interact(mutex.word(), Access.CAS);
    UserThread me = td.user();
    if (!Users.same(mutex.owner(), me)) {
      return EPERM;
    }
    UmtxQueue q = known(mutex.attachment());
    if (q == null || !q.contested) {
      mutex.setOwner(null);
      k.emitLock(td, EventKind.LOCK_RELEASE, mutex);
      return OK;
    }
    enterKernel(td);
    doUnlockNormal(td, mutex, q);
    return OK;
  }

  /** kern_umtx.c: do_unlock_normal, for a word with the mark. */
  private void doUnlockNormal(KThread td, UserMutex mutex, UmtxQueue q) {
    UmtxChain chain = q.chain;
    chain.lock.lock(td);
    chain.busy(td);
    int count = q.length;
    chain.lock.unlock(td);

    td.pcpu.cpu.interact(mutex.word(), Access.CAS);
    mutex.setOwner(null);
    q.contested = count > 1;
    k.emitLock(td, EventKind.LOCK_RELEASE, mutex);

    chain.lock.lock(td);
    signal(td, q, 1);
    chain.unbusy(td);
    chain.lock.unlock(td);
  }

  // ---- condition variables

  /** kern_umtx.c: do_cv_wait, without taking the mutex again. */
  int await(KThread td, UserCondition condition, UserMutex mutex, long deadline) {
    enterKernel(td);
    UmtxQueue q = queueOf(td, condition);
    q.chain.lock.lock(td);
    q.chain.busy(td);
    q.insert(td);
    q.chain.unbusy(td);
    q.chain.lock.unlock(td);
    unlock(td, mutex);
    q.chain.lock.lock(td);
    return finishAwait(td, condition, q, deadline);
  }

  /** Waits on for a thread that was carried here from another kernel. */
  int awaitCarried(KThread td, UserCondition condition, long deadline) {
    enterKernel(td);
    UmtxQueue q = queueOf(td, condition);
    q.chain.lock.lock(td);
    if (!condition.carried().remove(td.user())) {
      q.chain.lock.unlock(td);
      return OK;
    }
    q.insert(td);
    return finishAwait(td, condition, q, deadline);
  }

  private int finishAwait(KThread td, UserCondition condition, UmtxQueue q, long deadline) {
    int error = sleep(td, q.chain, "ucond", OffReason.SLEEP, deadline);
    int result = OK;
    if (td.umtxQueue != null) {
      q.remove(td);
      if (error == SleepQueues.EWOULDBLOCK) {
        result = ETIMEDOUT;
      } else {
        // it goes on waiting where no kernel is, behind those that left before
        condition.carried().addLast(td.user());
        td.carriedOn = condition;
        result = RESTART;
      }
    }
    q.chain.lock.unlock(td);
    return result;
  }

  /** A thread that ends waits nowhere, and no signal is lost on it. */
  void forgetCarried(KThread td) {
    UserCondition condition = td.carriedOn;
    if (condition != null) {
      td.carriedOn = null;
      condition.carried().remove(td.user());
    }
  }

  /** Wakes waiters; those that left their kernel come first, for they waited longer. */
  void signal(KThread td, UserCondition condition, int n) {
    Cpu cpu = td.pcpu.cpu;
    cpu.chargeCycles(PathCosts.USER_CAS);
    cpu.interact(condition.word(), Access.LOAD);
    UmtxQueue q = known(condition.attachment());
    if (condition.carried().isEmpty() && (q == null || q.length == 0)) {
      return;
    }
    enterKernel(td);
    q = queueOf(td, condition);
    q.chain.lock.lock(td);
    int left = n;
    while (left > 0 && condition.carried().pollFirst() != null) {
      left--;
    }
    signal(td, q, left);
    q.chain.lock.unlock(td);
  }

  // ---- the word with the thread id

  /**
   * Waits while the word holds the thread's id, that is, while the thread has not said that it is
   * done (UMTX_OP_WAIT).
   *
   * @param user the thread waited for; its life stands for the word
   */
  int waitForTidWord(KThread td, KThread target, UserThread user) {
    enterKernel(td);
    UmtxQueue q = queueOfTidWord(td, target);
    q.chain.lock.lock(td);
    q.insert(td);
    int error = 0;
    if (user.life() == UserThread.Life.ALIVE || user.life() == UserThread.Life.NEW) {
      error = sleep(td, q.chain, "uwait", OffReason.JOIN, SleepQueues.FOREVER);
    }
    if (td.umtxQueue != null) {
      q.remove(td);
    }
    q.chain.lock.unlock(td);
    return error == 0 ? OK : RESTART;
  }

  /** Says that the thread is done, and wakes the joiners (thr_exit: suword, kern_umtx_wake). */
  void terminateTidWord(KThread td, UserThread.Life life) {
    td.pcpu.cpu.interact(td.proc().userWords, Access.STORE);
    UserThread user = td.user();
    user.setLife(life);
    user.attach(null);
    UmtxQueue q = td.tidWord;
    if (q != null) {
      q.chain.lock.lock(td);
      signal(td, q, Integer.MAX_VALUE);
      q.chain.lock.unlock(td);
    }
  }
}
