package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.Kernel.StateDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The table that gives processes and LWPs their numbers, from one space (kern_proc.c: pid_table).
 *
 * <p>The slot of a number is the number modulo the size of the table; the bits above count how
 * often the slot was used. Free slots form a list, taken from the front and extended at the back,
 * so that a number comes back as late as possible. Writers hold proc_lock; that is the caller's
 * business.
 */
final class PidTable {
  static final int PID_MAX = 30_000;
  private static final int INITIAL_SIZE = 32;

  /** What lies in the slot that is kept for init, and in those that are kept for good. */
  private static final class Reserved {}

  private static final int NO_GROUP = -1;

  /** A process, an LWP, a {@link Reserved}, or null in a free slot. */
  private @Nullable Object[] slot;

  /**
   * In a free slot: use count of its last number above the mask, index of the next free slot below.
   */
  private int[] link;

  /** Number that the slot stands for, 0 if free. */
  private int[] pid;

  /** Process group with the slot's number, or {@link #NO_GROUP}. */
  private int[] group;

  private final Fault fault;
  private int mask;
  private int allocCnt;
  private int allocLim;
  private int nextFree;
  private int lastFree;

  /** Null in tests of the table alone. */
  @Nullable Checks checks;

  private int pidMax = PID_MAX;

  /** kern_proc.c: procinit. Slot 0 is taken without being counted, number 1 is kept for init. */
  PidTable() {
    this(Fault.NONE);
  }

  PidTable(Fault fault) {
    this.fault = fault;
    slot = new Object[INITIAL_SIZE];
    link = new int[INITIAL_SIZE];
    pid = new int[INITIAL_SIZE];
    group = new int[INITIAL_SIZE];
    mask = INITIAL_SIZE - 1;
    int empty = PID_MAX + INITIAL_SIZE & ~mask;
    for (int i = 0; i <= mask; i++) {
      link[i] = empty + i + 1;
    }
    Arrays.fill(group, NO_GROUP);
    nextFree = 1;
    lastFree = mask;
    link[lastFree] = empty;
    allocLim = mask - 1;
    take(new Reserved());
  }

  /** Puts the boot process with its LWP into slot 0. */
  void setBoot(Lwp lwp0) {
    slot[0] = lwp0;
    group[0] = 0;
  }

  /** For tests without LWPs: the boot process in slot 0. */
  void setBoot(Proc proc0) {
    slot[0] = proc0;
    group[0] = 0;
  }

  /**
   * Whether the table must be doubled before the next number: to keep numbers from coming back
   * soon, or because the last free slot would be used up (its link is needed).
   */
  boolean mustGrow() {
    return allocCnt >= allocLim || (link[nextFree] & mask) == 0;
  }

  /** Takes numbers that nobody will ever give back, so that few are left. */
  void reserve(int numbers) {
    for (int i = 0; i < numbers; i++) {
      take(new Reserved());
    }
  }

  /** Numbers that can be taken before the table must grow. */
  int left() {
    return Math.max(0, allocLim - allocCnt);
  }

  /** Whether number 1 still waits for the first user process. */
  boolean initPending() {
    return slot[1] instanceof Reserved;
  }

  /** A number for a new process. The first user process gets 1. The table must not have to grow. */
  int allocPid(Proc p) {
    if (initPending() && !p.isSystem()) {
      slot[1] = p;
      p.pid = 1;
      return 1;
    }
    p.pid = take(p);
    return p.pid;
  }

  /** Whether {@link #allocLwpid} will need a fresh slot. */
  boolean lwpNeedsSlot(Proc p) {
    return slot[p.pid & mask] != p;
  }

  /**
   * A number for a new LWP (kern_proc.c: proc_alloc_lwpid). While no LWP has the number of the
   * process the newcomer gets it; so the first LWP's number equals that of the process, and the
   * number is used again as soon as that LWP is gone.
   */
  int allocLwpid(Proc p, Lwp l) {
    int i = p.pid & mask;
    if (slot[i] == p) {
      slot[i] = l;
      l.lid = p.pid;
    } else {
      l.lid = take(l);
    }
    return l.lid;
  }

  /**
   * Puts an LWP with a number of its own choice into a slot, for tests that start from a given
   * state.
   */
  void placeForTest(Lwp l) {
    slot[l.lid & mask] = l;
    pid[l.lid & mask] = l.lid;
  }

  /**
   * Gives an LWP's number back; if it is that of the process, the process has it again
   * (kern_proc.c: proc_free_lwpid).
   */
  void freeLwpid(Proc p, int lid) {
    if (checks != null) {
      boolean its = slot[lid & mask] instanceof Lwp l && l.proc == p && l.lid == lid;
      checks.that(Check.N74, its, lid);
    }
    if (p.pid == lid) {
      slot[lid & mask] = p;
    } else {
      free(lid, Lwp.class);
    }
  }

  /** Gives a process's number back. Its LWPs are gone. */
  void freePid(Proc p) {
    free(p.pid, Proc.class);
  }

  /** The slot gets a process group; it keeps the number from being reused. */
  void setGroup(int id) {
    group[id & mask] = id;
  }

