package dev.dramatis.hw.arm;

import dev.dramatis.spi.hardware.DescribedHardware;
import dev.dramatis.spi.hardware.Figure;
import dev.dramatis.spi.hardware.MachineDescription;
import dev.dramatis.spi.hardware.Operation;
import java.util.List;

/**
 * A 64-bit Arm machine: interrupts between processors are software-generated interrupts of the GIC,
 * an idle CPU sits in WFI and needs one to wake, the architected counter ticks far more slowly than
 * the cores, and translations are dropped on all CPUs by a broadcast that disturbs nobody but other
 * broadcasters.
 */
final class ArmModel extends DescribedHardware {
  /** CPUs that a GICv2 can address: its target lists are bytes. */
  private static final int GICV2_CPUS = 8;

  private final long ipiNanos;
  private final long crossPackageNanos;
  private final long wakeByStoreNanos;
  private final long timerResolutionPicos;
  private final long broadcastNanos;
  private final boolean broadcastsQueue;
  private final int atomicRetryPercent;
  private final long spinEventNanos;

  ArmModel(MachineDescription machine) {
    super(machine, ArmPricing.of(machine));
    if (isGicV2(machine) && machine.topology().cpuCount() > GICV2_CPUS) {
      throw new IllegalArgumentException(
          machine.id()
              + ": interrupts.controller: gicv2 reaches "
              + GICV2_CPUS
              + " CPUs, the machine has "
              + machine.topology().cpuCount()
              + "; write gicv3");
    }
    ipiNanos = nanos(machine, "costs.ipi_deliver_ns");
    crossPackageNanos = nanos(machine, "costs.ipi_deliver_cross_package_extra_ns", 0);
    wakeByStoreNanos = eventWakeNanos(machine);
    timerResolutionPicos = counterPeriodPicos(machine);
    broadcastNanos = nanos(machine, "tlb_shootdown.base_ns", 0);
    atomicRetryPercent =
        atomics(machine).equals("llsc") ? (int) nanos(machine, "atomics.llsc_retry_percent", 0) : 0;
    spinEventNanos =
        machine.word("spin_wait.kind", "").equals("wfe-sev")
            ? nanos(machine, "spin_wait.wake_from_monitor_ns", 0)
            : 0;
    broadcastsQueue =
        machine.word("tlb_shootdown.concurrent_senders_scale", "linear").equals("linear");
  }

  /** Whether the interrupt controller is of the generation that is written through memory. */
  static boolean isGicV2(MachineDescription machine) {
    return oneOf(machine, "interrupts.controller", List.of("gicv2", "gicv3", "aic"))
        .equals("gicv2");
  }

  /** Which atomics the kernel is built with. */
  static String atomics(MachineDescription machine) {
    return oneOf(machine, "atomics.kind", List.of("lse", "llsc"));
  }

  /**
   * WFE returns when the line under the exclusive monitor is written, so a CPU that idles in WFE
   * wakes by a store. WFI, the usual idle state, waits for interrupts only, however the machine
   * spins.
   */
  private static long eventWakeNanos(MachineDescription machine) {
    String kind = oneOf(machine, "spin_wait.kind", List.of("wfe-sev", "pause-only"));
    boolean idlesInWfe = machine.idleStates().getFirst().id().equals("WFE");
    return kind.equals("wfe-sev") && idlesInWfe
        ? nanos(machine, "spin_wait.wake_from_monitor_ns")
        : -1;
  }

  private static long counterPeriodPicos(MachineDescription machine) {
    oneOf(machine, "timer.kind", List.of("arm-generic"));
    Figure hertz = machine.figures().get("timer.counter_hz");
    if (hertz == null) {
      throw new IllegalArgumentException(
          machine.id()
              + ": timer.counter_hz is missing; the arm-generic timer is as fine as its counter, so"
              + " give the rate");
    }
    return periodPicos(hertz.value());
  }

  @Override
  public long ipiNanos(int from, int to) {
    boolean near = topology().place(from).packageId() == topology().place(to).packageId();
    return near ? ipiNanos : ipiNanos + crossPackageNanos;
  }

  @Override
  public long wakeByStoreNanos(int cpu) {
    return wakeByStoreNanos;
  }

  @Override
  public long timerResolutionPicos() {
    return timerResolutionPicos;
  }

  /** Programs read the counter that the timers compare with. */
  @Override
  public long clockResolutionPicos() {
    return timerResolutionPicos;
  }

  /** A store exclusive fails if another CPU took the line since the load. */
  @Override
  public int atomicRetryPercent(int cpu) {
    return atomicRetryPercent;
  }

  /** A spinning CPU waits in WFE for the line's event, or turns round with YIELDs. */
  @Override
  public long spinExitNanos(int cpu) {
    return spinEventNanos > 0 ? spinEventNanos : nanos(Operation.SPIN_HINT, cpu);
  }

  /** A broadcast takes as long for one CPU as for all, but broadcasts wait for each other. */
  @Override
  public long shootdownNanos(int cpu, int targets, int senders) {
    return broadcastsQueue ? broadcastNanos * Math.max(1, senders) : broadcastNanos;
  }
}
