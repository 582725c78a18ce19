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

  /** No child processes. */
  public static final int ECHILD = 10;

  /** Would deadlock. */
  public static final int EDEADLK = 11;

  /** Out of memory. */
  public static final int ENOMEM = 12;

  /** Bad address. */
  public static final int EFAULT = 14;

  /** Busy. */
  public static final int EBUSY = 16;

  /** No such device; of an LWP, that it does not sleep. */
  public static final int ENODEV = 19;

  /** Invalid argument. */
  public static final int EINVAL = 22;

  /** Try again. */
  public static final int EAGAIN = 35;

  /** Already happened. */
  public static final int EALREADY = 37;

  /** Timed out. */
  public static final int ETIMEDOUT = 60;

  /** Too many threads or processes. */
  public static final int EPROCLIM = 67;

  /** This kernel has no such call. */
  public static final int ENOSYS = 78;

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
      case ECHILD -> "ECHILD";
      case EDEADLK -> "EDEADLK";
      case ENOMEM -> "ENOMEM";
      case EFAULT -> "EFAULT";
      case EBUSY -> "EBUSY";
      case ENODEV -> "ENODEV";
      case EINVAL -> "EINVAL";
      case EAGAIN -> "EAGAIN";
      case EALREADY -> "EALREADY";
      case ETIMEDOUT -> "ETIMEDOUT";
      case EPROCLIM -> "EPROCLIM";
      case ENOSYS -> "ENOSYS";
      case RESTART -> "ERESTART";
      default -> "errno " + errno;
    };
  }
}
