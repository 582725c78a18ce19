package dev.dramatis.spi.kernel;

import dev.dramatis.spi.machine.Context;
import dev.dramatis.spi.sched.SchedClass;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A user thread in neutral terms: what of it exists outside any kernel. Made by the framework; a
 * kernel hangs its own structure on it with {@link #attach}. The scheduling attributes are the
 * current ones; a kernel updates them when a call changes them, so that the next kernel finds them.
 */
@ProviderType
public interface UserThread {
  /** Number in order of creation, from 1; the same under every personality. */
  int id();

  /** Name for reports. */
  String name();

  /** Number of its process, from 1. */
  int process();

  /** Name of its process. */
  String processName();

  /** Its stack, shared by the user program and the kernel that is current. */
  Context context();

  /** The kernel's own structure for the thread, or null. */
  @Nullable Object attachment();

  /** Sets or clears the kernel's own structure. */
  void attach(@Nullable Object kernelThread);

  /** Scheduling class. */
  SchedClass schedClass();

  /** 1 to 99 for real time, else 0. */
  int realtimePriority();

  /** -20 to 19. */
  int nice();

  /**
   * CPUs in service that it may run on, or null for all of the machine. Not to be changed in place.
   */
  @Nullable BitSet affinity();

  /** Records changed attributes. */
  void setScheduling(SchedClass schedClass, int realtimePriority, int nice);

  /** Records a changed affinity. */
  void setAffinity(@Nullable BitSet cpus);

  /** Whether nobody will join it. */
  boolean detached();

  /** Records that nobody will join it. */
  void setDetached();

  /** Where its life stands, in neutral terms. */
  Life life();

  /** Records a step of its life. */
  void setLife(Life life);

  /** Whether it is suspended, or will be at its next return to user mode. */
  boolean suspended();

  /** Records a suspension or its end. */
  void setSuspended(boolean suspended);

  /**
   * Has the handler of a signal run as soon as the thread is back in user mode; called by the
   * kernel on the way there.
   */
  void deliver(int signal);

  /** CPU time in nanoseconds that earlier kernels of this run have charged. */
  long carriedCpuTime();

  /** Adds CPU time when a kernel lets the thread go. */
  void carryCpuTime(long nanos);

  /** Life of a thread outside any kernel. */
  enum Life {
    /** Created, not yet started. */
    NEW,
    /** Started, not ended. */
    ALIVE,
    /** Ended, waiting to be joined. */
    ZOMBIE,
    /** Ended and collected, or ended detached. */
    GONE
  }
}
