package dev.dramatis.hw.arm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.dramatis.machines.MachineException;
import dev.dramatis.machines.Machines;
import dev.dramatis.spi.hardware.HardwareModel;
import dev.dramatis.spi.hardware.IdleState;
import dev.dramatis.spi.hardware.MachineDescription;
import dev.dramatis.spi.hardware.MemoryOrder;
import dev.dramatis.spi.hardware.Operation;
import dev.dramatis.spi.hardware.Relation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The machines of the bundle behave as their measurements say, and Arm behaves as Arm. */
class ArmMachinesTest {
  private static final ArmFamily FAMILY = new ArmFamily();

  private static HardwareModel machine(String id) throws MachineException {
    return FAMILY.create(Machines.load(FAMILY).get(id));
  }

  private static HardwareModel variant(String lines) throws MachineException {
    String text = "schema: dramatis.machine/1\nid: variant\n" + lines;
    return FAMILY.create(
        Machines.parse("variant.yaml", text.getBytes(StandardCharsets.UTF_8), List.of(FAMILY)));
  }

  private static LongSummaryStatistics transfers(HardwareModel model, Relation relation) {
    LongSummaryStatistics statistics = new LongSummaryStatistics();
    for (int a = 0; a < model.topology().cpuCount(); a++) {
      for (int b = 0; b < model.topology().cpuCount(); b++) {
        if (model.topology().relation(a, b) == relation) {
          statistics.accept(model.transferNanos(a, b));
        }
      }
    }
    assertThat(statistics.getCount()).as("pairs of " + relation).isPositive();
    return statistics;
  }

  @Test
  void shouldLoadEveryMachineOfTheBundle() throws Exception {
    Map<String, MachineDescription> machines = Machines.load(FAMILY);
    assertThat(machines.keySet())
        .containsExactly(
            "altra-max-2s",
            "apple-m1-pro",
            "graviton3",
            "graviton4-2s",
            "kunpeng920-2s",
            "n1sdp",
            "rk3399",
            "rk3588",
            "rpi4",
            "rpi5");
    for (MachineDescription machine : machines.values()) {
      assertThat(machine.isa()).isEqualTo(FAMILY.isa());
      assertThat(machine.memoryOrder()).isEqualTo(MemoryOrder.ARM_WEAK);
      assertThat(Machines.describe(machine)).contains(machine.title()).contains("grades:");
    }
  }

  @Test
  void shouldKeepTheLicenceBesideTheMeasuredMatrices() throws IOException {
    try (var licence = FAMILY.open("LICENSE-MIT.core-to-core")) {
      assertThat(new String(licence.readAllBytes(), StandardCharsets.UTF_8))
          .contains("Nicolas Viennot");
    }
  }

  /** A mesh has a spread but no step; dies and clusters have a step. */
  @Test
  void shouldTellMeshesFromClusters() throws Exception {
    LongSummaryStatistics mesh = transfers(machine("graviton3"), Relation.SAME_LLC);
    assertThat((double) mesh.getMax() / mesh.getMin()).isCloseTo(1.92, within(0.1));
    HardwareModel kunpeng = machine("kunpeng920-2s");
    double die = transfers(kunpeng, Relation.SAME_LLC).getAverage();
    assertThat(transfers(kunpeng, Relation.SAME_PACKAGE).getAverage() / die)
        .isCloseTo(2.25, within(0.22));
    assertThat(transfers(kunpeng, Relation.SAME_CLUSTER).getAverage()).isLessThan(die);
    HardwareModel m1 = machine("apple-m1-pro");
    assertThat((double) m1.transferNanos(2, 5) / m1.transferNanos(2, 3))
        .isCloseTo(3.8, within(0.4));
  }

  @Test
  void shouldShowTheCliffBetweenSockets() throws Exception {
    HardwareModel graviton = machine("graviton4-2s");
    double near = transfers(graviton, Relation.SAME_LLC).getAverage();
    assertThat(transfers(graviton, Relation.CROSS_PACKAGE).getAverage() / near)
        .isCloseTo(3.1, within(0.31));
  }

