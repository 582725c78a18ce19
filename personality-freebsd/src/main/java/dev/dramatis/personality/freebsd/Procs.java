package dev.dramatis.personality.freebsd;

import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.SharedObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All processes of user space, by their neutral numbers and by their ids, and how they hang
 * together.
 *
 * <p>Processes that a workload starts are as if a shell had started them: children of init, each
 * the leader of a process group, all in one session with init. So no process group is ever
 * orphaned.
 */
final class Procs {
  private static final int FIRST_PID = 701;

  private int allprocGen;

  /** The last processes are for the privileged. */
  private static final int RESERVE = 10;

  /**
   * proctree_lock. An sx lock in the original; as nobody sleeps while holding it, a mutex does the
   * same.
   */
  final Mtx proctree;

  final PidMap pids = new PidMap(FIRST_PID - 1);
  private final Kern k;
  private final int maxproc;

  /** Line of pidhashtbl_lock and allproc_lock, whose sections have no other interaction inside. */
  private final SharedObject pidhash;

  private final SharedObject nprocsLine;
  private final List<@Nullable Proc> byNumber = new ArrayList<>();
  private final Map<Integer, Proc> byPid = new LinkedHashMap<>();
  private final Map<Integer, Pgrp> groups = new LinkedHashMap<>();

  /** Process 0 and init count. */
  private int nprocs = 2;

  Procs(Kern k, int maxproc) {
    this.k = k;
    this.maxproc = maxproc;
    this.proctree = new Mtx(k, "proctree", k.allocateAddress(64));
    this.pidhash = k.machine.newShared("pidhash");
    this.nprocsLine = k.machine.newShared("nprocs");
  }

  // ---- from outside

  /**
   * The process of a thread; made, or taken from the zone, when its first thread comes. Host code.
   */
  Proc of(UserThread user) {
    int number = user.process();
    Proc p = numbered(number);
    if (p == null || p.state == Proc.PRS_ZOMBIE || (p.flag & Proc.P_WEXIT) != 0) {
      Proc old = k.kthreads.takeFreeProc();
      p = old == null ? new Proc(k, k.allocateAddress(2048)) : old;
      begin(p, number, user.processName());
      p.pid = pids.find();
      p.state = Proc.PRS_NORMAL;
      nprocs++;
      k.cow.procInit(p);
      publish(p);
      enterNewGroup(p);
      adopt(p, k.kthreads.initproc);
    }
    return p;
  }

  /** Everything that is per life of a process object. */
  void begin(Proc p, int number, String name) {
    p.userProcess = number;
    p.name = name;
    p.flag = Proc.P_INMEM;
    p.flag2 = 0;
    p.singlethread = null;
    p.suspcount = 0;
    p.boundaryCount = 0;
    p.activeThreads = 0;
    p.debuggerSuspended = 0;
    // from here on p_startzero to p_endzero
    p.exitthreads = 0;
    p.pendingexits = 0;
    p.singlethread = null;
    p.suspcount = 0;
    p.boundaryCount = 0;
    p.forked = false;
    p.isReaper = false;
    p.reapsubtree = 0;
    p.pdeathsig = 0;
    p.xexit = 0;
    p.xsig = 0;
    p.dumped = false;
    p.sigacts.init();
    p.words.clear();
    p.joiners.clear();
  }

  /** Makes it known by its number and its id. */
  void publish(Proc p) {
    int number = p.userProcess;
    while (byNumber.size() <= number) {
      byNumber.add(null);
    }
    byNumber.set(number, p);
    byPid.put(p.pid, p);
    allprocGen++;
  }

  /** allproc_gen: another value when processes have been made since. */
  int allprocGen() {
    return allprocGen;
  }

  /** Under its parent, and in the list of its reaper. */
  void adopt(Proc p, Proc parent) {
    p.pptr = parent;
    parent.children.addFirst(p);
    Proc reaper = parent.isReaper ? parent : parent.reaper;
    if (reaper == null) {
      throw new IllegalStateException("no reaper for process " + p.pid);
    }
    p.reaper = reaper;
    reaper.reaplist.addFirst(p);
    if (reaper == parent && parent != k.kthreads.initproc) {
      p.reapsubtree = p.pid;
      pids.subtree(p.pid, true);
    } else {
      p.reapsubtree = parent.reapsubtree;
    }
  }

  // ---- limits

  /** The count of fork1; the reserve is not for a user. */
  boolean countInc(KThread self) {
    self.pcpu.cpu.interact(nprocsLine, Access.RMW);
    nprocs++;
    if (nprocs >= maxproc || nprocs >= maxproc - RESERVE && !self.ucred().privileged()) {
      countDec(self);
      return false;
    }
    return true;
  }

