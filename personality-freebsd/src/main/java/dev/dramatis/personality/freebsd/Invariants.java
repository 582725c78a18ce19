package dev.dramatis.personality.freebsd;

import static dev.dramatis.personality.freebsd.KThread.TDF_BORROWING;
import static dev.dramatis.personality.freebsd.KThread.TDF_BOUNDARY;
import static dev.dramatis.personality.freebsd.KThread.TDS_INACTIVE;
import static dev.dramatis.personality.freebsd.KThread.TDS_INHIBITED;
import static dev.dramatis.personality.freebsd.KThread.TDS_RUNNING;
import static dev.dramatis.personality.freebsd.KThread.TDS_RUNQ;
import static dev.dramatis.personality.freebsd.Proc.P_SINGLE_BOUNDARY;
import static dev.dramatis.personality.freebsd.Proc.P_SINGLE_EXIT;
import static dev.dramatis.personality.freebsd.Proc.P_STOPPED_SINGLE;
import static dev.dramatis.personality.freebsd.Proc.P_TOTAL_STOP;
import static dev.dramatis.personality.freebsd.Proc.P_WEXIT;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The invariants of the whole model. They hold at every interaction point of every CPU; where the
 * original breaks one for a while, it holds a lock meanwhile, and then the one concerned is left
 * out. Host code.
 */
final class Invariants {
  private final Kern k;
  private final Checks c;
  private boolean inTransit;

  private Invariants(Kern k) {
    this.k = k;
    this.c = k.checking ? k.checks : new Checks(true, k.machine);
  }

  /** Evaluates all of them; the first that does not hold ends the run. */
  static void check(Kern k) {
    new Invariants(k).check();
  }

  private void check() {
    k.life.zone.forEach(this::checkThread);
    k.life.zone.processes().forEach(this::checkProc);
    for (Pcpu pc : k.pcpus) {
      checkCpu(pc);
    }
    checkQueues();
    checkTree();
    k.reaper.checkZombies(c);
    int population = k.tidBitmap.population();
    c.that(Assertion.M9, population == k.life.expectedTids(), population);
    int nthreads = k.threadCount.nthreads();
    c.that(Assertion.M10, population <= nthreads && nthreads < k.threadCount.maxthread, nthreads);
    if (atRest()) {
      c.that(Assertion.M10, population == nthreads, nthreads);
      int[] dead = {0};
      k.life.zone.forEach(td -> {
        Proc p = td.proc;
        dead[0] += td.tid >= TidBitmap.NO_PID && (p == null || !p.links(td)) ? 1 : 0;
      });
      c.that(Assertion.M8, dead[0] == k.reaper.dead(), dead[0]);
    }
    checkHolds();
  }

  /** Nobody is in the middle of anything: all CPUs idle, and no thread is held up by a lock. */
  private boolean atRest() {
    boolean[] rest = {true};
    for (Pcpu pc : k.pcpus) {
      rest[0] &= pc.curthread.isIdle() && pc.deadthread == null && pc.stashing == null;
    }
    k.life.zone.forEach(td -> rest[0] &= td.state != TDS_RUNQ && !td.onLock());
    return rest[0];
  }

  /** Whoever has credentials or limits holds them; more may be held for the moment of a change. */
  private void checkHolds() {
    eachHolder((cred, limit) -> {
      cred.holders = 0;
      limit.holders = 0;
    });
    eachHolder((cred, limit) -> {
      cred.holders++;
      limit.holders++;
    });
    eachHolder((cred, limit) ->
        c.that(
            Assertion.M17,
            cred.holders <= cred.refs && limit.holders <= limit.refs(),
            cred.holders));
  }

  private void eachHolder(BiConsumer<Ucred, Plimit> action) {
    k.life.zone.processes().forEach(p -> visit(p.ucred, p.limit, action));
    k.life.zone.forEach(td -> visit(td.realucred, td.limit, action));
  }

  private static void visit(
      @Nullable Ucred cred, @Nullable Plimit limit, BiConsumer<Ucred, Plimit> action) {
    if (cred != null && limit != null) {
      action.accept(cred, limit);
    }
  }

  /** Parents, reapers and groups; the lock of the tree covers their changes. */
  private void checkTree() {
    if (k.procs.proctree.owner == null) {
      k.procs.forEach(
          p -> c.that(Assertion.PROCTREE, p.state == Proc.PRS_NEW || k.procs.consistent(p), p.pid));
    }
  }

  private void checkThread(KThread td) {
    c.that(Assertion.M1, td.state == TDS_INHIBITED == (td.inhibitors != 0), td);
    c.that(Assertion.M2, td.state == TDS_RUNQ || !td.queued(), td);
    boolean between = td.tdLock == k.blockedLock;
    inTransit |= between;
    boolean changing = between || td.tdLock.owner != null;
    c.that(Assertion.M3, changing || td.state == TDS_RUNNING == (td.oncpu != KThread.NOCPU), td);
    if ((td.flags & TDF_BORROWING) != 0) {
      for (Turnstile ts = td.contested; ts != null; ts = ts.contestedNext) {
        KThread waiter = ts.first;
        c.that(
            Assertion.M14,
            waiter == null || ts.lock.owner != null || td.priority <= waiter.priority,
            td);
      }
    }
  }

