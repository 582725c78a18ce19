package dev.dramatis.sched.netbsd.common;

/** Priorities (sys/param.h); larger is more urgent. */
public final class Pri {
  /** No priority. */
  public static final int NONE = -1;

  /** What an idle CPU runs at; also the least urgent time-sharing priority. */
  public static final int IDLE = 0;

  /** MAXPRI_USER: the most urgent time-sharing priority. */
  public static final int MAX_USER = 63;

  /** Number of time-sharing priorities. */
  public static final int USER_COUNT = 64;

  /** MAXPRI_KTHREAD. */
  public static final int MAX_KTHREAD = 127;

  /** MAXPRI_KERNEL_RT. */
  public static final int MAX_KERNEL_RT = 223;

  /** PRI_COUNT. */
  public static final int COUNT = 224;

  /** The nice value as processes store it, 0 to 40, is this much more than what users know. */
  public static final int NZERO = 20;

  private Pri() {}
}