  /**
   * The group is gone; if the process is too, the slot becomes free now (kern_proc.c: pg_remove).
   */
  void removeGroup(int id) {
    int i = id & mask;
    group[i] = NO_GROUP;
    if (slot[i] == null) {
      release(i);
    }
  }

  /** kern_proc.c: proc_find_lwp. Zombies are found, embryos are not. */
  @Nullable Lwp findLwp(Proc p, int lid) {
    return slot[lid & mask] instanceof Lwp l
            && l.proc == p
            && l.stat != LwpState.IDL
            && (l.lid == lid || fault.at(Mutant.FIND_LWP_IGNORE_ID))
        ? l
        : null;
  }

  /**
   * What proc_find_lwp_unlocked reads before it has locked what it found: no more is checked yet.
   */
  @Nullable Lwp peekLwp(int lid) {
    return slot[lid & mask] instanceof Lwp l ? l : null;
  }

  /** kern_proc.c: proc_find_lwp_acquire_proc, without taking the locks. */
  @Nullable Lwp findLwp(int lid) {
    int i = lid & mask;
    return pid[i] == lid && slot[i] instanceof Lwp l && l.stat != LwpState.IDL ? l : null;
  }

  /** The process with that number (kern_proc.c: proc_find_raw). */
  @Nullable Proc findProc(int id) {
    Object o = slot[id & mask];
    Proc p = o instanceof Lwp l ? l.proc : o instanceof Proc q ? q : null;
    return p != null && p.pid == id ? p : null;
  }

  /** The process that owns that number of a process or LWP (kern_proc.c: proc_find_lwpid). */
  @Nullable Proc findProcOfLwp(int id) {
    int i = id & mask;
    if (pid[i] != id) {
      return null;
    }
    Object o = slot[i];
    return o instanceof Lwp l ? l.proc : o instanceof Proc p ? p : null;
  }

  /** Doubles the table (kern_proc.c: expand_pid_table). */
  void grow() {
    int size = mask + 1;
    int newMask = size * 2 - 1;
    @Nullable Object[] oldSlot = slot;
    int[] oldLink = link;
    int[] oldPid = pid;
    int[] oldGroup = group;
    slot = new Object[size * 2];
    link = new int[size * 2];
    pid = new int[size * 2];
    group = new int[size * 2];
    Arrays.fill(group, NO_GROUP);
    for (int i = size - 1; i >= 0; i--) {
      int key;
      int newLink = 0;
      if (oldSlot[i] == null) {
        // A free entry stays in the low half, where links to it point; its use count goes up by
        // one.
        newLink = oldLink[i] + size & ~size;
        key = oldGroup[i] != NO_GROUP ? oldGroup[i] : newLink;
      } else {
        key = oldPid[i];
      }
      int here = i + (key & size);
      slot[here] = oldSlot[i];
      link[here] = newLink;
      pid[here] = oldPid[i];
      group[here] = oldGroup[i];

      // The other half goes in front of the free list, which is how the new low numbers come to be
      // used first.
      int other = (key ^ size) & ~mask;
      int there = i + (other & size);
      link[there] = other & ~size | nextFree;
      nextFree = there;
    }
    mask = newMask;
    if (mask > PID_MAX) {
      pidMax = mask * 2 + 1;
      allocLim |= allocLim << 1;
    } else {
      allocLim <<= 1;
    }
  }

  private int take(Object owner) {
    int i = nextFree;
    int next = link[i];
    if (checks != null) {
      checks.that(Check.N71, slot[i] == null && group[i] == NO_GROUP, i);
      checks.that(Check.N72, pid[i] == 0, i);
    }
    // Use count so far, plus one, plus index.
    int id = (next & ~mask) + mask + 1 + i;
    if (Integer.compareUnsigned(id, pidMax) > 0) {
      id &= mask;
    }
    nextFree = next & mask;
    slot[i] = owner;
    link[i] = 0;
    pid[i] = id;
    allocCnt++;
    return id;
  }

  private void free(int id, Class<?> type) {
    int i = id & mask;
    if (checks != null) {
      checks.that(Check.N73, pid[i] == id && type.isInstance(slot[i]), id);
    }
    slot[i] = null;
    link[i] = id & ~mask;
    pid[i] = 0;
    if (group[i] == NO_GROUP) {
      release(i);
    }
  }

  private void release(int i) {
    link[lastFree] |= i;
    lastFree = i;
    allocCnt--;
  }

  /** What decides which numbers come next. */
  void write(StateDigest to) {
    to.word(mask);
    to.word(allocCnt);
    to.word(lastFree);
    int i = nextFree;
    while (i != lastFree) {
      to.word(link[i] & ~mask | i);
      i = link[i] & mask;
    }
    to.word(link[i]);
  }

  int size() {
    return mask + 1;
  }

  int allocCnt() {
    return allocCnt;
  }

  int allocLim() {
    return allocLim;
  }

  int nextFree() {
    return nextFree;
  }

  int lastFree() {
    return lastFree;
  }

  int pidMax() {
    return pidMax;
  }
}
