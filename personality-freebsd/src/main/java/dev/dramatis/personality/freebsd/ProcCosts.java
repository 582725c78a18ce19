package dev.dramatis.personality.freebsd;

/**
 * Lengths of the kernel paths for processes and signals in cycles; estimates in the same way as
 * {@link PathCosts}. What depends on the size of an address space is that of a small program.
 */
final class ProcCosts {
  /** fork1 without the thread: vmspace_fork, descriptors, credentials, structures. */
  static final int FORK = 60_000;

  /** vfork: as fork, the address space is shared. */
  static final int VFORK = 12_000;

  /** do_execve: image activation, a new map, argument strings. */
  static final int EXEC = 150_000;

  /** The look-up of the file to execute. */
  static final int NAMEI = 8_000;

  /** exit1 without single-threading: vmspace_exit, descriptors. */
  static final int EXIT = 40_000;

  /** proc_reap with proc_dtor's part. */
  static final int REAP = 2_500;

  /** One pass of kern_wait6 over one child. */
  static final int WAIT = 120;

  /** tdsendsignal: properties, queue, choice of the thread. */
  static final int SEND = 350;

  /** sendsig: the frame on the user stack. */
  static final int SENDSIG = 900;

  /** sigreturn: checks of the frame. */
  static final int SIGRETURN = 350;

  /** kern_sigaction, kern_sigprocmask. */
  static final int SIGSET = 100;

  /** coredump of a small program. */
  static final int COREDUMP = 2_000_000;

  /** procctl, setpgid, kill: look-up and checks. */
  static final int LOOKUP = 150;

  private ProcCosts() {}
}
