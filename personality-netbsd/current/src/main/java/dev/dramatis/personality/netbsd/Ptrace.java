package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.Signals;
import org.jspecify.annotations.Nullable;

/**
 * Debugging another process, as far as it stops, suspends and counts LWPs (sys_ptrace_common.c, and
 * eventswitch of kern_sig.c). Registers, memory and single steps are not there to be looked at.
 */
final class Ptrace {
  static final int PT_TRACE_ME = 0;
  static final int PT_CONTINUE = 7;
  static final int PT_KILL = 8;
  static final int PT_ATTACH = 9;
  static final int PT_DETACH = 10;
  static final int PT_LWPINFO = 13;
  static final int PT_SET_EVENT_MASK = 16;
  static final int PT_GET_EVENT_MASK = 17;
  static final int PT_GET_PROCESS_STATE = 18;
  static final int PT_RESUME = 21;
  static final int PT_SUSPEND = 22;
  static final int PT_LWPSTATUS = 24;
  static final int PT_LWPNEXT = 25;

  // Members of struct ptrace_lwpstatus, for which PT_LWPSTATUS is asked one by one.
  static final int PL_SIGPEND = 0;
  static final int PL_SIGMASK = 1;
  static final int PL_NAME = 2;
  static final int PL_NAME_REST = 3;
  static final int PL_PRIVATE = 4;

  /** Reports of the birth and death of LWPs; the bits of p_slflag are the same. */
  static final int PTRACE_LWP_CREATE = 0x8;

  static final int PTRACE_LWP_EXIT = 0x10;
  private static final int EVENTS = PTRACE_LWP_CREATE | PTRACE_LWP_EXIT;
  private static final int NO_EVENT = 0;

  private final Kern kern;

  Ptrace(Kern kern) {
    this.kern = kern;
  }

  // ---- the traced process reports

  /** Whether an event is to be reported to a debugger. */
  static boolean reports(Proc p, int event) {
    int flags = Flags.PSL_TRACED | event;
    return (p.slflag & flags) == flags;
  }

  /** mi_startlwp: an LWP made by _lwp_create reports before its first instruction in user mode. */
  void startlwp(Lwp l) {
    Proc p = l.proc;
    if (l.lid != p.pid && reports(p, PTRACE_LWP_CREATE)) {
      kern.procLock.enter(l);
      p.lock.enter(l);
      eventswitch(l, PTRACE_LWP_CREATE, l.lid);
    }
  }

  /** The part of lwp_exit: entered and left with proc_lock held. */
  void lwpExits(Lwp self, Lwp l) {
    Proc p = l.proc;
    if (!reports(p, PTRACE_LWP_EXIT)) {
      return;
    }
    p.lock.enter(self);
    if ((p.sflag & Flags.PS_WEXIT) != 0) {
      p.lock.exit(self);
      return;
    }
    eventswitch(self, PTRACE_LWP_EXIT, l.lid);
    kern.procLock.enter(self);
  }

  /** The part of execve. */
  void executes(Lwp l) {
    Proc p = l.proc;
    if (p.traced()) {
      kern.procLock.enter(l);
      p.lock.enter(l);
      eventswitch(l, NO_EVENT, 0);
    }
  }

  /**
   * Stops the running LWP's process to report an event (eventswitch). Entered with proc_lock and
   * p_lock held, left with neither.
   */
  private void eventswitch(Lwp l, int event, int lid) {
    Proc p = l.proc;
    for (; ; ) {
      boolean dying = (p.sflag & Flags.PS_WEXIT) != 0;
      boolean killed = p.xsig == Signals.SIGKILL || Signals.has(p.sigpend, Signals.SIGKILL);
      if (dying || killed || !p.traced()) {
        p.lock.exit(l);
        kern.procLock.exit(l);
        if (dying && event != PTRACE_LWP_EXIT) {
          kern.life.lwpExit(l, l);
        }
        return;
      }
      if ((p.sflag & Flags.PS_STOPPING) == 0) {
        break;
      }
      kern.procLock.exit(l);
      kern.procStop.unlockAndSwitchAway(l);
      kern.procLock.enter(l);
      p.lock.enter(l);
    }
    p.xsig = Signals.SIGTRAP;
    p.sigctxLwp = l.lid;
    p.reportEvent = event;
    p.reportLwp = lid;
    kern.procStop.sigswitch(l, 0, Signals.SIGTRAP, true);
  }

