package dev.dramatis.personality.freebsd;

import org.jspecify.annotations.Nullable;

/**
 * Credentials and limits that every thread keeps for itself, to read them without a lock, and
 * brings up to date when it next enters the kernel (kern_thread.c: thread_cow_get and around;
 * kern_prot.c, kern_resource.c as far as they serve it).
 */
final class ThreadCow {
  private static final long STACK_SIZE = 512L << 20;

  private final Kern k;
  private final Ucred initialCred;
  private final Plimit initialLimit;

  ThreadCow(Kern k, int uid) {
    this.k = k;
    this.initialCred = new Ucred(k, uid);
    this.initialLimit = new Plimit(k, STACK_SIZE);
  }

  // ---- processes

  /** What a process without a parent begins with. Host code. */
  void procInit(Proc p) {
    procInit(p, initialCred, initialLimit);
  }

  /** proc_set_cred_init and lim_fork: what a process begins with. */
  void procInit(Proc p, Ucred cred, Plimit limit) {
    cred.refs++;
    limit.adjust(1);
    p.ucred = cred;
    p.limit = limit;
    p.cowgen++;
  }

  /** crfree and lim_free of a process that was waited for. */
  void procFree(KThread self, Proc p) {
    Ucred cred = p.ucred();
    p.ucred = null;
    cred.mtx.lock(self);
    cred.refs--;
    cred.mtx.unlock(self);
    Plimit limit = p.limit();
    p.limit = null;
    limFree(self, limit);
  }

  // ---- threads: the seed

  /** kern_thread.c: thread_cow_get_proc. In and out: process lock. */
  void threadCowGetProc(KThread self, KThread newtd, Proc p) {
    k.checks.that(Assertion.A14, p.mtx.ownedBy(self), newtd);
    newtd.realucred = crcowget(self, p.ucred());
    newtd.ucred = newtd.realucred;
    newtd.limit = limHold(self, p.limit());
    newtd.cowgen = p.cowgen;
  }

  /** kern_thread.c: thread_cow_get. */
  void threadCowGet(KThread self, KThread newtd, KThread td) {
    k.checks.that(Assertion.A15, td.realucred == td.ucred, td);
    newtd.realucred = k.fault.at(Mutant.COW_NO_HOLD) ? td.ucred() : crcowget(self, td.ucred());
    newtd.ucred = newtd.realucred;
    newtd.limit = limHold(self, td.limit());
    newtd.cowgen = td.cowgen;
  }

  /** kern_thread.c: thread_cow_free. */
  void threadCowFree(KThread self, KThread td) {
    if (td.realucred != null) {
      crcowfree(self, td);
    }
    Plimit limit = td.limit;
    if (limit != null) {
      td.limit = null;
      limFree(self, limit);
    }
  }

  /** kern_thread.c: thread_cow_update, of the calling thread when it notices a newer generation. */
  void threadCowUpdate(KThread td) {
    Proc p = td.proc();
    p.mtx.lock(td);
    final Ucred oldcred = k.fault.at(Mutant.COW_STALE) ? null : crcowsync(td, p);
    final Plimit oldlimit = limCowsync(td, p);
    td.cowgen = p.cowgen;
    p.mtx.unlock(td);
    if (oldcred != null) {
      crfree(td, oldcred);
    }
    if (oldlimit != null) {
      limFree(td, oldlimit);
    }
  }

  /** kern_thread.c: thread_cow_synced. In and out: process lock. */
  void threadCowSynced(KThread td) {
    Proc p = td.proc();
    k.checks.that(Assertion.A16, p.mtx.ownedBy(td), td);
    k.checks.that(Assertion.A17, td.cowgen != p.cowgen, td);
    k.checks.that(Assertion.A18, td.ucred == p.ucred, td);
    k.checks.that(Assertion.A19, td.limit == p.limit, td);
    td.cowgen = p.cowgen;
  }

  // ---- threads: host code

  /** A thread that is adopted gets what its process has. */
  void getFromHost(KThread newtd, Proc p) {
    Ucred cred = p.ucred();
    cred.users++;
    cred.refs++;
    newtd.realucred = cred;
    newtd.ucred = cred;
    newtd.limit = p.limit();
    p.limit().adjust(1);
    newtd.cowgen = p.cowgen;
  }

  /** A thread that is exported leaves everything behind. */
  void freeFromHost(KThread td) {
    Ucred cred = td.realucred;
    if (cred != null) {
      cred.users--;
      cred.refs--;
      td.realucred = null;
      td.ucred = null;
    }
    Plimit limit = td.limit;
    if (limit != null) {
      limit.adjust(-1);
      td.limit = null;
    }
  }

