package dev.dramatis.spi.hardware;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One machine, as far as kernels and schedulers can notice it. A pure function of its description:
 * no method has side effects or depends on earlier calls. The engine asks for everything once, at
 * the start of a run, and tabulates; only {@link #refillNanos} is asked during the run.
 *
 * <p>CPU numbers range from 0 to {@code topology().cpuCount() - 1}. Times are whole nanoseconds,
 * never negative.
 */
@ConsumerType
public interface HardwareModel {
  /** The id of the machine, as on the command line. */
  String id();

  /** CPUs and relations. */
  Topology topology();

  /**
   * Computing capacity of a CPU, 1 to 1024; the fastest CPU of a machine has 1024. What a scheduler
   * is told.
   */
  int capacity(int cpu);

  /**
   * Speed at which work on the CPU really proceeds, 1024 = that of the fastest CPU. Equal to the
   * capacity unless measured.
   */
  default int experiencedCapacity(int cpu) {
    return capacity(cpu);
  }

  /** Length of a cycle in picoseconds. */
  int picosPerCycle(int cpu);

  /** Price of an operation on a CPU, in nanoseconds. */
  long nanos(Operation operation, int cpu);

  /**
   * Time until a cache line that {@code from} wrote last has arrived at {@code to}; 0 for the same
   * CPU.
   */
  int transferNanos(int from, int to);

  /**
   * Time from sending an inter-processor interrupt until it is pending at the target; entry and
   * idle exit not included.
   */
  long ipiNanos(int from, int to);

  /**
   * Extra time a thread needs after moving, until its working set is where it runs; 0 if the CPUs
   * share the caches.
   */
  long refillNanos(int from, int to, long workingSetBytes);

  /** Idle states of a CPU, shallowest first; at least one. */
  List<IdleState> idleStates(int cpu);

  /**
   * Time until an idle CPU wakes by a store to a monitored line, or -1 if only an interrupt wakes
   * it.
   */
  long wakeByStoreNanos(int cpu);

  /**
   * Resolution of the CPU's timer: deadlines are rounded up to a multiple of this many picoseconds;
   * at least 1.
   */
  long timerResolutionPicos();

  /** Memory order that the explorer may assume. */
  MemoryOrder memoryOrder();

  /**
   * Speed of a hardware thread while the other threads of its core are busy too; 1024 = that of a
   * thread that has the core to itself. 1024 for a core with one thread.
   */
  default int smtShare(int cpu) {
    return 1024;
  }

  /**
   * Time until a stale translation is gone on all other CPUs, the flush on the sender itself not
   * included.
   *
   * @param cpu the sender
   * @param targets other CPUs that run in the address space now; idle ones can be told later and do
   *     not count
   * @param senders CPUs that do so at this moment, the sender included; at least 1
   */
  default long shootdownNanos(int cpu, int targets, int senders) {
    return 0;
  }

  /**
   * Whether a shootdown interrupts its targets. If not, the hardware broadcasts it and they never
   * notice.
   */
  default boolean shootdownInterrupts() {
    return false;
  }

  /**
   * Resolution of the clock that programs read, in picoseconds: what they see is rounded down to a
   * multiple of it; at least 1.
   */
  default long clockResolutionPicos() {
    return 1;
  }

  /**
   * How often an atomic operation on a line that another CPU has just written has to be repeated,
   * in percent: above 0 where it is a loop of load and store exclusive.
   */
  default int atomicRetryPercent(int cpu) {
    return 0;
  }

  /** Time from a change until a CPU that spins for it looks again; the transfer not included. */
  default long spinExitNanos(int cpu) {
    return 0;
  }

  /** Time that a CPU needs to find its translations again after an idle state that loses them. */
  default long tlbRefillNanos(int cpu) {
    return 0;
  }

  /** Clocks at which a CPU can run, from slow to fast; empty if it has only one. */
  default List<OperatingPoint> operatingPoints(int cpu) {
    return List.of();
  }

  /**
   * Number of the frequency domain of a CPU: CPUs of one domain run at the same operating point.
   */
  default int frequencyDomain(int cpu) {
    return cpu;
  }

  /** How the clocks follow the load. */
  default FrequencyGovernor frequencyGovernor() {
    return FrequencyGovernor.PERFORMANCE;
  }

  /** Time from the decision for another operating point until the clock has it. */
  default long frequencyTransitionNanos() {
    return 0;
  }
}