  void countDec(KThread self) {
    self.pcpu.cpu.interact(nprocsLine, Access.RMW);
    nprocs--;
  }

  /** fork_findpid, under the lock of the ids. */
  int findPid(KThread self) {
    self.pcpu.cpu.interact(pidhash, Access.RMW);
    return pids.find();
  }

  // ---- look-up

  @Nullable Proc numbered(int number) {
    return number >= 0 && number < byNumber.size() ? byNumber.get(number) : null;
  }

  /** Native id of a process, or -1 if there is none of that number. */
  int pidOf(int number) {
    Proc p = numbered(number);
    return p == null ? -1 : p.pid;
  }

  /**
   * A process with its lock, or null (pfind, pfind_any).
   *
   * @param zombies whether dead ones count
   */
  @Nullable Proc pfind(KThread self, int pid, boolean zombies) {
    self.pcpu.cpu.chargeCycles(ProcCosts.LOOKUP);
    self.pcpu.cpu.interact(pidhash, Access.LOAD);
    Proc p = byPid.get(pid);
    if (p == null) {
      return null;
    }
    p.mtx.lock(self);
    if (p.pid != pid || p.state == Proc.PRS_NEW || p.state == Proc.PRS_ZOMBIE && !zombies) {
      p.mtx.unlock(self);
      return null;
    }
    return p;
  }

  /** All processes that exist, in order of number. */
  void forEach(Consumer<Proc> action) {
    for (Proc p : byNumber) {
      if (p != null) {
        action.accept(p);
      }
    }
  }

  /** All processes at this moment, in order of number. */
  List<Proc> all() {
    List<Proc> result = new ArrayList<>();
    forEach(result::add);
    return result;
  }

  /** All linked user threads. */
  void forEachThread(Consumer<KThread> action) {
    forEach(p -> {
      for (KThread td = p.firstThread; td != null; td = td.plistNext) {
        action.accept(td);
      }
    });
  }

  // ---- process groups, under the lock of the tree

  @Nullable Pgrp pgfind(int id) {
    return groups.get(id);
  }

  /** enterpgrp: a new group with one member. */
  void enterNewGroup(Proc p) {
    Pgrp g = new Pgrp(p.pid, p.userProcess);
    groups.put(g.id, g);
    pids.group(g.id, true);
    enterGroup(p, g);
  }

  /** enterthispgrp, and the insertion of a fork. */
  void enterGroup(Proc p, Pgrp g) {
    leaveGroup(p);
    p.pgrp = g;
    g.members.addFirst(p);
  }

  /** leavepgrp; the last member takes the group with it. */
  void leaveGroup(Proc p) {
    Pgrp g = p.pgrp;
    if (g != null) {
      p.pgrp = null;
      g.members.remove(p);
      if (g.members.isEmpty()) {
        groups.remove(g.id);
        pids.group(g.id, false);
      }
    }
  }

  // ---- the end

  /**
   * proc_reparent. In: lock of the tree, lock of the child. Who inherits one that it did not fork
   * gets the reaper's list unchanged.
   */
  static void reparent(Proc child, Proc parent) {
    Proc before = child.pptr;
    if (before != null && before != parent) {
      before.children.remove(child);
      child.pptr = parent;
      parent.children.addFirst(child);
    }
  }

  /** Out of the tables; its id may be given to another (the first half of proc_reap). */
  void unlist(KThread self, Proc p) {
    self.pcpu.cpu.interact(pidhash, Access.RMW);
    byPid.remove(p.pid);
    pids.free(p.pid);
    if (numbered(p.userProcess) == p) {
      byNumber.set(p.userProcess, null);
    }
    Proc parent = p.pptr;
    if (parent != null) {
      parent.children.remove(p);
    }
    k.procctl.abandonChildren(self, p, true);
    k.procctl.clear(p);
    leaveGroup(p);
    p.pptr = null;
  }

  /** Undoes what was done for a process that never came into being. */
  void forgetPid(int pid) {
    pids.free(pid);
  }

  /** The tree: parents, reapers and groups know those who name them. */
  boolean consistent(Proc p) {
    Proc parent = p.pptr;
    Proc reaper = p.reaper;
    Pgrp g = p.pgrp;
    return parent != null
        && parent.children.contains(p)
        && reaper != null
        && reaper.reaplist.contains(p)
        && g != null
        && g.members.contains(p);
  }
}
