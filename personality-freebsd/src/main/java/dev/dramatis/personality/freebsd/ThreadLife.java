package dev.dramatis.personality.freebsd;

import static dev.dramatis.personality.freebsd.KThread.TDS_INACTIVE;

import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.trace.EventKind;
import org.jspecify.annotations.Nullable;

/** Thread objects from allocation to reaping, and their ties to a process (kern_thread.c). */
final class ThreadLife {
  private static final int STRUCT_THREAD = 2048;

  private final Kern k;
  private final Mtx tidLock;

  /** Free objects of each memory domain; the zone never gives memory back. */
  private final @Nullable KThread[] zone;

  ThreadLife(Kern k) {
    this.k = k;
    this.tidLock = new Mtx(k, "TID lock", k.allocateAddress(64));
    this.zone = new KThread[k.domains];
  }

  // ---- ids
  // -------------------------------------------------------------------------------------------------------

  /** kern_thread.c: tid_alloc. */
  int tidAlloc(KThread self) {
    tidLock.lock(self);
    int tid = k.tidBitmap.alloc();
    tidLock.unlock(self);
    return tid;
  }

  /** kern_thread.c: tid_free. */
  void tidFree(KThread self, int tid) {
    tidLock.lock(self);
    tidFreeLocked(self, tid);
    tidLock.unlock(self);
  }

  /** One lock section for up to sixteen ids (tid_free_batch). */
  void tidFreeBatch(KThread self, int[] tids, int n) {
    tidLock.lock(self);
    for (int i = 0; i < n; i++) {
      tidFreeLocked(self, tids[i]);
    }
    tidLock.unlock(self);
  }

  private void tidFreeLocked(KThread self, int tid) {
    k.checks.that(Assertion.A03, tidLock.ownedBy(self), self);
    k.tidBitmap.free(tid);
  }

  // ---- objects
  // -----------------------------------------------------------------------------------------------------

  /** A new thread object with an id and a stack, or null if the limit is reached (thread_alloc). */
  @Nullable KThread alloc(KThread self, UserThread user) {
    self.pcpu.cpu.chargeCycles(PathCosts.THREAD_ALLOC);
    if (!k.threadCount.inc(self)) {
      return null;
    }
    int tid = tidAlloc(self);
    return construct(self.pcpu, user, tid);
  }

  /** The same for host code, which has the machine for itself. */
  @Nullable KThread allocFromHost(Pcpu home, UserThread user) {
    return k.threadCount.incFromHost() ? construct(home, user, k.tidBitmap.alloc()) : null;
  }

  private KThread construct(Pcpu home, UserThread user, int tid) {
    KThread td = zone[home.domain];
    if (td == null) {
      td = new KThread(k, k.allocateAddress(STRUCT_THREAD), home.domain, home);
    } else {
      zone[home.domain] = td.slpqNext;
      td.slpqNext = null;
    }
    ctor(td);
    k.checks.that(Assertion.A13, td.context == null, td);
    td.pcpu = home;
    td.tdLock = home.tdqLock;
    td.tid = tid;
    td.user = user;
    td.context = user.context();
    return td;
  }

  /** Prepares for use; a thread begins inside the switch that will bring it in (thread_ctor). */
  void ctor(KThread td) {
    td.state = TDS_INACTIVE;
    td.lastcpu = KThread.NOCPU;
    td.oncpu = KThread.NOCPU;
    td.critnest = 1;
    td.spinlocks = 1;
    td.savedLevel = 0;
    td.lendUserPri = KThread.PRI_MAX;
    k.checks.that(
        Assertion.UMTX_ALLOC,
        td.umtxQueue == null && td.blocked == null && td.contested == null,
        td);
    k.checks.that(Assertion.A09, td.wchan == 0 && td.inhibitors == 0, td);
  }

  /** Verifies that the thread is dead (thread_dtor). */
  void dtor(KThread td) {
    k.checks.that(Assertion.A10, td.state == TDS_INACTIVE, td);
  }

  /**
   * Gives everything back except the id and the count, which the caller frees
   * (thread_free_batched).
   */
  void freeBatched(KThread self, KThread td) {
    Cpu cpu = self.pcpu.cpu;
    cpu.chargeCycles(PathCosts.THREAD_FREE);
    Pcpu where = td.calloutCpu;
    if (where != null) {
      where.callouts.drain(self, td);
    }
    release(td);
  }

  private void release(KThread td) {
    UserThread u = td.user;
    if (u != null) {
      if (Users.isStill(u, td)) {
        u.attach(null);
      }
      td.user = null;
    }
    td.context = null;
    td.setSchedData(null);
    td.calloutCpu = null;
    td.tidWord = null;
    td.joiner = null;
    td.forgetSignals();
    td.flags = 0;
    td.pflags = 0;
    td.ast = 0;
    td.dbgflags = 0;
    td.owepreempt = false;
    td.runtime = 0;
    td.nvcsw = 0;
    td.nivcsw = 0;
    td.tid = -1;
    td.slpqNext = zone[td.allocDomain];
    zone[td.allocDomain] = td;
  }

