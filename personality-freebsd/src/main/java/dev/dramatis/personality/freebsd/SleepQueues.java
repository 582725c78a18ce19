package dev.dramatis.personality.freebsd;

import static dev.dramatis.personality.freebsd.KThread.TDF_SINTR;
import static dev.dramatis.personality.freebsd.KThread.TDF_TIMEOUT;

import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.trace.EventKind;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sleeping and waking (subr_sleepqueue.c, kern_synch.c: _sleep). */
final class SleepQueues {
  static final int EINTR = 4;
  static final int EWOULDBLOCK = 35;
  static final int ERESTART = -1;

  /** No timeout. */
  static final long FOREVER = Long.MAX_VALUE;

  // priority of msleep (sys/priority.h); 0 for none
  static final int PWAIT = 108;
  static final int PPAUSE = 116;
  static final int PRIMASK = 0xff;

  // flags of msleep
  static final int PCATCH = 0x100;
  static final int PDROP = 0x200;

  private static final int CHAINS = 256;

  private final Kern k;
  private final @Nullable SleepqChain[] chains = new SleepqChain[CHAINS];

  SleepQueues(Kern k) {
    this.k = k;
  }

  /** SC_HASH. */
  static int chainOf(long wchan) {
    return (int) (wchan >>> 8 ^ wchan) & CHAINS - 1;
  }

  private SleepqChain chain(long wchan) {
    int i = chainOf(wchan);
    SleepqChain sc = chains[i];
    if (sc == null) {
      sc = new SleepqChain(new SpinMtx(k, "sleepq chain " + i));
      chains[i] = sc;
    }
    return sc;
  }

  /** Every queue with sleepers, in a fixed order; for digests. */
  void describe(Consumer<SleepQueue> reader) {
    for (SleepqChain sc : chains) {
      if (sc != null) {
        sc.forEach(reader);
      }
    }
  }

  // ---- sleeping

  /**
   * Sleeps on a channel (kern_synch.c: _sleep).
   *
   * @param flags priority and flags
   * @param interlock held on entry, released while asleep; held again on return unless PDROP; or
   *     null
   * @param deadline absolute, or FOREVER
   * @return 0, EINTR, ERESTART or EWOULDBLOCK
   */
  int sleep(
      KThread td, long wchan, @Nullable Mtx interlock, int flags, String wmesg, long deadline) {
    boolean catches = (flags & PCATCH) != 0;
    SleepqChain sc = chain(wchan);
    sc.lock.lock(td);
    if (interlock != null) {
      interlock.unlock(td);
    }
    add(td, sc, wchan, interlock, wmesg, catches);
    if (deadline != FOREVER) {
      td.sleeptimo = deadline;
      td.pcpu.callouts.set(td.pcpu.cpu, td, deadline);
    }
    int error;
    int pri = flags & PRIMASK;
    if (catches) {
      error = catchSignals(td, sc, pri);
    } else {
      k.threadLock(td, td);
      switchOut(td, sc, pri);
      error = 0;
    }
    int timedOut = checkTimeout(td);
    if (error == 0 && catches) {
      error = td.intrval;
    }
    if (error == 0) {
      error = timedOut;
    }
    if (interlock != null && (flags & PDROP) == 0) {
      interlock.lock(td);
    }
    return error;
  }

  /** Sleeps on a channel, releasing a spin mutex that is not taken again (msleep_spin). */
  void sleepSpin(KThread td, long wchan, SpinMtx interlock, String wmesg) {
    SleepqChain sc = chain(wchan);
    sc.lock.lock(td);
    interlock.unlock(td);
    add(td, sc, wchan, interlock, wmesg, false);
    k.threadLock(td, td);
    switchOut(td, sc, 0);
  }

  /** subr_sleepqueue.c: sleepq_add. In and out: chain lock. */
  private void add(
      KThread td,
      SleepqChain sc,
      long wchan,
      @Nullable Object interlock,
      String wmesg,
      boolean catches) {
    if (k.checking) {
      k.checks.that(
          Assertion.SLEEPQ_ADD,
          wchan != 0 && td.wchan == 0 && td.critnest == 1 && td.spinlocks == 1,
          td);
    }
    td.pcpu.cpu.chargeCycles(PathCosts.SLEEPQ_ADD);
    SleepQueue own = td.sleepqueue;
    SleepQueue sq = sc.lookup(wchan);
    if (sq == null) {
      sq = own == null ? new SleepQueue() : own;
      sq.wchan = wchan;
      sq.lock = interlock;
      sc.insert(sq);
    } else if (own != null) {
      own.next = sq.free;
      sq.free = own;
    }
    if (k.checking) {
      k.checks.that(Assertion.SLEEPQ_LOCK, sq.lock == interlock, td);
    }
    td.sleepqueue = null;
    td.sleepsOn = sq;
    sq.append(td);
    // the original takes the thread lock for the flags; here a section without an interaction point
    // is atomic anyway
    td.wchan = wchan;
    td.wmesg = wmesg;
    td.flags &= ~TDF_TIMEOUT;
    if (catches) {
      td.intrval = 0;
      td.flags |= TDF_SINTR;
    }
    if (k.tracing) {
      k.emit(td, EventKind.WAIT_CHANNEL, td, k.tracer.intern(wmesg));
    }
  }

