package dev.dramatis.machines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dramatis.spi.hardware.IdleState;
import dev.dramatis.spi.hardware.MachineDescription;
import dev.dramatis.spi.hardware.Relation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Linux shows of a machine becomes a description. */
class SysfsImportTest {
  @TempDir Path root;

  private void put(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text + "\n");
  }

  /** Two nodes of two cores with two threads each; the cores of the second are slower. */
  private void fill() throws IOException {
    put("cpu/online", "0-7");
    put("node/online", "0-1");
    for (int node = 0; node < 2; node++) {
      put("node/node" + node + "/cpulist", node == 0 ? "0-3" : "4-7");
      put("node/node" + node + "/distance", node == 0 ? "10 21" : "21 10");
    }
    for (int cpu = 0; cpu < 8; cpu++) {
      int pair = cpu / 2 * 2;
      String all = cpu < 4 ? "0-3" : "4-7";
      String c = "cpu/cpu" + cpu + "/";
      put(c + "topology/physical_package_id", Integer.toString(cpu / 4));
      put(c + "topology/thread_siblings_list", pair + "-" + (pair + 1));
      put(c + "topology/core_siblings_list", all);
      put(c + "cpu_capacity", cpu < 4 ? "1024" : "512");
      put(c + "cpufreq/cpuinfo_max_freq", cpu < 4 ? "3000000" : "2000000");
      cache(c + "cache/index0/", 1, "Data", "32K", pair + "-" + (pair + 1));
      cache(c + "cache/index1/", 2, "Unified", "1024K", pair + "-" + (pair + 1));
      cache(c + "cache/index2/", 3, "Unified", "16M", all);
      put(c + "cpuidle/state0/name", "POLL");
      put(c + "cpuidle/state1/name", "C1");
      put(c + "cpuidle/state1/latency", "2");
      put(c + "cpuidle/state1/residency", "4");
      put(c + "cpuidle/state2/name", "C6");
      put(c + "cpuidle/state2/latency", "133");
      put(c + "cpuidle/state2/residency", "600");
    }
  }

  private void cache(String index, int level, String type, String size, String cpus)
      throws IOException {
    put(index + "level", Integer.toString(level));
    put(index + "type", type);
    put(index + "size", size);
    put(index + "shared_cpu_list", cpus);
  }

  private MachineDescription machine() throws Exception {
    String text = SysfsImport.toDescription("mine", "A model", false, root);
    TestFamily family = new TestFamily().with("_defaults-x86.yaml", TestFamily.PROFILE);
    return Machines.parse(
        "mine.yaml",
        text.replace("_defaults-x86", "_base").getBytes(StandardCharsets.UTF_8),
        List.of(family.with("_base.yaml", TestFamily.PROFILE)));
  }

  @Test
  void shouldSeePackagesNodesCachesCoresAndThreads() throws Exception {
    fill();
    MachineDescription machine = machine();
    assertThat(machine.topology().cpuCount()).isEqualTo(8);
    assertThat(machine.topology().relation(0, 1)).isEqualTo(Relation.SMT);
    assertThat(machine.topology().relation(0, 2)).isEqualTo(Relation.SAME_LLC);
    assertThat(machine.topology().relation(0, 4)).isEqualTo(Relation.CROSS_PACKAGE);
    assertThat(machine.topology().numaDistances())
        .containsExactly(List.of(10, 21), List.of(21, 10));
    assertThat(machine.figures().get("caches.L3.size_bytes").value()).isEqualTo(16 << 20);
  }

  @Test
  void shouldSeeClassesClocksAndIdleStates() throws Exception {
    fill();
    MachineDescription machine = machine();
    assertThat(machine.coreClass(0).capacity()).isEqualTo(1024);
    assertThat(machine.coreClass(7).capacity()).isEqualTo(512);
    assertThat(machine.coreClass(7).mhz()).isEqualTo(2000);
    assertThat(machine.idleStates()).extracting(IdleState::id).containsExactly("C1", "C6");
    assertThat(machine.idleStates().get(1).exitNanos()).isEqualTo(133_000);
  }

  @Test
  void shouldDoWithTheLittleThatAGuestShows() throws Exception {
    put("cpu/online", "0-1");
    MachineDescription machine = machine();
    assertThat(machine.topology().cpuCount()).isEqualTo(2);
    assertThat(machine.idleStates()).hasSize(1);
  }

  @Test
  void shouldSayWhenThereIsNothingToSee() {
    assertThatThrownBy(() -> SysfsImport.toDescription("mine", "t", false, root))
        .isInstanceOf(MachineException.class)
        .hasMessageContaining("cpu/online");
  }
}