  /** A thread that never ran (thread_free). */
  void free(KThread self, KThread td) {
    dtor(td);
    int tid = td.tid;
    freeBatched(self, td);
    tidFree(self, tid);
    k.threadCount.sub(self, 1);
  }

  /** Lets go of a thread that another kernel takes over, or that was never linked. Host code. */
  void freeFromHost(KThread td) {
    int tid = td.tid;
    release(td);
    k.tidBitmap.free(tid);
    k.threadCount.subFromHost();
  }

  // ---- processes
  // ---------------------------------------------------------------------------------------------------

  /** The first thread of a process (proc_linkup). */
  void procLinkup(Proc p, KThread td) {
    p.numthreads = 0;
    link(td, p);
  }

  /** kern_thread.c: thread_link. */
  void link(KThread td, Proc p) {
    td.setState(TDS_INACTIVE);
    td.proc = p;
    td.flags = KThread.TDF_INMEM;
    p.append(td);
    p.numthreads++;
  }

  /** kern_thread.c: thread_unlink; the thread keeps its process. */
  void unlink(KThread self, KThread td) {
    Proc p = td.proc();
    k.checks.that(Assertion.A32, p.mtx.ownedBy(self), td);
    p.remove(td);
    p.numthreads--;
  }

  /**
   * Ends the calling thread (thread_exit). Nobody can free a thread that still stands on its own
   * stack, so it is left to its successor on this CPU. Entered with the process lock and the
   * process spin lock; never returns.
   */
  void exit(KThread td) {
    final Proc p = td.proc();
    k.checks.that(Assertion.A23, td.proc != null, td);
    k.checks.that(Assertion.A20, p.slock.ownedBy(td), td);
    k.checks.that(Assertion.A22, p.mtx.ownedBy(td), td);
    k.checks.that(Assertion.A24, td.sigqueue.listEmpty(), td);
    td.pcpu.cpu.chargeCycles(PathCosts.THREAD_EXIT);
    k.emit(td, EventKind.THREAD_EXIT, td.id(), 0);

    // The last thread stays with its process, and the two are used again together. Single-threading
    // for exit clears all sign
    // of other threads, so the last one always takes the short path.
    if ((p.flag & Proc.P_HADTHREADS) != 0) {
      k.checks.that(Assertion.A26, p.numthreads > 1, td);
      p.exitthreads++;
      unlink(td, td);
      if (p.stoppedSingleOnly() && p.numthreads == p.suspcount) {
        k.single.wakeSingleThreader(td, p);
      }
      td.pcpu.deadthread = td;
    }

    p.mtx.unlock(td);
    p.statmtx.lock(td);
    k.threadLock(td, td);
    p.slock.unlock(td);
    k.sched.chargeRuntime(td);
    td.nvcsw++;
    p.runtime += td.runtime;
    p.statmtx.unlock(td);

    td.setState(TDS_INACTIVE);
    k.sched.schedThrow(td);
    throw k.checks.fail(Assertion.A27, td.describe());
  }

  /**
   * What is left of the last thread of a dead process (thread_wait). Taking and dropping its lock
   * proves that it is off its CPU.
   */
  void waitFor(KThread self, Proc p) {
    k.checks.that(Assertion.A29, p.numthreads == 1, p.numthreads);
    k.checks.that(Assertion.A30, p.exitthreads == 0, p.exitthreads);
    KThread td = p.firstThread;
    if (td == null) {
      return;
    }
    SpinMtx m = k.threadLock(self, td);
    m.unlock(self);
    Pcpu where = td.calloutCpu;
    if (where != null) {
      where.callouts.drain(self, td);
    }
    k.reaper.reap(self);
  }

  /**
   * The thread kept by a free process gets a new stack; its id stays (thread_recycle). Host code.
   */
  void recycle(KThread td, Pcpu home, UserThread user) {
    ctor(td);
    td.pcpu = home;
    td.tdLock = home.tdqLock;
    td.user = user;
    td.context = user.context();
  }

  /** Strips a dead thread that stays with its free process. */
  void clean(KThread td) {
    UserThread u = td.user;
    if (u != null && Users.isStill(u, td)) {
      u.attach(null);
    }
    td.user = null;
    td.context = null;
    td.setSchedData(null);
    td.tidWord = null;
    td.joiner = null;
    td.forgetSignals();
    td.runtime = 0;
    td.ast = 0;
    td.pflags = 0;
    td.dbgflags = 0;
  }
}