  private void checkProc(Proc p) {
    int linked = 0;
    int suspended = 0;
    int boundary = 0;
    for (KThread td = p.firstThread; td != null; td = td.plistNext) {
      linked++;
      c.that(Assertion.M4, td.proc == p, td);
      checkHashed(p, td);
      suspended += td.isSuspended() && !waitsForOthers(td) ? 1 : 0;
      boolean atBoundary = (td.flags & TDF_BOUNDARY) != 0;
      boundary += atBoundary ? 1 : 0;
      c.that(Assertion.B3, !atBoundary || td.isSuspended() || (p.flag & P_WEXIT) != 0, td);
    }
    c.that(Assertion.M4, linked == p.numthreads, p.numthreads);
    c.that(Assertion.M7, p.exitthreads == leaving(p), p.exitthreads);
    if (p.slock.owner != null || p.mtx.owner != null) {
      return; // counters and flags are being changed
    }
    if (p.state != Proc.PRS_NORMAL || (p.flag & P_WEXIT) != 0) {
      return; // what a process leaves behind is cleared when it is used again
    }
    int signals = p.sigqueue.counted();
    for (KThread td = p.firstThread; td != null; td = td.plistNext) {
      signals += td.sigqueue.counted();
    }
    c.that(Assertion.M16, signals == p.pendingcnt, p.pendingcnt);
    c.that(Assertion.B1, suspended == p.suspcount, p.suspcount);
    c.that(Assertion.B2, boundary == p.boundaryCount, p.boundaryCount);
    c.that(Assertion.B4, boundary <= suspended && suspended <= linked, p.pid);
    checkSingle(p);
  }

  /** Suspended on behalf of another process that it stops (ALLPROC). */
  private static boolean waitsForOthers(KThread td) {
    Proc target = td.singleTarget;
    return target != null && target != td.proc;
  }

  private void checkHashed(Proc p, KThread td) {
    int times = k.tidhash.occurrences(td);
    c.that(Assertion.M5, times <= 1, td);
    boolean settled =
        p.state == Proc.PRS_NORMAL
            && (p.flag & P_WEXIT) == 0
            && td.state != TDS_INACTIVE
            && td.state != TDS_RUNNING
            && p.mtx.owner != td;
    if (settled) {
      c.that(Assertion.M5, times == 1, td);
    }
  }

  private void checkSingle(Proc p) {
    KThread single = p.singlethread;
    boolean stopped = (p.flag & P_STOPPED_SINGLE) != 0;
    c.that(Assertion.M11, stopped == (single != null), p.flag);
    int both = P_SINGLE_EXIT | P_SINGLE_BOUNDARY;
    boolean foreign = single != null && single.proc != p;
    c.that(
        Assertion.M12,
        (stopped || (p.flag & P_SINGLE_EXIT) == 0)
            && (p.flag & both) != both
            && ((p.flag & P_TOTAL_STOP) == 0 || foreign),
        p.flag);
    if (single != null && !foreign) {
      c.that(
          Assertion.M15,
          !p.stoppedSingleOnly() || p.suspcount != p.numthreads || !single.isSuspended(),
          single);
    }
  }

  /** Threads of a process that are unlinked and not yet on a list of zombies. */
  private int leaving(Proc p) {
    int n = 0;
    for (Pcpu pc : k.pcpus) {
      KThread dead = pc.deadthread;
      KThread stashing = pc.stashing;
      KThread td = pc.curthread;
      n += dead != null && dead.proc == p ? 1 : 0;
      n += stashing != null && stashing.proc == p ? 1 : 0;
      n += td != dead && td.proc == p && !p.links(td) ? 1 : 0;
    }
    return n;
  }

  private void checkCpu(Pcpu pc) {
    KThread td = pc.curthread;
    boolean switching =
        pc.tdqLock.owner != null || td.tdLock.owner != null || td.tdLock == k.blockedLock;
    c.that(Assertion.M3, switching || td.state == TDS_RUNNING && td.oncpu == pc.id, td);
    for (KThread ready = pc.kernelReady; ready != null; ready = ready.slpqNext) {
      c.that(Assertion.M2, ready.state == TDS_RUNQ && ready.pcpu == pc, ready);
    }
  }

  /** What the scheduler says is queued is what is ready; it may have one queue for all CPUs. */
  private void checkQueues() {
    int[] ready = new int[k.pcpus.length];
    int[] total = {0};
    k.life.zone.forEach(td -> {
      if (td.state == TDS_RUNQ && !td.isKernel()) {
        ready[td.pcpu.id]++;
        total[0]++;
      }
    });
    if (inTransit) {
      return;
    }
    for (Pcpu pc : k.pcpus) {
      int queued = k.sched.scheduler().queued(pc.id);
      c.that(Assertion.M13, queued == ready[pc.id] || queued == total[0], queued);
    }
  }
}