  /**
   * Signals and stops come first; without any the thread is switched out (sleepq_catch_signals).
   * Drops the chain lock.
   */
  private int catchSignals(KThread td, SleepqChain sc, int pri) {
    int error = checkAstLocked(td, sc);
    if (error == 0) {
      switchOut(td, sc, pri);
      return 0;
    }
    // still on the queue, unless a wakeup was faster
    if (td.onSleepq()) {
      removeThread(td, sc, queueOf(td), td);
    }
    td.tdLock.unlock(td);
    sc.lock.unlock(td);
    return error;
  }

  /** sleepq_check_ast_sc_locked. In: chain lock. Out: chain lock and thread lock. */
  private int checkAstLocked(KThread td, SleepqChain sc) {
    if ((td.pflags & KThread.TDP_WAKEUP) != 0) {
      td.pflags &= ~KThread.TDP_WAKEUP;
      k.threadLock(td, td);
      return EINTR;
    }
    SpinMtx m = k.threadLock(td, td);
    if ((td.ast & (KThread.TDA_SIG | KThread.TDA_SUSPEND)) == 0 && !k.draining) {
      return 0;
    }
    m.unlock(td);
    sc.lock.unlock(td);

    Proc p = td.proc();
    p.mtx.lock(td);
    // Suspension first: a signal could come while the thread is suspended. On an error the original
    // goes without the process spin lock; with it there is nothing to be missed either.
    int error = k.delivery.checksusp(td);
    if (error == 0) {
      error = k.delivery.needsigchk(td);
    }
    if (error == 0 && k.draining) {
      error = ERESTART;
    }
    // the process spin lock bridges the change of locks: nobody can stop us unseen meanwhile
    p.slock.lock(td);
    sc.lock.lock(td);
    p.mtx.unlock(td);
    k.threadLock(td, td);
    p.slock.unlock(td);
    return error;
  }

  /** sleepq_switch. In: chain lock and thread lock; out: none. */
  private void switchOut(KThread td, SleepqChain sc, int pri) {
    SpinMtx runq = td.tdLock;
    if (!td.onSleepq()) {
      sc.lock.unlock(td);
      runq.unlock(td);
      return;
    }
    if ((td.flags & TDF_TIMEOUT) != 0) {
      removeThread(td, sc, queueOf(td), td);
      sc.lock.unlock(td);
      runq.unlock(td);
      return;
    }
    k.priorities.schedSleep(td, pri);
    // thread_lock_set: the chain lock becomes the thread lock. The run-queue lock, which
    // sched_switch would only take again, is
    // kept instead of dropped.
    td.tdLock = sc.lock;
    td.inhibit(KThread.TDI_SLEEPING);
    td.spinlocks--;
    k.sched.miSwitch(td, Sched.SW_VOL);
  }

  /** The clock decides whether it was a timeout, not the flag (sleepq_check_timeout). */
  private int checkTimeout(KThread td) {
    if (td.sleeptimo == 0) {
      return 0;
    }
    int result = td.sleeptimo <= td.pcpu.cpu.now() ? EWOULDBLOCK : 0;
    td.sleeptimo = 0;
    return result;
  }

  // ---- waking

  /**
   * Takes a thread off its channel and gives it a queue object to carry (sleepq_remove_thread). In
   * and out: chain lock.
   */
  private void removeThread(KThread self, SleepqChain sc, SleepQueue sq, KThread td) {
    Cpu cpu = self.pcpu.cpu;
    cpu.chargeCycles(PathCosts.SLEEPQ_REMOVE);
    sq.remove(td);
    if (sq.first == null) {
      sc.remove(sq);
      td.sleepqueue = sq;
    } else {
      SleepQueue spare = sq.free;
      if (spare != null) {
        sq.free = spare.next;
        spare.next = null;
        td.sleepqueue = spare;
      }
    }
    if ((td.flags & TDF_TIMEOUT) == 0 && td.calloutIndex >= 0) {
      Pcpu where = td.calloutCpu;
      if (where != null) {
        where.callouts.stop(cpu, td);
      }
    }
    td.sleepsOn = null;
    td.wmesg = null;
    td.wchan = 0;
    td.flags &= ~TDF_SINTR;
  }

  /** The queue that a sleeper is on. In: chain lock. */
  private SleepQueue queueOf(KThread td) {
    SleepQueue sq = td.sleepsOn;
    if (sq == null) {
      throw k.checks.fail(Assertion.SLEEPQ_ADD, "no queue for " + td.describe());
    }
    return sq;
  }

