package dev.dramatis.machines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dramatis.spi.hardware.IdleState;
import dev.dramatis.spi.hardware.MachineDescription;
import dev.dramatis.spi.hardware.MachineDescription.CoreClass;
import dev.dramatis.spi.hardware.Relation;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What other programs know of machines, real ones of hwloc's own tests among them, becomes a
 * description that loads.
 */
class ImportsTest {
  private static final TestFamily FAMILY = new TestFamily();

  static byte[] resource(String name) throws Exception {
    try (InputStream in =
        Objects.requireNonNull(ImportsTest.class.getResourceAsStream("/" + name), name)) {
      return in.readAllBytes();
    }
  }

  static MachineDescription load(String text) throws MachineException {
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

  @Test
  void shouldImportDistances() throws Exception {
    MachineDescription machine = hwloc("16amd64-4distances.xml");
    assertThat(machine.topology().cpuCount()).isEqualTo(16);
    assertThat(machine.topology().numaDistances()).hasSize(8);
    for (int node = 0; node < 8; node++) {
      assertThat(machine.topology().numaDistances().get(node).get(node)).isEqualTo(10);
    }
  }

  /**
   * A matrix may list the nodes in another order than their numbers; other matrices are not about
   * memory.
   */
  @Test
  void shouldPutDistancesInTheOrderOfTheNodes() throws Exception {
    String xml =
        """
        <topology version="3.0"><object type="Machine" cpuset="0x3">
        <object type="Package" os_index="0" cpuset="0x1"><object type="NUMANode" os_index="0" cpuset="0x1"/>
        <object type="PU" os_index="0" cpuset="0x1"/></object>
        <object type="Package" os_index="1" cpuset="0x2"><object type="NUMANode" os_index="1" cpuset="0x2"/>
        <object type="PU" os_index="1" cpuset="0x2"/></object></object>
        <distances2 type="PU" nbobjs="2" name="NUMALatency" indexing="os">
        <indexes length="4">0 1 </indexes><u64values length="8">1 2 3 4 </u64values></distances2>
        <distances2 type="NUMANode" nbobjs="2" kind="5" name="NUMALatency" indexing="os">
        <indexes length="4">1 0 </indexes><u64values length="6">10 30 </u64values>
        <u64values length="6">40 10 </u64values></distances2></topology>
        """;
    String text = Imports.hwloc("mine", "mine.xml", xml.getBytes(StandardCharsets.UTF_8));
    assertThat(load(text).topology().numaDistances())
        .containsExactly(List.of(10, 40), List.of(30, 10));
    assertThat(load(text).topology().relation(0, 1)).isEqualTo(Relation.CROSS_PACKAGE);
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
    assertThat(MatrixReader.read("m.csv", ",,\n1,,\n2,3,\n".getBytes(StandardCharsets.UTF_8), 3))
        .containsExactly(List.of(0.0, 1.0, 2.0), List.of(1.0, 0.0, 3.0), List.of(2.0, 3.0, 0.0));
    assertThatThrownBy(
            () -> MatrixReader.read("m.csv", ",\n1,\n".getBytes(StandardCharsets.UTF_8), 3))
        .hasMessageContaining("m.csv:1:1: the matrix has 2 rows for 3 CPUs");
  }

  @Test
  void shouldTakePlacesFromAnotherFileAndEverythingElseFromTheDescription(@TempDir Path folder)
      throws Exception {
    Files.write(folder.resolve("mini.dtb"), resource("mini-biglittle.dtb"));
    Path mine = folder.resolve("mine.yaml");
    Files.writeString(
        mine,
        "schema: dramatis.machine/1\nid: mine\nextends: _base\n"
            + "topology: {import: {dtb: mini.dtb}}\n"
            + "transfer_ns: {same_l3: 33}\n");
    MachineDescription machine = Machines.load(mine, List.of(new TestFamily()));
    assertThat(machine.id()).isEqualTo("mine");
    assertThat(machine.coreClasses())
        .extracting(CoreClass::id)
        .containsExactly("cortex_a53", "cortex_a72");
    assertThat(machine.figures().get("transfer_ns.same_l3").value()).isEqualTo(33);
  }

  @Test
  void shouldRunOnWhatLstopoWroteAtOnce(@TempDir Path folder) throws Exception {
    Path xml = folder.resolve("my machine.xml");
    Files.write(xml, resource("hwloc/Intel-CascadeLake-2xXeon6230.xml"));
    MachineDescription machine =
        Machines.load(
            xml, List.of(new TestFamily().with("_defaults-x86.yaml", TestFamily.PROFILE)));
    assertThat(machine.id()).isEqualTo("my-machine");
    assertThat(machine.topology().cpuCount()).isEqualTo(80);
  }

  /** A hundred megabytes of nothing, as a file with a hole. */
  @Test
  void shouldRefuseHugeFilesWithOneError(@TempDir Path folder) throws Exception {
    for (String name : List.of("huge.yaml", "huge.xml", "huge.dtb")) {
      Path file = folder.resolve(name);
      try (RandomAccessFile f = new RandomAccessFile(file.toFile(), "rw")) {
        f.setLength(100L << 20);
        if (name.endsWith(".xml")) {
          f.writeBytes("<topology version=\"2.0\">");
        } else if (name.endsWith(".dtb")) {
          f.writeInt(0xd00dfeed);
        }
      }
      assertThatThrownBy(() -> Machines.load(file, List.of(new TestFamily())))
          .as(name)
          .isInstanceOf(MachineException.class)
          .hasMessageContaining(name)
          .hasMessageContaining("at most");
    }
  }
}
