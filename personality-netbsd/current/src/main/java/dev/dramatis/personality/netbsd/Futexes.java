package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.NativeCall;
import dev.dramatis.spi.machine.Access;
import org.jspecify.annotations.Nullable;

/**
 * Waiting for words of user memory, and lists of locks that are released when their owner dies
 * (sys_futex.c). Of the operations there are waiting, waking and requeueing, with private keys; the
 * arithmetic of FUTEX_WAKE_OP and the reader and writer queues are left out.
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
  static final int WAIT_BITSET = 9;
  static final int WAKE_BITSET = 10;
  static final int PRIVATE_FLAG = 128;

  /** _FUTEX_ROBUST_HEAD_SIZE: list, offset of the futex from an entry, pending entry. */
  static final long ROBUST_HEAD_SIZE = 24;

  /** A longer list is taken for a circle. */
  private static final int ROBUST_LIMIT = 1_000_000;

  private final Kern kern;

  /** futex_tab.lock. */
  private final KMutex tabLock;

  Futexes(Kern kern) {
    this.kern = kern;
    this.tabLock = kern.newMutex("futex_tab");
  }

  // ---- the table
  // ------------------------------------------------------------------------------------------------

  /** futex_lookup: the futex of a word with one more reference, or null. */
  private @Nullable Futex lookup(Lwp l, long address) {
    tabLock.enter(l);
    Futex f = UserMemory.of(kern, l.proc).at(address).futex;
    if (f != null) {
      f.refcnt++;
    }
    tabLock.exit(l);
    return f;
  }

  /** futex_lookup_create. */
  private Futex lookupCreate(Lwp l, long address) {
    Futex known = lookup(l, address);
    if (known != null) {
      return known;
    }
    Futex fresh =
        new Futex(
            address, kern.newMutex("futex_op/" + Long.toHexString(address)), kern.newSqLock());
    tabLock.enter(l);
    UserMemory.Word word = UserMemory.of(kern, l.proc).at(address);
    Futex f = word.futex;
    if (f == null) {
      word.futex = fresh;
      f = fresh;
    } else {
      f.refcnt++;
    }
    tabLock.exit(l);
    return f;
  }

  /** futex_rele_count: the last reference takes the futex out of the table. */
  private void rele(Lwp l, Futex f, int count) {
    if (f.refcnt > count) {
      f.refcnt -= count;
      return;
    }
    tabLock.enter(l);
    f.refcnt -= count;
    if (f.refcnt == 0) {
      kern.checks.that(Check.N38, f.waiters == 0 && f.sleepq.isEmpty(), f);
      UserMemory.of(kern, l.proc).at(f.address).futex = null;
    }
    tabLock.exit(l);
  }

  private int load(Lwp l, long address) {
    UserMemory.Word word = UserMemory.of(kern, l.proc).at(address);
    l.ci.cpu.interact(word.line, Access.LOAD);
    return (int) word.value;
  }

  private boolean cas(Lwp l, long address, int expected, int value) {
    UserMemory.Word word = UserMemory.of(kern, l.proc).at(address);
    l.ci.cpu.interact(word.line, Access.CAS);
    if ((int) word.value != expected) {
      return false;
    }
    word.value = value;
    return true;
  }

  // ---- the system call
  // -----------------------------------------------------------------------------------------

  /**
   * do_futex.
   *
   * @param timeout nanoseconds from now, or negative for none
   * @return how many were woken and moved, 0 after a wait, or a negated errno; {@link
   *     NativeCall#AGAIN} if the wait left no trace
   */
  long doFutex(
      Lwp l, long address, int op, int val, long timeout, long address2, int val2, int val3) {
    l.ci.cpu.chargeCycles(PathCosts.SMALL_SYSCALL);
    if ((address & 3) != 0 || (address2 & 3) != 0) {
      return -Errno.EINVAL;
    }
    return switch (op & ~PRIVATE_FLAG) {
      case WAIT -> funcWait(l, address, val, MATCH_ANY, timeout);
      case WAIT_BITSET -> funcWait(l, address, val, val3, timeout);
      case WAKE -> funcWake(l, address, val, MATCH_ANY);
      case WAKE_BITSET -> funcWake(l, address, val, val3);
      case REQUEUE -> funcRequeue(l, address, val, address2, val2, false, 0);
      case CMP_REQUEUE -> funcRequeue(l, address, val, address2, val2, true, val3);
      default -> -Errno.ENOSYS;
    };
  }

  /** futex_func_wait: sleeps if the word still has the value. */
  private long funcWait(Lwp l, long address, int val, int bitset, long timeout) {
    if (bitset == 0) {
      return -Errno.EINVAL;
    }
    if (load(l, address) != val) {
      return -Errno.EAGAIN;
    }
    Futex f = lookupCreate(l, address);
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

  private long funcWake(Lwp l, long address, int count, int bitset) {
    if (bitset == 0 || count < 0) {
      return -Errno.EINVAL;
    }
    Futex f = lookup(l, address);
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
      Lwp l, long address, int count, long address2, int count2, boolean compare, int expected) {
    if (count < 0 || count2 < 0) {
      return -Errno.EINVAL;
    }
    Futex f = lookup(l, address);
    if (f == null) {
      return compare && load(l, address) != expected ? -Errno.EAGAIN : 0;
    }
    Futex f2 = address2 == address ? null : lookupCreate(l, address2);
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
  private int wake(Lwp l, Futex f, int nwake, @Nullable Futex f2, int nrequeue, int bitset) {
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

  // ---- robust lists
  // ---------------------------------------------------------------------------------------------

  /** sys___futex_set_robust_list. 0 or EINVAL. */
  int setRobustList(Lwp l, long head, long length) {
    if (length != ROBUST_HEAD_SIZE || (head & 7) != 0) {
      return Errno.EINVAL;
    }
    l.robustHead = head;
    return 0;
  }

  /** sys___futex_get_robust_list, for an LWP of the caller's process or 0 for itself. */
  long getRobustList(Lwp l, int lid) {
    if (lid == 0) {
      return l.robustHead;
    }
    Proc p = l.proc;
    p.lock.enter(l);
    Lwp t = kern.lookup.lwpFind(l, p, lid);
    long head = t == null ? -Errno.ESRCH : t.robustHead;
    p.lock.exit(l);
    return head;
  }

  /**
   * Releases what a dying LWP has locked (futex_release_all_lwp). The list is in user memory and
   * may be nonsense; whatever looks odd is passed over.
   */
  void releaseAllLwp(Lwp self, Lwp l) {
    kern.checks.that(Check.N40, (l.lid & TID_MASK) == l.lid, l);
    long head = l.robustHead;
    long next = fetch(self, head);
    long offset = fetch(self, head + 8);
    long pending = fetch(self, head + 16);
    for (int i = 0; next != head && next != 0 && i < ROBUST_LIMIT; i++) {
      if (next != pending) {
        releaseFutex(self, next + offset, l.lid, false);
      }
      next = fetch(self, next);
    }
    if (pending != 0) {
      releaseFutex(self, pending + offset, l.lid, true);
    }
  }

  private long fetch(Lwp l, long address) {
    UserMemory.Word word = UserMemory.of(kern, l.proc).at(address);
    l.ci.cpu.interact(word.line, Access.LOAD);
    return word.value;
  }

  /**
   * Marks a lock whose owner dies, and wakes one who waits for it (release_futex).
   *
   * @param pending the owner was about to take or release it: if it is free, a wake may be lost
   */
  private void releaseFutex(Lwp l, long address, int lid, boolean pending) {
    if ((address & 3) != 0) {
      return;
    }
    int old = load(l, address);
    if (pending && (old & ~WAITERS) == 0) {
      funcWake(l, address, 1, MATCH_ANY);
      return;
    }
    if ((old & TID_MASK) != lid) {
      return;
    }
    if ((old & WAITERS) == 0) {
      old = markDead(l, address, lid);
      if ((old & WAITERS) == 0) {
        return;
      }
    }
    Futex f = lookup(l, address);
    if (f == null) {
      return;
    }
    f.opLock.enter(l);
    old = markDead(l, address, lid);
    if ((old & WAITERS) != 0) {
      wake(l, f, 1, null, 0, MATCH_ANY);
    }
    f.opLock.exit(l);
    rele(l, f, 1);
  }

  /** Sets FUTEX_OWNER_DIED; returns the word before, or 0 if it is no longer the LWP's. */
  private int markDead(Lwp l, long address, int lid) {
    for (; ; ) {
      int old = load(l, address);
      if ((old & TID_MASK) != lid) {
        return 0;
      }
      if (cas(l, address, old, old | OWNER_DIED)) {
        return old;
      }
    }
  }
}
