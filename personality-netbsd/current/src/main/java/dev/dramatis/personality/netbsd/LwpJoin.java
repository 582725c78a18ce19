package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.Errno;

/** Waiting for the death of LWPs (kern_lwp.c: lwp_wait). */
final class LwpJoin {
  /** Any LWP of the process. */
  static final int ANY = 0;

  /** Not an errno: nothing to collect yet. */
  private static final int SLEEP = -101;

  private final Kern kern;

  LwpJoin(Kern kern) {
    this.kern = kern;
  }

  /**
   * Collects a dead LWP of the caller's process, sleeping until there is one (kern_lwp.c:
   * lwp_wait). Entered and left with p_lock held; it is dropped while asleep and while a corpse is
   * freed, so every pass starts over.
   *
   * @param lid the LWP to collect, or {@link #ANY}
   * @param exiting whether the process is being emptied by exit1: detached LWPs are candidates, and
   *     there is one sleep of at most one tick
   * @return 0 with {@code l.departed} set, ESRCH (no candidate), EINVAL (detached), EDEADLK, or why
   *     the sleep ended; EWOULDBLOCK or 0 with nothing collected when exiting
   */
  int lwpWait(Lwp l, int lid, boolean exiting) {
    Proc p = l.proc;
    kern.checks.that(Check.K11, p.lock.ownedBy(l), l);
    p.nlwpwait++;
    l.waitingfor = lid;
    l.waitingFirst = 0;
    int error;
    for (; ; ) {
      leaveForCoreDump(l);
      if (drainDetachedCorpse(l)) {
        continue;
      }
      l.ci.cpu.chargeCycles(PathCosts.LWP_WAIT);
      error = lid != ANY ? collectOne(l, lid) : collectAny(l, exiting);
      if (error == 0) {
        return 0;
      }
      if (error != SLEEP) {
        break;
      }
      if (exiting) {
        kern.checks.that(Check.K14, p.nlwps > 1, p);
        error = p.lwpcv.timedwait(l, p.lock, 1);
        break;
      }
      if (p.nlwpwait == p.nlwps && !kern.fault.at(Mutant.WAIT_SKIP_DEADLOCK)) {
        // Everybody who could die is in here. Longer chains of mutual waiting are not recognized;
        // they can be killed.
        error = Errno.EDEADLK;
        break;
      }
      error = p.lwpcv.waitSig(l, p.lock);
      if (error != 0) {
        break;
      }
    }
    giveUp(l, lid);
    return error;
  }

  /**
   * While the process dumps core its LWPs are suspended on their way out, this one too, and do not
   * come back.
   */
  private void leaveForCoreDump(Lwp l) {
    if ((l.proc.sflag & Flags.PS_WCORE) != 0) {
      kern.checks.count(Check.K12);
      if (kern.repairs.waitCore) {
        takeBack(l, l.waitingfor);
      }
      l.proc.lock.exit(l);
      kern.control.lwpUserret(l);
      throw kern.checks.panic(Check.K12, l);
    }
  }

  /**
   * Frees the detached corpse that waits to be reused; true if there was one, and p_lock was
   * dropped.
   */
  private boolean drainDetachedCorpse(Lwp l) {
    Proc p = l.proc;
    Lwp corpse = p.zomblwp;
    if (corpse == null) {
      return false;
    }
    p.zomblwp = null;
    kern.life.lwpFree(l, corpse, false, false);
    p.lock.enter(l);
    if (kern.fault.at(Mutant.WAIT_NO_RESTART)) {
      return false;
    }
    return true;
  }

  private int collectOne(Lwp l, int lid) {
    if (kern.fault.at(Mutant.WAIT_SWAPPED_LOCKS)) {
      kern.procLock.enter(l);
      kern.procLock.exit(l);
    }
    Lwp l2 = kern.pidTable.findLwp(l.proc, lid);
    if (l2 == null) {
      return Errno.ESRCH;
    }
    kern.checks.that(Check.K13, l2.lid == lid, l2);
    if (kern.repairs.waitRecycled && isAnother(l, l2)) {
      return Errno.ESRCH;
    }
    if ((l2.prflag & Flags.LPR_DETACHED) != 0) {
      return Errno.EINVAL;
    }
    if (l2.waitingfor == l.lid) {
      // It waits for us; waiting for oneself ends here too.
      return Errno.EDEADLK;
    }
    if (kern.repairs.waitCycles && closesCircle(l, l2)) {
      return Errno.EDEADLK;
    }
    if (l2 == l) {
      return Errno.ESRCH;
    }
    if (l2.waiter == 0) {
      // First come: others that wait for anybody leave this one to us.
      l2.waiter = l.lid;
    }
    if (l2.stat != LwpState.ZOMB) {
      return SLEEP;
    }
    collect(l, l2);
    return 0;
  }

  /** Whether an LWP has got the number of the one that we began to wait for. */
  private static boolean isAnother(Lwp l, Lwp l2) {
    if (l.waitingFirst == 0) {
      l.waitingFirst = l2.number;
    }
    return l.waitingFirst != l2.number;
  }

  private int collectAny(Lwp l, boolean exiting) {
    int found = 0;
    for (Lwp l2 = l.proc.lwps; l2 != null; l2 = l2.siblingNext) {
      if (l2 == l) {
        continue;
      }
      if ((l2.prflag & Flags.LPR_DETACHED) != 0) {
        found += exiting ? 1 : 0;
        continue;
      }
      found++;
      // One that has a waiter is left to it; if the waiter gives up we get another chance.
      boolean ours = l2.waiter == 0 || kern.fault.at(Mutant.WAIT_IGNORE_WAITER);
      if (ours && l2.stat == LwpState.ZOMB) {
        collect(l, l2);
        return 0;
      }
    }
    return found == 0 ? Errno.ESRCH : SLEEP;
  }

  private void collect(Lwp l, Lwp l2) {
    Proc p = l.proc;
    l.waitingfor = 0;
    l2.waiter = 0;
    p.nlwpwait--;
    l.departed = l2.lid;
    if (l2.number > 0 && l.number > 0) {
      kern.sched.collected(l2, l);
    }
    kern.life.lwpFree(l, l2, false, false);
    p.lock.enter(l);
  }

  /**
   * Takes back our mark as first waiter, and lets the others look again: for zombies, and whether
   * all wait now.
   */
  void giveUp(Lwp l, int lid) {
    takeBack(l, lid);
    if (!kern.fault.at(Mutant.WAIT_DROP_BROADCAST)) {
      l.proc.lwpcv.broadcast(l.ci);
    }
  }

  private void takeBack(Lwp l, int lid) {
    Proc p = l.proc;
    if (lid != ANY && !kern.fault.at(Mutant.WAIT_KEEP_MARK)) {
      Lwp l2 = kern.pidTable.findLwp(p, lid);
      kern.checks.that(Check.K15, l2 == null || l2.lid == lid, p);
      if (l2 != null && l2.waiter == l.lid) {
        l2.waiter = 0;
      }
    }
    p.nlwpwait--;
    l.waitingfor = 0;
  }

  /** Whether somebody whom the target waits for, however indirectly, waits for us. */
  private boolean closesCircle(Lwp l, Lwp target) {
    Lwp t = target;
    for (int steps = l.proc.nlwps; t != null && t.waitingfor != ANY && steps > 0; steps--) {
      if (t.waitingfor == l.lid) {
        return true;
      }
      t = kern.pidTable.findLwp(l.proc, t.waitingfor);
    }
    return false;
  }
}
