package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.Errno;

/** Users, limits and consumption of processes (kern_prot.c, kern_resource.c). */
final class Resource {
  // Items of struct rusage, by their place in it.
  private static final int RU_TIME = 0;
  private static final int RU_NVCSW = 14;
  private static final int RU_NIVCSW = 15;

  private final Kern kern;

  Resource(Kern kern) {
    this.kern = kern;
  }

  /**
   * setuid, as far as LWPs notice: each takes the new credential on its next way to user mode
   * (kern_proc.c: proc_crmod_leave). 0, or a negated EPERM: only the superuser becomes somebody
   * else.
   */
  long setuid(Lwp l, int uid) {
    l.ci.cpu.chargeCycles(PathCosts.SMALL_SYSCALL);
    Proc p = l.proc;
    if (uid != l.cred && !l.superuser()) {
      return -Errno.EPERM;
    }
    p.lock.enter(l);
    kern.uids.change(p, uid);
    for (Lwp l2 = p.lwps; l2 != null; l2 = l2.siblingNext) {
      kern.lwpLock(l.ci, l2);
      l2.flag |= Flags.LW_CACHECRED;
      kern.control.lwpNeedUserret(l.ci, l2);
      kern.lwpUnlock(l.ci, l2);
    }
    p.lock.exit(l);
    return 0;
  }

  /** sys_setrlimit (kern_resource.c: dosetrlimit). 0, EINVAL, EPERM. */
  int setrlimit(Lwp l, int which, long cur, long max) {
    l.ci.cpu.chargeCycles(PathCosts.SMALL_SYSCALL);
    Proc p = l.proc;
    int error = p.rlimit.refuses(which, cur, max, l.superuser());
    if (error == 0) {
      long ceiling = which == Rlimits.NTHR ? kern.init.maxlwp() : kern.fork.maxproc();
      p.lock.enter(l);
      p.rlimit = p.rlimit.with(which, cur, max, ceiling);
      p.lock.exit(l);
    }
    return error;
  }

  /** sys_getrusage of the own process: what dead LWPs have left, and the living add. */
  long getrusage(Lwp l, int item) {
    l.ci.cpu.chargeCycles(PathCosts.SMALL_SYSCALL);
    Proc p = l.proc;
    p.lock.enter(l);
    long time = p.rtime + l.ci.cpu.now() - l.stime;
    long nvcsw = p.nvcsw;
    long nivcsw = p.nivcsw;
    for (Lwp t = p.lwps; t != null; t = t.siblingNext) {
      time += t.rtime;
      nvcsw += t.nvcsw;
      nivcsw += t.nivcsw;
    }
    p.lock.exit(l);
    return switch (item) {
      case RU_TIME -> time;
      case RU_NVCSW -> nvcsw;
      case RU_NIVCSW -> nivcsw;
      default -> -Errno.EINVAL;
    };
  }
}
