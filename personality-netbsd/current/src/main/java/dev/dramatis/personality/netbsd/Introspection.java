package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.ThreadInfo;
import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.kernel.UserThread;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the kernel says about itself, and what must hold between calls. */
final class Introspection {
  private final Kern kern;

  Introspection(Kern kern) {
    this.kern = kern;
  }

  List<ThreadInfo> threads() {
    List<ThreadInfo> infos = new ArrayList<>();
    for (Lwp l : kern.swapping.userLwps()) {
      infos.add(
          new ThreadInfo(
              l.number,
              l.name(),
              l.proc.pid,
              l.lid,
              LwpState.name(l.stat),
              waitChannel(l),
              waitsFor(l),
              l.eprio(),
              l.ci.id,
              holds(l)));
    }
    return infos;
  }

  private static String waitChannel(Lwp l) {
    Object wchan = l.wchan;
    if (wchan == null) {
      return "";
    }
    UserQueue q = l.userQueue;
    UserMutex mutex = q == null ? null : q.mutex();
    if (mutex != null) {
      return l.wmesg + " " + mutex.name();
    }
    return wchan instanceof KMutex m ? l.wmesg + " " + m : l.wmesg;
  }

  private int waitsFor(Lwp l) {
    UserQueue q = l.userQueue;
    UserMutex mutex = q == null ? null : q.mutex();
    if (mutex != null) {
      UserThread owner = mutex.owner();
      return owner == null ? 0 : owner.id();
    }
    if (l.wchan instanceof KMutex m && m.owner != null) {
      return Math.max(0, m.owner.number);
    }
    if (l.waitingfor != 0) {
      Lwp t = kern.pidTable.findLwp(l.proc, l.waitingfor);
      return t == null ? 0 : Math.max(0, t.number);
    }
    return 0;
  }

  private static List<String> holds(Lwp l) {
    List<String> names = new ArrayList<>(0);
    for (KMutex m = l.held; m != null; m = m.nextHeld) {
      names.add(m.toString());
    }
    return names;
  }

  String describeCpu(int cpu) {
    CpuInfo ci = kern.cpus[cpu];
    StringBuilder text = new StringBuilder(80);
    text.append(ci.idle() ? "idle" : ci.curlwp.toString());
    text.append(", ").append(kern.sched.queued(cpu)).append(" queued");
    if (ci.wantResched) {
      text.append(", resched wanted");
    }
    if (ci.spcMigrating != null) {
      text.append(", migrating ").append(ci.spcMigrating);
    }
    if (ci.spcLwplock.held()) {
      text.append(", spc_lwplock held");
    }
    if (ci.spcMutex.held()) {
      text.append(", spc_mutex held");
    }
    return text.toString();
  }

  /**
   * Counters against lists, states against lists and locks, numbers against the table, maps of
   * shared pages against their counts.
   */
  void checkInvariants() {
    int further = 0;
    for (Proc p : kern.allproc) {
      check(p);
      further += Math.max(0, p.nlwps - 1);
    }
    demand(kern.uids.lwps() >= further, "chglwpcnt", "the user");
    for (Lwp l = kern.alllwp; l != null; l = l.listNext) {
      demand(l.listNext == null || l.listNext.listPrev == l, "alllwp", l);
      demand(l.stat != LwpState.ZOMB || l.onCpu() || l.proc.isSystem(), "alllwp", l);
    }
  }

  private void check(Proc p) {
    if (p.lock.owner != null) {
      return; // in the middle of a change
    }
    int lwps = 0;
    int running = 0;
    int zombies = 0;
    int detached = 0;
    int waiting = 0;
    boolean parked = p.zomblwp == null;
    for (Lwp l = p.lwps; l != null; l = l.siblingNext) {
      lwps++;
      detached += (l.prflag & Flags.LPR_DETACHED) != 0 ? 1 : 0;
      waiting += l.waitingfor != 0 ? 1 : 0;
      parked |= l == p.zomblwp;
      switch (l.stat) {
        case LwpState.ZOMB -> zombies++;
        case LwpState.STOP, LwpState.SUSPENDED -> {}
        default -> running++;
      }
      check(p, l);
    }
    demand(lwps == p.nlwps, "p_nlwps", p);
    demand(running == p.nrlwps, "p_nrlwps", p);
    demand(zombies <= p.nzlwps, "p_nzlwps", p);
    demand(detached == p.ndlwps, "p_ndlwps", p);
    demand(waiting <= p.nlwpwait, "p_nlwpwait", p);
    Lwp corpse = p.zomblwp;
    if (corpse != null) {
      demand(
          parked
              && corpse.proc == p
              && corpse.stat == LwpState.ZOMB
              && (corpse.prflag & Flags.LPR_DETACHED) != 0,
          "p_zomblwp",
          corpse);
    }
    LwpCtl ctl = p.lwpctl;
    demand(ctl == null || ctl.consistent(), "lcp_nfree", p);
    demand(ctl == null || ctl.lock.owner != null || ctl.holds(p), "l_lwpctl", p);
  }

  private void check(Proc p, Lwp l) {
    demand(l.proc == p, "p_lwps", l);
    demand(kern.pidTable.peekLwp(l.lid) == l, "pid_table", l);
    boolean corpse = l.stat == LwpState.ZOMB && (l.prflag & Flags.LPR_DETACHED) != 0;
    demand(!corpse || l.onCpu() || l == p.zomblwp, "p_zomblwp", l);
    if (l.waiter != 0) {
      Lwp w = kern.pidTable.findLwp(p, l.waiter);
      demand(w != null && w.waitingfor == l.lid, "l_waiter", l);
    }
    if (l.mutex.held()) {
      return; // the LWP itself is in the middle of a change
    }
    demand(Kern.lockFitsState(l), "l_mutex", l);
    boolean queueable = l.stat == LwpState.SLEEP || l.stat == LwpState.STOP;
    demand(l.wchan == null || queueable, "l_wchan", l);
    demand(l.sleepq == null || (l.wchan != null && l.sleepq.contains(l)), "l_sleepq", l);
    demand((l.pflag & Flags.LP_QUEUED) == 0 || l.stat == LwpState.RUN, "l_runq", l);
    demand(l.wchan != null || l.ts.waiters == 0, "l_ts", l);
    demand(l.piLenders != null || l.inheritedprio == -1, "l_inheritedprio", l);
  }

  private void demand(boolean holds, String name, @Nullable Object subject) {
    if (!holds) {
      throw kern.machine.violation(name, "counters and lists of " + subject + " disagree");
    }
  }
}
