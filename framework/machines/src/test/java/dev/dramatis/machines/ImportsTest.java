package dev.dramatis.machines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dramatis.spi.hardware.IdleState;
import dev.dramatis.spi.hardware.MachineDescription;
import dev.dramatis.spi.hardware.MachineDescription.CoreClass;
import dev.dramatis.spi.hardware.Relation;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/**
 * What other programs know of machines, real ones of hwloc's own tests among them, becomes a
 * description that loads.
 */
class ImportsTest {
  private static final TestFamily FAMILY = new TestFamily();

  private static byte[] resource(String name) throws Exception {
    try (InputStream in =
        Objects.requireNonNull(ImportsTest.class.getResourceAsStream("/" + name), name)) {
      return in.readAllBytes();
    }
  }

  private static MachineDescription load(String text) throws MachineException {
    MachineDescription machine =
        Machines.parse("imported.yaml", text.getBytes(StandardCharsets.UTF_8), List.of(FAMILY));
    Machines.model(machine, List.of(FAMILY));
    return machine;
  }

  private static MachineDescription hwloc(String name) throws Exception {
    return load(Imports.any("imported", name, resource("hwloc/" + name)));
  }

  @Test
  void shouldImportTwoSockets() throws Exception {
    MachineDescription machine = hwloc("Intel-CascadeLake-2xXeon6230.xml");
    assertThat(machine.topology().cpuCount()).isEqualTo(80);
    assertThat(machine.topology().numaDistances()).isNotEmpty();
    assertThat(machine.topology().cpus().stream().map(p -> p.packageId()).distinct()).hasSize(2);
    assertThat(machine.topology().cpus().stream().map(p -> p.core()).distinct()).hasSize(40);
    assertThat(machine.title()).contains("6230");
  }

  @Test
  void shouldImportAHybridMachineWithTwoLastLevelCaches() throws Exception {
    MachineDescription machine = hwloc("AMD-1Ah-Zen5StrixPoint-RyzenAI9HX370.xml");
    assertThat(machine.topology().cpuCount()).isEqualTo(24);
    assertThat(machine.topology().relation(0, 12)).isEqualTo(Relation.SMT);
    assertThat(machine.topology().relation(0, 3)).isEqualTo(Relation.SAME_LLC);
    assertThat(machine.topology().relation(0, 4)).isEqualTo(Relation.SAME_NODE);
  }

  @Test
  void shouldImportKindsOfCore() throws Exception {
    MachineDescription machine = hwloc("Intel-RaptorLake-Corei7-1370P.xml");
    assertThat(machine.coreClasses()).extracting(CoreClass::capacity).contains(1024);
    assertThat(machine.topology().cpuCount()).isEqualTo(20);
    assertThat(machine.topology().relation(12, 13)).isEqualTo(Relation.SAME_CLUSTER);
    MachineDescription fake = hwloc("fakecpukinds.xml");
    assertThat(fake.coreClasses()).extracting(CoreClass::id).containsExactly("MySmallCore");
    assertThat(fake.coreClasses()).extracting(CoreClass::mhz).containsExactly(1000);
  }

  /** The matrix of this file lists the nodes in another order than their numbers. */
  @Test
  void shouldPutDistancesInTheOrderOfTheNodes() throws Exception {
    MachineDescription machine = hwloc("16amd64-4distances.xml");
    List<List<Integer>> distances = machine.topology().numaDistances();
    for (int node = 0; node < distances.size(); node++) {
      assertThat(distances.get(node).get(node)).isEqualTo(10);
    }
    assertThat(machine.topology().cpuCount()).isEqualTo(16);
  }

  @Test
  void shouldLeaveNamesAndSerialNumbersBehind() throws Exception {
    String xml =
        """
        <?xml version="1.0"?><!DOCTYPE topology SYSTEM "hwloc2.dtd"><topology version="2.0">
        <object type="Machine" os_index="0" cpuset="0x00000003"><info name="HostName" value="secret-host"/>
        <info name="DMIProductSerial" value="S3CR3T"/><info name="DMISysVendor" value="QEMU"/>
        <info name="CPUModel" value="A &quot;CPU&quot;: {x} \\"/>
        <object type="Core" os_index="0" cpuset="0x00000001"><object type="PU" os_index="0" cpuset="0x00000001"/></object>
        <object type="Core" os_index="1" cpuset="0x00000002"><object type="PU" os_index="1" cpuset="0x00000002"/></object>
        </object></topology>
        """;
    String text = Imports.hwloc("mine", "mine.xml", xml.getBytes(StandardCharsets.UTF_8));
    assertThat(text)
        .doesNotContainIgnoringCase("secret")
        .doesNotContain("S3CR3T")
        .contains("hypervisor");
    assertThat(load(text).title()).isEqualTo("A \"CPU\": {x} \\");
    assertThat(load(text).figures().get("transfer_ns.same_l3").confidence()).isEqualTo('D');
  }

