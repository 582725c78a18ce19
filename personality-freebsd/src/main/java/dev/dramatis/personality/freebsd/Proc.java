package dev.dramatis.personality.freebsd;

import dev.dramatis.spi.kernel.Signals;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.SharedObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** {@code struct proc}: a set of threads with its two locks. */
final class Proc {
  // p_flag
  static final int P_PPWAIT = 0x10;
  static final int P_HADTHREADS = 0x80;
  static final int P_SYSTEM = 0x200;
  static final int P_SINGLE_EXIT = 0x400;
  static final int P_TRACED = 0x800;
  static final int P_WAITED = 0x1000;
  static final int P_WEXIT = 0x2000;
  static final int P_EXEC = 0x4000;
  static final int P_CONTINUED = 0x10000;
  static final int P_STOPPED_SIG = 0x20000;
  static final int P_STOPPED_TRACE = 0x40000;
  static final int P_STOPPED_SINGLE = 0x80000;
  static final int P_STOPPED = P_STOPPED_SIG | P_STOPPED_SINGLE | P_STOPPED_TRACE;
  static final int P_SINGLE_BOUNDARY = 0x400000;
  static final int P_TOTAL_STOP = 0x2000000;
  static final int P_STATCHILD = 0x8000000;
  static final int P_INMEM = 0x10000000;

  // p_flag2
  static final int P2_WEXIT = 0x40000;

  // p_state
  static final byte PRS_NEW = 0;
  static final byte PRS_NORMAL = 1;
  static final byte PRS_ZOMBIE = 2;

  final long address;
  final Mtx mtx;
  final SpinMtx slock;
  final SpinMtx statmtx;
  int pid = -1;
  int userProcess;
  String name = "";
  byte state = PRS_NEW;
  int flag;
  int flag2;

  // p_threads
  @Nullable KThread firstThread;
  @Nullable KThread lastThread;
  int numthreads;

  // shared by its threads, which keep copies
  @Nullable Ucred ucred;
  @Nullable Plimit limit;
  int cowgen;

  @Nullable KThread singlethread;
  int suspcount;
  int boundaryCount;
  int exitthreads;

  /** Somebody spins until that is 0. */
  boolean exitAwaited;

  private final BooleanSupplier exited = () -> exitthreads == 0;
  int pendingexits;
  long runtime;

  /**
   * How many threads of the process are subject to PT_SUSPEND; the process counts as traced while
   * there are any.
   */
  int debuggerSuspended;

  /** libthr's count of threads that have not begun to exit, in user memory. */
  int activeThreads;

  /** libthr's joiner of a struct pthread, which outlives the thread: who waits for whom, by id. */
  final Map<Integer, UserThread> joiners = new LinkedHashMap<>();

  /** The words of user memory that threads of the process share: ids and counts. */
  final SharedObject userWords;

  // the process tree, under its lock
  @Nullable Proc pptr;

  /** p_children, the latest first. */
  final List<Proc> children = new ArrayList<>();

  /** Who inherits the children of descendants. */
  @Nullable Proc reaper;

  /** p_reaplist: descendants that this process is the reaper of, the latest first. */
  final List<Proc> reaplist = new ArrayList<>();

  /** P_TREE_REAPER. */
  boolean isReaper;

  /** p_reapsubtree: the child of the reaper that it descends from. */
  int reapsubtree;

  @Nullable Pgrp pgrp;

  /** Came into being by fork. */
  boolean forked;

  // signals, under the process lock
  final SigActs sigacts = new SigActs();
  final SigQueue sigqueue = new SigQueue();

  /** p_pendingcnt: instances that wait in the queues of the process and its threads. */
  int pendingcnt;

  /** p_ksi: its SIGCHLD at the parent. */
  final Ksi ksi = new Ksi(Signals.SIGCHLD, this);

  int pdeathsig;

  /** Words of user memory that native calls refer to, by address. */
  final Map<Long, UserWords.Word> words = new LinkedHashMap<>();

  /** What the parent will be told: exit status, or the signal that ended or stopped it. */
  int xexit;

  int xsig;

  /** WCOREFLAG. */
  boolean dumped;

  /** Link of the list of free processes. */
  @Nullable Proc next;

  Proc(Kern k, long address) {
    this.address = address;
    this.mtx = new Mtx(k, "process lock", address + 0x120);
    this.slock = new SpinMtx(k, "process slock");
    this.userWords = k.machine.newShared("libthr words");
    this.statmtx = new SpinMtx(k, "process stat");
  }

  /** Begins to join; false if somebody else does already (pthread_join: EOPNOTSUPP). */
  boolean joins(UserThread target, UserThread joiner) {
    return Users.same(joiners.computeIfAbsent(target.id(), t -> joiner), joiner);
  }

  /** The join came to its end. */
  void joinEnds(UserThread target) {
    joiners.remove(target.id());
  }

  /** Its credentials. */
  Ucred ucred() {
    Ucred c = ucred;
    if (c == null) {
      throw new IllegalStateException("no credentials: process " + pid);
    }
    return c;
  }

  /** Its limits. */
  Plimit limit() {
    Plimit l = limit;
    if (l == null) {
      throw new IllegalStateException("no limits: process " + pid);
    }
    return l;
  }

  /** P_SHOULDSTOP: the set of reasons to stop. */
  int shouldStop() {
    return flag & P_STOPPED;
  }

  /** Single-threading is the only reason to stop. */
  boolean stoppedSingleOnly() {
    return (flag & P_STOPPED) == P_STOPPED_SINGLE;
  }

  /**
   * Address of {@code p_flag}, the channel on which others wait for the end of single-threading.
   */
  long flagChannel() {
    return address + 0xd8;
  }

  /** Channel of a parent that waits for its children. */
  long waitChannel() {
    return address;
  }

  /** Address of {@code p_sigacts}, on which those sleep that wait for a signal. */
  long sigChannel() {
    return address + 0x300;
  }

  /** p_pwait: a vfork parent waits here for its child. */
  long pwait() {
    return address + 0x200;
  }

  /** sigqueue_delete_set_proc: out of every queue of the process. */
  void deleteSignals(long set) {
    sigqueue.delete(this, set);
    for (KThread td = firstThread; td != null; td = td.plistNext) {
      td.sigqueue.delete(this, set);
    }
  }

  /**
   * Spins until the last thread that exits is off its CPU. That comes to the same as yielding again
   * and again, without a choice for a policy each time.
   */
  void awaitExited(KThread self) {
    exitAwaited = true;
    self.pcpu.cpu.await(slock.line, Access.AWAIT, exited);
    exitAwaited = false;
  }

  /** Whether the thread is on the list. */
  boolean links(KThread wanted) {
    KThread td = firstThread;
    while (td != null && td != wanted) {
      td = td.plistNext;
    }
    return td != null;
  }

  void append(KThread td) {
    KThread last = lastThread;
    td.plistPrev = last;
    td.plistNext = null;
    if (last == null) {
      firstThread = td;
    } else {
      last.plistNext = td;
    }
    lastThread = td;
  }

  void remove(KThread td) {
    KThread before = td.plistPrev;
    KThread after = td.plistNext;
    if (before == null) {
      firstThread = after;
    } else {
      before.plistNext = after;
    }
    if (after == null) {
      lastThread = before;
    } else {
      after.plistPrev = before;
    }
    td.plistNext = null;
    td.plistPrev = null;
  }
}