  @Test
  void shouldPlaceTheClustersOfBigAndLittle() throws Exception {
    HardwareModel rk3399 = machine("rk3399");
    assertThat(rk3399.topology().relation(0, 3)).isEqualTo(Relation.SAME_CLUSTER);
    assertThat(rk3399.topology().relation(3, 4)).isEqualTo(Relation.SAME_NODE);
    assertThat(rk3399.transferNanos(0, 3)).isEqualTo(90);
    assertThat(rk3399.transferNanos(3, 4)).isEqualTo(300);
    HardwareModel rk3588 = machine("rk3588");
    assertThat(rk3588.topology().relation(0, 7)).isEqualTo(Relation.SAME_LLC);
    assertThat(machine("kunpeng920-2s").topology().numaDistances().get(1))
        .containsExactly(16, 10, 25, 32);
  }

  /**
   * What firmware declares and what branchy integer work gets differ: 0.39 and 0.52 on the RK3588.
   */
  @Test
  void shouldTellDeclaredFromExperiencedCapacity() throws Exception {
    HardwareModel rk3588 = machine("rk3588");
    assertThat(rk3588.capacity(0)).isEqualTo(397);
    assertThat(rk3588.experiencedCapacity(0) / 1024.0).isCloseTo(0.52, within(0.005));
    assertThat(rk3588.capacity(4)).isEqualTo(1024);
    HardwareModel rk3399 = machine("rk3399");
    assertThat(rk3399.capacity(0)).isEqualTo(381);
    assertThat(rk3399.experiencedCapacity(0) / 1024.0).isCloseTo(0.60, within(0.005));
    assertThat(machine("apple-m1-pro").capacity(0)).isEqualTo(485);
  }

  @Test
  void shouldCountCyclesAtTheClockOfTheClass() throws Exception {
    HardwareModel rk3588 = machine("rk3588");
    assertThat(rk3588.picosPerCycle(0)).isEqualTo(556);
    assertThat(rk3588.picosPerCycle(4)).isEqualTo(417);
    assertThat(rk3588.nanos(Operation.SYSCALL, 0)).isEqualTo(128);
    assertThat(rk3588.nanos(Operation.SYSCALL, 4)).isEqualTo(58);
    assertThat(rk3588.nanos(Operation.THREAD_SWITCH, 0))
        .isGreaterThan(rk3588.nanos(Operation.THREAD_SWITCH, 4));
  }

  /** 137 cycles on an A76, 142 on a Neoverse N1. */
  @Test
  void shouldChargeForAnotherAddressSpace() throws Exception {
    assertThat(machine("rpi5").nanos(Operation.ADDRESS_SPACE_SWITCH, 0) * 2400 / 1000)
        .isBetween(136L, 139L);
    assertThat(machine("altra-max-2s").nanos(Operation.ADDRESS_SPACE_SWITCH, 0) * 3000 / 1000)
        .isBetween(140L, 143L);
  }

  /**
   * One instruction is faster on a Neoverse N1, 0.68 of the loop, and far slower where atomics are
   * executed far away.
   */
  @Test
  void shouldPriceAtomicsByHowTheyAreBuilt() throws Exception {
    long lse = machine("altra-max-2s").nanos(Operation.ATOMIC, 0);
    long loop =
        variant("extends: altra-max-2s\natomics: {kind: llsc}\n").nanos(Operation.ATOMIC, 0);
    assertThat((double) lse / loop).isCloseTo(0.68, within(0.04));
    long far = machine("graviton4-2s").nanos(Operation.ATOMIC, 0);
    long near =
        variant("extends: graviton4-2s\natomics: {kind: llsc}\n").nanos(Operation.ATOMIC, 0);
    assertThat((double) far / near).isBetween(7.0, 10.0);
    assertThat(machine("rk3399").nanos(Operation.ATOMIC, 4)).isEqualTo(12);
    assertThatThrownBy(() -> variant("extends: rpi4\natomics: {kind: lock-prefix}\n"))
        .hasMessageContaining("lse, llsc");
  }

