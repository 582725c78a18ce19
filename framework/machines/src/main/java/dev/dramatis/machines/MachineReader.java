package dev.dramatis.machines;

import dev.dramatis.spi.hardware.IdleState;
import dev.dramatis.spi.hardware.MachineDescription;
import dev.dramatis.spi.hardware.MachineDescription.CoreClass;
import dev.dramatis.spi.hardware.MemoryOrder;
import dev.dramatis.spi.hardware.Topology;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A machine from its file, with everything inherited. */
final class MachineReader {
  private final Library library;
  private final Section machine;
  private final FigureMap figures = new FigureMap();
  private final Map<String, String> words = new LinkedHashMap<>();

  MachineReader(Library library, Yaml.Mapping mapping) {
    this.library = library;
    this.machine = new Section("", mapping);
  }

  MachineDescription read() throws MachineException {
    head();
    String id = id();
    String title = machine.text("title", id);
    String isa = machine.text("isa");
    MemoryOrder order = memoryOrder();
    int lineBytes = lineBytes();
    machine.need("topology");
    TopologyReader tree = new TopologyReader(Objects.requireNonNull(machine.section("topology")));
    words.putAll(tree.words());
    CoreClassReader classes = new CoreClassReader(machine);
    Topology topology = tree.read(classes.assign(tree.cores()));
    List<CoreClass> coreClasses = classes.read(tree.l2BytesByClass());
    memory(tree);
    behaviour();
    List<IdleState> idleStates = IdleStateReader.read(machine, figures.figures());
    transfers(coreClasses);
    List<List<Double>> matrix = matrix(topology.cpuCount());
    sources();
    machine.done();
    return new MachineDescription(
        id,
        title,
        isa,
        order,
        lineBytes,
        topology,
        coreClasses,
        idleStates,
        figures.figures(),
        words,
        matrix);
  }

  private void head() throws MachineException {
    // Known here, consumed by Inheritance.
    machine.take("extends");
    if (!machine.text("schema").equals(Keys.SCHEMA)) {
      throw machine
          .need("schema")
          .at()
          .error(
              "schema "
                  + machine.text("schema")
                  + " is unknown; this version reads "
                  + Keys.SCHEMA);
    }
  }

  private String id() throws MachineException {
    String id = machine.text("id");
    if (!id.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
      throw machine
          .need("id")
          .at()
          .error(
              "id \""
                  + id
                  + "\" cannot name a machine; use letters, digits, dots, dashes, 64 at most");
    }
    return id;
  }

  private MemoryOrder memoryOrder() throws MachineException {
    machine.need("memory_model");
    String word = machine.word("memory_model", List.of("tso", "arm-weak"));
    return "tso".equals(word) ? MemoryOrder.TSO : MemoryOrder.ARM_WEAK;
  }

  private int lineBytes() throws MachineException {
    int bytes = machine.integer("line_bytes", 16, 1024);
    if (Integer.bitCount(bytes) != 1) {
      throw machine
          .keyAt("line_bytes")
          .error("line_bytes is " + bytes + "; cache lines are powers of two");
    }
    return bytes;
  }

  /** Caches and memory; sizes from the topology's notation serve where the section gives none. */
  private void memory(TopologyReader tree) throws MachineException {
    figures.caches(machine.sections("caches"), words);
    tree.cacheBytes()
        .forEach((level, bytes) ->
            figures.putIfAbsent("caches." + level.name() + ".size_bytes", bytes, "topology", 'B'));
    figures("memory_ns", List.of("local", "remote"));
  }

  /** Sections that say how the machine behaves and at what price. */
  private void behaviour() throws MachineException {
    figures.costs(machine.section("costs"));
    section("mitigations", List.of(), Map.of("kpti", Words.TRUTH, "pcid", Words.TRUTH));
    section("interrupts", List.of(), Map.of("controller", Words.ANY));
    section("spin_wait", List.of("wake_from_monitor_ns"), Map.of("kind", Words.ANY));
    section(
        "tlb_shootdown",
        List.of("base_ns", "ack_ns_per_target"),
        Map.of(
            "method",
            List.of("ipi", "broadcast"),
            "concurrent_senders_scale",
            List.of("linear", "flat")));
    section(
        "timer",
        List.of("counter_hz", "resolution_ns", "min_delta_ns"),
        Map.of("kind", Words.ANY, "per_cpu", Words.TRUTH, "stops_in_deep_idle", Words.TRUTH));
    section("atomics", List.of("llsc_retry_percent"), Map.of("kind", Words.ANY));
    figures("virtualisation", List.of("ipi_roundtrip_ns", "idle_wake_ns"));
    section(
        "dvfs",
        List.of("transition_us"),
        Map.of("governor", List.of("performance", "powersave", "schedutil")));
    refill();
    requireCounterAgrees();
  }

