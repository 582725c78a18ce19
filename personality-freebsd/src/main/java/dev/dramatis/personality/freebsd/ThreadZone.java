package dev.dramatis.personality.freebsd;

import static dev.dramatis.personality.freebsd.KThread.TDS_INACTIVE;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The zone THREAD (uma_core.c) with the four functions of its items (kern_thread.c: thread_init,
 * thread_ctor, thread_dtor, thread_fini). Its memory is never given back, so a pointer to a thread
 * always points to one, dead or alive.
 */
final class ThreadZone {
  private static final int STRUCT_THREAD = 2048;

  private final Kern k;

  /** Free items of each memory domain. */
  private final @Nullable KThread[] free;

  /** Every item there is, for checks. */
  private final List<KThread> items = new ArrayList<>();

  ThreadZone(Kern k) {
    this.k = k;
    this.free = new KThread[k.domains];
  }

  /** uma_zalloc, from the memory of a CPU's domain. */
  KThread alloc(Pcpu home) {
    KThread td = free[home.domain];
    if (td == null) {
      td = make(home);
    } else {
      free[home.domain] = td.slpqNext;
      td.slpqNext = null;
    }
    threadCtor(td);
    return td;
  }

  /** An item that nobody has had before, initialized but not constructed. */
  KThread make(Pcpu home) {
    KThread td = new KThread(k, k.allocateAddress(STRUCT_THREAD), home.domain, home);
    threadInit(td);
    td.zoneIndex = items.size();
    items.add(td);
    return td;
  }

  /** uma_zfree. */
  void free(KThread td) {
    threadDtor(td);
    td.slpqNext = free[td.allocDomain];
    free[td.allocDomain] = td;
  }

  /**
   * Once for each item (thread_init). The turnstile is made when the thread first blocks on a
   * kernel lock: most never do.
   */
  void threadInit(KThread td) {
    td.sleepqueue = new SleepQueue();
    td.kstackPages = 0;
    td.sel = false;
  }

  /** For each use; a thread begins inside the switch that will bring it in (thread_ctor). */
  void threadCtor(KThread td) {
    td.state = TDS_INACTIVE;
    td.lastcpu = KThread.NOCPU;
    td.oncpu = KThread.NOCPU;
    td.critnest = 1;
    td.spinlocks = 1;
    td.savedLevel = 0;
    td.lendUserPri = KThread.PRI_MAX;
    k.umtx.threadAlloc(td);
    k.checks.that(Assertion.A09, !td.sel, td);
  }

  /** After each use: the thread must be dead (thread_dtor). */
  void threadDtor(KThread td) {
    k.checks.that(Assertion.A10, td.state == TDS_INACTIVE, td);
    td.ast = 0; // ast_kclear
    td.sel = false; // seltdfini
  }

  /** Before memory is given back, which happens to no thread (thread_fini). */
  void threadFini(KThread td) {
    td.turnstile = null;
    td.sleepqueue = null;
    k.checks.that(Assertion.A11, !td.sel, td);
  }

  /** Every item, whether or not it is in use; in the order in which they came into being. */
  void forEach(Consumer<KThread> action) {
    items.forEach(action);
  }

  /** The processes of all threads that exist, in the order of their first threads. */
  Set<Proc> processes() {
    Set<Proc> procs = new LinkedHashSet<>();
    for (KThread td : items) {
      // a process that was waited for is nothing but memory until it is used again
      if (td.proc != null && td.tid >= 0 && td.proc().pid >= 0) {
        procs.add(td.proc());
      }
    }
    return procs;
  }

  /** Items that have an id. */
  int withTid() {
    int n = 0;
    for (KThread td : items) {
      n += td.tid >= TidBitmap.NO_PID ? 1 : 0;
    }
    return n;
  }
}