  // ---- the debugger asks

  /**
   * do_ptrace.
   *
   * @return 0 or more, or a negated errno
   */
  long ptrace(Lwp l, int request, int pid, int addr, int data) {
    l.ci.cpu.chargeCycles(PathCosts.SMALL_SYSCALL);
    if (request == PT_LWPSTATUS) {
      return lwpStatus(l, pid, addr, data);
    }
    kern.procLock.enter(l);
    Proc t = request == PT_TRACE_ME ? l.proc : kern.pidTable.findProc(pid);
    long result;
    if (t == null || t.zombie()) {
      result = -Errno.ESRCH;
    } else if (kern.swapping.requested()) {
      result = -Errno.EBUSY;
    } else {
      t.lock.enter(l);
      int error = permits(l, request, t);
      result = error != 0 ? -error : request(l, request, t, addr, data);
      t.lock.exit(l);
    }
    kern.procLock.exit(l);
    return result;
  }

  /** Whether a request is possible in the state that the process is in. 0 or an errno. */
  private int permits(Lwp l, int request, Proc t) {
    if (request == PT_TRACE_ME) {
      return 0;
    }
    if (request == PT_ATTACH) {
      return t == l.proc ? Errno.EINVAL : t.traced() ? Errno.EBUSY : 0;
    }
    if (!t.traced() || t.pptr != l.proc) {
      return Errno.EPERM;
    }
    return t.stat == Proc.SSTOP && t.waited ? 0 : Errno.EBUSY;
  }

  private long request(Lwp l, int request, Proc t, int addr, int data) {
    return switch (request) {
      case PT_TRACE_ME -> {
        t.slflag |= Flags.PSL_TRACED;
        t.opptr = t.pptr;
        yield 0;
      }
      case PT_ATTACH -> attach(l, t);
      case PT_SET_EVENT_MASK -> {
        t.slflag = t.slflag & ~EVENTS | data & EVENTS;
        yield 0;
      }
      case PT_GET_EVENT_MASK -> t.slflag & EVENTS;
      case PT_GET_PROCESS_STATE -> (long) t.reportEvent << 32 | t.reportLwp;
      case PT_LWPNEXT, PT_LWPINFO -> lwpNext(l, t, addr);
      case PT_SUSPEND, PT_RESUME -> hold(l, t, addr, request == PT_SUSPEND);
      case PT_KILL -> sendsig(l, t, null, Signals.SIGKILL);
      case PT_DETACH -> {
        detach(l, t);
        yield sendsig(l, t, null, data);
      }
      case PT_CONTINUE -> resume(l, t, data);
      default -> -Errno.EINVAL;
    };
  }

  private long attach(Lwp l, Proc t) {
    procChangeparent(l, t, l.proc);
    return sendsig(l, t, null, Signals.SIGSTOP);
  }

  /** proc_changeparent. */
  private void procChangeparent(Lwp l, Proc t, Proc p) {
    t.slflag |= Flags.PSL_TRACED;
    Proc parent = t.pptr;
    t.opptr = parent;
    if (parent != null && parent != p) {
      parent.slflag |= Flags.PSL_CHTRACED;
      kern.procWait.procReparent(l, t, p);
    }
  }

  private void detach(Lwp l, Proc t) {
    t.slflag &= ~(Flags.PSL_TRACED | EVENTS);
    Proc back = t.opptr == null ? kern.initproc : t.opptr;
    t.opptr = null;
    kern.procWait.procReparent(l, t, back);
  }

  /** Next live LWP behind one, or the first; 0 behind the last. Bit 32: the stop was its doing. */
  private long lwpNext(Lwp l, Proc t, int lid) {
    Lwp lt = t.lwps;
    if (lid != 0) {
      lt = kern.lookup.lwpFind(l, t, lid);
      if (lt == null) {
        return -Errno.ESRCH;
      }
      lt = lt.siblingNext;
    }
    while (lt != null && !kern.lookup.lwpAlive(l, lt)) {
      lt = lt.siblingNext;
    }
    if (lt == null) {
      return 0;
    }
    boolean signalled = t.sigctxLwp == 0 || t.sigctxLwp == lt.lid;
    return (signalled ? 1L << 32 : 0) | lt.lid;
  }