  /** 41.7 ns at 24 MHz, 18.5 at 54, 40 at 25, 10 at 100, 1 at 1000. */
  @Test
  void shouldTickAsSlowlyAsTheCounter() throws Exception {
    assertThat(machine("rk3588").timerResolutionPicos()).isEqualTo(41_667);
    assertThat(machine("rpi4").timerResolutionPicos()).isEqualTo(18_519);
    assertThat(machine("altra-max-2s").timerResolutionPicos()).isEqualTo(40_000);
    assertThat(machine("kunpeng920-2s").timerResolutionPicos()).isEqualTo(10_000);
    assertThat(machine("graviton4-2s").timerResolutionPicos()).isEqualTo(1000);
  }

  @Test
  void shouldNeedAnInterruptToWakeFromWfi() throws Exception {
    assertThat(machine("graviton3").wakeByStoreNanos(0)).isEqualTo(-1);
    String wfe =
        "extends: graviton3\nidle_states: [{id: WFE, exit_us: 0.1, min_residency_us: 0}]\n";
    assertThat(variant(wfe).wakeByStoreNanos(0)).isEqualTo(100);
    assertThat(variant(wfe + "spin_wait: {kind: pause-only}\n").wakeByStoreNanos(0)).isEqualTo(-1);
  }

  @Test
  void shouldSendInterruptsAsTheControllerDoes() throws Exception {
    HardwareModel rpi4 = machine("rpi4");
    HardwareModel gicV3 = variant("extends: rpi4\ninterrupts: {controller: gicv3}\n");
    assertThat(rpi4.nanos(Operation.IPI_SEND, 0)).isGreaterThan(gicV3.nanos(Operation.IPI_SEND, 0));
    assertThat(machine("altra-max-2s").ipiNanos(0, 128)).isEqualTo(800);
    assertThat(machine("altra-max-2s").ipiNanos(0, 127)).isEqualTo(500);
    assertThatThrownBy(() -> variant("extends: graviton3\ninterrupts: {controller: gicv2}\n"))
        .hasMessageContaining("8 CPUs")
        .hasMessageContaining("gicv3");
    assertThatThrownBy(() -> variant("extends: graviton3\ninterrupts: {controller: x2apic}\n"))
        .hasMessageContaining("gicv2, gicv3, aic");
  }

  @Test
  void shouldBroadcastShootdowns() throws Exception {
    HardwareModel altra = machine("altra-max-2s");
    long alone = altra.shootdownNanos(0, 1, 1);
    assertThat(altra.shootdownNanos(0, 255, 1)).isEqualTo(alone);
    assertThat(altra.shootdownNanos(0, 1, 32)).isEqualTo(32 * alone);
  }

  @Test
  void shouldKnowWhatStopsInDeepIdle() throws Exception {
    List<IdleState> states = machine("rk3399").idleStates(0);
    assertThat(states)
        .extracting(IdleState::id)
        .containsExactly("WFI", "cpu-sleep", "cluster-sleep");
    assertThat(states.get(2).scope()).isEqualTo(IdleState.Scope.CLUSTER);
    assertThat(states.get(2).timerStops()).isTrue();
    assertThat(states.get(1))
        .extracting(IdleState::entryNanos, IdleState::exitNanos)
        .containsExactly(120_000L, 250_000L);
    assertThat(machine("n1sdp").idleStates(0).get(1).exitNanos()).isEqualTo(9600);
  }

  @Test
  void shouldRefillLittleWithinAClusterAndMoreAcross() throws Exception {
    HardwareModel rk3399 = machine("rk3399");
    assertThat(rk3399.refillNanos(0, 1, 256 << 10)).isEqualTo(rk3399.refillNanos(0, 1, 32 << 10));
    assertThat(rk3399.refillNanos(0, 4, 256 << 10))
        .isGreaterThan(10 * rk3399.refillNanos(0, 1, 256 << 10));
  }
}
