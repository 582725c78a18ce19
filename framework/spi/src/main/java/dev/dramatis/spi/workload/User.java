package dev.dramatis.spi.workload;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.Kernel;
import dev.dramatis.spi.kernel.ProcessStatus;
import dev.dramatis.spi.kernel.Processes;
import dev.dramatis.spi.kernel.SignalAction;
import dev.dramatis.spi.kernel.UserCondition;
import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.machine.RandomSource;
import dev.dramatis.spi.sched.SchedClass;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a program can do: compute, and make the portable system calls. The object outlives
 * personalities; a call that a live swap interrupts is issued again to the next kernel with what is
 * left of it, and the program does not notice.
 *
 * <p>Times are virtual nanoseconds. Calls return 0 or an {@link dev.dramatis.spi.kernel.Errno};
 * calls whose only failure is a mistake of the program throw {@link IllegalStateException}, which
 * ends the run with a report.
 */
@ProviderType
public interface User {
  /** The calling thread. */
  UserThread self();

  /** Reads the clock. */
  long now();

  /** Does a fixed amount of work: as long as the fastest CPU of the machine needs for it. */
  void compute(long nanos);

  /** Computes until that much wall time has passed, preempted or not. */
  void computeFor(long nanos);

  /** Sleeps for at least so long; how much longer is up to the kernel's timers. */
  void sleep(long nanos);

  /** Sleeps until an absolute time; returns at once if it has passed. */
  void sleepUntil(long deadline);

  /** Lets others run. */
  void yield();

  /** Creates a thread in the same process, or null if the kernel refused (limit reached). */
  @Nullable UserThread create(ThreadSpec spec, Program program);

  /** Waits for a thread to end and collects it. 0, or ESRCH, EINVAL, EDEADLK. */
  int join(UserThread thread);

  /** Lets a thread be collected by nobody. 0, or ESRCH, EINVAL. */
  int detach(UserThread thread);

  /** Ends the calling thread. Never returns. */
  void exit();

  /** Takes a mutex, sleeping while another thread holds it. 0, or EDEADLK for the owner itself. */
  int lock(UserMutex mutex);

  /** Takes a mutex if it is free. 0 or EBUSY. */
  int tryLock(UserMutex mutex);

  /** Releases a mutex. 0, or EPERM if the caller does not hold it. */
  int unlock(UserMutex mutex);

  /**
   * Releases the mutex, waits to be signalled, takes the mutex again. There are no spurious wakeups
   * except after a swap.
   */
  int await(UserCondition condition, UserMutex mutex);

  /**
   * As {@link #await(UserCondition, UserMutex)}, up to a time. 0 or ETIMEDOUT; the mutex is held
   * again in both cases.
   */
  int await(UserCondition condition, UserMutex mutex, long deadline);

  /** Wakes one waiter, if there is one. */
  void signal(UserCondition condition);

  /** Wakes all waiters. */
  void broadcast(UserCondition condition);

  /** Changes where a thread may run; null for everywhere. 0, EINVAL or ESRCH. */
  int setAffinity(UserThread thread, @Nullable BitSet cpus);

  /** Changes class and priority as in {@link ThreadSpec}. 0, EINVAL or ESRCH. */
  int setScheduling(UserThread thread, SchedClass schedClass, int realtimePriority, int nice);

  /**
   * Stops a thread until {@link #resume}; it stops at its next return to user mode. 0, ESRCH or
   * EDEADLK.
   */
  int suspend(UserThread thread);

  /** Lets a suspended thread go on. 0 or ESRCH. */
  int resume(UserThread thread);

  /**
   * Changes the protection of a page of the process: all CPUs that run in it have to forget their
   * translation.
   */
  default void protect() {}

  /** A mutex in the memory of the process. */
  UserMutex newMutex(String name);

  /** A condition variable in the memory of the process. */
  UserCondition newCondition(String name);

  /** A random stream of this thread. */
  RandomSource random();

  /** Records a measurement (a latency, a slack) under a name; appears in the results. */
  void mark(String name, long nanos);

  // ---- processes, signals and native calls; every one answers ENOSYS where the kernel has none

  /**
   * Makes a process with one thread, which executes {@code program}, as a child of the caller's.
   *
   * @param untilExec vfork: the caller waits until the child ends or executes a program
   * @return the thread, or null if the kernel refused
   */
  default @Nullable UserThread fork(ThreadSpec spec, boolean untilExec, Program program) {
    return null;
  }

  /**
   * Executes another program in the process of the caller, in place of all its threads. Does not
   * return if it succeeds; else an {@link Errno}.
   */
  default int exec(Program program) {
    return Errno.ENOSYS;
  }

  /** Ends the process. Never returns. */
  default void exitProcess(int status) {
    exit();
  }

  /** Waits for a child process; see {@link Processes#await}. EINTR once a handler has run. */
  default int awaitProcess(int process, int options, ProcessStatus status) {
    return Errno.ENOSYS;
  }

  /** Puts a process into a process group; see {@link Processes#setGroup}. */
  default int setGroup(int process, int group) {
    return Errno.ENOSYS;
  }

  /** Sends a signal to a process, or to a group if negative. 0, EINVAL, ESRCH. */
  default int kill(int process, int signal) {
    return Errno.ENOSYS;
  }

  /** Sends a signal to a thread of the same process. 0, EINVAL, ESRCH. */
  default int kill(UserThread thread, int signal) {
    return Errno.ENOSYS;
  }

  /**
   * Changes what the process does about a signal.
   *
   * @param handler runs on the thread that takes the signal, if the action is to catch it; else
   *     null
   */
  default int setSignalAction(int signal, SignalAction action, @Nullable Program handler) {
    return Errno.ENOSYS;
  }

  /** Replaces the caller's set of blocked signals; returns the previous one. */
  default long setSignalMask(long mask) {
    return 0;
  }

  /** Waits with another mask until a handler has run. EINTR. */
  default int signalSuspend(long mask) {
    return Errno.ENOSYS;
  }

  /** Native id of a thread under the current kernel, 0 if it has none. */
  default int nativeId(UserThread thread) {
    return 0;
  }

  /**
   * Makes a call under its native name; see {@link Kernel#nativeCalls}. A result of 0 or more, or a
   * negated {@link Errno}; ENOSYS if the kernel has no such call.
   */
  default long call(String name, long... arguments) {
    return -Errno.ENOSYS;
  }
}
