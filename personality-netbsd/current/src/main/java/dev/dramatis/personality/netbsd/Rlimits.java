package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.Errno;

/**
 * The limits of a process that concern LWPs (kern_resource.c: struct plimit, dosetrlimit). The
 * others are not there. Objects do not change; a process that sets a limit gets a new one.
 */
record Rlimits(long nprocCur, long nprocMax, long nthrCur, long nthrMax) {
  /** RLIMIT_NPROC: processes of the user. */
  static final int NPROC = 7;

  /** RLIMIT_NTHR: LWPs of the user besides the first of each process. */
  static final int NTHR = 11;

  /** RLIM_INFINITY. */
  static final long INFINITY = Long.MAX_VALUE;

  static final Rlimits NONE = new Rlimits(INFINITY, INFINITY, INFINITY, INFINITY);

  static boolean known(int which) {
    return which == NPROC || which == NTHR;
  }

  /** The soft limit, which counts. */
  long cur(int which) {
    return which == NPROC ? nprocCur : nthrCur;
  }

  /** The hard limit, up to which the soft one may be raised. */
  long max(int which) {
    return which == NPROC ? nprocMax : nthrMax;
  }

  /** dosetrlimit: 0, EINVAL or EPERM. */
  int refuses(int which, long cur, long max, boolean superuser) {
    if (!known(which) || cur < 0 || max < 0 || cur > max) {
      return Errno.EINVAL;
    }
    return max > max(which) && !superuser ? Errno.EPERM : 0;
  }

  /** The limits after one was set. Nothing can be larger than what the kernel allows in all. */
  Rlimits with(int which, long cur, long max, long ceiling) {
    long soft = Math.min(cur, ceiling);
    long hard = Math.min(max, ceiling);
    return which == NPROC
        ? new Rlimits(soft, hard, nthrCur, nthrMax)
        : new Rlimits(nprocCur, nprocMax, soft, hard);
  }
}
