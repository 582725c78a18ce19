package dev.dramatis.spi.sched;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A scheduling policy for all CPUs of one run. Four methods must be written; every other one has a
 * sensible default.
 *
 * <p>The kernel calls under its own run-queue lock, from one host thread. A scheduler must not keep
 * threads anywhere but in {@link ThreadQueue}s or structures of its own that {@link #dequeue} and
 * {@link #pickNext} empty; a ready thread is in exactly one place. It must decide from its
 * arguments, its own state and {@link SchedulerHost} alone. Exceptions end the run and are reported
 * as the scheduler's fault.
 *
 * <p>Optional abilities are interfaces of their own, found by {@code instanceof}: {@link
 * StateTransfer}.
 */
@ConsumerType
public interface Scheduler {
  /**
   * The thread is ready: remember it until {@link #pickNext} or {@link #dequeue}. {@code cpu} is
   * what {@link #selectCpu} said.
   */
  void enqueue(SchedThread t, int cpu, EnqueueReason why);

  /** The thread, enqueued before, is no longer ready or will be enqueued anew. */
  void dequeue(SchedThread t);

  /**
   * The thread that the CPU shall run now, taken out of the queues, or null to idle. It must be
   * allowed there.
   *
   * @param previous the thread that just left the CPU, or null if the CPU was idle
   */
  @Nullable SchedThread pickNext(int cpu, @Nullable SchedThread previous);

  /**
   * The clock ticked on a CPU that runs {@code running}; call {@link SchedulerHost#preempt} to end
   * its turn. Ticks come at the rate of the personality ({@link SchedulerHost#tickNanos}); none
   * come to an idle CPU.
   */
  void tick(int cpu, SchedThread running);

  /** A thread comes into being, or is adopted from the scheduler before ({@code parent} null). */
  default void addThread(SchedThread t, @Nullable SchedThread parent) {}

  /** The thread is gone from the CPU for good, or is handed to another scheduler. */
  default void removeThread(SchedThread t) {}

  /**
   * A dead thread was reaped by {@code by}, which may be charged for it; never called for kernels
   * that do not charge.
   */
  default void collected(SchedThread dead, SchedThread by) {}

  /**
   * A dead process was reaped, of which {@code child} was the last thread; {@code parent}, a thread
   * of the parent process, may be charged for it. By default as for a thread.
   */
  default void processCollected(SchedThread child, SchedThread parent) {
    collected(child, parent);
  }

  /**
   * Where a thread about to be enqueued should run; must be allowed and online. The default keeps
   * it where it was.
   */
  default int selectCpu(SchedThread t, EnqueueReason why) {
    return t.cpu();
  }

  /**
   * Whether {@code woken}, enqueued for {@code cpu}, should displace {@code current}. The default
   * compares priorities.
   */
  default boolean shouldPreempt(int cpu, SchedThread current, SchedThread woken) {
    return woken.priority() > current.priority();
  }

  /** The thread was put on the CPU. */
  default void running(SchedThread t, int cpu) {}

  /**
   * The thread leaves the CPU; if {@code stillReady} an {@link #enqueue} follows, else {@link
   * #blocked} or the end.
   */
  default void stopping(SchedThread t, int cpu, boolean stillReady) {}

  /**
   * The priority, on the neutral scale, that a running thread which is about to sleep shall have
   * until it is back in user mode; -1 for the one that it has. Only kernels that leave this to
   * their scheduler ask (FreeBSD: sched_sleep).
   *
   * @param wanted what the kernel suggests because of what the thread waits for, or -1
   */
  default int sleepPriority(SchedThread t, int wanted) {
    return -1;
  }

  /** The thread, off the CPU, waits for something. */
  default void blocked(SchedThread t) {}

  /**
   * Priority, class, nice value or affinity of the thread changed. A ready thread is dequeued
   * before and enqueued after.
   */
  default void changed(SchedThread t) {}

  /**
   * A CPU went out of service or came back. {@link SchedulerHost#online} and {@link
   * SchedThread#allowedOn} say so already, and the kernel queues elsewhere what was queued there;
   * only a scheduler that keeps more about CPUs needs to know.
   */
  default void cpuChanged(int cpu, boolean online) {}

  /** Called about once a second of virtual time, for policies that decay. */
  default void second() {}

  /** Number of ready threads queued for a CPU, or in all for a scheduler with one queue. */
  int queued(int cpu);

  /** One line about the scheduler's state for reports. */
  default String describe() {
    return getClass().getSimpleName();
  }

  /** For schedulers that can hand their knowledge to a successor of the same kind. */
  interface StateTransfer {
    /**
     * State as name and value pairs that the next instance understands; never objects of the
     * plugin's own classes.
     */
    java.util.Map<String, String> exportState();

    /**
     * Takes over what {@link #exportState} of a predecessor gave; called before the first thread is
     * added.
     */
    void importState(java.util.Map<String, String> state);
  }
}
