package dev.dramatis.personality.freebsd;

import static dev.dramatis.personality.freebsd.KThread.TDS_CAN_RUN;
import static dev.dramatis.personality.freebsd.KThread.TDS_RUNNING;
import static dev.dramatis.personality.freebsd.KThread.TDS_RUNQ;

import dev.dramatis.spi.sched.EnqueueReason;
import dev.dramatis.spi.trace.EventKind;
import org.jspecify.annotations.Nullable;

/** Blocking on kernel locks, with priorities lent to owners (subr_turnstile.c). */
final class Turnstiles {
  private static final int CHAINS = 128;

  private final Kern k;
  private final @Nullable TurnstileChain[] chains = new TurnstileChain[CHAINS];
  private final SpinMtx contestedLock;

  Turnstiles(Kern k) {
    this.k = k;
    this.contestedLock = new SpinMtx(k, "td_contested");
  }

  /** TC_HASH. */
  static int chainOf(long address) {
    return (int) (address >>> 8) & CHAINS - 1;
  }

  /** turnstile_chain_lock. */
  TurnstileChain chainLock(KThread td, long address) {
    int i = chainOf(address);
    TurnstileChain tc = chains[i];
    if (tc == null) {
      tc = new TurnstileChain(new SpinMtx(k, "turnstile chain " + i));
      chains[i] = tc;
    }
    tc.lock.lock(td);
    return tc;
  }

  /** Blocks until the owner lets go (turnstile_wait). In: chain lock; out: none. */
  void block(KThread td, TurnstileChain tc, Mtx m, KThread owner) {
    td.pcpu.cpu.chargeCycles(PathCosts.TURNSTILE);
    Turnstile own = td.turnstile;
    if (own == null) {
      own = new Turnstile(new SpinMtx(k, "turnstile lock"));
    }
    Turnstile ts = tc.lookup(m);
    if (ts == null) {
      ts = own;
      ts.lock.lock(td);
      ts.lockobj = m;
      tc.insert(ts);
      setOwner(td, ts, owner);
    } else {
      ts.lock.lock(td);
      own.next = ts.free;
      ts.free = own;
    }
    td.turnstile = null;
    SpinMtx runq = k.threadLock(td, td);
    ts.insert(td);
    td.tdLock = ts.lock;
    runq.unlock(td);
    td.blocked = ts;
    td.inhibit(KThread.TDI_LOCK);
    tc.lock.unlock(td);
    if (k.tracing) {
      k.emit(td, EventKind.WAIT_CHANNEL, td, k.tracer.intern(m.toString()));
    }
    propagatePriority(td, td);
    k.sched.miSwitch(td, Sched.SW_VOL);
  }

  private void setOwner(KThread self, Turnstile ts, KThread owner) {
    contestedLock.lock(self);
    ts.owner = owner;
    ts.contestedNext = owner.contested;
    owner.contested = ts;
    contestedLock.unlock(self);
  }

  /**
   * Lends the priority of a waiter to the owner of the lock, and on to whom that one waits for
   * (propagate_priority). In and out: the thread lock of {@code td}, which is a turnstile's.
   */
  private void propagatePriority(KThread self, KThread td) {
    int pri = td.priority;
    Turnstile ts = td.blocked;
    SpinMtx held = null;
    while (ts != null) {
      KThread o = ts.owner;
      if (o == null) {
        break;
      }
      SpinMtx m = k.threadLock(self, o);
      if (held != null) {
        held.unlock(self);
      }
      held = m;
      k.checks.must(Assertion.PROPAGATE, !o.isSleeping(), o);
      if (o.priority <= pri) {
        break;
      }
      k.priorities.lendPrio(o, pri);
      k.emit(self, EventKind.PRIORITY, o, pri);
      if (o.state == TDS_RUNNING
          || o.state == TDS_RUNQ
          || o.state == TDS_CAN_RUN
          || k.fault.at(Mutant.PROPAGATE_ONCE)) {
        break;
      }
      k.checks.that(Assertion.PROPAGATE, o.onLock(), o);
      ts = o.blocked;
      if (ts == null || o.turnstile != null) {
        break;
      }
      ts.remove(o);
      ts.insert(o);
    }
    if (held != null) {
      held.unlock(self);
    }
  }

  /**
   * A thread that waits has another priority: it changes its place, and if it is the first now and
   * became more urgent, the owner hears of it (turnstile_adjust). In and out: thread lock, which is
   * the turnstile's.
   */
  void adjust(KThread td, int before) {
    Turnstile ts = td.blocked;
    if (ts == null || td.turnstile != null) {
      return; // it has been woken
    }
    ts.remove(td);
    ts.insert(td);
    KThread self = ts.lock.owner;
    if (self != null && ts.first == td && td.priority < before) {
      propagatePriority(self, td);
    }
  }

  /**
   * Makes every waiter runnable; they compete for the lock again (turnstile_broadcast,
   * turnstile_unpend). Drops the chain lock.
   */
  void wakeAll(KThread self, TurnstileChain tc, Mtx m) {
    Turnstile ts = tc.lookup(m);
    if (ts == null) {
      tc.lock.unlock(self);
      return;
    }
    self.pcpu.cpu.chargeCycles(PathCosts.TURNSTILE);
    ts.lock.lock(self);
    KThread pending = ts.first;
    ts.first = null;
    ts.last = null;
    // each waiter gets a turnstile to carry, the last one this
    for (KThread td = pending; td != null; td = td.lockqNext) {
      Turnstile spare = ts.free;
      if (td.lockqNext == null) {
        tc.remove(ts);
        td.turnstile = ts;
      } else if (spare != null) {
        ts.free = spare.next;
        spare.next = null;
        td.turnstile = spare;
      }
    }
    disown(self, ts);
    tc.lock.unlock(self);
    while (pending != null) {
      KThread td = pending;
      pending = td.lockqNext;
      td.lockqNext = null;
      td.lockqPrev = null;
      k.threadLockBlockWait(self, td);
      td.blocked = null;
      td.uninhibit(KThread.TDI_LOCK);
      k.emitBetween(self, EventKind.WAKEUP, td);
      k.sched.schedAdd(self, td, ts.lock, EnqueueReason.WAKEUP, Sched.SRQ_HOLD);
    }
    ts.lock.unlock(self);
  }

  /** The owner has let go; its priority is what its other waiters still lend it. */
  private void disown(KThread self, Turnstile ts) {
    contestedLock.lock(self);
    Turnstile t = self.contested;
    if (t == ts) {
      self.contested = ts.contestedNext;
    } else {
      while (t != null && t.contestedNext != ts) {
        t = t.contestedNext;
      }
      if (t != null) {
        t.contestedNext = ts.contestedNext;
      }
    }
    ts.contestedNext = null;
    ts.owner = null;
    ts.lockobj = null;
    int pri = KThread.PRI_MAX;
    for (Turnstile other = self.contested; other != null; other = other.contestedNext) {
      KThread waiter = other.first;
      if (waiter != null && waiter.priority < pri) {
        pri = waiter.priority;
      }
    }
    contestedLock.unlock(self);
    if ((self.flags & KThread.TDF_BORROWING) != 0) {
      SpinMtx runq = k.threadLock(self, self);
      k.priorities.unlendPrio(self, pri);
      runq.unlock(self);
    }
  }
}
