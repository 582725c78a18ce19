package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.sched.EnqueueReason;
import dev.dramatis.spi.trace.EventKind;
import org.jspecify.annotations.Nullable;

/** Going to sleep and waking up (kern_sleepq.c, and the blocking half of kern_turnstile.c). */
final class Sleepq {
  private final Kern kern;

  Sleepq(Kern kern) {
    this.kern = kern;
  }

  // ---- going to sleep

  /**
   * Puts the running LWP under the lock of the queue it will join; the caller holds that lock
   * (sleepq_enter).
   */
  void enter(Lwp l, SpinMutex mutex) {
    kern.lwpLock(l.ci, l);
    kern.lwpUnlockTo(l.ci, l, mutex);
  }

  /**
   * Joins a queue, or sleeps untracked (sleepq_enqueue). From here on the LWP is LSSLEEP, although
   * it still runs.
   */
  void enqueue(
      Lwp l, @Nullable SleepQueue sq, Object wchan, String wmesg, SyncObj sobj, boolean catching) {
    CpuInfo ci = l.ci;
    Checks checks = kern.checks;
    if (checks.on) {
      checks.that(Check.N13, l.lockedBy(ci), l);
      checks.that(Check.N14, l.stat == LwpState.ONPROC, l);
      checks.that(
          Check.N15, l.wchan == null && l.sleepq == null && (l.flag & Flags.LW_SINTR) == 0, l);
    }
    ci.cpu.chargeCycles(PathCosts.SLEEP);
    l.syncobj = sobj;
    l.wchan = wchan;
    l.wmesg = wmesg;
    l.sleepq = sq;
    l.slptime = 0;
    l.boostpri = Math.max(l.boostpri, sobj.boostpri);
    kern.setStat(ci, l, LwpState.SLEEP);
    if (catching) {
      l.flag |= Flags.LW_SINTR;
    }
    if (sq != null) {
      sq.insert(l, sobj.sorted);
    }
    if (kern.tracer.enabled()) {
      kern.emit(ci, EventKind.WAIT_CHANNEL, l, kern.tracer.intern(wmesg));
    }
  }

  /**
   * Sleeps until woken (sleepq_block). Entered with the LWP locked, left unlocked.
   *
   * @param timo ticks to sleep at most, 0 for no limit
   * @param catching whether signals, death and the like end the sleep
   * @return 0, EWOULDBLOCK, EINTR or RESTART
   */
  int block(Lwp l, int timo, boolean catching) {
    int error = catching ? interruption(l) : 0;
    boolean early =
        error != 0 || (catching && (l.flag & Flags.LW_PENDSIG) != 0 && Signal.sigispending(l) != 0);
    if (early && !kern.fault.at(Mutant.SLEEPQ_IGNORE_CANCEL)) {
      kern.lwpUnsleep(l.ci, l, true);
    } else {
      if (timo != 0) {
        l.flag &= ~Flags.LW_STIMO;
        calloutSchedule(l, timo);
      }
      l.ci.spcMutex.enter(l.ci);
      kern.synch.miSwitch(l);
      if (timo != 0) {
        calloutHalt(l);
        if ((l.flag & Flags.LW_STIMO) != 0) {
          l.flag &= ~Flags.LW_STIMO;
          error = Errno.EAGAIN;
        }
      }
    }
    if (catching && error == 0) {
      error = interruption(l);
      if (error == 0 && (l.flag & Flags.LW_PENDSIG) != 0) {
        error = kern.issignal.interruptedBy(l);
      }
    }
    return error;
  }

  /**
   * Why, apart from signals, an interruptible sleep must not begin or go on; 0 if it may. A pending
   * suspension is no reason.
   */
  private int interruption(Lwp l) {
    if ((l.flag & (Flags.LW_CANCELLED | Flags.LW_WEXIT | Flags.LW_WCORE)) != 0) {
      l.flag &= ~Flags.LW_CANCELLED;
      return Errno.EINTR;
    }
    boolean suspended = kern.repairs.suspendSleep && (l.flag & Flags.LW_WSUSPEND) != 0;
    return suspended || (l.pflag & Flags.LP_BOUNDARY) != 0 ? Errno.RESTART : 0;
  }

  // ---- waking up

