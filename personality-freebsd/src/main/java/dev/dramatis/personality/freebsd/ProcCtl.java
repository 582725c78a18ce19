package dev.dramatis.personality.freebsd;

import static dev.dramatis.spi.kernel.Errno.EBUSY;
import static dev.dramatis.spi.kernel.Errno.EINVAL;
import static dev.dramatis.spi.kernel.Errno.EPERM;
import static dev.dramatis.spi.kernel.Errno.ESRCH;
import static dev.dramatis.spi.kernel.Errno.OK;
import static dev.dramatis.spi.kernel.Errno.RESTART;

import dev.dramatis.spi.kernel.NativeCall;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reapers, and process groups by call (kern_procctl.c, kern_prot.c: setpgid). */
final class ProcCtl {
  static final int REAPER_KILL_CHILDREN = 1;
  static final int REAPER_KILL_SUBTREE = 2;
  static final int EACCES = 13;

  private final Kern k;
  private final long channel;

  /** stop_all_proc_blocker: held by whoever stops processes from outside, one at a time. */
  private final Mtx blocker;

  private final long blockerChannel;
  private boolean blocked;

  /** Calls of reapKill under way. */
  private int killers;

  ProcCtl(Kern k) {
    this.k = k;
    this.channel = k.allocateAddress(64);
    this.blockerChannel = k.allocateAddress(64);
    this.blocker = new Mtx(k, "sapblk", blockerChannel);
  }

  // ---- reapers

  /** PROC_REAP_ACQUIRE: the process inherits the orphans of its descendants from now on. */
  int reapAcquire(KThread td, int pid) {
    Proc p = target(td, pid);
    if (p == null) {
      return ESRCH;
    }
    int error = OK;
    if (p != td.proc()) {
      error = EPERM;
    } else if (k.draining) {
      error = RESTART;
    } else if (p.isReaper) {
      error = EBUSY;
    } else {
      p.isReaper = true;
    }
    k.procs.proctree.unlock(td);
    return error;
  }

  /** PROC_REAP_RELEASE. */
  int reapRelease(KThread td, int pid) {
    Proc p = target(td, pid);
    if (p == null) {
      return ESRCH;
    }
    int error = OK;
    if (p != td.proc()) {
      error = EPERM;
    } else if (!p.isReaper) {
      error = EINVAL;
    } else {
      abandonChildren(td, p, false);
    }
    k.procs.proctree.unlock(td);
    return error;
  }

  /** Number of descendants of the reaper of a process (PROC_REAP_STATUS: rs_descendants). */
  int reapDescendants(KThread td, int pid) {
    Proc p = target(td, pid);
    if (p == null) {
      return -ESRCH;
    }
    int n = reaperFor(p).reaplist.size();
    k.procs.proctree.unlock(td);
    return n;
  }

  /**
   * PROC_REAP_KILL, as at the time of the seed: each process of the subtree is stopped as a whole
   * while the signal is sent, so that none of its threads can fork away from it.
   *
   * @return the number of processes signalled, a negated error, or AGAIN
   */
  long reapKill(KThread td, int pid, int sig, int flags, int subtree) {
    int both = REAPER_KILL_CHILDREN | REAPER_KILL_SUBTREE;
    if (!SigProps.valid(sig) || (flags & ~both) != 0 || (flags & both) == both) {
      return -EINVAL;
    }
    boolean stop = (flags & REAPER_KILL_CHILDREN) == 0; // reap_kill_sapblk
    if (stop && !stopAllProcBlock(td)) {
      return NativeCall.AGAIN;
    }
    long result = reapKill(td, pid, sig, flags, subtree, stop);
    if (stop) {
      stopAllProcUnblock(td);
    }
    return result;
  }

