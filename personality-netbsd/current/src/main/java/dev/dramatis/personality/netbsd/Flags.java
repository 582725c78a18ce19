package dev.dramatis.personality.netbsd;

/**
 * Flag bits of LWPs and processes (sys/lwp.h, sys/proc.h). Values as in the original, so that
 * vectors can be compared.
 */
final class Flags {
  // l_flag
  static final int LW_IDLE = 0x1;
  static final int LW_LWPCTL = 0x2;
  static final int LW_STIMO = 0x40;
  static final int LW_SINTR = 0x80;
  static final int LW_SYSTEM = 0x200;
  static final int LW_DBGSUSPEND = 0x10000;
  static final int LW_WSUSPEND = 0x20000;
  static final int LW_WCORE = 0x80000;
  static final int LW_WEXIT = 0x100000;
  static final int LW_PENDSIG = 0x1000000;
  static final int LW_CANCELLED = 0x2000000;
  static final int LW_CACHECRED = 0x4000000;
  static final int LW_WREBOOT = 0x8000000;
  static final int LW_UNPARKED = 0x10000000;

  /** What sends an LWP through lwp_userret before it may run user code. */
  static final int LW_USERRET =
      LW_WEXIT | LW_PENDSIG | LW_WREBOOT | LW_WSUSPEND | LW_WCORE | LW_LWPCTL | LW_CACHECRED;

  // l_pflag
  static final int LP_MPSAFE = 0x20;
  static final int LP_PREEMPTING = 0x20000;
  static final int LP_RUNNING = 0x20000000;
  static final int LP_TELEPORT = 0x40000000;
  static final int LP_BOUND = 0x80000000;

  /** Not in the original: the scheduler plugin holds the LWP. */
  static final int LP_QUEUED = 0x1;

  /** l_dopreempt, a field of its own in the original. */
  static final int LP_DOPREEMPT = 0x8;

  /**
   * Not in the original: the LWP is wanted at the user boundary, because the kernel is about to be
   * exchanged.
   */
  static final int LP_BOUNDARY = 0x2;

  /**
   * Not in the original: a handler is to run that the thread library has not been left for yet. In
   * the original the frame is on the user stack, and the library does not notice.
   */
  static final int LP_HANDLER = 0x4;

  // l_prflag
  static final int LPR_DETACHED = 0x800000;
  static final int LPR_DRAINING = 0x80000000;

  // create flags
  static final int LWP_DETACHED = 0x40;
  static final int LWP_SUSPENDED = 0x80;
  static final int LWP_VFORK = 0x80000000;

  // fork flags
  static final int FORK_PPWAIT = 0x1;
  static final int FORK_SHAREVM = 0x2;

  // p_sflag
  static final int PS_NOCLDSTOP = 0x8;
  static final int PS_WCORE = 0x1000;
  static final int PS_WEXIT = 0x2000;
  static final int PS_STOPFORK = 0x800000;
  static final int PS_STOPEXEC = 0x1000000;
  static final int PS_STOPEXIT = 0x2000000;
  static final int PS_COREDUMP = 0x20000000;
  static final int PS_CONTINUED = 0x40000000;
  static final int PS_STOPPING = 0x80000000;

  // p_flag
  static final int PK_SUGID = 0x100;
  static final int PK_NOCLDWAIT = 0x20000;
  static final int PK_32 = 0x40000;
  static final int PK_CLDSIGIGN = 0x80000;

  // p_slflag
  static final int PSL_TRACED = 0x800;
  static final int PSL_CHTRACED = 0x400000;

  // p_lflag
  static final int PL_PPWAIT = 0x10;
  static final int PL_ORPHANPG = 0x20000000;

  private Flags() {}
}
