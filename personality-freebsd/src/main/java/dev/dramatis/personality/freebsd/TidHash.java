package dev.dramatis.personality.freebsd;

import dev.dramatis.spi.kernel.Kernel.StateDigest;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Threads by id (kern_thread.c: tidhash_add, tidhash_remove, tdfind). */
final class TidHash {
  /** Entries passed over from which on a thread that was found moves to the front. */
  private static final int RUN_THRESH = 16;

  private final Kern k;
  private final @Nullable KThread[] table;
  private final int tidhash;
  private final int tidhashlock;
  private final @Nullable RwStripe[] locks;

  TidHash(Kern k, int maxproc) {
    this.k = k;
    int size = tableSize(maxproc);
    this.tidhash = size - 1;
    this.tidhashlock = lockCount(size) - 1;
    this.table = new KThread[size];
    this.locks = new RwStripe[tidhashlock + 1];
  }

  /** The largest power of two that half the process limit allows (hashinit). */
  static int tableSize(int maxproc) {
    return Integer.highestOneBit(Math.max(1, maxproc / 2));
  }

  /** One lock for 64 buckets. */
  static int lockCount(int tableSize) {
    return Math.max(1, tableSize / 64);
  }

  static int bucket(int maxproc, int tid) {
    return tid & (tableSize(maxproc) - 1);
  }

  static int lockIndex(int maxproc, int tid) {
    return tid & (lockCount(tableSize(maxproc)) - 1);
  }

  /** kern_thread.c: tidhash_add. */
  void tidhashAdd(KThread self, KThread td) {
    RwStripe lock = lock(td.tid);
    lock.wlock(self);
    insertHead(td);
    lock.wunlock(self);
  }

  /** Boot and adoption: nobody else looks. */
  void addFromHost(KThread td) {
    insertHead(td);
  }

  /** kern_thread.c: tidhash_remove. */
  void tidhashRemove(KThread self, KThread td) {
    RwStripe lock = lock(td.tid);
    lock.wlock(self);
    if (!k.fault.at(Mutant.HASH_KEEP_LISTED)) {
      unlink(td);
    }
    lock.wunlock(self);
  }

  /**
   * Finds a thread and locks its process (kern_thread.c: tdfind). The table is searched before the
   * process can be locked, so what was found is verified again afterwards; memory of threads is
   * type stable.
   *
   * @return the thread with its process locked, or null
   */
  @Nullable KThread tdfind(KThread self, int tid, int pid) {
    self.pcpu.cpu.chargeCycles(PathCosts.TDFIND);
    if (self.tid == tid) {
      Proc own = self.proc();
      if (pid != -1 && own.pid != pid) {
        return null;
      }
      own.mtx.lock(self);
      return self;
    }
    for (; ; ) {
      KThread td = tdfindHash(self, tid, pid);
      if (td == null) {
        return null;
      }
      Proc p = td.proc();
      p.mtx.lock(self);
      if (td.tid == tid && td.proc == p || k.fault.at(Mutant.FIND_SKIP_RECHECK)) {
        if (p.state == Proc.PRS_NEW
            || k.hardened.tdfindRecheck && (pid != -1 && p.pid != pid || !p.links(td))) {
          p.mtx.unlock(self);
          return null;
        }
        return td;
      }
      p.mtx.unlock(self);
    }
  }

  /** One search of a chain (kern_thread.c: tdfind_hash). */
  private @Nullable KThread tdfindHash(KThread self, int tid, int pid) {
    RwStripe lock = lock(tid);
    lock.rlock(self);
    int passed = 0;
    KThread td = table[tid & tidhash];
    while (td != null && td.tid != tid) {
      passed++;
      td = td.hashNext;
    }
    if (td != null && pid != -1 && td.proc().pid != pid) {
      td = null;
    }
    if (td != null && passed > RUN_THRESH && lock.tryUpgrade(self)) {
      unlink(td);
      if (!k.fault.at(Mutant.HASH_LOSE_MOVED)) {
        insertHead(td);
      }
      lock.wunlock(self);
    } else {
      lock.runlock(self);
    }
    return td;
  }

  /** Position in its chain, from 0, or -1; for checks and tests. */
  int position(KThread wanted) {
    int i = 0;
    for (KThread td = table[wanted.tid & tidhash]; td != null; td = td.hashNext) {
      if (td == wanted) {
        return i;
      }
      i++;
    }
    return -1;
  }

  /** How often a thread is in its chain; for checks. */
  int occurrences(KThread wanted) {
    int n = 0;
    for (KThread td = table[wanted.tid & tidhash]; td != null; td = td.hashNext) {
      n += td == wanted ? 1 : 0;
    }
    return n;
  }

  /** The chains with anything in them; for digests. */
  void describe(ToLongFunction<KThread> names, StateDigest out) {
    for (int i = 0; i < table.length; i++) {
      if (table[i] != null) {
        out.word(i);
        for (KThread td = table[i]; td != null; td = td.hashNext) {
          out.word(names.applyAsLong(td));
        }
      }
    }
  }

  void unlinkFromHost(KThread td) {
    unlink(td);
  }

  private void insertHead(KThread td) {
    int bucket = td.tid & tidhash;
    KThread first = table[bucket];
    td.hashNext = first;
    td.hashPrev = null;
    if (first != null) {
      first.hashPrev = td;
    }
    table[bucket] = td;
  }

  private void unlink(KThread td) {
    KThread before = td.hashPrev;
    KThread after = td.hashNext;
    if (before == null) {
      table[td.tid & tidhash] = after;
    } else {
      before.hashNext = after;
    }
    if (after != null) {
      after.hashPrev = before;
    }
    td.hashNext = null;
    td.hashPrev = null;
  }

  private RwStripe lock(int tid) {
    int i = tid & tidhashlock;
    RwStripe lock = locks[i];
    if (lock == null) {
      lock = new RwStripe(k, "tidhash " + i);
      locks[i] = lock;
    }
    return lock;
  }
}