  /** Ends the sleep of one LWP, whose lock is held (sleepq_unsleep, called by lwp_unsleep). */
  void unsleep(CpuInfo ci, Lwp l, boolean unlock) {
    SpinMutex mutex = l.mutex;
    if (unlock && kern.fault.at(Mutant.UNSLEEP_UNLOCKED)) {
      mutex.exit(ci);
      remove(ci, l);
      return;
    }
    remove(ci, l);
    if (unlock) {
      mutex.exit(ci);
    }
  }

  /** Wakes the first on a queue whose lock is held. */
  void wakeOne(CpuInfo ci, SleepQueue sq) {
    Lwp l = sq.first;
    if (l != null) {
      remove(ci, l);
    }
  }

  /** Wakes everybody on a queue whose lock is held. */
  void wakeAll(CpuInfo ci, SleepQueue sq) {
    for (Lwp l = sq.first; l != null; l = sq.first) {
      remove(ci, l);
    }
  }

  /**
   * Takes an LWP off what it sleeps on and, unless something else holds it, makes it runnable
   * (sleepq_remove). The lock that covered the LWP stays held.
   */
  void remove(CpuInfo ci, Lwp l) {
    if (kern.checks.on) {
      kern.checks.that(Check.N16, l.lockedBy(ci), l);
      kern.checks.that(
          Check.N17,
          l.stat == LwpState.SLEEP || l.stat == LwpState.STOP || l.stat == LwpState.SUSPENDED,
          l);
    }
    SleepQueue sq = l.sleepq;
    if (sq != null) {
      if (!kern.fault.at(Mutant.SLEEPQ_KEEP_QUEUED)) {
        sq.remove(l);
      }
      l.sleepq = null;
    }
    l.syncobj = SyncObj.SCHED;
    l.wchan = null;
    l.flag &= ~Flags.LW_SINTR;
    if (kern.tracer.enabled()) {
      kern.emit(ci, EventKind.WAKEUP, l, ci.curlwp.number);
    }
    if (l.stat != LwpState.SLEEP) {
      // Stopped while it slept: whoever stopped it sets it running.
      l.mutex = l.ci.spcLwplock;
    } else if (l.onCpu()) {
      // It is about to switch away, and will find that it need not.
      kern.setStat(ci, l, LwpState.ONPROC);
      l.slptime = 0;
      l.mutex = l.ci.spcLwplock;
    } else {
      kern.synch.enqueueRunnable(ci, l, EnqueueReason.WAKEUP, false);
    }
  }

  /** The callout that ends a timed sleep (sleepq_timeout). */
  void timeout(CpuInfo ci, Lwp l) {
    kern.lwpLock(ci, l);
    if (l.wchan == null && !kern.fault.at(Mutant.TIMEOUT_SKIP_RECHECK)) {
      // Somebody else was faster.
      kern.lwpUnlock(ci, l);
      return;
    }
    l.flag |= Flags.LW_STIMO;
    kern.lwpUnsleep(ci, l, true);
  }

  /** sleepq_lendpri: of an LWP that sleeps; on a sorted queue it finds a new place. */
  void lendpri(Lwp l, int pri) {
    SleepQueue sorted = l.sleepq != null && l.syncobj.sorted ? l.sleepq : null;
    if (sorted != null) {
      sorted.remove(l);
    }
    l.lend(pri);
    if (sorted != null) {
      sorted.insert(l, true);
    }
  }

  // ---- callouts

  /** Arms the callout of the running LWP on its CPU. */
  private void calloutSchedule(Lwp l, int ticks) {
    CpuInfo ci = l.ci;
    ci.cpu.chargeCycles(PathCosts.CALLOUT);
    Callouts wheel = ci.callouts;
    wheel.lock.enter(ci);
    long now = kern.clock.ticks(ci);
    wheel.schedule(l, now + ticks, now);
    wheel.lock.exit(ci);
  }

  /** Disarms it, and if it goes off at this moment on another CPU waits until it has. */
  private void calloutHalt(Lwp l) {
    CpuInfo ci = l.ci;
    ci.cpu.chargeCycles(PathCosts.CALLOUT);
    Callouts wheel = l.calloutWheel;
    if (wheel == null) {
      return;
    }
    wheel.lock.enter(ci);
    if (l.calloutBucket >= 0) {
      wheel.remove(l);
    }
    while (wheel.active == l) {
      wheel.lock.exit(ci);
      ci.cpu.await(wheel.lock.line, Access.AWAIT, wheel);
      wheel.lock.enter(ci);
    }
    wheel.lock.exit(ci);
    l.calloutWheel = null;
  }
}
