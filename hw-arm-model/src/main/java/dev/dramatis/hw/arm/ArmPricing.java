package dev.dramatis.hw.arm;

import dev.dramatis.spi.hardware.DescribedHardware;
import dev.dramatis.spi.hardware.MachineDescription;
import dev.dramatis.spi.hardware.Operation;
import dev.dramatis.spi.hardware.Price;

/**
 * Prices of 64-bit Arm. Atomics are one instruction since Armv8.1 (LSE) or a loop of load and store
 * exclusive (LL/SC); on some machines the instruction is executed far away and is the slower of the
 * two. A GICv2 is written through memory, where later ones take a register write.
 */
final class ArmPricing implements DescribedHardware.Pricing {
  private static final String ATOMIC = "costs.atomic_rmw_uncontended";

  private final boolean gicV2;
  private final boolean kpti;
  private final String atomics;

  private ArmPricing(boolean gicV2, boolean kpti, String atomics) {
    this.gicV2 = gicV2;
    this.kpti = kpti;
    this.atomics = atomics;
  }

  static ArmPricing of(MachineDescription machine) {
    return new ArmPricing(
        ArmModel.isGicV2(machine),
        Boolean.parseBoolean(machine.word("mitigations.kpti", "false")),
        ArmModel.atomics(machine));
  }

  @Override
  public long picos(Operation operation, Price price) {
    return switch (operation) {
      case SYSCALL -> price.cycles("costs.syscall_entry_exit_cycles") + entryExtra(price);
      case INTERRUPT -> price.cycles("costs.irq_entry_exit_cycles") + entryExtra(price);
      case THREAD_SWITCH -> price.cycles("costs.thread_switch_direct_cycles");
      case ADDRESS_SPACE_SWITCH -> price.cycles("costs.address_space_switch_extra_cycles");
      case FPU_SWITCH -> price.cycles("costs.fpu_switch_extra_cycles");
      case IPI_SEND ->
          price.cycles("costs.ipi_send_cycles")
              + (gicV2 ? price.cycles("costs.gicv2_send_extra_cycles") : 0);
      case TIMER_PROGRAM -> price.cycles("costs.timer_program_cycles");
      case CLOCK_READ -> price.nanos("costs.clock_read_ns");
      case ATOMIC ->
          price.has(ATOMIC + "_ns." + atomics)
              ? price.nanos(ATOMIC + "_ns." + atomics)
              : price.either(ATOMIC);
      case FENCE -> price.cycles("costs.fence_full_cycles");
      case SPIN_HINT -> price.cycles("costs.spin_hint_cycles");
      case TLB_FLUSH_PAGE -> price.cycles("costs.tlb_flush_page_local_cycles");
    };
  }

  private long entryExtra(Price price) {
    return kpti ? price.cycles("costs.kpti_extra_per_entry_cycles") : 0;
  }
}
