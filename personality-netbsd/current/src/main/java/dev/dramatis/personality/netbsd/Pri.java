package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.sched.SchedClass;

/** Priority bands, larger is more urgent (sys/param.h). */
final class Pri {
  static final int NONE = -1;
  static final int USER = 0;
  static final int IDLE = USER;
  static final int MAXPRI_USER = 63;
  static final int KERNEL = 64;
  static final int USER_RT = 128;
  static final int KERNEL_RT = 192;
  static final int SOFTCLOCK = 220;
  static final int COUNT = 224;

  private Pri() {}

  /**
   * Base priority for neutral attributes. A time-sharing LWP gets what 4.4BSD gives to one that has
   * used no CPU time: 43 at nice 0. The 99 POSIX real-time levels are laid over the 64 of the band,
   * keeping their order.
   */
  static int base(SchedClass schedClass, int realtimePriority, int nice) {
    return switch (schedClass) {
      case FIFO, ROUND_ROBIN -> USER_RT + (realtimePriority * 63) / 99;
      case TIMESHARE -> MAXPRI_USER - (nice + 20);
      case IDLE -> USER;
    };
  }

  /**
   * Effective priority from its three parts (kern_lwp.c: lwp_eprio): blocked time sharers are
   * boosted into a kernel band.
   */
  static int effective(int priority, int boost, int auxiliary) {
    int pri = priority;
    if (pri <= MAXPRI_USER && boost > MAXPRI_USER) {
      pri = (pri >> 1) + boost;
    }
    return Math.max(auxiliary, pri);
  }
}
