package dev.dramatis.hw.x86;

import dev.dramatis.spi.hardware.DescribedHardware;
import dev.dramatis.spi.hardware.MachineDescription;
import dev.dramatis.spi.hardware.Operation;
import dev.dramatis.spi.hardware.Price;

/**
 * Prices of x86. Two things depend on how the machine is set up: separate page tables for the
 * kernel (KPTI) make every entry dearer, without process-context ids (PCID) far more, because each
 * change of tables then drops the TLB, that of a switch between processes included; and an xAPIC is
 * written through memory, and asked whether the last interrupt has left, where an x2APIC takes one
 * register write.
 */
final class X86Pricing implements DescribedHardware.Pricing {
  private static final String ATOMIC = "costs.atomic_rmw_uncontended";

  private final boolean xapic;
  private final boolean kpti;
  private final boolean pcid;

  private X86Pricing(boolean xapic, boolean kpti, boolean pcid) {
    this.xapic = xapic;
    this.kpti = kpti;
    this.pcid = pcid;
  }

  static X86Pricing of(MachineDescription machine) {
    return new X86Pricing(
        X86Model.isXapic(machine),
        Boolean.parseBoolean(machine.word("mitigations.kpti", "false")),
        Boolean.parseBoolean(machine.word("mitigations.pcid", "true")));
  }

  @Override
  public long picos(Operation operation, Price price) {
    return switch (operation) {
      case SYSCALL -> price.cycles("costs.syscall_entry_exit_cycles") + entryExtra(price);
      case INTERRUPT -> price.cycles("costs.irq_entry_exit_cycles") + entryExtra(price);
      case THREAD_SWITCH -> price.cycles("costs.thread_switch_direct_cycles");
      case ADDRESS_SPACE_SWITCH ->
          price.cycles("costs.address_space_switch_extra_cycles")
              + (pcid ? 0 : price.cycles("costs.tlb_refill_cycles"));
      case FPU_SWITCH -> price.cycles("costs.fpu_switch_extra_cycles");
      case IPI_SEND ->
          price.cycles("costs.ipi_send_cycles")
              + (xapic ? price.cycles("costs.xapic_send_extra_cycles") : 0);
      case TIMER_PROGRAM -> price.cycles("costs.timer_program_cycles");
      case CLOCK_READ -> price.nanos("costs.clock_read_ns");
      case ATOMIC -> price.either(ATOMIC);
      case FENCE -> price.cycles("costs.fence_full_cycles");
      case SPIN_HINT -> price.cycles("costs.spin_hint_cycles");
      case TLB_FLUSH_PAGE -> price.cycles("costs.tlb_flush_page_local_cycles");
    };
  }

  private long entryExtra(Price price) {
    if (!kpti) {
      return 0;
    }
    return price.cycles(
        pcid ? "costs.kpti_extra_per_entry_cycles" : "costs.kpti_nopcid_extra_per_entry_cycles");
  }
}
