package dev.dramatis.machines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every mistake is one message with its place and the mend. */
class BadFilesTest {
  private static final String HEAD = "schema: dramatis.machine/1\nid: own\nextends: toy\n";

  private final TestFamily family = new TestFamily();

  private void expect(String text, String... parts) {
    expect(text.getBytes(StandardCharsets.UTF_8), parts);
  }

  private void expect(byte[] text, String... parts) {
    assertThatThrownBy(() -> Machines.parse("own.yaml", text, List.of(family)))
        .isInstanceOf(MachineException.class)
        .hasMessageContainingAll(parts)
        .message()
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "colour: red | 4:1: key colour is unknown",
        "cost: {} | 4:1: key cost is unknown; did you mean costs?",
        "costs: {syscall_entry_exit: 5} | 4:9: key syscall_entry_exit in costs lacks its unit;"
            + " write syscall_entry_exit_cycles",
        "timer: {counter: 5} | 4:9: key counter in timer lacks its unit; write counter_hz",
        "idle_states: [{id: X, exit: 5, min_residency_us: 1}] | 4:23: key exit in idle_states[0]"
            + " lacks its unit; write exit_us",
        "memory_ns: {lokal: 5} | 4:13: key lokal in memory_ns is unknown; did you mean local?",
        "transfer_ns: {same_l3: fast} | 4:24: transfer_ns.same_l3 is \"fast\"; it has to be a"
            + " number",
        "transfer_ns: {same_l3: -5} | 4:24: transfer_ns.same_l3 is -5; it has to lie between 0",
        "transfer_ns: {same_l3: .inf} | 4:24: transfer_ns.same_l3 is \".inf\"",
        "transfer_ns: {same_l3: {v: 5, lo: 6}} | 4:24: transfer_ns.same_l3 is 5, outside its own"
            + " bounds 6 to 5",
        "transfer_ns: {same_l3: {lo: 6}} | 4:24: transfer_ns.same_l3.v is missing",
        "transfer_ns: {same_l3: {v: 5, conf: E}} | 4:37: transfer_ns.same_l3.conf cannot be E; the"
            + " grades are A",
        "transfer_ns: {same_l3: {v: 5, unit: s}} | 4:31: key unit in transfer_ns.same_l3 is"
            + " unknown",
        "transfer_ns: [5] | 4:14: transfer_ns is a list; it has to be a mapping",
        "transfer_ns: | 4:13: transfer_ns is nothing; it has to be a mapping",
        "transfer_class_ns: {T-U: 5} | 4:21: transfer_class_ns: \"T-U\" is no pair of core classes",
        "transfer_class_ns: {T-T.near: 5} | 4:21: transfer_class_ns: \"T-T.near\" is no pair",
        "transfer_matrix_csv: no.csv | 4:22: transfer_matrix_csv: there is no file no.csv; put it"
            + " beside",
        "topology: {synthetic: 'core:4'} | 4:24: topology.synthetic has to end in core and pu",
        "topology: {synthetic: 'package:2 chips:2 core:4 pu:1'} | 4:34: topology.synthetic: level"
            + " chips is unknown",
        "topology: {synthetic: 'package:2 core:0 pu:1'} | 4:34: topology.synthetic: core:0 makes a"
            + " machine without CPUs",
        "topology: {synthetic: 'core:2 core:2 pu:1'} | 4:31: topology.synthetic: level core is here"
            + " for the second time",
        "topology: {synthetic: 'l2:2 l3:1 core:2 pu:1'} | 4:24: topology.synthetic: l3 lies within"
            + " l2",
        "topology: {synthetic: 'core:2(size=5) pu:1'} | 4:24: topology.synthetic: cannot read"
            + " (size=5); caches take",
        "topology: {synthetic: 'core:two pu:1'} | 4:24: topology.synthetic: cannot read"
            + " \"core:two\"",
        "topology: {synthetic: 'core:9999 pu:9'} | 4:24: topology.synthetic makes more than 4096"
            + " CPUs",
        "topology: {synthetic: 'core:2 package:2 pu:1'} | 4:24: topology.synthetic has to end",
        "topology: {synthetic: 'core:2 pu:1', objects: []} | 4:11: topology needs one of synthetic,"
            + " objects and cpus; drop the others",
        "topology: {cpus: []} | 4:12: topology.cpus has 0 CPUs",
        "topology: {cpus: [{l3: 0}]} | 4:19: topology.cpus[0].core is missing",
        "topology: {cpus: [{core: 0, l3: 0}, {core: 0, l3: 1}]} | 4:37: topology.cpus[1] is"
            + " elsewhere",
        "topology: {cpus: [{core: 0, node: 1}]} | 4:12: topology.cpus names the nodes [1]; count"
            + " them from 0",
        "topology: {synthetic: 'core:2 pu:1', l3: {count: 1}} | 4:38: key l3 in topology is"
            + " unknown",
        "topology: {objects: []} | 4:12: topology.objects is empty",
        "topology: {objects: [{class: T, cores: 4, l2: {per_cores: 3}}]} | 4:48:"
            + " topology.objects[0].l2.per_cores is 3",
        "topology: {objects: [{class: T, cores: 4}], l3: {count: 3}} | 4:50: topology.l3.count is"
            + " 3, which does not divide",
        "topology: {numa: {distances: [[10]]}} | 4:19: topology.numa.distances has 1 rows for 2"
            + " nodes",
        "topology: {numa: {distances: [[10, 20], [20]]}} | 4:41: topology.numa.distances[1] has 1"
            + " values for 2 nodes",
        "topology: {numa: {distances: [[10, 20], [20, 11]]}} | 4:46: topology.numa.distances[1][1]"
            + " is 11; a node's distance",
        "topology: {numa: {distances: [[10, 9], [20, 10]]}} | 4:36: topology.numa.distances[0][1]"
            + " is 9; it has to lie between 10",
        "topology: {numa: {node_per: die}} | 4:19: topology.numa.node_per is die, but the topology"
            + " has no such level",
        "topology: {pu_numbering: random} | 4:26: topology.pu_numbering cannot be random; write one"
            + " of",
        "topology: {pu_numbering: explicit, pu_numbers: [0]} | 4:36: topology.pu_numbers has 1"
            + " numbers for 8",
        "topology: {pu_numbering: explicit, pu_numbers: [0,1,2,3,4,5,6,6]} | 4:63:"
            + " topology.pu_numbers names 6 twice",
        "core_classes: [] | 4:1: core_classes is empty",
        "core_classes: [{id: T, capacity: 1024}] | 4:16: core_classes[0].freq_mhz is missing",
        "core_classes: [{id: T, capacity: 900, freq_mhz: {max: 1}}] | 4:1: no core class has"
            + " capacity 1024",
        "core_classes: [{id: T, capacity: 1024, freq_mhz: {}}] | 4:50: core_classes[0].freq_mhz is"
            + " empty",
        "core_classes: [{id: T, freq_mhz: {max: 1}}] | 4:16: core_classes[0] lacks its capacity",
        "core_classes: [{id: T, capacity: 1024, freq_mhz: {opp: [2, 1]}}] | 4:60:"
            + " core_classes[0].freq_mhz.opp[1] is not above",
        "core_classes: [{id: T, cores: 0-9, capacity: 1024, freq_mhz: {max: 1}}] | 4:31: cores:"
            + " there is no core 9",
        "core_classes: [{id: T, cores: 0-2, capacity: 1024, freq_mhz: {max: 1}}] | 4:1: core 3"
            + " belongs to no class",
        "core_classes: [{id: T, cores: x, capacity: 1024, freq_mhz: {max: 1}}] | 4:31: cores:"
            + " cannot read \"x\"",
        "caches: [{level: L7}] | 4:18: caches[0].level cannot be L7; write one of L1d",
        "idle_states: [] | 4:1: idle_states is empty",
        "mitigations: {kpti: maybe} | 4:21: mitigations.kpti cannot be maybe; write one of true,"
            + " false",
        "timer: {counter_hz: 24000000, resolution_ns: 10} | 4:1: timer.counter_hz 24000000 makes a"
            + " resolution of 41.",
        "line_bytes: 48 | 4:1: line_bytes is 48; cache lines are powers of two",
        "memory_model: sc | 4:15: memory_model cannot be sc; write one of tso, arm-weak",
        "title: '' | 4:8: title has to be a text of 1 to 500 characters",
        "id: again | 4:1: key id is here for the second time, first in line 2; drop one",
        "title: *anchor | 4:8: aliases are not understood here",
        "title: &a x | 4:8: anchors are not understood here",
        "title: !!java.net.URL x | 4:8: tags are not understood here",
        "caches: {a: {b: {c: {d: {e: {f: {g: {h: {i: {j: {k: {l: {m: 1}}}}}}}}}}}}} | nested more"
            + " than 12 deep",
        "title: [ | this is not YAML",
        "'a: b: c' | this is not YAML",
      })
  void shouldSayWhatIsWrongWhereAndHowToMendIt(String line, String message) {
    expect(
        HEAD + (line.startsWith("'") ? line.replace("'", "") : line) + "\n", "own.yaml:", message);
  }

  @Test
  void shouldRefuseCirclesOfExtends() {
    family.with("a.yaml", "extends: b\n").with("b.yaml", "extends: a\n");
    expect(
        "extends: a\n",
        "b.yaml:1:10: extends goes round in a circle: own.yaml -> a.yaml -> b.yaml -> a.yaml");
    expect("extends: own\n", "own.yaml:1:10: extends goes round in a circle");
    expect(
        "extends: nowhere\n",
        "own.yaml:1:10: extends nowhere.yaml, which is neither beside this file nor");
  }

  @Test
  void shouldBlameTheFileThatIsWrong() {
    family.with("parent.yaml", "extends: toy\ncosts:\n  clock_read: 5\n");
    expect(
        "schema: dramatis.machine/1\nid: own\nextends: parent\n",
        "parent.yaml:3:3: key clock_read in costs lacks its unit");
  }

  @Test
  void shouldNotReachOutOfTheFolder(@TempDir Path folder) throws Exception {
    Path inner = Files.createDirectory(folder.resolve("inner"));
    Files.writeString(folder.resolve("secret.csv"), "1");
    for (String name :
        List.of("../secret.csv", folder.resolve("secret.csv").toString(), "x/../../secret.csv")) {
      Path own = inner.resolve("own.yaml");
      Files.writeString(own, HEAD + "transfer_matrix_csv: " + name + "\n");
      assertThatThrownBy(() -> Machines.load(own, List.of(family)))
          .isInstanceOf(MachineException.class)
          .hasMessageContaining("4:22: file " + name + " is outside the folder of the description");
    }
  }

  @Test
  void shouldRefuseWhatIsNoMachineAtAll() {
    expect("", "own.yaml:1:1: the file is empty");
    expect("just text\n", "own.yaml:1:1: this is a single value");
    expect("- a\n", "own.yaml:1:1: this is a list");
    expect("id: x\n", "own.yaml:1:1: schema is missing");
    expect("schema: dramatis.machine/9\n", "own.yaml:1:9: schema dramatis.machine/9 is unknown");
    expect(HEAD + "---\nid: two\n", "own.yaml:4:1: a second document begins here");
    expect(new byte[] {'i', 'd', '\n', ' ', (byte) 0xc3, '('}, "own.yaml:2:2: this is not UTF-8");
    expect(new byte[YamlReader.MAX_BYTES + 1], "own.yaml:1:1: the file has");
    expect(
        "x".repeat(YamlReader.MAX_BYTES + 1),
        "the file has 262145 bytes; a machine description has at most 262144");
    expect(
        "schema: dramatis.machine/1\nid: two words\nextends: toy\n",
        "own.yaml:2:5: id \"two words\" cannot name a machine");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "',,\\n1,,\\n2,3,' | 'm.csv:1:1: the matrix has 3 rows for 8 CPUs'",
        "'x\\n1\\n1\\n1\\n1\\n1\\n1\\n1' | 'm.csv:1:1: the row has 1 columns for 8 CPUs'",
        "',,,,,,,\\n1,2,,,,,,\\n' | 'm.csv:1:1: the matrix has 2 rows'",
        "',,,,,,,\\n"
            + "1,2,,,,,,\\n"
            + "\\n"
            + "\\n"
            + "\\n"
            + "\\n"
            + "\\n"
            + "\\n"
            + "' | 'm.csv:2:3: a value stands on or above the diagonal'",
        "',,,,,,,\\nabc,,,,,,,\\n\\n\\n\\n\\n\\n\\n' | 'm.csv:2:1: \"abc\" is not a number'",
        "',,,,,,,\\n"
            + "1,,,,,,,\\n"
            + "1,0,,,,,,\\n"
            + "\\n"
            + "\\n"
            + "\\n"
            + "\\n"
            + "\\n"
            + "' | 'm.csv:3:3: 0 ns is no transfer time'",
        "',,,,,,,\\n1,,,,,,,\\n1,,,,,,,\\n\\n\\n\\n\\n\\n' | 'm.csv:3:3: \"\" is not a number'",
      })
  void shouldRefuseABadMatrix(String matrix, String message) {
    family.with("m.csv", matrix.replace("\\n", "\n"));
    expect(HEAD + "transfer_matrix_csv: m.csv\n", message);
  }

  @Test
  void shouldSpeakOfCapacitiesThatContradictTheRule() {
    expect(
        HEAD
            + "topology: {synthetic: 'core:2 pu:1'}\n"
            + "core_classes:\n"
            + "  - {id: L, cores: 0, capacity: 500, capacity_dmips_mhz: 530, freq_mhz: {max:"
            + " 1800}}\n"
            + "  - {id: B, cores: 1, capacity: 1024, capacity_dmips_mhz: 1024, freq_mhz: {max:"
            + " 2400}}\n",
        "own.yaml:6:23: core_classes[0].capacity is 500, but capacity_dmips_mhz and the clocks make"
            + " it 397");
  }

  @Test
  void shouldGiveEveryKindOfCoreItsClass() {
    String objects = HEAD + "topology: {objects: [{class: U, cores: 4}]}\n";
    expect(objects, "toy.yaml:6:17: no core of topology.objects has class T");
    String classes = "core_classes: [{id: U, cores: 0-3, capacity: 1024, freq_mhz: {max: 1}}]\n";
    expect(
        objects + classes,
        "own.yaml:5:31: cores is not needed where topology.objects names the classes");
  }

  @Test
  void shouldGiveEachCoreOneClass() {
    String classes =
        "topology: {synthetic: 'core:2 pu:1'}\ncore_classes:\n"
            + "  - {id: L, cores: 0-1, capacity: 500, freq_mhz: {max: 1}}\n"
            + "  - {id: B, cores: 1, capacity: 1024, freq_mhz: {max: 1}}\n";
    expect(HEAD + classes, "own.yaml:7:13: core 1 already belongs to class L");
    expect(
        HEAD + classes.replace("id: B", "id: L"),
        "own.yaml:7:6: core class L is here for the second time");
    assertThat(classes).contains("cores: 1");
  }
}
