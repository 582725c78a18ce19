package dev.dramatis.personality.freebsd;

import java.util.ArrayList;
import java.util.List;

/** What of a kernel's state no other kernel could take over. Host code. */
final class Export {
  private Export() {}

  /** Why threads cannot leave now, or empty. */
  static String refusal(Kern k) {
    List<String> why = new ArrayList<>();
    if (k.procctl.busy()) {
      why.add("a reaper kills its descendants");
    }
    k.procs.forEach(p -> addReasons(why, p));
    return String.join("; ", why);
  }

  private static void addReasons(List<String> why, Proc p) {
    String who = "process " + p.userProcess + " (" + p.name + ") ";
    if (p.forked) {
      why.add(who + "was forked, and only its kernel knows its parent");
    }
    if (p.isReaper) {
      why.add(who + "is a reaper");
    }
    Pgrp g = p.pgrp;
    if (g != null && g.number != p.userProcess) {
      why.add(who + "is in the process group of another");
    }
    if (p.pdeathsig != 0) {
      why.add(who + "wants a signal when its parent ends");
    }
    if (UserWords.used(p)) {
      why.add(who + "has words of memory that only this kernel keeps");
    }
    if (p.shouldStop() != 0) {
      why.add(who + "is stopped or single-threading");
    }
    if (p.state == Proc.PRS_ZOMBIE) {
      return;
    }
    if (!p.sigacts.allDefault()) {
      why.add(who + "catches or ignores signals");
    }
    boolean pending = p.sigqueue.signals != 0;
    boolean masked = false;
    boolean timed = false;
    boolean named = false;
    boolean bare = false;
    for (KThread td = p.firstThread; td != null; td = td.plistNext) {
      pending |= td.sigqueue.signals != 0;
      masked |= td.user != null && (mask(td) != 0 || td.sigframeCount > 0);
      pending |= (td.pflags & KThread.TDP_WAKEUP) != 0;
      pending |= (td.flags & KThread.TDF_THRWAKEUP) != 0;
      timed |= td.inTimedCall;
      named |= td.tdName != null;
      bare |= td.user instanceof BareThr;
    }
    if (bare) {
      why.add(who + "has threads without a program, made by thr_new");
    }
    if (pending) {
      why.add(who + "has signals or wakeups that wait to be taken");
    }
    if (masked && (p.flag2 & Proc.P2_WEXIT) == 0) {
      why.add(who + "has threads that block signals or run handlers");
    }
    if (timed) {
      why.add(who + "has threads in native calls with a time limit");
    }
    if (named) {
      why.add(who + "has threads with names of their own");
    }
  }

  /** The mask that counts; that of a thread on its way out is full. */
  private static long mask(KThread td) {
    if (td.sigmask == -1L) {
      return 0;
    }
    return (td.pflags & KThread.TDP_OLDMASK) != 0 ? td.oldsigmask : td.sigmask;
  }
}
