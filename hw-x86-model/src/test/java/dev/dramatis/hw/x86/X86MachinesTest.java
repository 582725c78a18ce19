package dev.dramatis.hw.x86;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.dramatis.machines.MachineException;
import dev.dramatis.machines.Machines;
import dev.dramatis.spi.hardware.HardwareModel;
import dev.dramatis.spi.hardware.MachineDescription;
import dev.dramatis.spi.hardware.MemoryOrder;
import dev.dramatis.spi.hardware.Operation;
import dev.dramatis.spi.hardware.Relation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The machines of the bundle behave as their measurements say, and x86 behaves as x86. */
class X86MachinesTest {
  private static final X86Family FAMILY = new X86Family();

  private static HardwareModel machine(String id) throws MachineException {
    return FAMILY.create(Machines.load(FAMILY).get(id));
  }

  /** A machine of the bundle with some lines changed, as a user would write it. */
  private static HardwareModel variant(String lines) throws MachineException {
    return FAMILY.create(description(lines));
  }

  private static MachineDescription description(String lines) throws MachineException {
    String text = "schema: dramatis.machine/1\nid: variant\n" + lines;
    return Machines.parse("variant.yaml", text.getBytes(StandardCharsets.UTF_8), List.of(FAMILY));
  }

  /** Mean transfer time over all ordered pairs of a relation. */
  private static double mean(HardwareModel model, Relation relation) {
    long sum = 0;
    long count = 0;
    for (int a = 0; a < model.topology().cpuCount(); a++) {
      for (int b = 0; b < model.topology().cpuCount(); b++) {
        if (model.topology().relation(a, b) == relation) {
          sum += model.transferNanos(a, b);
          count++;
        }
      }
    }
    assertThat(count).as("pairs of " + relation).isPositive();
    return (double) sum / count;
  }

  @Test
  void shouldLoadEveryMachineOfTheBundle() throws Exception {
    Map<String, MachineDescription> machines = Machines.load(FAMILY);
    assertThat(machines.keySet())
        .containsExactly(
            "core-i9-12900k",
            "epyc-7r13-2s",
            "epyc-9654-2s",
            "ryzen-5950x",
            "genoa-vm-2c",
            "xeon-8375c-2s",
            "xeon-max9460-2s");
    for (MachineDescription machine : machines.values()) {
      assertThat(machine.isa()).isEqualTo(FAMILY.isa());
      assertThat(machine.memoryOrder()).isEqualTo(MemoryOrder.TSO);
      assertThat(FAMILY.descriptions()).contains(machine.id() + ".yaml");
      assertThat(Machines.describe(machine)).contains(machine.title()).contains("grades:");
    }
  }

  @Test
  void shouldOpenNothingOutsideItsFolder() {
    for (String name : List.of("../X86Family.class", "/etc/passwd", "", "absent.yaml", "a/b")) {
      assertThatThrownBy(() -> FAMILY.open(name)).as(name).isInstanceOf(NoSuchFileException.class);
    }
  }

  @Test
  void shouldKeepTheLicenceBesideTheMeasuredMatrices() throws IOException {
    try (var licence = FAMILY.open("LICENSE-MIT.core-to-core")) {
      assertThat(new String(licence.readAllBytes(), StandardCharsets.UTF_8))
          .contains("Nicolas Viennot");
    }
  }

  @Test
  void shouldCountCpusAsTheFirmwareDoes() throws Exception {
    HardwareModel xeon = machine("xeon-8375c-2s");
    assertThat(xeon.topology().cpuCount()).isEqualTo(128);
    assertThat(xeon.topology().relation(0, 64)).isEqualTo(Relation.SMT);
    assertThat(xeon.topology().relation(0, 31)).isEqualTo(Relation.SAME_LLC);
    assertThat(xeon.topology().relation(0, 32)).isEqualTo(Relation.CROSS_PACKAGE);
    HardwareModel hybrid = machine("core-i9-12900k");
    assertThat(hybrid.topology().cpuCount()).isEqualTo(24);
    assertThat(hybrid.topology().relation(0, 1)).isEqualTo(Relation.SMT);
    assertThat(hybrid.topology().relation(16, 19)).isEqualTo(Relation.SAME_CLUSTER);
    assertThat(hybrid.topology().relation(16, 20)).isEqualTo(Relation.SAME_LLC);
    assertThat(machine("epyc-9654-2s").topology().cpuCount()).isEqualTo(384);
  }

  /**
   * Two cores of one cache complex against two of different ones: 4.7 on Milan and Zen 3, 4.2 on
   * Genoa.
   */
  @Test
  void shouldShowTheCliffBetweenCacheComplexes() throws Exception {
    HardwareModel milan = machine("epyc-7r13-2s");
    assertThat(mean(milan, Relation.SAME_NODE) / mean(milan, Relation.SAME_LLC))
        .isCloseTo(4.74, within(0.47));
    HardwareModel ryzen = machine("ryzen-5950x");
    assertThat(mean(ryzen, Relation.SAME_NODE) / mean(ryzen, Relation.SAME_LLC))
        .isCloseTo(4.73, within(0.47));
    HardwareModel genoa = machine("epyc-9654-2s");
    assertThat(mean(genoa, Relation.SAME_NODE) / mean(genoa, Relation.SAME_LLC))
        .isCloseTo(4.2, within(0.42));
  }

