package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.NativeCall;
import org.jspecify.annotations.Nullable;

/**
 * Waiting for words of user memory (sys_futex.c). A private futex is known by its address in one
 * address space, a shared one by the memory that is mapped there. Priority inheritance, and the
 * separate queues for readers and writers, are left out.
 */
final class Futexes {
  static final int TID_MASK = 0x3fffffff;
  static final int OWNER_DIED = 0x40000000;
  static final int WAITERS = 0x80000000;
  static final int MATCH_ANY = -1;

  // Operations.
  static final int WAIT = 0;
  static final int WAKE = 1;
  static final int REQUEUE = 3;
  static final int CMP_REQUEUE = 4;
  static final int WAKE_OP = 5;
  static final int WAIT_BITSET = 9;
  static final int WAKE_BITSET = 10;
  static final int PRIVATE_FLAG = 128;

  /** The deadline is one of CLOCK_REALTIME; here both clocks show the same. */
  static final int CLOCK_REALTIME_FLAG = 256;

  private final Kern kern;

  /** futex_tab.lock. */
  private final KMutex tabLock;

  Futexes(Kern kern) {
    this.kern = kern;
    this.tabLock = kern.newMutex("futex_tab");
  }

  // ---- the table

  /** futex_lookup: the futex of a word with one more reference, or null. */
  @Nullable Futex lookup(Lwp l, long address, boolean shared) {
    tabLock.enter(l);
    Futex f = UserMemory.of(kern, l.proc).at(address).futex(shared);
    if (f != null) {
      f.refcnt++;
    }
    tabLock.exit(l);
    return f;
  }

  /** futex_lookup_create. */
  private Futex lookupCreate(Lwp l, long address, boolean shared) {
    Futex known = lookup(l, address, shared);
    if (known != null) {
      return known;
    }
    UserMemory.Word word = UserMemory.of(kern, l.proc).at(address);
    KMutex opLock = kern.newMutex("futex_op/" + Long.toHexString(address));
    Futex fresh = new Futex(address, shared, word, opLock, kern.newSqLock());
    tabLock.enter(l);
    Futex f = word.futex(shared);
    if (f == null) {
      word.setFutex(shared, fresh);
      f = fresh;
    } else {
      f.refcnt++;
    }
    tabLock.exit(l);
    return f;
  }

  /** futex_rele_count: the last reference takes the futex out of the table. */
  void rele(Lwp l, Futex f, int count) {
    if (f.refcnt > count) {
      f.refcnt -= count;
      return;
    }
    tabLock.enter(l);
    f.refcnt -= count;
    if (f.refcnt == 0) {
      kern.checks.that(Check.N38, f.waiters == 0 && f.sleepq.isEmpty(), f);
      f.word.setFutex(f.shared, null);
    }
    tabLock.exit(l);
  }

  int load(Lwp l, long address) {
    return (int) UserMemory.of(kern, l.proc).word(address).load(l.ci.cpu);
  }

  boolean cas(Lwp l, long address, int expected, int value) {
    return UserMemory.cas(l, UserMemory.of(kern, l.proc).word(address), expected, value);
  }

  // ---- the system call

  /**
   * do_futex.
   *
   * @param timeout nanoseconds from now, or for FUTEX_WAIT_BITSET a deadline; negative for none
   * @return how many were woken and moved, 0 after a wait, or a negated errno; {@link
   *     NativeCall#AGAIN} if the wait left no trace
   */
  long doFutex(
      Lwp l, long address, int op, int val, long timeout, long address2, int val2, int val3) {
    l.ci.cpu.chargeCycles(PathCosts.SMALL_SYSCALL);
    if ((address & 3) != 0 || (address2 & 3) != 0) {
      return -Errno.EINVAL;
    }
    if (!UserMemory.mapped(address)) {
      return -Errno.EFAULT;
    }
    boolean shared = (op & PRIVATE_FLAG) == 0;
    return switch (op & ~(PRIVATE_FLAG | CLOCK_REALTIME_FLAG)) {
      case WAIT -> funcWait(l, address, shared, val, MATCH_ANY, timeout);
      case WAIT_BITSET -> {
        long left = timeout < 0 ? timeout : Math.max(0, timeout - l.ci.cpu.now());
        yield funcWait(l, address, shared, val, val3, left);
      }
      case WAKE -> funcWake(l, address, shared, val, MATCH_ANY);
      case WAKE_BITSET -> funcWake(l, address, shared, val, val3);
      case REQUEUE, CMP_REQUEUE -> {
        boolean compare = (op & CMP_REQUEUE) != 0;
        yield funcRequeue(l, shared, address, val, address2, val2, compare, val3);
      }
      case WAKE_OP -> funcWakeOp(l, shared, address, val, address2, val2, val3);
      default -> -Errno.ENOSYS;
    };
  }