  // ---- credentials

  /** crcowget: one more thread uses it. */
  private Ucred crcowget(KThread self, Ucred cr) {
    cr.mtx.lock(self);
    cr.users++;
    cr.refs++;
    cr.mtx.unlock(self);
    return cr;
  }

  private void crcowfree(KThread self, KThread td) {
    Ucred cr = td.ucred();
    td.realucred = null;
    td.ucred = null;
    crunuse(self, cr, 1);
  }

  /** crunusebatch: so many threads that used it are gone, with their references. */
  private void crunuse(KThread self, Ucred cr, int n) {
    cr.mtx.lock(self);
    cr.users -= n;
    cr.refs -= n;
    k.checks.that(Assertion.CRED, cr.users >= 0 && cr.refs >= cr.users, cr.users);
    cr.mtx.unlock(self);
  }

  /** crcowsync: the credentials of the process, if they have changed; returns the old ones. */
  private @Nullable Ucred crcowsync(KThread td, Proc p) {
    Ucred old = td.ucred();
    if (old == p.ucred) {
      return null;
    }
    td.realucred = crcowget(td, p.ucred());
    td.ucred = td.realucred;
    return old;
  }

  private void crfree(KThread self, Ucred cr) {
    crunuse(self, cr, 1);
  }

  /**
   * kern_prot.c: sys_setuid. The other threads of the process notice when they next enter the
   * kernel.
   */
  void setuid(KThread td, int uid) {
    Ucred fresh = new Ucred(k, uid);
    Proc p = td.proc();
    p.mtx.lock(td);
    Ucred old = p.ucred();
    old.refs--;
    fresh.refs++;
    p.ucred = fresh;
    p.cowgen++;
    Ucred own = crcowsync(td, p);
    Plimit limit = limCowsync(td, p);
    threadCowSynced(td);
    p.mtx.unlock(td);
    if (own != null) {
      crfree(td, own);
    }
    if (limit != null) {
      limFree(td, limit);
    }
  }

  // ---- limits

  private static Plimit limHold(KThread self, Plimit limit) {
    limit.hold(self);
    return limit;
  }

  private static void limFree(KThread self, Plimit limit) {
    limFreen(self, limit, 1);
  }

  private static void limFreen(KThread self, Plimit limit, int n) {
    limit.free(self, n);
  }

  private static @Nullable Plimit limCowsync(KThread td, Proc p) {
    Plimit old = td.limit();
    if (old == p.limit) {
      return null;
    }
    td.limit = limHold(td, p.limit());
    return old;
  }

  /** kern_resource.c: kern_proc_setrlimit; every thread notices when it next enters the kernel. */
  void setrlimit(KThread td, long stackSize) {
    Plimit fresh = new Plimit(k, stackSize);
    Proc p = td.proc();
    p.mtx.lock(td);
    final Plimit old = p.limit();
    fresh.adjust(1);
    p.limit = fresh;
    p.cowgen++;
    p.mtx.unlock(td);
    limFree(td, old);
  }

  // ---- batches

  /**
   * {@code struct credbatch} and {@code struct limbatch}: what dead threads held is given back in
   * runs of the same, for one lock section each.
   */
  final class Batch {
    private @Nullable Ucred cred;
    private int creds;
    private @Nullable Plimit limit;
    private int limits;

    /** credbatch_add, limbatch_add. */
    void add(KThread self, KThread td) {
      k.checks.that(
          Assertion.CRED,
          td.realucred != null && td.realucred == td.ucred && td.state == KThread.TDS_INACTIVE,
          td);
      if (td.realucred != cred) {
        finishCreds(self);
        cred = td.realucred;
      }
      creds++;
      td.realucred = null;
      td.ucred = null;
      if (td.limit != limit) {
        finishLimits(self);
        limit = td.limit;
      }
      limits++;
      td.limit = null;
    }

    /** credbatch_final, limbatch_final. */
    void finish(KThread self) {
      finishCreds(self);
      finishLimits(self);
    }

    private void finishCreds(KThread self) {
      Ucred c = cred;
      if (c != null) {
        crunuse(self, c, creds);
        creds = 0;
      }
    }

    private void finishLimits(KThread self) {
      Plimit l = limit;
      if (l != null) {
        limFreen(self, l, limits);
        limits = 0;
      }
    }
  }
}
