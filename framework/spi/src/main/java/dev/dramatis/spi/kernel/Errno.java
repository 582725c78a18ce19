package dev.dramatis.spi.kernel;

/** Results of portable system calls. The values are those that both BSDs use. */
public final class Errno {
  /** Success. */
  public static final int OK = 0;

  /** Not permitted. */
  public static final int EPERM = 1;

  /** No such thread. */
  public static final int ESRCH = 3;

  /** Interrupted. */
  public static final int EINTR = 4;

  /** Would deadlock. */
  public static final int EDEADLK = 11;

  /** Out of memory. */
  public static final int ENOMEM = 12;

  /** Busy. */
  public static final int EBUSY = 16;

  /** Invalid argument. */
  public static final int EINVAL = 22;

  /** Try again. */
  public static final int EAGAIN = 35;

  /** Timed out. */
  public static final int ETIMEDOUT = 60;

  /**
   * The call left no trace and must be issued again, to whichever kernel is current. Never seen by
   * programs.
   */
  public static final int RESTART = -3;

  private Errno() {}

  /** The symbolic name. */
  public static String name(int errno) {
    return switch (errno) {
      case OK -> "0";
      case EPERM -> "EPERM";
      case ESRCH -> "ESRCH";
      case EINTR -> "EINTR";
      case EDEADLK -> "EDEADLK";
      case ENOMEM -> "ENOMEM";
      case EBUSY -> "EBUSY";
      case EINVAL -> "EINVAL";
      case EAGAIN -> "EAGAIN";
      case ETIMEDOUT -> "ETIMEDOUT";
      case RESTART -> "ERESTART";
      default -> "errno " + errno;
    };
  }
}
