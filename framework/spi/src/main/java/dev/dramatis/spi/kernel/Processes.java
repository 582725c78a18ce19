package dev.dramatis.spi.kernel;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Processes and signals of a kernel that has them; see {@link Kernel#processes}. Same rules as for
 * {@link Kernel}: methods run on the context of {@code self} in kernel mode, and {@link
 * Kernel#userReturn} follows each that returns.
 *
 * <p>Processes are named by their neutral numbers ({@link UserThread#process}). Those that a
 * workload starts with are children of the kernel's init process.
 *
 * <p>When a signal ends a thread or a process, the threads concerned do not return from the kernel;
 * {@link UserThread#setLife} tells the framework that they have ended.
 */
@ConsumerType
public interface Processes {
  /** For {@link #await}: do not wait, report only what has happened already. */
  int WNOHANG = 1;

  /** For {@link #await}: report children that stopped as well. */
  int WUNTRACED = 2;

  /** For {@link #await}: report children that go on after a stop as well. */
  int WCONTINUED = 16;

  /** For {@link #await}: any child. */
  int ANY = -1;

  /**
   * Makes a process with one thread, a copy of the caller, as a child of the caller's process.
   *
   * @param child thread of the new process; it starts with the signal mask of the caller
   * @param untilExec vfork: the caller waits until the child ends or executes a program
   * @return 0, or EAGAIN, ENOMEM; RESTART or EINTR if the original can be interrupted here
   */
  int fork(UserThread self, UserThread child, boolean untilExec);

  /** Executes a program: ends all other threads of the process. 0, or EINTR, RESTART, EAGAIN. */
  int exec(UserThread self);

  /**
   * Ends the process of the caller. Never returns, except while threads are brought to the user
   * boundary ({@link Kernel#requestBoundary}): then it may return without having done anything, and
   * the call is issued again to the next kernel.
   */
  void exit(UserThread self, int status);

  /**
   * Waits for a child, or several.
   *
   * @param process a number, or {@link #ANY}
   * @param options sum of {@link #WNOHANG}, {@link #WUNTRACED}, {@link #WCONTINUED}
   * @param status filled in; its process is 0 if WNOHANG found nothing
   * @return 0, ECHILD, EINTR, RESTART
   */
  int await(UserThread self, int process, int options, ProcessStatus status);

  /** Puts a process into a process group (0 for a new one of its own number). 0, ESRCH, EPERM. */
  int setGroup(UserThread self, int process, int group);

  /**
   * Sends a signal to a process, or with a negative number to a process group; signal 0 only looks
   * whether there is one. 0, EINVAL, ESRCH.
   */
  int kill(UserThread self, int process, int signal);

  /** Sends a signal to a thread of the caller's process; 0 only looks. 0, EINVAL, ESRCH. */
  int kill(UserThread self, UserThread target, int signal);

  /** Changes what the process does about a signal. 0, or EINVAL. */
  int setAction(UserThread self, int signal, SignalAction action);

  /** Replaces the caller's set of blocked signals; returns the previous one. */
  long setMask(UserThread self, long mask);

  /** Waits with another mask until a handler has been chosen to run. EINTR. */
  int suspend(UserThread self, long mask);

  /**
   * The handler of a signal has returned (sigreturn): what was blocked before it is blocked again.
   * The framework calls this once for each {@link UserThread#deliver}, innermost first.
   */
  void handlerReturn(UserThread self);
}