  /**
   * stop_all_proc_block: two that stop processes would wait for each other.
   *
   * @return false if a signal or a stop came first
   */
  private boolean stopAllProcBlock(KThread td) {
    blocker.lock(td);
    int error = 0;
    while (blocked && error == 0) {
      error =
          k.sleepqueues.sleep(
              td, blockerChannel, blocker, SleepQueues.PCATCH, "sapblk", SleepQueues.FOREVER);
    }
    boolean taken = error == 0;
    blocked |= taken;
    blocker.unlock(td);
    return taken;
  }

  private void stopAllProcUnblock(KThread td) {
    blocker.lock(td);
    blocked = false;
    k.sleepqueues.wakeup(td, blockerChannel);
    blocker.unlock(td);
  }

  private long reapKill(KThread td, int pid, int sig, int flags, int subtree, boolean stop) {
    Proc p = target(td, pid);
    if (p == null) {
      return -ESRCH;
    }
    if (k.draining) {
      k.procs.proctree.unlock(td);
      return NativeCall.AGAIN;
    }
    killers++;
    List<Proc> victims = victims(reaperFor(p), flags, subtree);
    int killed = 0;
    for (Proc victim : victims) {
      // the lock of the tree is dropped while the task does its work: one that was reaped meanwhile
      // has no reaper any more
      if (victim.reaper != null) {
        killed++;
        if (stop && victim != td.proc()) {
          Kill work = new Kill(victim, sig);
          k.kthreads.enqueueTask(td, work::run);
          while (!work.done) {
            k.sleepqueues.sleep(td, channel, k.procs.proctree, 0, "reapst", SleepQueues.FOREVER);
          }
        } else {
          victim.mtx.lock(td);
          k.sig.tdsendsignal(td, victim, null, sig, new Ksi(sig, null));
          victim.mtx.unlock(td);
        }
      }
    }
    k.procs.proctree.unlock(td);
    killers--;
    return killed == 0 ? -ESRCH : killed;
  }

  /** Somebody kills descendants. */
  boolean busy() {
    return killers != 0;
  }

  /**
   * The part of a task (reap_kill_proc_work): done by a thread that belongs to no process that
   * could be stopped in turn.
   */
  private final class Kill {
    final Proc target;
    final int sig;
    boolean done;

    Kill(Proc target, int sig) {
      this.target = target;
      this.sig = sig;
    }

    void run(KThread self) {
      target.mtx.lock(self);
      boolean stop =
          (target.flag & (Proc.P_SYSTEM | Proc.P_STOPPED)) == 0 && target.state == Proc.PRS_NORMAL;
      boolean stopped = stop && k.single.threadSingle(self, target, SingleThreading.ALLPROC);
      k.sig.tdsendsignal(self, target, null, sig, new Ksi(sig, null));
      if (stopped) {
        k.single.threadSingleEnd(self, target, SingleThreading.ALLPROC);
      }
      target.mtx.unlock(self);
      k.procs.proctree.lock(self);
      done = true;
      k.sleepqueues.wakeup(self, channel);
      k.procs.proctree.unlock(self);
    }
  }

  private static List<Proc> victims(Proc reaper, int flags, int subtree) {
    if ((flags & REAPER_KILL_CHILDREN) != 0) {
      return new ArrayList<>(reaper.children);
    }
    List<Proc> victims = new ArrayList<>();
    ArrayDeque<Proc> reapers = new ArrayDeque<>();
    reapers.add(reaper);
    while (!reapers.isEmpty()) {
      Proc r = reapers.removeFirst();
      for (Proc p : r.reaplist) {
        if (r == reaper && (flags & REAPER_KILL_SUBTREE) != 0 && p.reapsubtree != subtree) {
          continue;
        }
        if (p.isReaper) {
          reapers.add(p);
        }
        victims.add(p);
      }
    }
    return victims;
  }

  private Proc reaperFor(Proc p) {
    Proc reaper = p.isReaper ? p : p.reaper;
    return reaper == null ? k.kthreads.initproc : reaper;
  }

