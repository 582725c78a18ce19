package dev.dramatis.spi.kernel;

import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.spi.sched.Scheduler;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A booted kernel. Methods with {@code self} run on the context of that thread, in kernel mode, and
 * return at the user boundary after everything that the original does there; they may switch
 * contexts and return on another CPU. The framework charges the hardware's cost of entering and
 * leaving, and calls {@link #userReturn} after each of them.
 *
 * <p>A call interrupted by {@link #requestBoundary} undoes what it began (leaves wait queues, keeps
 * user memory consistent) and returns {@link Errno#RESTART}; the framework issues it again with
 * what is left. So does a call on a thread that has been exported already.
 *
 * <p>Processes and signals are a set of their own, {@link #processes}. Calls beyond that are
 * offered by name, {@link #nativeCalls}.
 */
@ConsumerType
public interface Kernel {

  // ---- threads

  /**
   * Takes in a thread from outside any call: the threads of a workload at the start, and those of
   * the kernel before after a swap. Threads come in order of id. Host code; no simulated time
   * passes. By {@link UserThread#life}: NEW and ALIVE become ready to run (suspended ones
   * suspended, or stopped at their first return to user mode), ZOMBIE become zombies that can be
   * joined.
   */
  void adopt(UserThread thread);

  /**
   * First instructions of a thread on its own context, up to the user boundary. Also after {@link
   * #adopt}.
   */
  void startup(UserThread self);

  /**
   * The return to user mode: pending suspension, preemption, boundary requests of the kernel
   * itself.
   */
  void userReturn(UserThread self);

  /**
   * Creates {@code child}, ready to run, in the process of {@code self}. 0, or EAGAIN or ENOMEM.
   */
  int create(UserThread self, UserThread child);

  /** Ends {@code self}. Never returns. */
  void exit(UserThread self);

  /**
   * Waits for {@code target}, which must be of the same process, and collects it. 0, ESRCH, EINVAL,
   * EDEADLK, RESTART.
   */
  int join(UserThread self, UserThread target);

  /** 0, ESRCH, EINVAL. */
  int detach(UserThread self, UserThread target);

  /** 0, ESRCH, EDEADLK, or RESTART. Waits as long as the original does. */
  int suspend(UserThread self, UserThread target);

  /** 0 or ESRCH. */
  int resume(UserThread self, UserThread target);

  // ---- scheduling

  /** Lets others run. */
  void yield(UserThread self);

  /** Sleeps until a time. 0, or RESTART. Late by what the original's timers are late. */
  int sleepUntil(UserThread self, long deadline);

  /**
   * 0, EINVAL, ESRCH. If the thread runs where it no longer may it has moved when the call returns.
   */
  int setAffinity(UserThread self, UserThread target, @Nullable BitSet cpus);

  /** 0, EINVAL, ESRCH, EPERM. */
  int setScheduling(
      UserThread self, UserThread target, SchedClass schedClass, int realtimePriority, int nice);

  // ---- synchronisation: the native way of the system's thread library

  /** 0, EDEADLK, RESTART. */
  int lock(UserThread self, UserMutex mutex);

  /** 0 or EBUSY. */
  int tryLock(UserThread self, UserMutex mutex);

  /** 0 or EPERM. */
  int unlock(UserThread self, UserMutex mutex);

  /**
   * Releases the mutex and waits to be signalled, as one step; does not take the mutex again (the
   * framework does, by {@link #lock}).
   *
   * @param deadline absolute, or {@link Long#MAX_VALUE}
   * @return 0, ETIMEDOUT, or RESTART with the thread at the end of {@link UserCondition#carried}
   *     and the mutex released
   */
  int await(UserThread self, UserCondition condition, UserMutex mutex, long deadline);

  /**
   * Waits on without releasing the mutex again, for a thread that was carried here and is still on
   * the carried list.
   */
  int awaitCarried(UserThread self, UserCondition condition, long deadline);

  /** Wakes one waiter, carried ones first. */
  void signal(UserThread self, UserCondition condition);

  /** Wakes all waiters. */
  void broadcast(UserThread self, UserCondition condition);

  // ---- beyond threads

  /** Processes and signals, or null if this kernel has none. */
  default @Nullable Processes processes() {
    return null;
  }

  /** Calls under their native names, in alphabetical order. */
  default List<NativeCall> nativeCalls() {
    return List.of();
  }

  /** Native id of a thread (LID, TID), or 0 if the kernel does not know it. */
  default int nativeId(UserThread thread) {
    return 0;
  }

  // ---- live swap

  /**
   * Why the threads cannot be carried to another kernel at this moment, in words for the user;
   * empty if they can. Asked before {@link #requestBoundary}. Host code.
   */
  default String refusesExport() {
    return "";
  }

  /**
   * From now on brings every user thread to the user boundary: interruptible sleeps end with
   * RESTART, others finish; suspended threads come as well (their {@link UserThread#suspended} says
   * so). Host code; no simulated time passes.
   */
  void requestBoundary();

  /**
   * Lets {@code self} go. Called on its context at the user boundary; the kernel forgets the
   * thread, records what the next one needs in the neutral state, chooses what the CPU does next,
   * calls {@link Cpu#switchAfterReturn} and returns.
   */
  void export(UserThread self);

  /**
   * Ends the kernel when its last live thread has been exported: writes zombies' neutral state,
   * disarms timers, drops everything. Host code.
   */
  void shutdown();

  /**
   * Exchanges the scheduler: takes all threads from the old one and gives them to the new one. Host
   * code.
   */
  void replaceScheduler(SchedulerReplacement replacement);

  /** Makes the next scheduler, once the kernel has let the old one go. */
  @FunctionalInterface
  interface SchedulerReplacement {
    /** The new scheduler for the same host. */
    Scheduler create(dev.dramatis.spi.sched.SchedulerHost host);
  }

  // ---- CPUs that go and come

  /**
   * A CPU went out of service or came back. {@link Cpu#online} and {@link UserThread#affinity} of
   * all threads say so already; the kernel moves what is queued or runs where it no longer may, and
   * tells the scheduler. An interrupt of its own does so with the locks that it takes. No thread is
   * bound to a CPU that goes. Host code; no simulated time passes.
   */
  default void cpuChanged(int cpu, boolean online) {}

  // ---- introspection

  /** All threads, in order of neutral id. */
  List<ThreadInfo> threads();

  /** Reports in the system's own style; may be empty. Host code. */
  default List<NativeTable> tables() {
    return List.of();
  }

  /** One line about a CPU: what runs there, how much is queued, locks held. */
  String describeCpu(int cpu);

  /**
   * Writes everything that decides future behaviour, in a fixed order: thread states, lock owners,
   * queue orders, timers relative to now. For the explorer's state search; never statistics,
   * absolute times or host identities. Kernels that cannot do it leave the default, and states are
   * then told apart by history.
   *
   * @return whether anything was written
   */
  default boolean digestState(StateDigest digest) {
    return false;
  }

  /** Takes the words of a state digest. */
  @FunctionalInterface
  interface StateDigest {
    /** The next word. */
    void word(long value);
  }

  /**
   * Checks invariants that hold between calls (counters against lists, ids against tables); throws
   * {@link dev.dramatis.spi.machine.Violation}. Host code, at the end of a run and wherever a test
   * wants it.
   */
  void checkInvariants();

  /** How often each named check has been evaluated, in a fixed order; empty with checks off. */
  default List<CheckCount> checkCounts() {
    return List.of();
  }

  /**
   * Whether this kernel has come to a place where the {@link Mutation} that it was booted with
   * makes it do something else than an honest one. A fault that no execution reaches says nothing
   * about the executions. True by default: a kernel that does not know may have been anywhere.
   */
  default boolean mutationReached() {
    return true;
  }

  /**
   * A named check.
   *
   * @param id name, as in the documentation
   * @param function function of the seed
   * @param condition what must hold, in words
   * @param line line of the seed, or 0
   * @param evaluations how often it was evaluated
   */
  record CheckCount(String id, String function, String condition, int line, long evaluations) {}
}
