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

  int pid;
  int stat = SIDL;
  int sflag;
  int lflag;
  boolean waited;
  int xsig;
  int nstopchild;
  @Nullable Proc pptr;

  @Nullable Lwp lwps;
  int nlwps;
  int nrlwps;
  int nzlwps;
  int ndlwps;
  int nlwpwait;

  /** A detached corpse, kept for the next LWP to be made from it. */
  @Nullable Lwp zomblwp;

  long rtime;
  @Nullable LwpCtl lwpctl;

  /** Words of user memory that the kernel has had to look at. */
  @Nullable UserMemory memory;

  /** Next on the list of dead processes that init will collect. */
  @Nullable Proc zombNext;

  Proc(int number, String name, KMutex lock, CondVar lwpcv) {
    this.number = number;
    this.name = name;
    this.lock = lock;
    this.lwpcv = lwpcv;
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
