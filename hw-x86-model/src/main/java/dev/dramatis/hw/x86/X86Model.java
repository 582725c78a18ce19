package dev.dramatis.hw.x86;

import dev.dramatis.spi.hardware.DescribedHardware;
import dev.dramatis.spi.hardware.Figure;
import dev.dramatis.spi.hardware.MachineDescription;
import dev.dramatis.spi.hardware.Operation;
import java.util.List;

/**
 * An x86 machine: interrupts between processors go through local APICs, an idle CPU can watch a
 * cache line, the time-stamp counter is the clock, and other CPUs have to be interrupted to drop a
 * translation.
 */
final class X86Model extends DescribedHardware {
  /** CPUs that xAPIC ids of 8 bits can tell apart; one id means all. */
  private static final int XAPIC_CPUS = 255;

  private final long ipiNanos;
  private final long crossPackageNanos;
  private final long wakeByStoreNanos;
  private final long timerResolutionPicos;
  private final long shootdownBaseNanos;
  private final long acknowledgeNanos;
  private final boolean broadcasts;

  X86Model(MachineDescription machine) {
    super(machine, X86Pricing.of(machine));
    if (isXapic(machine) && machine.topology().cpuCount() > XAPIC_CPUS) {
      throw new IllegalArgumentException(
          machine.id()
              + ": interrupts.controller: xapic reaches "
              + XAPIC_CPUS
              + " CPUs, the machine has "
              + machine.topology().cpuCount()
              + "; write x2apic");
    }
    ipiNanos = deliveryNanos(machine);
    crossPackageNanos = nanos(machine, "costs.ipi_deliver_cross_package_extra_ns", 0);
    wakeByStoreNanos = monitorWakeNanos(machine);
    timerResolutionPicos = timerPeriodPicos(machine);
    shootdownBaseNanos = nanos(machine, "tlb_shootdown.base_ns", 0);
    acknowledgeNanos = nanos(machine, "tlb_shootdown.ack_ns_per_target", 0);
    broadcasts = machine.word("tlb_shootdown.method", "ipi").equals("broadcast");
  }

  /** Whether the local APICs work in their old mode. */
  static boolean isXapic(MachineDescription machine) {
    return oneOf(machine, "interrupts.controller", List.of("xapic", "x2apic")).equals("xapic");
  }

  /**
   * MWAIT wakes by a store to the watched line; HLT, the way out of guests that may not use MWAIT,
   * does not.
   */
  private static long monitorWakeNanos(MachineDescription machine) {
    String kind = oneOf(machine, "spin_wait.kind", List.of("monitor-mwait", "pause-only"));
    boolean halts = machine.idleStates().stream().anyMatch(state -> state.id().equals("HLT"));
    return kind.equals("monitor-mwait") && !halts
        ? nanos(machine, "spin_wait.wake_from_monitor_ns")
        : -1;
  }

  /**
   * A TSC deadline is met to the tick of a clock of gigahertz; an older APIC timer counts down at
   * the rate of its bus.
   */
  private static long timerPeriodPicos(MachineDescription machine) {
    String kind = oneOf(machine, "timer.kind", List.of("tsc-deadline", "lapic-oneshot"));
    Figure hertz = machine.figures().get("timer.counter_hz");
    if (hertz != null) {
      return periodPicos(hertz.value());
    }
    if (kind.equals("lapic-oneshot")) {
      throw new IllegalArgumentException(
          machine.id()
              + ": timer.counter_hz is missing; a lapic-oneshot timer needs the rate at which it"
              + " counts");
    }
    return Math.max(1, nanos(machine, "timer.resolution_ns", 1)) * 1000;
  }

  /** A guest's interrupts make a round trip through the hypervisor; half of it is the way there. */
  private static long deliveryNanos(MachineDescription machine) {
    long roundTrip = nanos(machine, "virtualisation.ipi_roundtrip_ns", 0);
    return roundTrip > 0 ? roundTrip / 2 : nanos(machine, "costs.ipi_deliver_ns");
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

  /** Unless the processor has an instruction for it (INVLPGB), which nobody needs to answer. */
  @Override
  public boolean shootdownInterrupts() {
    return !broadcasts;
  }

  /**
   * A PAUSE that has begun runs to its end before the line is looked at again: half of one on
   * average.
   */
  @Override
  public long spinExitNanos(int cpu) {
    return nanos(Operation.SPIN_HINT, cpu) / 2;
  }

  /**
   * One interrupt reaches all targets at much the same time; their answers come in one after the
   * other. A broadcast takes as long for one CPU as for all.
   */
  @Override
  public long shootdownNanos(int cpu, int targets, int senders) {
    if (broadcasts) {
      return shootdownBaseNanos;
    }
    return targets <= 0 ? 0 : shootdownBaseNanos + ipiNanos + targets * acknowledgeNanos;
  }
}
