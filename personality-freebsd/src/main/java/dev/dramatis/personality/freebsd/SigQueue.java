package dev.dramatis.personality.freebsd;

import dev.dramatis.spi.kernel.Kernel.StateDigest;
import dev.dramatis.spi.kernel.Signals;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Signals that wait for a thread, or for whichever thread of a process can take them ({@code
 * sigqueue_t}). Instances queue up, also those of classic signals; the set says which there are.
 * Guarded by the process lock.
 */
final class SigQueue {
  /** kern.sigqueue.max_pending_per_proc. */
  static final int MAX_PENDING = 128;

  /** Set of what waits (sq_signals). */
  long signals;

  /** Signals that wait without an instance of their own (sq_kill). */
  private long kill;

  private @Nullable ArrayDeque<Ksi> list;

  /** No instance waits. */
  boolean listEmpty() {
    ArrayDeque<Ksi> l = list;
    return l == null || l.isEmpty();
  }

  /**
   * sigqueue_add. Signals that cannot be caught need no instance; nor does what exceeds the limit
   * of the process.
   */
  void add(Proc p, int sig, @Nullable Ksi ksi) {
    boolean fast = sig == Signals.SIGKILL || sig == Signals.SIGSTOP || ksi == null;
    if (fast || ksi.child == null && p.pendingcnt >= MAX_PENDING) {
      kill |= Signals.bit(sig);
    } else {
      if (ksi.child == null) {
        p.pendingcnt++;
      }
      ArrayDeque<Ksi> l = list;
      if (l == null) {
        l = new ArrayDeque<>();
        list = l;
      }
      l.addLast(ksi);
      ksi.queue = this;
    }
    signals |= Signals.bit(sig);
  }

  /**
   * Takes the oldest instance of a signal (sigqueue_get).
   *
   * @return whether there was one
   */
  boolean get(Proc p, int sig) {
    long bit = Signals.bit(sig);
    if ((signals & bit) == 0) {
      return false;
    }
    int count = 0;
    if ((kill & bit) != 0) {
      kill &= ~bit;
      count++;
    }
    ArrayDeque<Ksi> l = list;
    if (l != null) {
      Ksi taken = null;
      for (Ksi ksi : l) {
        if (ksi.signo == sig) {
          if (count == 0) {
            taken = ksi;
          }
          count++;
        }
      }
      if (taken != null) {
        l.removeFirstOccurrence(taken);
        dropped(p, taken);
      }
    }
    if (count <= 1) {
      signals &= ~bit;
    }
    return true;
  }

  /** Takes one certain instance back (sigqueue_take). */
  void take(Ksi ksi) {
    ArrayDeque<Ksi> l = list;
    if (l == null) {
      return;
    }
    l.removeFirstOccurrence(ksi);
    ksi.queue = null;
    boolean others = (kill & Signals.bit(ksi.signo)) != 0;
    for (Ksi other : l) {
      others |= other.signo == ksi.signo;
    }
    if (!others) {
      signals &= ~Signals.bit(ksi.signo);
    }
  }

  /** sigqueue_delete_set. */
  void delete(Proc p, long set) {
    if ((signals & set) == 0) {
      return;
    }
    signals &= ~set;
    kill &= ~set;
    ArrayDeque<Ksi> l = list;
    if (l != null) {
      l.removeIf(ksi -> {
        boolean gone = Signals.has(set, ksi.signo);
        if (gone) {
          dropped(p, ksi);
        }
        return gone;
      });
    }
  }

  /** sigqueue_flush. */
  void flush(Proc p) {
    delete(p, -1L);
  }

  /** Instances that count against the limit of the process; for checks. */
  int counted() {
    ArrayDeque<Ksi> l = list;
    int n = 0;
    if (l != null) {
      for (Ksi ksi : l) {
        n += ksi.child == null ? 1 : 0;
      }
    }
    return n;
  }

  /** What waits, in its order. */
  void describe(StateDigest out) {
    out.word(signals);
    out.word(kill);
    ArrayDeque<Ksi> l = list;
    if (l != null) {
      l.forEach(ksi -> out.word((long) (ksi.child == null ? -1 : ksi.child.pid) << 32 | ksi.signo));
    }
  }

  private static void dropped(Proc p, Ksi ksi) {
    ksi.queue = null;
    if (ksi.child == null) {
      p.pendingcnt--;
    }
  }
}
