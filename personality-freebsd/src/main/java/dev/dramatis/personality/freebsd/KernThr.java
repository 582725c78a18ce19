package dev.dramatis.personality.freebsd;

import static dev.dramatis.spi.kernel.Errno.EDEADLK;
import static dev.dramatis.spi.kernel.Errno.EINVAL;
import static dev.dramatis.spi.kernel.Errno.EPERM;
import static dev.dramatis.spi.kernel.Errno.ESRCH;
import static dev.dramatis.spi.kernel.Errno.ETIMEDOUT;
import static dev.dramatis.spi.kernel.Errno.OK;
import static dev.dramatis.spi.kernel.Errno.RESTART;

import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.sched.SchedClass;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** System calls on threads by their ids (kern_thr.c, kern_resource.c, kern_cpuset.c). */
final class KernThr {
  static final int RTP_LOOKUP = 0;
  static final int RTP_SET = 1;
  static final int RTP_PRIO_REALTIME = 2;
  static final int RTP_PRIO_NORMAL = 3;
  static final int RTP_PRIO_IDLE = 4;
  static final int RTP_PRIO_FIFO = 10;
  static final int RTP_PRIO_MAX = 31;
  static final int ERANGE = 34;

  /** Longest name of a thread (MAXCOMLEN). */
  static final int MAXCOMLEN = 19;

  /** CPU_MAXSIZE in bytes. */
  private static final int LARGEST_SET = 128;

  private final Kern k;

  KernThr(Kern k) {
    this.k = k;
  }

  // ---- suspension of oneself

  /**
   * sys_thr_suspend: sleeps until somebody calls thr_wake. A wakeup that came before is remembered,
   * once.
   *
   * @param timeout relative, or negative for none
   * @return 0 or an error of the kernel
   */
  int suspend(KThread td, long timeout) {
    if ((td.pflags & KThread.TDP_WAKEUP) != 0) {
      td.pflags &= ~KThread.TDP_WAKEUP;
      return OK;
    }
    Proc p = td.proc();
    if (timeout == 0) {
      // the time is up before it began, unless the wakeup is there
      p.mtx.lock(td);
      int error = takeWakeup(td) ? OK : ETIMEDOUT;
      p.mtx.unlock(td);
      return error;
    }
    long deadline = timeout < 0 ? SleepQueues.FOREVER : td.pcpu.cpu.now() + timeout;
    int error = OK;
    p.mtx.lock(td);
    if ((td.flags & KThread.TDF_THRWAKEUP) == 0) {
      error = k.sleepqueues.sleep(td, td.address, p.mtx, SleepQueues.PCATCH, "lthr", deadline);
    }
    if (takeWakeup(td)) {
      error = OK; // wins over whatever ended the sleep
    } else if (error == SleepQueues.EWOULDBLOCK) {
      error = ETIMEDOUT;
    } else if (error == SleepQueues.ERESTART && timeout > 0 && !k.draining) {
      error = SleepQueues.EINTR;
    }
    p.mtx.unlock(td);
    return error;
  }

  /** In: process lock. */
  private boolean takeWakeup(KThread td) {
    if ((td.flags & KThread.TDF_THRWAKEUP) == 0) {
      return false;
    }
    SpinMtx m = k.threadLock(td, td);
    td.flags &= ~KThread.TDF_THRWAKEUP;
    m.unlock(td);
    return true;
  }

  /** sys_thr_wake. */
  int wake(KThread td, int id) {
    if (id == td.tid) {
      td.pflags |= KThread.TDP_WAKEUP;
      return OK;
    }
    KThread t = k.tidhash.tdfind(td, id, td.proc().pid);
    if (t == null) {
      return ESRCH;
    }
    int error = k.draining ? RESTART : OK;
    if (error == OK) {
      SpinMtx m = k.threadLock(td, t);
      t.flags |= KThread.TDF_THRWAKEUP;
      m.unlock(td);
      k.sleepqueues.wakeup(td, t.address);
    }
    t.proc().mtx.unlock(td);
    return error;
  }

  // ---- names and ends

  /** sys_thr_set_name: what is too long is cut off. */
  int setName(KThread td, int id, String name) {
    KThread t = k.tidhash.tdfind(td, id, td.proc().pid);
    if (t == null) {
      return ESRCH;
    }
    t.tdName = name.length() > MAXCOMLEN ? name.substring(0, MAXCOMLEN) : name;
    t.proc().mtx.unlock(td);
    return OK;
  }

  /**
   * sys_thr_exit with a word to set. Returns only to the last thread of a process, which has to end
   * the process.
   */
  int exit(KThread td, long state) {
    Proc p = td.proc();
    p.mtx.lock(td);
    boolean last = p.numthreads == p.pendingexits + 1;
    p.mtx.unlock(td);
    if (state != 0) {
      int error = k.words.store(td, state, 1);
      if (error != OK) {
        return error;
      }
      k.words.wake(td, state, Integer.MAX_VALUE);
    }
    if (!last) {
      p.activeThreads--;
      k.calls.thrExit(td);
    }
    return OK;
  }

