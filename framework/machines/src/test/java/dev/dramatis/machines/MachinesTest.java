package dev.dramatis.machines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dramatis.spi.hardware.Figure;
import dev.dramatis.spi.hardware.HardwareModel;
import dev.dramatis.spi.hardware.IdleState;
import dev.dramatis.spi.hardware.MachineDescription;
import dev.dramatis.spi.hardware.Operation;
import dev.dramatis.spi.hardware.Relation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a description file says, in full. */
class MachinesTest {
  private final TestFamily family = new TestFamily();

  @TempDir Path folder;

  private MachineDescription own(String text) throws Exception {
    Path file = folder.resolve("own.yaml");
    Files.writeString(file, text);
    return Machines.load(file, List.of(family));
  }

  private static String head(String rest) {
    return "schema: dramatis.machine/1\nid: own\n" + rest;
  }

  @Test
  void shouldLoadMachinesOfAFamilyInItsOrderWithoutProfiles() throws Exception {
    assertThat(Machines.load(family)).containsOnlyKeys("toy");
    MachineDescription toy = Machines.load(family).get("toy");
    assertThat(toy.title()).isEqualTo("A toy");
    assertThat(toy.topology().cpuCount()).isEqualTo(8);
    assertThat(toy.topology().relation(0, 4)).isEqualTo(Relation.SMT);
    assertThat(toy.topology().relation(0, 1)).isEqualTo(Relation.SAME_LLC);
    assertThat(toy.topology().relation(0, 2)).isEqualTo(Relation.CROSS_PACKAGE);
    assertThat(toy.topology().numaDistances()).containsExactly(List.of(10, 20), List.of(20, 10));
    assertThat(toy.figures())
        .containsEntry("transfer_ns.same_l3", new Figure(20, 10, 30, "here", 'A'));
    assertThat(toy.figures())
        .containsEntry("costs.syscall_entry_exit_cycles", new Figure(100, 90, 120, "here", 'A'));
    assertThat(toy.figures())
        .containsEntry("costs.atomic_rmw_uncontended_ns.llsc", new Figure(7, 7, 7, "here", 'B'));
    assertThat(toy.figures())
        .containsEntry("caches.L2.size_bytes", new Figure(65536, 65536, 65536, "topology", 'B'));
    assertThat(toy.coreClasses().getFirst().figures())
        .containsEntry("freq_mhz.max", new Figure(1000, 1000, 1000, "here", 'D'));
    assertThat(toy.idleStates()).containsExactly(new IdleState("C1", 0, 1000, 2000));
    assertThat(toy.word("sources.here.what", "")).isEqualTo("measured");
  }

  @Test
  void shouldReadAUsersOwnFileThatExtendsAMachineOfABundle() throws Exception {
    MachineDescription own = own(head("extends: toy\ncosts: {syscall_entry_exit_cycles: 300}\n"));
    assertThat(own.id()).isEqualTo("own");
    assertThat(own.title()).isEqualTo("A toy");
    HardwareModel model = Machines.model(own, List.of(family));
    assertThat(model.nanos(Operation.SYSCALL, 7)).isEqualTo(300);
    assertThat(model.transferNanos(0, 1)).isEqualTo(20);
    // A figure is replaced as a whole: bounds and source of the old one do not stick to the new
    // value.
    assertThat(own.figures()).containsEntry("costs.syscall_entry_exit_cycles", Figure.of(300));
  }

  @Test
  void shouldPreferWhatIsBesideTheUsersFile() throws Exception {
    Files.writeString(folder.resolve("_base.yaml"), TestFamily.PROFILE.replace("v: 100", "v: 110"));
    MachineDescription own = own(head("extends: toy\n"));
    assertThat(own.figures().get("costs.syscall_entry_exit_cycles").value()).isEqualTo(110);
  }

  @Test
  void shouldGiveTheSourceOfASectionToItsOwnFiguresOnly() throws Exception {
    MachineDescription own =
        own(
            head(
                "extends: toy\n"
                    + "refill: {dependent_ns_per_line: {same_l3: 11}, src: mine, conf: B}\n"));
    assertThat(own.figures())
        .containsEntry("refill.dependent_ns_per_line.same_l3", new Figure(11, 11, 11, "mine", 'B'));
    assertThat(own.figures()).containsEntry("refill.lines_in_flight_sequential", Figure.of(10));
  }

  @Test
  void shouldReplaceATopologyAsAWhole() throws Exception {
    MachineDescription own =
        own(
            head(
                "extends: toy\n"
                    + "topology: {objects: [{class: T, cores: 4, l2: {per_cores: 2}}], l3: {count:"
                    + " 1}}\n"
                    + "core_classes: [{id: T, capacity: 1024, freq_mhz: {max: 1000}}]\n"));
    assertThat(own.topology().cpuCount()).isEqualTo(4);
    assertThat(own.topology().relation(0, 1)).isEqualTo(Relation.SAME_CLUSTER);
    assertThat(own.topology().relation(1, 2)).isEqualTo(Relation.SAME_LLC);
    assertThat(Machines.model(own, List.of(family)).transferNanos(0, 1)).isEqualTo(20);
  }

  @Test
  void shouldComputeCapacitiesByTheFloorRule() throws Exception {
    MachineDescription own =
        own(
            head(
                """
                extends: toy
                topology: {synthetic: "core:4 pu:1"}
                core_classes:
                  - {id: L, cores: 0-1, capacity_dmips_mhz: 578, freq_mhz: {opp: [300, 850]}}
                  - {id: B, cores: "2,3", capacity_dmips_mhz: 1024, freq_mhz: {max: 1100}}
                """));
    assertThat(own.coreClass(1).capacity()).isEqualTo(446);
    assertThat(own.coreClass(3).capacity()).isEqualTo(1024);
    assertThat(own.coreClass(0).mhz()).isEqualTo(850);
    assertThat(own.coreClass(0).figures()).containsKeys("freq_mhz.opp.0", "freq_mhz.opp.1");
  }

