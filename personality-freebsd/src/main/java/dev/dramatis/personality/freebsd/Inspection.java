package dev.dramatis.personality.freebsd;

import dev.dramatis.spi.kernel.ThreadInfo;
import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.kernel.UserThread;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The kernel's threads as seen from outside. Host code. */
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
}