  /** One socket against two: 2.10 on Ice Lake, 1.83 on Milan between complexes. */
  @Test
  void shouldShowTheCliffBetweenSockets() throws Exception {
    HardwareModel xeon = machine("xeon-8375c-2s");
    assertThat(mean(xeon, Relation.CROSS_PACKAGE) / mean(xeon, Relation.SAME_LLC))
        .isCloseTo(2.10, within(0.21));
    HardwareModel milan = machine("epyc-7r13-2s");
    assertThat(mean(milan, Relation.CROSS_PACKAGE) / mean(milan, Relation.SAME_NODE))
        .isCloseTo(1.83, within(0.18));
  }

  @Test
  void shouldHandOverFastestBetweenSiblings() throws Exception {
    assertThat(
            mean(machine("xeon-8375c-2s"), Relation.SAME_LLC)
                / mean(machine("xeon-8375c-2s"), Relation.SMT))
        .isCloseTo(6.4, within(0.64));
    for (MachineDescription description : Machines.load(FAMILY).values()) {
      HardwareModel model = FAMILY.create(description);
      int siblings = Integer.MAX_VALUE;
      int others = Integer.MAX_VALUE;
      for (int b = 1; b < model.topology().cpuCount(); b++) {
        if (model.topology().relation(0, b) == Relation.SMT) {
          siblings = Math.min(siblings, model.transferNanos(0, b));
        } else {
          others = Math.min(others, model.transferNanos(0, b));
        }
      }
      assertThat(siblings == Integer.MAX_VALUE || siblings < others).as(model.id()).isTrue();
    }
  }

  /**
   * E-cores of one cluster hand over more slowly than E-cores of two: distance in the tree says
   * nothing.
   */
  @Test
  void shouldNotDeriveTransfersFromTheTree() throws Exception {
    HardwareModel hybrid = machine("core-i9-12900k");
    assertThat(hybrid.transferNanos(16, 17)).isGreaterThan(hybrid.transferNanos(16, 20));
    // The same from class pairs, without the matrix.
    MachineDescription d = Machines.load(FAMILY).get("core-i9-12900k");
    HardwareModel table =
        FAMILY.create(
            new MachineDescription(
                d.id(),
                d.title(),
                d.isa(),
                d.memoryOrder(),
                d.lineBytes(),
                d.topology(),
                d.coreClasses(),
                d.idleStates(),
                d.figures(),
                d.words(),
                null));
    assertThat(table.transferNanos(16, 17)).isEqualTo(50);
    assertThat(table.transferNanos(16, 20)).isEqualTo(44);
    assertThat(table.transferNanos(0, 16)).isEqualTo(39);
    assertThat(table.transferNanos(0, 2)).isEqualTo(35);
    assertThat(table.transferNanos(0, 1)).isEqualTo(4);
    for (Relation relation : List.of(Relation.SAME_LLC, Relation.SAME_CLUSTER)) {
      assertThat(mean(table, relation))
          .isCloseTo(mean(hybrid, relation), within(mean(hybrid, relation) * 0.1));
    }
  }

  @Test
  void shouldTellDeclaredFromExperiencedCapacity() throws Exception {
    HardwareModel hybrid = machine("core-i9-12900k");
    assertThat(hybrid.capacity(23)).isEqualTo(605);
    assertThat(hybrid.experiencedCapacity(23) / 1024.0).isCloseTo(0.78, within(0.01));
    assertThat(hybrid.capacity(0)).isEqualTo(1024);
  }

  /**
   * Separate kernel page tables cost 440 cycles an entry with PCID, 760 without: 1.7 times as much.
   */
  @Test
  void shouldTaxEntriesWhereThePageTablesAreSeparate() throws Exception {
    String base = "extends: xeon-8375c-2s\n";
    long plain = variant(base).nanos(Operation.SYSCALL, 0);
    long pcid =
        variant(base + "mitigations: {kpti: true, pcid: true}\n").nanos(Operation.SYSCALL, 0);
    long none =
        variant(base + "mitigations: {kpti: true, pcid: false}\n").nanos(Operation.SYSCALL, 0);
    assertThat(pcid - plain).isCloseTo(440 * 1000 / 3500, within(1L));
    assertThat((double) (none - plain) / (pcid - plain)).isCloseTo(1.73, within(0.05));
    long interrupt =
        variant(base + "mitigations: {kpti: true, pcid: true}\n").nanos(Operation.INTERRUPT, 0);
    assertThat(interrupt - variant(base).nanos(Operation.INTERRUPT, 0))
        .isCloseTo(pcid - plain, within(1L));
    assertThat(
            variant(base + "mitigations: {kpti: false, pcid: false}\n").nanos(Operation.SYSCALL, 0))
        .isEqualTo(plain);
  }

