package dev.dramatis.personality.freebsd;

import static dev.dramatis.personality.freebsd.KThread.TDS_INACTIVE;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.trace.EventKind;
import org.jspecify.annotations.Nullable;

/** Thread objects from allocation to reaping, and their ties to a process (kern_thread.c). */
final class ThreadLife {
  /** Pages of a kernel stack, if nobody asks for another size. */
  static final int KSTACK_PAGES = 4;

  private final Kern k;
  private final Mtx tidLock;

  final ThreadZone zone;

  /** How many kernel stacks there is address space for. */
  private final int maxStacks;

  private int stacks;

  /** Ids that are taken and written in no thread at the moment. */
  private int tidsInHand;

  ThreadLife(Kern k) {
    this.k = k;
    this.tidLock = new Mtx(k, "TID lock", k.allocateAddress(64));
    this.zone = new ThreadZone(k);
    this.maxStacks = new Options(k.host).number("kstacks", Integer.MAX_VALUE, 0, Integer.MAX_VALUE);
  }

  // ---- ids

  /** kern_thread.c: tid_alloc. */
  int tidAlloc(KThread self) {
    tidLock.lock(self);
    int tid = k.tidBitmap.alloc();
    tidsInHand++;
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
    if (k.fault.at(Mutant.TID_FREE_UNLOCKED)) {
      tidLock.unlock(self);
    }
    for (int i = 0; i < n; i++) {
      tidFreeLocked(self, tids[i]);
    }
    tidLock.unlock(self);
  }

  /** kern_thread.c: tid_free_locked. In and out: tid_lock. */
  void tidFreeLocked(KThread self, int tid) {
    k.checks.that(Assertion.A03, tidLock.ownedBy(self), self);
    k.tidBitmap.free(tid);
    tidsInHand--;
  }

  /** Ids that the bitmap must know: those of all threads, and those on their way to or from one. */
  int expectedTids() {
    return zone.withTid() + tidsInHand;
  }

  // ---- objects

  /** A new thread object with an id and a stack, or null if the limit is reached (thread_alloc). */
  @Nullable KThread threadAlloc(KThread self, UserThread user) {
    return threadAlloc(self, user, KSTACK_PAGES);
  }

  /** The same with a kernel stack of that many pages. */
  @Nullable KThread threadAlloc(KThread self, UserThread user, int pages) {
    self.pcpu.cpu.chargeCycles(PathCosts.THREAD_ALLOC);
    if (!k.threadCount.threadCountInc(self)) {
      return null;
    }
    int tid = tidAlloc(self);
    KThread td = zone.alloc(self.pcpu);
    k.checks.that(Assertion.A13, td.kstackPages == 0, td);
    if (!vmThreadNew(td, pages)) {
      zone.free(td);
      tidFree(self, tid);
      k.threadCount.threadCountDec(self);
      return null;
    }
    tidsInHand--;
    td.tid = tid;
    cpuThreadAlloc(td, self.pcpu, user);
    return td;
  }

  /** The same for host code, which has the machine for itself. */
  @Nullable KThread allocFromHost(Pcpu home, UserThread user) {
    if (!k.threadCount.incFromHost()) {
      return null;
    }
    KThread td = zone.alloc(home);
    vmThreadNew(td, KSTACK_PAGES);
    td.tid = k.tidBitmap.alloc();
    cpuThreadAlloc(td, home, user);
    return td;
  }

  /** The context of the thread: the one of user space, whose bottom frames outlive the kernel. */
  private static void cpuThreadAlloc(KThread td, Pcpu home, UserThread user) {
    td.pcpu = home;
    td.tdLock = home.tdqLock;
    td.user = user;
    td.affinity = user.affinity();
    td.context = user.context();
  }

  /** vm_glue.c: vm_thread_new; fails when there is no room for another kernel stack. */
  private boolean vmThreadNew(KThread td, int pages) {
    if (stacks >= maxStacks) {
      return false;
    }
    stacks++;
    td.kstackPages = (byte) pages;
    return true;
  }

  /** vm_glue.c: vm_thread_dispose. */
  private void vmThreadDispose(KThread td) {
    stacks--;
    td.kstackPages = 0;
  }

  /** The event handlers thread_dtor, before a thread is given up. */
  void dtor(KThread td) {
    k.checks.that(Assertion.A10, td.state == TDS_INACTIVE, td);
  }

  /**
   * Gives everything back except the id and the count, which the caller frees
   * (thread_free_batched).
   */
  void threadFreeBatched(KThread self, KThread td) {
    Cpu cpu = self.pcpu.cpu;
    cpu.chargeCycles(PathCosts.THREAD_FREE);
    Pcpu where = td.calloutCpu;
    if (where != null && !k.fault.at(Mutant.FREE_SKIP_DRAIN)) {
      where.callouts.drain(self, td);
    }
    release(td);
    tidsInHand++;
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
    td.affinity = null;
    td.setSchedData(null);
    td.calloutCpu = null;
    td.tidWord = null;
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
    if (td.kstackPages != 0 && !k.fault.at(Mutant.ALLOC_KEEP_STACK)) {
      vmThreadDispose(td);
    }
    zone.free(td);
  }

  /** A thread that never ran (thread_free). */
  void threadFree(KThread self, KThread td) {
    dtor(td);
    int tid = td.tid;
    threadFreeBatched(self, td);
    tidFree(self, tid);
    k.threadCount.threadCountDec(self);
  }

  /** Lets go of a thread that another kernel takes over, or that was never linked. Host code. */
  void freeFromHost(KThread td) {
    int tid = td.tid;
    k.cow.freeFromHost(td);
    release(td);
    k.tidBitmap.free(tid);
    k.threadCount.subFromHost();
  }

