package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.Signals;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Process groups and who could continue them (kern_proc.c: proc_enterpgrp, fixjobc and relatives).
 * All under proc_lock.
 *
 * <p>There is one session, that of init. Processes that a workload starts with each lead a group of
 * their own, as if a shell with job control had started them; so the stop signals of a terminal
 * work on them.
 */
final class Pgrps {
  private final Kern kern;
  private final Map<Integer, Pgrp> byId = new LinkedHashMap<>();

  Pgrps(Kern kern) {
    this.kern = kern;
  }

  /** pgrp_find. */
  @Nullable Pgrp find(int id) {
    return byId.get(id);
  }

  /** The group that was made for a process of the workload, whether that still exists or not. */
  @Nullable Pgrp findByNumber(int number) {
    for (Pgrp pgrp : byId.values()) {
      if (pgrp.number == number) {
        return pgrp;
      }
    }
    return null;
  }

  /** A new group with one member. */
  void lead(Proc p) {
    Pgrp pgrp = new Pgrp(p.pid, p.number, kern.initproc.pid);
    byId.put(p.pid, pgrp);
    kern.pidTable.setGroup(p.pid);
    join(p, pgrp);
  }

  /** The part of fork1: a child starts in the group of its parent. */
  void inherit(Proc child, Proc parent) {
    Pgrp pgrp = parent.pgrp;
    if (pgrp != null) {
      pgrp.members.add(child);
      child.pgrp = pgrp;
    }
  }

  private void join(Proc p, Pgrp pgrp) {
    pgrp.members.add(p);
    p.pgrp = pgrp;
    fixjobcEntering(p, pgrp);
  }

  /**
   * sys_setpgid and proc_enterpgrp.
   *
   * @param target the caller's process or a child of it
   * @param pgid id of the group, which may be the pid of the target for a new one
   */
  int enter(Lwp l, @Nullable Proc target, int pgid) {
    Proc curp = l.proc;
    if (target == null || (target != curp && target.pptr != curp) || target.zombie()) {
      return Errno.ESRCH;
    }
    if (pgid < 0) {
      return Errno.EINVAL;
    }
    Pgrp old = target.pgrp;
    if (old != null && old.id == pgid) {
      return 0;
    }
    Pgrp pgrp = byId.get(pgid);
    if (pgrp == null && pgid != target.pid) {
      return Errno.EPERM;
    }
    if (target == kern.initproc) {
      // The leader of the session.
      return Errno.EPERM;
    }
    if (old != null) {
      fixjobcLeaving(l, target, old);
    }
    leave(target);
    if (pgrp == null) {
      lead(target);
    } else {
      join(target, pgrp);
    }
    return 0;
  }

  /** proc_leavepgrp: the last member takes the group with it. */
  void leave(Proc p) {
    Pgrp pgrp = p.pgrp;
    if (pgrp == null) {
      return;
    }
    pgrp.members.remove(p);
    p.pgrp = null;
    if (pgrp.members.isEmpty()) {
      byId.remove(pgrp.id);
      kern.pidTable.removeGroup(pgrp.id);
    }
  }

  private static boolean qualifies(@Nullable Pgrp of, Pgrp other) {
    return of != null && of != other && of.session == other.session;
  }

  private static void fixjobcEntering(Proc p, Pgrp pgrp) {
    Proc parent = p.pptr;
    if (parent != null && qualifies(parent.pgrp, pgrp)) {
      pgrp.jobc++;
      p.lflag &= ~Flags.PL_ORPHANPG;
    }
    for (Proc child = p.children; child != null; child = child.siblingNext) {
      Pgrp his = child.pgrp;
      if (his != null && qualifies(his, pgrp) && !child.zombie()) {
        child.lflag &= ~Flags.PL_ORPHANPG;
        his.jobc++;
      }
    }
  }

  /** fixjobc on the way out of a group, by a change of groups or death. */
  void fixjobcLeaving(Lwp l, Proc p, Pgrp pgrp) {
    Proc parent = p.pptr;
    if (parent != null && qualifies(parent.pgrp, pgrp) && --pgrp.jobc == 0) {
      orphanpg(l, pgrp);
    }
    for (Proc child = p.children; child != null; child = child.siblingNext) {
      Pgrp his = child.pgrp;
      if (his != null && qualifies(his, pgrp) && !child.zombie() && --his.jobc == 0) {
        orphanpg(l, his);
      }
    }
  }

  /** Nobody is left who could continue the stopped members of a group: they are told and go on. */
  private void orphanpg(Lwp l, Pgrp pgrp) {
    for (Proc p : List.copyOf(pgrp.members)) {
      if (p.stat == Proc.SSTOP) {
        p.lflag |= Flags.PL_ORPHANPG;
        kern.signal.psignal(l, p, Signals.SIGHUP);
        kern.signal.psignal(l, p, Signals.SIGCONT);
      }
    }
  }
}
