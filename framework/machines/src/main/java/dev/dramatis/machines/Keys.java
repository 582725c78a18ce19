package dev.dramatis.machines;

import java.util.List;

/** Keys and words of the schema that several readers need, and the long lists. */
final class Keys {
  /** The only schema so far. */
  static final String SCHEMA = "dramatis.machine/1";

  /** Prices of operations. */
  static final List<String> COSTS =
      List.of(
          "syscall_entry_exit_cycles",
          "kpti_extra_per_entry_cycles",
          "kpti_nopcid_extra_per_entry_cycles",
          "irq_entry_exit_cycles",
          "thread_switch_direct_cycles",
          "address_space_switch_extra_cycles",
          "fpu_switch_extra_cycles",
          "ipi_send_cycles",
          "xapic_send_extra_cycles",
          "gicv2_send_extra_cycles",
          "ipi_deliver_ns",
          "ipi_deliver_cross_package_extra_ns",
          "timer_program_cycles",
          "clock_read_ns",
          "atomic_rmw_uncontended_cycles",
          "fence_full_cycles",
          "spin_hint_cycles",
          "tlb_flush_page_local_cycles",
          "tlb_refill_cycles");

  /** Relations between two CPUs, closest first. */
  static final List<String> RELATIONS =
      List.of(
          "smt",
          "same_l2",
          "same_cluster",
          "same_l3",
          "same_numa",
          "same_package",
          "cross_package");

  static final List<String> CACHE_LEVELS = List.of("L1d", "L1i", "L2", "L3", "L4");
  static final List<String> CACHE_SCOPES = List.of("core", "l2", "cluster", "l3", "die", "package");

  private Keys() {}
}
