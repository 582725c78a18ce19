package dev.dramatis.personality.freebsd;

import static dev.dramatis.spi.kernel.Errno.EINVAL;
import static dev.dramatis.spi.kernel.Errno.EPERM;
import static dev.dramatis.spi.kernel.Errno.ESRCH;
import static dev.dramatis.spi.kernel.Errno.OK;
import static dev.dramatis.spi.kernel.Errno.RESTART;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Signals by system call (kern_sig.c: kern_kill, killpg1; kern_thr.c: thr_kill, thr_kill2). */
final class KillCalls {
  /** An id that no thread has. */
  static final int NO_THREAD = 1;

  private static final int ALL_OTHERS = -1;

  private final Kern k;

  KillCalls(Kern k) {
    this.k = k;
  }

  // ---- processes

  /** kern_kill, with the meanings of 0, -1 and negative ids. */
  int kill(KThread td, int pid, int sig) {
    if (sig != 0 && !SigProps.valid(sig)) {
      return EINVAL;
    }
    if (pid == -1) {
      return killAll(td, sig);
    }
    if (pid <= 0) {
      return killpg(td, -pid, sig);
    }
    if (pid == k.kthreads.initproc.pid) {
      return EPERM; // a process of another user
    }
    Proc p = k.procs.pfind(td, pid, true);
    if (p == null) {
      return ESRCH;
    }
    int error = pCansignal(td, p);
    if (error == OK) {
      error = send(td, p, null, sig);
    }
    p.mtx.unlock(td);
    return error;
  }

  /** p_cansignal: processes of the same user, and for the privileged all but the system's own. */
  private static int pCansignal(KThread td, Proc p) {
    if (p.pid <= 1) {
      return EPERM;
    }
    Ucred cred = p.ucred;
    boolean same = cred == null || cred.uid == td.ucred().uid;
    return same || td.ucred().privileged() ? OK : EPERM;
  }

  /** In: process lock. A swap under way leaves it to the next kernel. */
  private int send(KThread td, Proc p, @Nullable KThread target, int sig) {
    if (k.draining) {
      return RESTART;
    }
    if (sig != 0) {
      k.sig.tdsendsignal(td, p, target, sig, new Ksi(sig, null));
    }
    return OK;
  }

  /** kill(-1): every process of the user but the caller's. */
  private int killAll(KThread td, int sig) {
    List<Proc> all = k.procs.all();
    all.remove(td.proc());
    return killEach(td, all, sig);
  }

  /**
   * killpg1.
   *
   * @param pgid id of the group, 0 for the caller's own, -1 for one that does not exist
   */
  int killpg(KThread td, int pgid, int sig) {
    k.procs.proctree.lock(td);
    Pgrp g = pgid == 0 ? td.proc().pgrp : k.procs.pgfind(pgid);
    List<Proc> members = g == null ? List.of() : new ArrayList<>(g.members);
    k.procs.proctree.unlock(td);
    return killEach(td, members, sig);
  }

  private int killEach(KThread td, List<Proc> procs, int sig) {
    int result = ESRCH;
    for (Proc p : procs) {
      p.mtx.lock(td);
      if (p.state == Proc.PRS_NEW || p.pid <= 1) {
        p.mtx.unlock(td);
        continue;
      }
      int error = pCansignal(td, p);
      if (error == OK) {
        error = send(td, p, null, sig);
      }
      p.mtx.unlock(td);
      if (error == RESTART) {
        return RESTART;
      }
      // one that could be signalled is enough
      if (result != OK && (error == OK || result == ESRCH)) {
        result = error;
      }
    }
    return result;
  }

  /** Id of the group that the process of a neutral number made, or -1. */
  int groupNumbered(int number) {
    for (Proc p : k.procs.all()) {
      Pgrp g = p.pgrp;
      if (g != null && g.number == number) {
        return g.id;
      }
    }
    return -1;
  }

  // ---- threads

  /** sys_thr_kill. */
  int thrKill(KThread td, int id, int sig) {
    Proc p = td.proc();
    if (id == ALL_OTHERS) {
      if (sig != 0 && !SigProps.valid(sig)) {
        return EINVAL;
      }
      p.mtx.lock(td);
      int error = killOthers(td, p, sig);
      p.mtx.unlock(td);
      return error;
    }
    KThread t = k.tidhash.tdfind(td, id, p.pid);
    if (t == null) {
      return ESRCH;
    }
    int error = sig != 0 && !SigProps.valid(sig) ? EINVAL : send(td, t.proc(), t, sig);
    t.proc().mtx.unlock(td);
    return error;
  }

  /**
   * sys_thr_kill2. To a single thread the original sends a valid signal even if it refuses it; only
   * threads of the system, which take no signals, are left alone here.
   */
  int thrKill2(KThread td, int pid, int id, int sig) {
    if (id == ALL_OTHERS) {
      Proc p = k.procs.pfind(td, pid, false);
      if (p == null) {
        return pid == k.kthreads.initproc.pid ? EPERM : ESRCH;
      }
      int error = pCansignal(td, p);
      if (error == OK) {
        error = sig != 0 && !SigProps.valid(sig) ? EINVAL : killOthers(td, p, sig);
      }
      p.mtx.unlock(td);
      return error;
    }
    KThread t = k.tidhash.tdfind(td, id, pid);
    if (t == null) {
      return ESRCH;
    }
    int error = pCansignal(td, t.proc());
    boolean sends = !t.isKernel() && (error == OK || !k.hardened.thrKill2Refusal);
    if (sends && sig != 0) {
      if (SigProps.valid(sig)) {
        int sent = send(td, t.proc(), t, sig);
        error = sent == OK ? error : sent;
      } else {
        error = EINVAL;
      }
    }
    t.proc().mtx.unlock(td);
    return error;
  }

  /** To every thread of a process but the caller. In: process lock. */
  private int killOthers(KThread td, Proc p, int sig) {
    int error = ESRCH;
    List<KThread> threads = new ArrayList<>();
    for (KThread t = p.firstThread; t != null; t = t.plistNext) {
      threads.add(t);
    }
    for (KThread t : threads) {
      if (t != td) {
        error = OK;
        if (sig == 0) {
          break;
        }
        int sent = send(td, p, t, sig);
        if (sent != OK) {
          return sent;
        }
      }
    }
    return error;
  }
}