  /**
   * PT_LWPSTATUS: one member of what is known of an LWP. Not one of the requests that keep the
   * locks (ptrace_needs_hold): a reference keeps an LWP from dying meanwhile, at first that of some
   * LWP of the process.
   */
  private long lwpStatus(Lwp l, int pid, int lid, int member) {
    kern.procLock.enter(l);
    Proc t = kern.pidTable.findProc(pid);
    if (t == null || t.zombie()) {
      kern.procLock.exit(l);
      return -Errno.ESRCH;
    }
    t.lock.enter(l);
    int error = permits(l, PT_LWPSTATUS, t);
    Lwp first = error == 0 ? kern.lookup.lwpFindFirst(l, t) : null;
    if (first != null) {
      kern.life.lwpAddref(l, first);
    }
    t.lock.exit(l);
    kern.procLock.exit(l);
    if (error != 0) {
      return -error;
    }
    if (first == null) {
      return -Errno.ESRCH;
    }
    Lwp lt = updateLwp(l, t, first, lid);
    if (lt == null) {
      return -Errno.ESRCH;
    }
    long value = member(lt, member);
    kern.life.lwpDelref(l, lt);
    return value;
  }

  /** Exchanges a reference for one of the LWP that is meant (ptrace_update_lwp). */
  private @Nullable Lwp updateLwp(Lwp l, Proc t, Lwp held, int lid) {
    if (lid == held.lid) {
      return held;
    }
    t.lock.enter(l);
    kern.life.lwpDelref2(l, held);
    Lwp lt = kern.lookup.lwpFind(l, t, lid);
    if (lt != null) {
      kern.life.lwpAddref(l, lt);
    }
    t.lock.exit(l);
    return lt;
  }

  private static long member(Lwp lt, int member) {
    String name = lt.lname == null ? "" : lt.lname;
    return switch (member) {
      case PL_SIGPEND -> lt.sigpend;
      case PL_SIGMASK -> lt.sigmask;
      case PL_NAME -> NativeCalls.word(name, 0);
      case PL_NAME_REST -> NativeCalls.word(name, Long.BYTES);
      case PL_PRIVATE -> lt.privateData;
      default -> -Errno.EINVAL;
    };
  }

  /** PT_SUSPEND and PT_RESUME: whether an LWP takes part in the next continuation. */
  private long hold(Lwp l, Proc t, int lid, boolean held) {
    Lwp lt = kern.lookup.lwpFind(l, t, lid);
    if (lt == null) {
      return -Errno.ESRCH;
    }
    kern.lwpLock(l.ci, lt);
    lt.flag = held ? lt.flag | Flags.LW_DBGSUSPEND : lt.flag & ~Flags.LW_DBGSUSPEND;
    kern.lwpUnlock(l.ci, lt);
    return 0;
  }

  /** PT_CONTINUE: all that are not held with a signal, or with a negative LID only that LWP. */
  private long resume(Lwp l, Proc t, int data) {
    if (data < 0) {
      Lwp lt = kern.lookup.lwpFind(l, t, -data);
      if (lt == null) {
        return -Errno.ESRCH;
      }
      return (lt.flag & Flags.LW_DBGSUSPEND) != 0 ? -Errno.EDEADLK : sendsig(l, t, lt, 0);
    }
    if (data >= SigProp.NSIG) {
      return -Errno.EINVAL;
    }
    for (Lwp lt = t.lwps; lt != null; lt = lt.siblingNext) {
      if (kern.lookup.lwpAlive(l, lt) && (lt.flag & Flags.LW_DBGSUSPEND) == 0) {
        return sendsig(l, t, null, data);
      }
    }
    return -Errno.EDEADLK;
  }

  /**
   * Delivers a signal, or none, by way of what stopped the process (ptrace_sendsig). With proc_lock
   * and p_lock held.
   *
   * @param only the LWP to go on, or null for all
   */
  private long sendsig(Lwp l, Proc t, @Nullable Lwp only, int signo) {
    if (t.stat == Proc.SSTOP) {
      t.xsig = signo;
      if (only == null) {
        kern.procStop.procUnstop(l, t);
      } else {
        kern.control.lwpUnstop(l, only);
      }
    } else {
      kern.signal.kpsignal2(l, t, signo, 0);
    }
    return 0;
  }
}
