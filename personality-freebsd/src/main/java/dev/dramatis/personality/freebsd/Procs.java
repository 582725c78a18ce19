package dev.dramatis.personality.freebsd;

import dev.dramatis.spi.kernel.UserThread;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The processes of user space, by their neutral numbers. */
final class Procs {
  private static final int FIRST_PID = 700;

  private final Kern k;
  private final List<@Nullable Proc> byNumber = new ArrayList<>();

  Procs(Kern k) {
    this.k = k;
  }

  /**
   * The process of a thread; made, or taken from the zone, when its first thread comes. Host code.
   */
  Proc of(UserThread user) {
    int number = user.process();
    while (byNumber.size() <= number) {
      byNumber.add(null);
    }
    Proc p = byNumber.get(number);
    if (p == null) {
      Proc old = k.kthreads.takeFreeProc();
      p = old == null ? new Proc(k, k.allocateAddress(2048)) : old;
      p.pid = FIRST_PID + number;
      p.userProcess = number;
      p.name = user.processName();
      p.state = Proc.PRS_NORMAL;
      p.flag = Proc.P_INMEM;
      p.flag2 = 0;
      p.activeThreads = 0;
      p.debuggerSuspended = 0;
      k.cow.procInit(p);
      byNumber.set(number, p);
    }
    return p;
  }

  void forget(Proc p) {
    byNumber.set(p.userProcess, null);
  }

  /** All processes that exist, in order of number. */
  void forEach(Consumer<Proc> action) {
    for (Proc p : byNumber) {
      if (p != null) {
        action.accept(p);
      }
    }
  }

  /** All linked user threads. */
  void forEachThread(Consumer<KThread> action) {
    forEach(p -> {
      for (KThread td = p.firstThread; td != null; td = td.plistNext) {
        action.accept(td);
      }
    });
  }
}