  /** futex_func_wait: sleeps if the word still has the value. */
  private long funcWait(Lwp l, long address, boolean shared, int val, int bitset, long timeout) {
    if (bitset == 0) {
      return -Errno.EINVAL;
    }
    if (load(l, address) != val) {
      return -Errno.EAGAIN;
    }
    Futex f = lookupCreate(l, address, shared);
    f.opLock.enter(l);
    if (load(l, address) != val) {
      f.opLock.exit(l);
      rele(l, f, 1);
      return -Errno.EAGAIN;
    }
    int timo = timeout < 0 ? 0 : Clock.tstohz(timeout);
    if (timeout >= 0 && timo == 0) {
      f.opLock.exit(l);
      rele(l, f, 1);
      return -Errno.ETIMEDOUT;
    }
    int error = wait(l, f, timo, bitset);
    return error == Errno.RESTART ? NativeCall.AGAIN : -error;
  }

  /**
   * futex_wait: entered with the operations locked, so that no wake is missed; the sleeper keeps
   * the reference until it is woken.
   */
  private int wait(Lwp l, Futex f, int timo, int bitset) {
    f.sqLock.enter(l.ci);
    l.futex = f;
    l.futexWakesel = bitset;
    kern.sleepq.enter(l, f.sqLock);
    kern.sleepq.enqueue(l, f.sleepq, f, "futex", SyncObj.FUTEX, true);
    f.waiters++;
    f.opLock.exit(l);
    int error = kern.sleepq.block(l, timo, true);
    // By now it may sleep on another futex, or have been woken by one who gave the reference back.
    Futex still = l.futex;
    if (still == null) {
      return 0;
    }
    l.futex = null;
    rele(l, still, 1);
    return switch (error) {
      case Errno.EAGAIN -> Errno.ETIMEDOUT;
      case Errno.RESTART -> error;
      default -> Errno.EINTR;
    };
  }

  /** futex_unsleep: a sleeper that is woken for another reason no longer counts. */
  void unsleep(Lwp l) {
    Futex f = l.futex;
    kern.checks.that(Check.N39, f != null && f.waiters > 0 && l.sleepq == f.sleepq, l);
    if (f != null) {
      f.waiters--;
    }
  }

  long funcWake(Lwp l, long address, boolean shared, int count, int bitset) {
    if (bitset == 0 || count < 0) {
      return -Errno.EINVAL;
    }
    Futex f = lookup(l, address, shared);
    if (f == null) {
      return 0;
    }
    f.opLock.enter(l);
    int woken = wake(l, f, count, null, 0, bitset);
    f.opLock.exit(l);
    rele(l, f, 1);
    return woken;
  }

  private long funcRequeue(
      Lwp l,
      boolean shared,
      long address,
      int count,
      long address2,
      int count2,
      boolean compare,
      int expected) {
    if (count < 0 || count2 < 0) {
      return -Errno.EINVAL;
    }
    if (!UserMemory.mapped(address2)) {
      return -Errno.EFAULT;
    }
    Futex f = lookup(l, address, shared);
    if (f == null) {
      return compare && load(l, address) != expected ? -Errno.EAGAIN : 0;
    }
    Futex f2 = address2 == address ? null : lookupCreate(l, address2, shared);
    enterBoth(l, f, f2);
    long result;
    if (compare && load(l, address) != expected) {
      result = -Errno.EAGAIN;
    } else {
      result = wake(l, f, count, f2, count2, MATCH_ANY);
    }
    if (f2 != null) {
      f2.opLock.exit(l);
    }
    f.opLock.exit(l);
    rele(l, f, 1);
    if (f2 != null) {
      rele(l, f2, 1);
    }
    return result;
  }

