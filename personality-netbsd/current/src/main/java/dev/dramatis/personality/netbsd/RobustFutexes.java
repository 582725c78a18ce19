package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.Errno;
import org.jspecify.annotations.Nullable;

/** Lists of locks that are released when their owner dies (sys_futex.c, second half). */
final class RobustFutexes {
  /** _FUTEX_ROBUST_HEAD_SIZE: list, offset of the futex from an entry, pending entry. */
  static final long HEAD_SIZE = 24;

  /** A longer list is taken for a circle. */
  private static final int ROBUST_LIMIT = 1_000_000;

  private final Kern kern;

  RobustFutexes(Kern kern) {
    this.kern = kern;
  }

  /** sys___futex_set_robust_list. 0 or EINVAL. */
  int setRobustList(Lwp l, long head, long length) {
    if (length != HEAD_SIZE || (head & 7) != 0) {
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
    kern.checks.that(Check.N40, (l.lid & Futexes.TID_MASK) == l.lid, l);
    long head = l.robustHead;
    if (!UserMemory.mapped(head)) {
      return;
    }
    long next = fetch(self, head);
    long offset = fetch(self, head + 8);
    long pending = fetch(self, head + 16);
    for (int i = 0; next != head && UserMemory.mapped(next) && i < ROBUST_LIMIT; i++) {
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
    return UserMemory.of(kern, l.proc).word(address).load(l.ci.cpu);
  }

  /**
   * Marks a lock whose owner dies, and wakes one who waits for it (release_futex).
   *
   * @param pending the owner was about to take or release it: if it is free, a wake may be lost
   */
  private void releaseFutex(Lwp l, long address, int lid, boolean pending) {
    if ((address & 3) != 0 || !UserMemory.mapped(address)) {
      return;
    }
    int old = kern.futexes.load(l, address);
    if (pending && (old & ~Futexes.WAITERS) == 0) {
      wakeOne(l, address);
      return;
    }
    if ((old & Futexes.TID_MASK) != lid) {
      return;
    }
    if ((old & Futexes.WAITERS) == 0) {
      old = markDead(l, address, lid);
      if ((old & Futexes.WAITERS) == 0) {
        return;
      }
    }
    Futex f = lookup(l, address);
    if (f == null) {
      markDead(l, address, lid);
      return;
    }
    f.opLock.enter(l);
    old = markDead(l, address, lid);
    if ((old & Futexes.WAITERS) != 0) {
      kern.futexes.wake(l, f, 1, null, 0, Futexes.MATCH_ANY);
    }
    f.opLock.exit(l);
    kern.futexes.rele(l, f, 1);
  }

  /** The entry does not say whether its futex is shared; waiters are looked for both ways. */
  private @Nullable Futex lookup(Lwp l, long address) {
    Futex f = kern.futexes.lookup(l, address, true);
    return f != null ? f : kern.futexes.lookup(l, address, false);
  }

  private void wakeOne(Lwp l, long address) {
    if (kern.futexes.funcWake(l, address, true, 1, Futexes.MATCH_ANY) == 0) {
      kern.futexes.funcWake(l, address, false, 1, Futexes.MATCH_ANY);
    }
  }

  /** Sets FUTEX_OWNER_DIED; returns the word before, or 0 if it is no longer the LWP's. */
  private int markDead(Lwp l, long address, int lid) {
    for (; ; ) {
      int old = kern.futexes.load(l, address);
      if ((old & Futexes.TID_MASK) != lid) {
        return 0;
      }
      if (kern.futexes.cas(l, address, old, old | Futexes.OWNER_DIED)) {
        return old;
      }
    }
  }
}