  /** The process with the lock of the tree; it cannot go while that is held. 0 is the caller. */
  private @Nullable Proc target(KThread td, int pid) {
    k.procs.proctree.lock(td);
    Proc p = k.procs.pfind(td, pid == 0 ? td.proc().pid : pid, false);
    if (p == null) {
      k.procs.proctree.unlock(td);
      return null;
    }
    p.mtx.unlock(td);
    return p;
  }

  /**
   * The reaper gives its descendants to the next one above it (reaper_abandon_children). In: lock
   * of the tree.
   */
  void abandonChildren(KThread self, Proc p, boolean exiting) {
    if (!p.isReaper) {
      return;
    }
    p.isReaper = false;
    Proc above = p.reaper == null ? k.kthreads.initproc : p.reaper;
    for (Proc child : p.reaplist.reversed()) {
      child.reaper = above;
      above.reaplist.addFirst(child);
      if (child.reapsubtree == child.pid && !exiting) {
        k.procs.pids.subtree(child.pid, false);
      }
      child.reapsubtree = p.reapsubtree;
      if (exiting && child.pptr == p) {
        child.mtx.lock(self);
        Procs.reparent(child, above);
        child.mtx.unlock(self);
        k.waits.wakeup(self, above);
      }
    }
    p.reaplist.clear();
  }

  /** reaper_clear. In: lock of the tree. */
  void clear(Proc p) {
    Proc reaper = p.reaper;
    if (reaper != null) {
      reaper.reaplist.remove(p);
    }
    p.reaper = null;
    boolean last = true;
    if (reaper != null) {
      for (Proc other : reaper.reaplist) {
        last &= other.reapsubtree != p.reapsubtree;
      }
    }
    if (last) {
      k.procs.pids.subtree(p.reapsubtree, false);
    }
  }

  /** PROC_PDEATHSIG_CTL: the signal that the process gets when its parent ends. */
  int pdeathsig(KThread td, int pid, int sig) {
    Proc p = td.proc();
    if (pid != 0 && pid != p.pid || sig != 0 && !SigProps.valid(sig)) {
      return EINVAL;
    }
    p.mtx.lock(td);
    int error = k.draining ? RESTART : OK;
    if (error == OK) {
      p.pdeathsig = sig;
    }
    p.mtx.unlock(td);
    return error;
  }

  // ---- process groups

  /**
   * setpgid.
   *
   * @param pid 0 for the caller
   * @param pgid 0 for a group of the id of the process
   */
  int setpgid(KThread td, int pid, int pgid) {
    if (pgid < 0) {
      return EINVAL;
    }
    Proc cur = td.proc();
    td.pcpu.cpu.chargeCycles(ProcCosts.LOOKUP);
    k.procs.proctree.lock(td);
    Proc p = cur;
    if (pid != 0 && pid != cur.pid) {
      p = k.procs.pfind(td, pid, false);
      if (p == null || !inferior(p, cur)) {
        if (p != null) {
          p.mtx.unlock(td);
        }
        k.procs.proctree.unlock(td);
        return ESRCH;
      }
      boolean executed = (p.flag & Proc.P_EXEC) != 0;
      p.mtx.unlock(td);
      if (executed) {
        k.procs.proctree.unlock(td);
        return EACCES;
      }
    }
    int error = k.draining ? RESTART : enter(p, pgid == 0 ? p.pid : pgid);
    k.procs.proctree.unlock(td);
    return error;
  }

  private int enter(Proc p, int pgid) {
    Pgrp g = k.procs.pgfind(pgid);
    if (g == null) {
      if (pgid != p.pid) {
        return EPERM;
      }
      k.procs.enterNewGroup(p);
    } else if (g != p.pgrp) {
      k.procs.enterGroup(p, g);
    }
    return OK;
  }

  /** inferior: a descendant of the caller. In: lock of the tree. */
  private static boolean inferior(Proc p, Proc ancestor) {
    Proc q = p;
    while (q != null && q != ancestor) {
      q = q.pptr;
    }
    return q == ancestor;
  }
}