  /**
   * futex_func_wake_op: changes the second word, wakes sleepers of the first and, if the second was
   * as the operation says, of the second too.
   */
  private long funcWakeOp(
      Lwp l, boolean shared, long address, int count, long address2, int count2, int op) {
    if (count < 0 || count2 < 0 || !FutexOp.valid(op)) {
      return -Errno.EINVAL;
    }
    if (!UserMemory.mapped(address2)) {
      return -Errno.EFAULT;
    }
    Futex f = lookup(l, address, shared);
    Futex f2 = address2 == address ? null : lookup(l, address2, shared);
    if (f != null) {
      enterBoth(l, f, f2);
    } else if (f2 != null) {
      f2.opLock.enter(l);
    }
    int old;
    do {
      old = load(l, address2);
    } while (!cas(l, address2, old, FutexOp.apply(old, op)));
    long woken = f == null ? 0 : wake(l, f, count, null, 0, MATCH_ANY);
    Futex second = address2 == address ? f : f2;
    if (second != null && FutexOp.compare(old, op)) {
      woken += wake(l, second, count2, null, 0, MATCH_ANY);
    }
    unlockAndRele(l, f2);
    unlockAndRele(l, f);
    return woken;
  }

  private void unlockAndRele(Lwp l, @Nullable Futex f) {
    if (f != null) {
      f.opLock.exit(l);
      rele(l, f, 1);
    }
  }

  /** futex_op_lock2: in the order of the locks. */
  private static void enterBoth(Lwp l, Futex f, @Nullable Futex f2) {
    if (f2 == null) {
      f.opLock.enter(l);
    } else if (f.opLock.instance < f2.opLock.instance || f.opLock.lockClass < f2.opLock.lockClass) {
      f.opLock.enter(l);
      f2.opLock.enter(l);
    } else {
      f2.opLock.enter(l);
      f.opLock.enter(l);
    }
  }

  /** futex_wake: wakes some, moves some of the rest; returns how many of both. */
  int wake(Lwp l, Futex f, int nwake, @Nullable Futex f2, int nrequeue, int bitset) {
    CpuInfo ci = l.ci;
    lockQueues(ci, f, f2);
    int woken = 0;
    int moved = 0;
    Lwp next;
    for (Lwp t = f.sleepq.first; t != null; t = next) {
      next = t.sleepNext;
      if ((t.futexWakesel & bitset) == 0) {
        continue;
      }
      kern.checks.that(Check.N39, t.futex == f && t.mutex == f.sqLock, t);
      if (woken < nwake) {
        t.futexWakesel = 0;
        t.futex = null;
        f.waiters--;
        kern.sleepq.remove(ci, t);
        woken++;
      } else if (f2 != null && moved < nrequeue) {
        requeue(ci, t, f, f2);
        moved++;
      } else {
        break;
      }
    }
    unlockQueues(ci, f, f2);
    if (woken + moved > 0) {
      f.refcnt -= woken + moved; // ours remains
    }
    if (f2 != null) {
      f2.refcnt += moved;
    }
    return woken + moved;
  }

  /** sleepq_transfer: the sleeper does not notice. */
  private void requeue(CpuInfo ci, Lwp t, Futex f, Futex f2) {
    f.waiters--;
    f.sleepq.remove(t);
    t.sleepq = f2.sleepq;
    t.wchan = f2;
    t.futex = f2;
    f2.waiters++;
    f2.sleepq.insert(t, true);
    kern.lwpSetlock(ci, t, f2.sqLock);
  }

  private static void lockQueues(CpuInfo ci, Futex f, @Nullable Futex f2) {
    if (f2 == null || f2.sqLock == f.sqLock) {
      f.sqLock.enter(ci);
    } else if (f.sqLock.instance < f2.sqLock.instance) {
      f.sqLock.enter(ci);
      f2.sqLock.enter(ci);
    } else {
      f2.sqLock.enter(ci);
      f.sqLock.enter(ci);
    }
  }

  private static void unlockQueues(CpuInfo ci, Futex f, @Nullable Futex f2) {
    if (f2 != null && f2.sqLock != f.sqLock) {
      f2.sqLock.exit(ci);
    }
    f.sqLock.exit(ci);
  }
}