  @Test
  void shouldChargeForAnotherAddressSpace() throws Exception {
    HardwareModel xeon = machine("xeon-8375c-2s");
    assertThat(xeon.nanos(Operation.ADDRESS_SPACE_SWITCH, 0) * 3500 / 1000).isBetween(477L, 511L);
    HardwareModel guest = machine("genoa-vm-2c");
    assertThat(guest.nanos(Operation.ADDRESS_SPACE_SWITCH, 0)).isBetween(42L, 94L);
    assertThat(guest.nanos(Operation.SYSCALL, 0)).isEqualTo(139);
  }

  @Test
  void shouldWakeByStoreOnlyWhereTheProcessorWatchesALine() throws Exception {
    assertThat(machine("xeon-8375c-2s").wakeByStoreNanos(0)).isEqualTo(1000);
    assertThat(machine("genoa-vm-2c").wakeByStoreNanos(0)).isEqualTo(-1);
    assertThat(
            variant("extends: xeon-8375c-2s\nspin_wait: {kind: pause-only}\n").wakeByStoreNanos(0))
        .isEqualTo(-1);
  }

  @Test
  void shouldSendInterruptsAsTheControllerDoes() throws Exception {
    HardwareModel x2apic = machine("xeon-8375c-2s");
    HardwareModel xapic = variant("extends: xeon-8375c-2s\ninterrupts: {controller: xapic}\n");
    assertThat(xapic.nanos(Operation.IPI_SEND, 0))
        .isGreaterThan(x2apic.nanos(Operation.IPI_SEND, 0));
    assertThat(x2apic.ipiNanos(0, 1)).isEqualTo(600);
    assertThat(x2apic.ipiNanos(0, 32)).isEqualTo(800);
    assertThat(machine("genoa-vm-2c").ipiNanos(0, 1)).isEqualTo(4200);
    assertThatThrownBy(() -> variant("extends: epyc-9654-2s\ninterrupts: {controller: xapic}\n"))
        .hasMessageContaining("255")
        .hasMessageContaining("x2apic");
    assertThatThrownBy(() -> variant("extends: epyc-9654-2s\ninterrupts: {controller: gicv3}\n"))
        .hasMessageContaining("interrupts.controller cannot be gicv3");
  }

  @Test
  void shouldKeepTimeToTheNanosecondUnlessTheTimerIsTheBusClock() throws Exception {
    assertThat(machine("ryzen-5950x").timerResolutionPicos()).isEqualTo(1000);
    String old =
        "extends: ryzen-5950x\n"
            + "timer: {kind: lapic-oneshot, counter_hz: 100000000, resolution_ns: 10}\n";
    assertThat(variant(old).timerResolutionPicos()).isEqualTo(10_000);
  }

  /**
   * 512 KiB cost eight times as much to fetch from another cache complex: 84 against 669 us, all
   * dependent.
   */
  @Test
  void shouldPriceTheMoveOfAWorkingSetByWhereItGoes() throws Exception {
    HardwareModel genoa = variant("extends: epyc-9654-2s\nrefill: {dependent_percent: 100}\n");
    long near = genoa.refillNanos(0, 1, 512 << 10);
    long far = genoa.refillNanos(0, 8, 512 << 10);
    assertThat(near).isCloseTo(84_000, within(12_000L));
    assertThat(far).isCloseTo(669_000, within(20_000L));
    assertThat(genoa.refillNanos(0, 192, 512 << 10)).isZero();
    // What is beyond the private cache comes from the shared one, moved or not.
    assertThat(genoa.refillNanos(0, 1, 64 << 20)).isEqualTo(genoa.refillNanos(0, 1, 1 << 20));
    assertThat(genoa.refillNanos(0, 8, 64 << 20)).isEqualTo(genoa.refillNanos(0, 8, 32 << 20));
    assertThat(genoa.refillNanos(0, 8, Long.MAX_VALUE)).isPositive();
    assertThat(genoa.refillNanos(0, 8, -1)).isZero();
    HardwareModel mixed = machine("epyc-9654-2s");
    assertThat(mixed.refillNanos(0, 8, 512 << 10)).isBetween(15_000L, far);
  }

  @Test
  void shouldShareACoreBetweenBusySiblings() throws Exception {
    assertThat(machine("xeon-8375c-2s").smtShare(0)).isEqualTo(640);
    HardwareModel hybrid = machine("core-i9-12900k");
    assertThat(hybrid.smtShare(0)).isEqualTo(640);
    assertThat(hybrid.smtShare(20)).isEqualTo(1024);
  }

  @Test
  void shouldInterruptEveryTargetOfAShootdown() throws Exception {
    HardwareModel xeon = machine("xeon-8375c-2s");
    assertThat(xeon.shootdownNanos(0, 0, 1)).isZero();
    long one = xeon.shootdownNanos(0, 1, 1);
    assertThat(xeon.shootdownNanos(0, 11, 1) - one).isEqualTo(10 * 200);
    assertThat(xeon.shootdownNanos(0, 1, 8)).isEqualTo(one);
  }
}