  // ---- processes

  /** The first thread of the first process (proc_linkup0). */
  void procLinkup0(Proc p, KThread td) {
    p.firstThread = null;
    p.lastThread = null;
    procLinkup(p, td);
  }

  /** The first thread of a process (proc_linkup). */
  void procLinkup(Proc p, KThread td) {
    p.numthreads = 0;
    threadLink(td, p);
  }

  /** kern_thread.c: thread_link. */
  void threadLink(KThread td, Proc p) {
    // disabled in the original: process 0 has no lock yet, nor has one that nobody can see
    k.checks.that(
        Assertion.A31,
        p.mtx.owner != null || p.numthreads == 0 || p.pid <= 0 || k.machine.current() == null,
        td);
    td.setState(TDS_INACTIVE);
    td.proc = p;
    td.flags = KThread.TDF_INMEM;
    p.append(td);
    if (p.numthreads == 0 || !k.fault.at(Mutant.LINK_NO_COUNT)) {
      p.numthreads++;
    }
  }

  /** kern_thread.c: thread_unlink; the thread keeps its process. */
  void threadUnlink(KThread self, KThread td) {
    Proc p = td.proc();
    k.checks.that(Assertion.A32, p.mtx.ownedBy(self), td);
    k.checks.that(Assertion.A33, td.epochs == 0, td);
    if (!k.fault.at(Mutant.UNLINK_KEEP_LISTED)) {
      p.remove(td);
    }
    p.numthreads--;
  }

  /**
   * Ends the calling thread (thread_exit). Nobody can free a thread that still stands on its own
   * stack, so it is left to its successor on this CPU. Entered with the process lock and the
   * process spin lock; never returns.
   */
  void threadExit(KThread td) {
    k.checks.that(Assertion.A23, td.proc != null, td);
    final Proc p = td.proc();
    k.checks.that(Assertion.A20, p.slock.ownedBy(td), td);
    k.checks.that(Assertion.A21, !k.giant.ownedBy(td), td);
    k.checks.that(Assertion.A22, p.mtx.ownedBy(td), td);
    k.checks.that(Assertion.A24, td.sigqueue.listEmpty(), td);
    k.checks.that(Assertion.A25, td.realucred == td.ucred, td);
    td.pcpu.cpu.chargeCycles(PathCosts.THREAD_EXIT);
    k.emit(td, EventKind.THREAD_EXIT, td, 0);

    // The last thread stays with its process, and the two are used again together. Single-threading
    // for exit clears all sign
    // of other threads, so the last one always takes the short path.
    if ((p.flag & Proc.P_HADTHREADS) != 0) {
      k.checks.must(Assertion.A26, p.numthreads > 1, td);
      if (!k.fault.at(Mutant.EXIT_NO_COUNT)) {
        p.exitthreads++;
      }
      if (k.fault.at(Mutant.EXIT_EARLY_UNLOCK)) {
        p.slock.unlock(td);
        p.slock.lock(td);
      }
      threadUnlink(td, td);
      td.heir = p.firstThread;
      if (p.stoppedSingleOnly()
          && p.numthreads == p.suspcount
          && !k.fault.at(Mutant.EXIT_DROP_WAKEUP)) {
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

    if (!k.fault.at(Mutant.EXIT_KEEP_STATE)) {
      td.setState(TDS_INACTIVE);
    }
    if (!k.fault.at(Mutant.EXIT_RETURNS)) {
      k.sched.schedThrow(td);
    }
    throw k.checks.fail(Assertion.A27, td.describe());
  }

  /**
   * What is left of the last thread of a dead process (thread_wait). Taking and dropping its lock
   * proves that it is off its CPU.
   */
  void threadWait(KThread self, Proc p) {
    k.checks.that(Assertion.A28, !k.giant.ownedBy(self), self);
    k.checks.that(Assertion.A29, p.numthreads == 1, p.numthreads);
    k.checks.that(Assertion.A30, p.exitthreads == 0, p.exitthreads);
    KThread td = p.firstThread;
    if (td == null) {
      return;
    }
    if (!k.fault.at(Mutant.WAIT_SKIP_LOCK)) {
      SpinMtx m = k.threadLock(self, td);
      m.unlock(self);
    }
    td.affinity = null;
    k.cow.threadCowFree(self, td);
    Pcpu where = td.calloutCpu;
    if (where != null) {
      where.callouts.drain(self, td);
    }
    k.reaper.threadReap(self);
  }

  /**
   * The thread kept by a free process is used again; its id stays, and so does its kernel stack if
   * it has the right size (thread_recycle).
   *
   * @return 0 or ENOMEM
   */
  int threadRecycle(KThread td, int pages) {
    if (td.kstackPages != pages) {
      if (td.kstackPages != 0) {
        vmThreadDispose(td);
      }
      if (!vmThreadNew(td, pages)) {
        return Errno.ENOMEM;
      }
    }
    return Errno.OK;
  }

  /** Recycles for a user thread, with everything as after an allocation. Host code. */
  void threadRecycle(KThread td, Pcpu home, UserThread user) {
    zone.threadCtor(td);
    threadRecycle(td, KSTACK_PAGES);
    cpuThreadAlloc(td, home, user);
  }

  /** Strips a dead thread that stays with its free process. */
  void clean(KThread td) {
    UserThread u = td.user;
    if (u != null && Users.isStill(u, td)) {
      u.attach(null);
    }
    td.user = null;
    td.context = null;
    td.affinity = null;
    td.setSchedData(null);
    td.tidWord = null;
    td.forgetSignals();
    td.runtime = 0;
    td.ast = 0;
    td.pflags = 0;
    td.dbgflags = 0;
  }
}
