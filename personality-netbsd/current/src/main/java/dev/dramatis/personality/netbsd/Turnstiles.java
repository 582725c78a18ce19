package dev.dramatis.personality.netbsd;

import org.jspecify.annotations.Nullable;

/** Sleeping on adaptive mutexes, and lending priority to their owners (kern_turnstile.c). */
final class Turnstiles {
  private final Kern kern;

  Turnstiles(Kern kern) {
    this.kern = kern;
  }

  /** The turnstile of a mutex, or null; takes the lock of the chain (turnstile_lookup). */
  @Nullable Turnstile lookup(CpuInfo ci, KMutex mutex) {
    mutex.chain.lock.enter(ci);
    Turnstile ts = mutex.chain.first;
    while (ts != null && ts.obj != mutex) {
      ts = ts.chainNext;
    }
    return ts;
  }

  /** Releases the lock of the chain (turnstile_exit). */
  void exit(CpuInfo ci, KMutex mutex) {
    mutex.chain.lock.exit(ci);
  }

  /**
   * Sleeps on a mutex until its owner releases it (turnstile_block). Entered with the lock of the
   * chain held, which becomes the LWP's.
   */
  void block(Lwp l, @Nullable Turnstile known, KMutex mutex) {
    Turnstile ts = join(l, known, mutex);
    mutex.waiters = true;
    ts.waiters++;
    kern.sleepq.enter(l, mutex.chain.lock);
    kern.sleepq.enqueue(l, ts.writers, mutex, "mutex", SyncObj.MUTEX, false);
    l.nopreempt++;
    if (!kern.fault.at(Mutant.TURNSTILE_BLOCK_NO_LOAN)) {
      lendpri(l);
    }
    kern.sleepq.block(l, 0, false);
    kern.synch.kpreemptEnable(l);
  }

  /** Lends our own turnstile to the mutex, or leaves it with the one that is there. */
  private Turnstile join(Lwp l, @Nullable Turnstile known, KMutex mutex) {
    Turnstile mine = l.ts;
    if (known == null) {
      kern.checks.that(Check.N33, mine.waiters == 0 && mine.obj == null, l);
      mine.obj = mutex;
      mine.inheritor = null;
      mine.chainNext = mutex.chain.first;
      mutex.chain.first = mine;
      return mine;
    }
    kern.checks.that(Check.N33, known.waiters > 0 && mine.free == null, l);
    mine.free = known.free;
    known.free = mine;
    l.ts = known;
    return known;
  }

  /**
   * Wakes all sleepers, for the caller who has just released the mutex, and takes back what they
   * lent it (turnstile_wakeup). The lock of the chain is held and stays so.
   */
  void wakeup(Lwp self, Turnstile ts) {
    if (ts.inheritor != null) {
      unlendpri(self, ts);
    }
    for (Lwp l = ts.writers.first; l != null; l = ts.writers.first) {
      remove(self.ci, ts, l);
    }
  }

  /** Lets one sleeper go, with a turnstile of its own again (turnstile_remove). */
  private void remove(CpuInfo ci, Turnstile ts, Lwp l) {
    kern.checks.that(Check.N34, l.ts == ts, l);
    Turnstile spare = ts.free;
    if (spare != null) {
      l.ts = spare;
      ts.free = spare.free;
      spare.free = null;
    } else {
      unchain(ts);
    }
    ts.waiters--;
    kern.sleepq.remove(ci, l);
  }

  private static void unchain(Turnstile ts) {
    KMutex mutex = ts.obj;
    if (mutex == null) {
      return;
    }
    Turnstile t = mutex.chain.first;
    if (t == ts) {
      mutex.chain.first = ts.chainNext;
    } else {
      while (t != null && t.chainNext != ts) {
        t = t.chainNext;
      }
      if (t != null) {
        t.chainNext = ts.chainNext;
      }
    }
    ts.chainNext = null;
    ts.obj = null;
  }

  // ---- lending

  /**
   * Lends the priority of the running LWP, about to sleep, to the owner of what it waits for, and
   * on to the owner of what that one waits for (turnstile_lendpri). Entered and left with the LWP
   * locked. Owners are tried, not waited for: their locks come in no order.
   */
  private void lendpri(Lwp cur) {
    CpuInfo ci = cur.ci;
    Lwp l = cur;
    int prio = kern.lwpEprio(ci, l);
    while (l.wchan != null) {
      Lwp owner = l.syncobj.owner(l.wchan);
      if (owner == null || owner == cur) {
        break;
      }
      boolean dolock = l.mutex != owner.mutex;
      if (l == owner || (dolock && !kern.lwpTrylock(ci, owner))) {
        kern.lwpUnlock(ci, l);
        l = cur;
        kern.lwpLock(ci, l);
        prio = kern.lwpEprio(ci, l);
        continue;
      }
      if (prio <= kern.lwpEprio(ci, owner)) {
        if (dolock) {
          kern.lwpUnlock(ci, owner);
        }
        break;
      }
      lend(ci, l.ts, owner, prio);
      if (dolock) {
        kern.lwpUnlock(ci, l);
      }
      l = owner;
    }
    if (cur.mutex != l.mutex) {
      kern.lwpUnlock(ci, l);
      kern.lwpLock(ci, cur);
    }
  }

  private void lend(CpuInfo ci, Turnstile ts, Lwp owner, int prio) {
    kern.checks.that(Check.N35, ts.inheritor == owner || ts.inheritor == null, owner);
    if (ts.inheritor == null) {
      ts.inheritor = owner;
      ts.eprio = prio;
      ts.piNext = owner.piLenders;
      owner.piLenders = ts;
      kern.lwpLendpri(ci, owner, prio);
    } else if (prio > ts.eprio) {
      ts.eprio = prio;
      kern.lwpLendpri(ci, owner, prio);
    }
  }

  /** The owner has released: it keeps what others still lend it (turnstile_unlendpri). */
  private void unlendpri(Lwp l, Turnstile ts) {
    CpuInfo ci = l.ci;
    kern.checks.that(Check.N36, ts.inheritor == l && l.piLenders != null, l);
    ts.inheritor = null;
    boolean dolock = l.mutex == ci.spcLwplock;
    if (dolock) {
      kern.lwpLock(ci, l);
    }
    int prio = -1;
    Turnstile before = null;
    for (Turnstile t = l.piLenders; t != null; t = t.piNext) {
      if (t != ts) {
        prio = Math.max(prio, t.eprio);
        before = t;
      } else if (before == null) {
        l.piLenders = t.piNext;
      } else {
        before.piNext = t.piNext;
      }
    }
    ts.piNext = null;
    if (!kern.fault.at(Mutant.UNLENDPRI_KEEP_LOAN)) {
      kern.lwpLendpri(ci, l, prio);
    }
    if (dolock) {
      kern.lwpUnlock(ci, l);
    }
  }
}