  // ---- priorities and places

  /**
   * sys_rtprio_thread.
   *
   * @return for a look-up, class and priority as {@code type * 256 + prio}; else 0; or a negated
   *     error
   */
  int rtprioThread(KThread td, int function, int id, int type, int prio) {
    KThread t = k.tidhash.tdfind(td, id == 0 ? td.tid : id, -1);
    if (t == null) {
      return -ESRCH;
    }
    int result;
    if (t.isKernel()) {
      result = -EPERM;
    } else {
      result =
          switch (function) {
            case RTP_LOOKUP -> lookup(t.user());
            case RTP_SET -> -checkRtp(td, type, prio);
            default -> -EINVAL;
          };
    }
    Proc p = t.proc();
    if (function == RTP_SET && result == OK) {
      SpinMtx m = k.threadLock(td, t);
      p.mtx.unlock(td);
      set(t.user(), type, prio);
      k.sched.classChanged(td, t, m);
      return OK;
    }
    p.mtx.unlock(td);
    return result;
  }

  /** The checks of rtprio_thread and rtp_to_pri on a priority that a user asks for. */
  int checkRtp(KThread td, int type, int prio) {
    boolean realtime = type == RTP_PRIO_REALTIME || type == RTP_PRIO_FIFO;
    if ((realtime || type == RTP_PRIO_IDLE) && !td.ucred().privileged()) {
      return EPERM;
    }
    if (!realtime && type != RTP_PRIO_IDLE && type != RTP_PRIO_NORMAL) {
      return EINVAL;
    }
    int most = type == RTP_PRIO_NORMAL ? 103 : RTP_PRIO_MAX;
    return prio < 0 || prio > most ? EINVAL : OK;
  }

  private static int lookup(UserThread u) {
    return switch (u.schedClass()) {
      case FIFO -> RTP_PRIO_FIFO * 256 + (99 - u.realtimePriority()) * 32 / 99;
      case ROUND_ROBIN -> RTP_PRIO_REALTIME * 256 + (99 - u.realtimePriority()) * 32 / 99;
      case TIMESHARE -> RTP_PRIO_NORMAL * 256;
      case IDLE -> RTP_PRIO_IDLE * 256;
    };
  }

  /** The portable priority whose place among the 32 native ones is the one asked for. */
  static void set(UserThread u, int type, int prio) {
    switch (type) {
      case RTP_PRIO_FIFO -> u.setScheduling(SchedClass.FIFO, portable(prio), 0);
      case RTP_PRIO_REALTIME -> u.setScheduling(SchedClass.ROUND_ROBIN, portable(prio), 0);
      case RTP_PRIO_IDLE -> u.setScheduling(SchedClass.IDLE, 0, 0);
      default -> u.setScheduling(SchedClass.TIMESHARE, 0, u.nice());
    }
  }

  private static int portable(int prio) {
    return 99 - (prio * 99 + 31) / 32;
  }

  /**
   * cpuset_setaffinity for a thread: a CPU that does not exist is an error, and so is a set without
   * any.
   */
  int cpusetSetaffinity(KThread td, int id, int size, long mask) {
    if (size > LARGEST_SET || size <= 0) {
      return ERANGE;
    }
    if (mask == 0) {
      return EDEADLK;
    }
    return (mask & ~existing()) != 0 ? EINVAL : setAffinity(td, id, mask);
  }

  /** sched_setaffinity of the C library: CPUs that do not exist are left out first. */
  int schedSetaffinity(KThread td, int id, int size, long mask) {
    if (size > LARGEST_SET || size <= 0) {
      return EINVAL;
    }
    long usable = mask & existing();
    return usable == 0 ? EINVAL : setAffinity(td, id, usable);
  }

  private int setAffinity(KThread td, int id, long mask) {
    KThread t = k.tidhash.tdfind(td, id <= 0 ? td.tid : id, -1);
    if (t == null) {
      return ESRCH;
    }
    UserThread u = t.user;
    t.proc().mtx.unlock(td);
    return u == null ? EPERM : k.calls.setAffinity(td, u, BitSet.valueOf(new long[] {mask}));
  }

  /**
   * cpuset_getaffinity, sched_getaffinity.
   *
   * @return the set, or a negated error
   */
  long getaffinity(KThread td, int id, int size) {
    if (size * 8L < k.pcpus.length || size > LARGEST_SET) {
      return -ERANGE;
    }
    KThread t = k.tidhash.tdfind(td, id <= 0 ? td.tid : id, -1);
    if (t == null) {
      return -ESRCH;
    }
    BitSet cpus = t.affinity;
    t.proc().mtx.unlock(td);
    return cpus == null ? existing() : word(cpus) & existing();
  }

  private static long word(@Nullable BitSet cpus) {
    long[] words = cpus == null ? new long[0] : cpus.toLongArray();
    return words.length == 0 ? 0 : words[0];
  }

  private long existing() {
    return k.pcpus.length >= 63 ? Long.MAX_VALUE : (1L << k.pcpus.length) - 1;
  }
}