  @Test
  void shouldTakeAMeasuredMatrixOverAnyTable() throws Exception {
    Files.writeString(folder.resolve("m.csv"), ",,,\n1.4,,,\n2,3,,\n4,5,6.6,\n");
    MachineDescription own =
        own(
            head(
                "extends: toy\n"
                    + "topology: {synthetic: \"core:4 pu:1\"}\n"
                    + "transfer_matrix_csv: m.csv\n"));
    HardwareModel model = Machines.model(own, List.of(family));
    assertThat(model.transferNanos(0, 1)).isEqualTo(1);
    assertThat(model.transferNanos(2, 3)).isEqualTo(7);
    assertThat(model.transferNanos(3, 2)).isEqualTo(7);
    assertThat(model.transferNanos(3, 3)).isZero();
  }

  @Test
  void shouldLetDeclaredAndActualIdleExitDiffer() throws Exception {
    MachineDescription own =
        own(
            head(
                "extends: toy\n"
                    + "idle_states:\n"
                    + "  - {id: X, scope: cluster, entry_us: 2, exit_us: 1200, actual_exit_us:"
                    + " 14.5, min_residency_us: 2000, local_timer_stop: true, tlb_flushed:"
                    + " true}\n"));
    assertThat(own.idleStates())
        .containsExactly(
            new IdleState(
                "X", 2000, 14_500, 2_000_000, 1_200_000, IdleState.Scope.CLUSTER, true, true));
  }

  @Test
  void shouldNumberCpusAsTold() throws Exception {
    String topology = "extends: toy\ntopology: {synthetic: \"core:2 pu:2\", pu_numbering: ";
    assertThat(own(head(topology + "smt-adjacent}\n")).topology().relation(0, 1))
        .isEqualTo(Relation.SMT);
    assertThat(own(head(topology + "threads-last}\n")).topology().relation(0, 2))
        .isEqualTo(Relation.SMT);
    assertThat(
            own(head(topology + "explicit, pu_numbers: [3, 1, 0, 2]}\n")).topology().relation(1, 3))
        .isEqualTo(Relation.SMT);
  }

  @Test
  void shouldDrawTheMachine() throws Exception {
    String text = Machines.describe(Machines.load(family).get("toy"));
    assertThat(text)
        .startsWith("toy: A toy\ntoy, memory order tso, 8 CPUs, 64-byte lines\n")
        .containsPattern("\n2 x package +CPUs 0-1,4-5 \\| 2-3,6-7\n└─ NUMA node +CPUs 0-1,4-5\n")
        .containsPattern("\n      └─ 2 x core T, 2 threads, L2 64 KiB +CPUs 0,4 \\| 1,5\n")
        .containsPattern("\nC1 +core +0 +1 +1 +2 +D\n")
        .contains("node distances   10  20")
        .containsPattern("costs\n  syscall_entry_exit_cycles +100  90 to 120 +here +A\n")
        .contains("grades: 2 A measured here, 4 B close relative, 0 C by a rule,")
        .contains("  here: measured (-)");
  }

  @Test
  void shouldSayWhichFigureAModelLacks() throws Exception {
    String text =
        TestFamily.PROFILE.replaceAll("  syscall.*\n", "").replace("id: _base", "id: _bare");
    family
        .with("_bare.yaml", text)
        .with(
            "bare.yaml",
            TestFamily.MACHINE.replace("_base", "_bare").replace("id: toy", "id: bare"));
    MachineDescription bare = Machines.load(family).get("bare");
    assertThatThrownBy(() -> Machines.model(bare, List.of(family)))
        .isInstanceOf(MachineException.class)
        .hasMessageContaining("costs.syscall_entry_exit_cycles is missing for core class T");
    assertThatThrownBy(() -> Machines.model(bare, List.of()))
        .isInstanceOf(MachineException.class)
        .hasMessageContaining("no hardware bundle understands isa toy");
  }

  @Test
  void shouldSayWhichTransferTimeAModelLacks() throws Exception {
    MachineDescription own =
        own(
            head(
                "extends: _base\n"
                    + "topology: {synthetic: \"package:2 core:1 pu:1\"}\n"
                    + "transfer_ns: {same_l3: 5}\n"
                    + "core_classes: [{id: T, capacity: 1024, freq_mhz: {max: 9}}]\n"
                    + "idle_states: [{id: C, exit_us: 1, min_residency_us: 1}]\n"));
    assertThatThrownBy(() -> Machines.model(own, List.of(family)))
        .hasMessageContaining(
            "transfer_ns.cross_package is missing, and CPUs 0 and 1 are related so");
  }

  @Test
  void shouldTakeAMachineOfTwoThousandCpus() throws Exception {
    byte[] text = TestFamily.MACHINE.replace("l2:2(", "l2:512(").getBytes(StandardCharsets.UTF_8);
    MachineDescription machine = Machines.parse("big.yaml", text, List.of(family));
    Machines.model(machine, List.of(family));
    assertThat(machine.topology().cpuCount()).isEqualTo(2048);
  }

  @Test
  void shouldNameAFileThatIsNotThere() {
    assertThatThrownBy(() -> Machines.load(folder.resolve("none.yaml"), List.of(family)))
        .isInstanceOf(MachineException.class)
        .hasMessageEndingWith("none.yaml: there is no such file");
    assertThatThrownBy(() -> Machines.load(folder, List.of(family)))
        .isInstanceOf(MachineException.class)
        .hasMessageContaining("cannot be read");
  }
}