  @Test
  void shouldRefuseWhatHwlocDidNotWrite() {
    refuse(
        "<topology></topology>",
        "x.xml:1:",
        "this is a topology of hwloc 1; export it with hwloc 2 or 3");
    refuse("<html></html>", "x.xml:1:", "the root is html");
    refuse("<topology version=\"2.0\"/>", "x.xml:1:1: the topology has no PU");
    refuse("<topology version=\"2.0\"><object", "x.xml:1:", "this is not XML");
    refuse(
        "<topology version=\"2.0\">\n<object type=\"PU\" cpuset=\"zz\"/></topology>",
        "x.xml:2:",
        "cannot read cpuset");
    refuse(
        "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><topology"
            + " version=\"2.0\">&b;</topology>",
        "x.xml:1:");
    refuse("text", "x.xml: this is no binary device tree");
  }

  private static void refuse(String text, String... parts) {
    assertThatThrownBy(() -> Imports.any("x", "x.xml", text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(MachineException.class)
        .hasMessageContainingAll(parts);
  }

  @Test
  void shouldImportADeviceTree() throws Exception {
    MachineDescription machine =
        load(Imports.any("mini", "mini.dtb", resource("mini-biglittle.dtb")));
    assertThat(machine.coreClasses())
        .extracting(CoreClass::id)
        .containsExactly("cortex_a53", "cortex_a72");
    // 485 x 1416 against 1024 x 1800, rounded down.
    assertThat(machine.coreClasses()).extracting(CoreClass::capacity).containsExactly(381, 1024);
    assertThat(machine.coreClasses()).extracting(CoreClass::mhz).containsExactly(1416, 1800);
    assertThat(machine.topology().relation(0, 3)).isEqualTo(Relation.SAME_CLUSTER);
    assertThat(machine.topology().relation(3, 4)).isEqualTo(Relation.SAME_NODE);
    assertThat(machine.idleStates())
        .extracting(IdleState::id)
        .containsExactly("WFI", "cpu-sleep", "cluster-sleep");
    assertThat(machine.idleStates().get(2).timerStops()).isTrue();
    assertThat(machine.word("interrupts.controller", "")).isEqualTo("gicv3");
    assertThat(machine.figures().get("timer.counter_hz").value()).isEqualTo(24e6);
    assertThat(machine.coreClasses().get(1).figures().get("caches.L2.size_bytes").value())
        .isEqualTo(1 << 20);
  }

  @Test
  void shouldCheckAMatrix() throws Exception {
    Imports.checkMatrix("m.csv", ",,\n1,,\n2,3,\n".getBytes(StandardCharsets.UTF_8), 3);
    assertThatThrownBy(
            () -> Imports.checkMatrix("m.csv", ",\n1,\n".getBytes(StandardCharsets.UTF_8), 3))
        .hasMessageContaining("m.csv:1:1: the matrix has 2 rows for 3 CPUs");
  }

  @Property(tries = 2000)
  void shouldSurviveDamagedDeviceTrees(@ForAll long seed) throws Exception {
    survive(damaged(resource("mini-biglittle.dtb"), seed));
  }

  @Property(tries = 300)
  void shouldSurviveDamagedTopologies(@ForAll long seed) throws Exception {
    survive(damaged(resource("hwloc/fakecpukinds.xml"), seed));
  }

  private static byte[] damaged(byte[] bytes, long seed) {
    Random random = new Random(seed);
    byte[] copy =
        Arrays.copyOf(bytes, random.nextInt(8) == 0 ? random.nextInt(bytes.length) : bytes.length);
    for (int i = random.nextInt(6); i >= 0 && copy.length > 0; i--) {
      copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
    }
    return copy;
  }

  private static void survive(byte[] bytes) {
    try {
      load(Imports.any("x", "x.bin", bytes));
    } catch (MachineException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
