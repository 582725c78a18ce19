package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.machine.SharedObject;
import org.jspecify.annotations.Nullable;

/**
 * A process, as far as its LWPs are concerned (struct proc). Field names without the {@code p_}.
 */
final class Proc {
  static final int SIDL = 1;
  static final int SACTIVE = 2;
  static final int SDYING = 3;
  static final int SSTOP = 4;
  static final int SZOMB = 5;
  static final int SDEAD = 6;

  /** Number of the process in the workload, 0 for init, negative for the kernel's own. */
  final int number;

  final String name;

  /** p_lock: covers everything below and the states that count. */
  final KMutex lock;

  /**
   * Where everybody waits who waits for a change in the process: lwp_wait, drained references,
   * suspension.
   */
  final CondVar lwpcv;

  /** p_waitcv: where it waits for its children. */
  final CondVar waitcv;

  int pid;
  int stat = SIDL;
  int flag;
  int sflag;
  int lflag;
  boolean waited;
  int xsig;
  int xexit;
  int nstopchild;
  @Nullable Proc pptr;

  // p_children of the parent
  @Nullable Proc children;
  @Nullable Proc siblingNext;
  @Nullable Proc siblingPrev;

  @Nullable Pgrp pgrp;
  SigActs sigacts = new SigActs();

  /** p_sigpend: signals for any LWP. */
  long sigpend;

  /** The LWP of the parent that waits in vfork. */
  @Nullable Lwp vforklwp;

  /** Whether it was made by fork rather than by the workload. */
  boolean forked;

  int slflag;

  /** p_opptr: the parent that a debugger has taken it from, or that is the debugger. */
  @Nullable Proc opptr;

  /** ps_lwp: who has stopped the process for the debugger, 0 for any LWP. */
  int sigctxLwp;

  /** The event reported last to the debugger, and the LWP that it is about. */
  int reportEvent;

  int reportLwp;

  /** LWPs that have left for another kernel, where the process lives on. */
  int exported;

  /** An LWP is executing a program and waits for the others to die; the writer of p_reflock. */
  boolean executing;

  /** p_cred, as far as anybody here looks at it: the user. */
  int cred;

  @Nullable Lwp lwps;
  int nlwps;
  int nrlwps;
  int nzlwps;
  int ndlwps;
  int nlwpwait;

  /** A detached corpse, kept for the next LWP to be made from it. */
  @Nullable Lwp zomblwp;

  long rtime;

  /** p_stats->p_ru, of LWPs that are gone. */
  long nvcsw;

  long nivcsw;

  /** The user whose processes and LWPs are counted (uid_find of the process's credential). */
  Uidinfo uid;

  /** p_rlimit. */
  Rlimits rlimit = Rlimits.NONE;

  @Nullable LwpCtl lwpctl;

  /** Words of user memory that the kernel has had to look at. */
  @Nullable UserMemory memory;

  Proc(int number, String name, KMutex lock, CondVar lwpcv, CondVar waitcv, Uidinfo uid) {
    this.number = number;
    this.name = name;
    this.lock = lock;
    this.lwpcv = lwpcv;
    this.waitcv = waitcv;
    this.uid = uid;
  }

  /** P_ZOMBIE: dead, or past the point where it could be found. */
  boolean zombie() {
    return stat == SZOMB || stat == SDYING || stat == SDEAD;
  }

  boolean traced() {
    return (slflag & Flags.PSL_TRACED) != 0;
  }

  /** Stopped, or with all LWPs on the way there. */
  boolean stopping() {
    return stat == SSTOP || (sflag & Flags.PS_STOPPING) != 0;
  }

  /** LIST_INSERT_HEAD on p_children. */
  void insertChild(Proc child) {
    Proc head = children;
    child.siblingPrev = null;
    child.siblingNext = head;
    if (head != null) {
      head.siblingPrev = child;
    }
    children = child;
    child.pptr = this;
  }

  /** LIST_REMOVE from p_children. */
  void removeChild(Proc child) {
    Proc before = child.siblingPrev;
    Proc behind = child.siblingNext;
    if (before == null) {
      if (children == child) {
        children = behind;
      }
    } else {
      before.siblingNext = behind;
    }
    if (behind != null) {
      behind.siblingPrev = before;
    }
    child.siblingNext = null;
    child.siblingPrev = null;
  }

  SharedObject lockLine() {
    return lock.line;
  }

  /** Whether it is the kernel's own process, proc0 (PK_SYSTEM). */
  boolean isSystem() {
    return number < 0;
  }

  /** LIST_INSERT_HEAD on p_lwps. */
  void insertHead(Lwp l) {
    Lwp head = lwps;
    l.siblingPrev = null;
    l.siblingNext = head;
    if (head != null) {
      head.siblingPrev = l;
    }
    lwps = l;
  }

  /** LIST_REMOVE from p_lwps. */
  void remove(Lwp l) {
    Lwp before = l.siblingPrev;
    Lwp behind = l.siblingNext;
    if (before == null) {
      lwps = behind;
    } else {
      before.siblingNext = behind;
    }
    if (behind != null) {
      behind.siblingPrev = before;
    }
    l.siblingNext = null;
    l.siblingPrev = null;
  }

  @Override
  public String toString() {
    return name + "(pid " + pid + ")";
  }
}
