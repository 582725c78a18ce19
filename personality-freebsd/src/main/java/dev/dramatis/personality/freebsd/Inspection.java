package dev.dramatis.personality.freebsd;

import static dev.dramatis.personality.freebsd.KThread.TDF_BOUNDARY;
import static dev.dramatis.personality.freebsd.KThread.TDS_INHIBITED;
import static dev.dramatis.personality.freebsd.KThread.TDS_RUNNING;
import static dev.dramatis.personality.freebsd.KThread.TDS_RUNQ;

import dev.dramatis.spi.kernel.ThreadInfo;
import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.kernel.UserThread;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The kernel as seen from outside: descriptions, and the invariants of the whole model. Host code.
 */
final class Inspection {
  private Inspection() {}

  static List<ThreadInfo> threads(Kern k) {
    List<ThreadInfo> result = new ArrayList<>();
    k.procs.forEachThread(td -> result.add(describe(k, td)));
    result.sort(Comparator.comparingInt(ThreadInfo::thread));
    return result;
  }

  private static ThreadInfo describe(Kern k, KThread td) {
    List<String> holds = new ArrayList<>();
    for (Mtx m : k.mutexes) {
      if (m.ownedBy(td)) {
        holds.add(m.toString());
      }
    }
    String channel = "";
    int waitsFor = 0;
    String wmesg = td.wmesg;
    if (wmesg != null) {
      channel = wmesg;
      UmtxQueue q = td.umtxQueue;
      UserMutex mutex = q == null ? null : q.mutex;
      if (mutex != null) {
        channel = wmesg + " " + mutex.name();
        UserThread owner = mutex.owner();
        waitsFor = owner == null ? 0 : owner.id();
      } else if (q != null && q.tidOf != null) {
        waitsFor = q.tidOf.id();
        channel = wmesg + " " + q.tidOf.name();
      }
    }
    Turnstile ts = td.blocked;
    if (ts != null) {
      channel = String.valueOf(ts.lockobj);
      KThread owner = ts.owner;
      waitsFor = owner == null ? 0 : Math.max(0, owner.id());
    }
    return new ThreadInfo(
        td.id(),
        td.name(),
        td.proc().pid,
        td.tid,
        td.stateName(),
        channel,
        waitsFor,
        td.priority,
        td.pcpu.id,
        holds);
  }

  /** The invariants that hold whenever no CPU is inside a section that changes them. */
  static void checkInvariants(Kern k) {
    Checks c = new Checks(true, k.machine);
    int[] ids = {0};
    k.procs.forEach(p -> ids[0] += checkProc(c, p));
    if (k.procs.proctree.owner == null) {
      k.procs.forEach(
          p ->
              c.that(
                  Assertion.PROCTREE, p.state == Proc.PRS_NEW || k.procs.consistent(p), p.pid));
    }
    ids[0] += k.kthreads.proc0.numthreads + k.kthreads.initproc.numthreads;
    ids[0] += k.reaper.count() + k.kthreads.retained();
    for (Pcpu pc : k.pcpus) {
      checkCpu(c, pc);
      if (pc.deadthread != null) {
        ids[0]++;
      }
    }
    k.reaper.checkZombies();
    // M9, M10: an id for every object, and a count for every id
    int population = k.tidBitmap.population();
    c.that(Assertion.INVARIANT, population >= ids[0], population - ids[0]);
    c.that(Assertion.INVARIANT, k.threadCount.nthreads() >= population, population);
    c.that(
        Assertion.INVARIANT,
        k.threadCount.nthreads() < k.threadCount.maxthread,
        k.threadCount.nthreads());
  }

  private static int checkProc(Checks c, Proc p) {
    int linked = 0;
    int suspended = 0;
    int boundary = 0;
    for (KThread td = p.firstThread; td != null; td = td.plistNext) {
      linked++;
      c.that(Assertion.INVARIANT, td.proc == p, td); // M4
      c.that(Assertion.INVARIANT, td.state == TDS_INHIBITED == (td.inhibitors != 0), td); // M1
      c.that(Assertion.INVARIANT, td.state == TDS_RUNNING == (td.oncpu != KThread.NOCPU), td); // M3
      c.that(Assertion.INVARIANT, td.state == TDS_RUNQ || !td.queued(), td); // M2
      suspended += td.isSuspended() ? 1 : 0;
      boolean atBoundary = (td.flags & TDF_BOUNDARY) != 0;
      boundary += atBoundary ? 1 : 0;
      c.that(Assertion.INVARIANT, !atBoundary || td.isSuspended(), td); // B3
    }
    c.that(Assertion.INVARIANT, linked == p.numthreads, p.numthreads); // M4
    boolean quiet = p.slock.owner == null && p.mtx.owner == null;
    if (quiet) {
      c.that(Assertion.INVARIANT, suspended == p.suspcount, p.suspcount); // B1
      c.that(Assertion.INVARIANT, boundary == p.boundaryCount, p.boundaryCount); // B2
      c.that(
          Assertion.INVARIANT,
          0 <= boundary && boundary <= suspended && suspended <= linked,
          p.pid); // B4
      boolean single = (p.flag & Proc.P_STOPPED_SINGLE) != 0;
      c.that(Assertion.INVARIANT, single == (p.singlethread != null), p.flag); // M11
      c.that(Assertion.INVARIANT, single || (p.flag & Proc.P_SINGLE_EXIT) == 0, p.flag); // M12
      int both = Proc.P_SINGLE_EXIT | Proc.P_SINGLE_BOUNDARY;
      c.that(Assertion.INVARIANT, (p.flag & both) != both, p.flag); // M12
    }
    return linked;
  }

  private static void checkCpu(Checks c, Pcpu pc) {
    KThread td = pc.curthread;
    boolean switching = pc.tdqLock.owner != null;
    c.that(
        Assertion.INVARIANT, switching || td.state == TDS_RUNNING && td.oncpu == pc.id, td); // M3
  }
}
