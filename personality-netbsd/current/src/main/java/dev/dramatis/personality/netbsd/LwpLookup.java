package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.machine.Access;
import org.jspecify.annotations.Nullable;

/** Finding LWPs (kern_lwp.c: lwp_find and relatives). */
final class LwpLookup {
  private final Kern kern;

  LwpLookup(Kern kern) {
    this.kern = kern;
  }

  /**
   * A live LWP of a process, whose p_lock is held: neither embryos nor zombies are found
   * (kern_lwp.c: lwp_find).
   */
  @Nullable Lwp lwpFind(Lwp self, Proc p, int lid) {
    kern.checks.that(Check.K53, p.lock.ownedBy(self), p);
    Lwp l = kern.pidTable.findLwp(p, lid);
    kern.checks.that(Check.K54, l == null || l.lid == lid, p);
    return l == null || excluded(l) ? null : l;
  }

  /**
   * A live LWP of any process, by process and LWP number (kern_lwp.c: lwp_find2). A found LWP comes
   * with its p_lock held.
   *
   * @param pid -1 for any process, 0 for that of the caller
   * @param lid 0 for the first live one of the process
   */
  @Nullable Lwp lwpFind2(Lwp self, int pid, int lid) {
    if (lid == 0) {
      return firstOf(self, pid);
    }
    Lwp l = procFindLwpAcquireProc(self, lid);
    if (l == null) {
      return null;
    }
    Proc p = l.proc;
    kern.checks.that(Check.K51, p != null, l);
    kern.checks.that(Check.K52, p.lock.ownedBy(self), l);
    boolean wanted = pid == -1 || (pid == 0 ? p == self.proc : p.pid == pid);
    if (excluded(l) || !wanted) {
      p.lock.exit(self);
      return null;
    }
    return l;
  }

  /**
   * An LWP of any process, with its p_lock held (kern_proc.c: proc_find_lwp_acquire_proc). Zombies
   * are found.
   */
  private @Nullable Lwp procFindLwpAcquireProc(Lwp self, int lid) {
    kern.procLock.enter(self);
    Lwp l = kern.pidTable.findLwp(lid);
    if (l != null && !kern.fault.at(Mutant.FIND2_UNLOCKED)) {
      l.proc.lock.enter(self);
    }
    kern.procLock.exit(self);
    return l;
  }

  /**
   * An LWP of a process, found without any lock and then locked (kern_proc.c:
   * proc_find_lwp_unlocked). Only once it is locked can its identity be trusted; the structure may
   * have been freed and used anew between the two. Zombies are found.
   */
  @Nullable Lwp procFindLwpUnlocked(CpuInfo ci, Proc p, int lid) {
    ci.pserialize++;
    ci.cpu.interact(kern.pidLine, Access.LOAD);
    Lwp l = kern.pidTable.peekLwp(lid);
    if (l == null) {
      ci.pserialize--;
      return null;
    }
    kern.lwpLock(ci, l);
    ci.pserialize--;
    if (l.stat == LwpState.IDL || l.proc != p || l.lid != lid) {
      kern.lwpUnlock(ci, l);
      return null;
    }
    kern.checks.that(Check.N26, kern.lwpLocked(ci, l, null), l);
    return l;
  }

  private @Nullable Lwp firstOf(Lwp self, int pid) {
    Proc p;
    if (pid == -1) {
      return null;
    }
    if (pid == 0) {
      p = self.proc;
      p.lock.enter(self);
    } else {
      kern.procLock.enter(self);
      p = kern.pidTable.findProc(pid);
      if (p == null || (p.stat != Proc.SACTIVE && p.stat != Proc.SSTOP)) {
        kern.procLock.exit(self);
        return null;
      }
      p.lock.enter(self);
      kern.procLock.exit(self);
    }
    Lwp l = p.lwps;
    while (l != null && excluded(l)) {
      l = l.siblingNext;
    }
    kern.checks.that(Check.N42, p.lock.ownedBy(self), p);
    if (l == null) {
      p.lock.exit(self);
    }
    return l;
  }

  /** kern_lwp.c: lwp_alive. */
  boolean lwpAlive(Lwp self, Lwp l) {
    kern.checks.that(Check.K75, l.proc.lock.ownedBy(self), l);
    return switch (l.stat) {
      case LwpState.SLEEP, LwpState.RUN, LwpState.ONPROC, LwpState.STOP, LwpState.SUSPENDED -> true;
      default -> false;
    };
  }

  /** kern_lwp.c: lwp_find_first. */
  @Nullable Lwp lwpFindFirst(Lwp self, Proc p) {
    kern.checks.that(Check.K76, p.lock.ownedBy(self), p);
    Lwp l = p.lwps;
    while (l != null && !lwpAlive(self, l)) {
      l = l.siblingNext;
    }
    return l;
  }

  /** lwp_find_exclude. */
  private boolean excluded(Lwp l) {
    boolean excluded = l.stat == LwpState.IDL || l.stat == LwpState.ZOMB;
    return excluded && !kern.fault.at(Mutant.FIND_EXCLUDE_NOTHING);
  }
}