  /**
   * Wakes one sleeper (sleepq_resume_thread). In: chain lock. Out: chain lock with HOLD, else none.
   */
  private void resumeThread(KThread self, SleepqChain sc, SleepQueue sq, KThread td, int srqflags) {
    boolean asleep = td.isSleeping();
    SpinMtx m = sc.lock;
    if (asleep) {
      // it may still be on its way off the CPU
      k.threadLockBlockWait(self, td);
    } else {
      m = k.threadLock(self, td);
    }
    removeThread(self, sc, sq, td);
    if (asleep) {
      td.uninhibit(KThread.TDI_SLEEPING);
      k.sched.setrunnable(self, td, m, srqflags);
      return;
    }
    // not asleep yet: it is checking for signals and will find itself off the queue
    m.unlock(self);
    if ((srqflags & Sched.SRQ_HOLD) == 0) {
      sc.lock.unlock(self);
    }
  }

  /** Wakes all sleepers of a channel in their order (wakeup, sleepq_broadcast). */
  void wakeup(KThread self, long wchan) {
    SleepqChain sc = chain(wchan);
    sc.lock.lock(self);
    for (; ; ) {
      SleepQueue sq = sc.lookup(wchan);
      KThread td = sq == null ? null : sq.first;
      if (td == null) {
        break;
      }
      resumeThread(self, sc, sq, td, Sched.SRQ_HOLD);
    }
    sc.lock.unlock(self);
  }

  /**
   * Wakes the sleeper with the best priority, among equals the one that slept longest (wakeup_one,
   * sleepq_signal).
   */
  void wakeupOne(KThread self, long wchan) {
    SleepqChain sc = chain(wchan);
    sc.lock.lock(self);
    SleepQueue sq = sc.lookup(wchan);
    if (sq == null) {
      sc.lock.unlock(self);
      return;
    }
    resumeThread(self, sc, sq, best(sq), 0);
  }

  /** The same for a channel on which nobody but the thread given ever sleeps. */
  void wakeupOnly(KThread self, KThread td, long wchan) {
    SleepqChain sc = chain(wchan);
    sc.lock.lock(self);
    SleepQueue sq = td.sleepsOn;
    if (sq == null || sq.wchan != wchan) {
      sc.lock.unlock(self);
      return;
    }
    resumeThread(self, sc, sq, td, 0);
  }

  private static KThread best(SleepQueue sq) {
    KThread best = sq.first;
    if (best == null) {
      throw new IllegalStateException("a sleep queue without sleepers");
    }
    for (KThread td = best.slpqNext; td != null; td = td.slpqNext) {
      if (td.priority < best.priority) {
        best = td;
      }
    }
    return best;
  }

  /** Ends an interruptible sleep (sleepq_abort). In: thread lock, given as {@code m}. Out: none. */
  void abort(KThread self, KThread td, SpinMtx m, int error) {
    if ((td.flags & TDF_TIMEOUT) != 0) {
      m.unlock(self);
      return;
    }
    td.intrval = error;
    if (!td.isSleeping()) {
      // not switched out yet: it will look for signals first
      m.unlock(self);
      return;
    }
    SleepqChain sc = chain(td.wchan);
    resumeThread(self, sc, queueOf(td), td, 0);
  }

  /** The timeout of a sleeper, from the callout interrupt (sleepq_timeout). */
  void timeout(KThread self, KThread td, long time) {
    SpinMtx m = k.threadLock(self, td);
    if (td.sleeptimo == 0 || td.sleeptimo > time) {
      m.unlock(self);
    } else if (td.isSleeping()) {
      td.flags |= TDF_TIMEOUT;
      SleepqChain sc = chain(td.wchan);
      resumeThread(self, sc, queueOf(td), td, 0);
    } else {
      if (td.onSleepq()) {
        td.flags |= TDF_TIMEOUT;
      }
      m.unlock(self);
    }
  }

  /**
   * Takes a thread off its queue for somebody who lets it run, and returns with the thread lock
   * (sleepq_remove_nested).
   */
  SpinMtx removeNested(KThread self, KThread td) {
    SleepqChain sc = chain(td.wchan);
    sc.lock.lock(self);
    if (!td.onSleepq()) {
      sc.lock.unlock(self);
      return k.threadLock(self, td);
    }
    SpinMtx m = sc.lock;
    if (td.isSleeping()) {
      k.threadLockBlockWait(self, td);
      removeThread(self, sc, queueOf(td), td);
      td.uninhibit(KThread.TDI_SLEEPING);
    } else {
      m = k.threadLock(self, td);
      removeThread(self, sc, queueOf(td), td);
      sc.lock.unlock(self);
    }
    return m;
  }
}