  private void refill() throws MachineException {
    Section refill = machine.section("refill");
    if (refill == null) {
      return;
    }
    figures.read(
        "refill",
        refill,
        List.of("lines_in_flight_dependent", "lines_in_flight_sequential", "dependent_percent"));
    for (String key : List.of("dependent_ns_per_line", "sequential_ns_per_line")) {
      Section measured = refill.section(key);
      if (measured != null) {
        measured.within(refill);
        figures.read("refill." + key, measured, Keys.RELATIONS);
        measured.done();
      }
    }
    refill.done();
  }

  /** Two ways to say one thing are welcome as long as they say it. */
  private void requireCounterAgrees() throws MachineException {
    var hertz = figures.figures().get("timer.counter_hz");
    var nanos = figures.figures().get("timer.resolution_ns");
    if (hertz != null && hertz.value() < 1) {
      throw machine.keyAt("timer").error("timer.counter_hz has to be at least 1");
    }
    if (hertz != null
        && nanos != null
        && Math.abs(nanos.value() * hertz.value() / 1e9 - 1) > 0.01) {
      throw machine
          .keyAt("timer")
          .error(
              "timer.counter_hz "
                  + Numbers.plain(hertz.value())
                  + " makes a resolution of "
                  + 1e9 / hertz.value()
                  + " ns, but timer.resolution_ns says "
                  + Numbers.plain(nanos.value())
                  + "; mend one");
    }
  }

  private void transfers(List<CoreClass> classes) throws MachineException {
    figures("transfer_ns", Keys.RELATIONS);
    Section byClass = machine.section("transfer_class_ns");
    if (byClass == null) {
      return;
    }
    List<String> ids = classes.stream().map(CoreClass::id).toList();
    for (String key : byClass.keys()) {
      if (key.equals("src") || key.equals("conf")) {
        continue;
      }
      int dot = key.indexOf('.');
      String relation = dot < 0 ? Keys.RELATIONS.getFirst() : key.substring(dot + 1);
      List<String> pair = List.of((dot < 0 ? key : key.substring(0, dot)).split("-", -1));
      if (pair.size() != 2 || !ids.containsAll(pair) || !Keys.RELATIONS.contains(relation)) {
        throw byClass
            .keyAt(key)
            .error(
                "transfer_class_ns: \""
                    + key
                    + "\" is no pair of core classes; write CLASS-CLASS or"
                    + " CLASS-CLASS.relation, with classes "
                    + ids
                    + " and relations "
                    + Keys.RELATIONS);
      }
      figures.put("transfer_class_ns." + key, byClass.figure(key, 0, Numbers.MAX));
    }
    byClass.done();
  }

  private @Nullable List<List<Double>> matrix(int cpus) throws MachineException {
    Yaml value = machine.take("transfer_matrix_csv");
    if (value == null) {
      return null;
    }
    String name = Section.text("transfer_matrix_csv", value);
    byte[] bytes = library.find(name, MatrixReader.MAX_BYTES, value.at());
    if (bytes == null) {
      throw value
          .at()
          .error(
              "transfer_matrix_csv: there is no file " + name + "; put it beside the description");
    }
    words.put("transfer_matrix_csv", name);
    return MatrixReader.read(name, bytes, cpus);
  }

  /** What the short ids of sources stand for. */
  private void sources() throws MachineException {
    Section sources = machine.section("sources");
    if (sources == null) {
      return;
    }
    for (String key : sources.keys()) {
      Section source = Section.of(sources.path(key), sources.need(key));
      for (String part : List.of("what", "where")) {
        words.put("sources." + key + "." + part, source.text(part));
      }
      source.done();
    }
    sources.done();
  }

  private void figures(String name, List<String> keys) throws MachineException {
    section(name, keys, Map.of());
  }

  private void section(String name, List<String> keys, Map<String, List<String>> wordsByKey)
      throws MachineException {
    Section section = machine.section(name);
    if (section == null) {
      return;
    }
    figures.read(name, section, keys);
    for (String key : section.keys()) {
      List<String> allowed = wordsByKey.get(key);
      if (allowed != null) {
        String word = allowed.isEmpty() ? section.text(key) : section.word(key, allowed);
        words.put(name + "." + key, Objects.requireNonNull(word));
      }
    }
    wordsByKey.keySet().stream().sorted().forEach(section::has);
    section.done();
  }

  /** Words that a key takes. */
  private static final class Words {
    static final List<String> TRUTH = List.of("true", "false");

    /** Whatever the hardware family understands; it complains itself. */
    static final List<String> ANY = List.of();

    private Words() {}
  }
}
