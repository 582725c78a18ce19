package dev.dramatis.machines;

import dev.dramatis.spi.hardware.Topology;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The section {@code topology}: a tree from one of its notations, numbered as the machine's kernel
 * would number it.
 */
final class TopologyReader {
  /** More CPUs than any machine of one kernel image has. */
  static final int MAX_CPUS = 4096;

  private final Section section;
  private final List<CoreSpot> cores;

  /** Threads by CPU number if the notation says so, else empty. */
  private List<Numbering.Thread> listed = List.of();

  private final Map<Level, Long> cacheBytes = new LinkedHashMap<>();
  private final Map<String, Long> l2BytesByClass = new LinkedHashMap<>();
  private final Map<String, String> words = new LinkedHashMap<>();

  TopologyReader(Section section) throws MachineException {
    this.section = section;
    Yaml synthetic = section.take("synthetic");
    boolean objects = section.has("objects");
    boolean list = section.has("cpus");
    long notations = Stream.of(synthetic != null, objects, list).filter(given -> given).count();
    if (notations != 1) {
      throw section
          .at()
          .error(
              "topology needs one of synthetic, objects and cpus; "
                  + (notations > 1 ? "drop the others" : "give one"));
    }
    if (synthetic != null) {
      SyntheticTopology tree =
          SyntheticTopology.parse(
              Section.text("topology.synthetic", synthetic), textPlace(synthetic));
      cores = tree.cores();
      cacheBytes.putAll(tree.cacheBytes());
    } else if (objects) {
      cores = objects();
    } else {
      CpuTopology cpus = CpuTopology.read(section);
      cores = cpus.cores();
      listed = cpus.threads();
    }
    if (section.has("note")) {
      words.put("topology.note", section.text("note"));
    }
  }

  private List<CoreSpot> objects() throws MachineException {
    ObjectTopology kinds = ObjectTopology.read(section);
    l2BytesByClass.putAll(kinds.l2BytesByClass());
    words.putAll(kinds.words());
    if (kinds.l3Bytes() > 0) {
      cacheBytes.put(Level.L3, kinds.l3Bytes());
    }
    return kinds.cores();
  }

  /** Where the first character of a text stands, past the quote. */
  private static Place textPlace(Yaml value) {
    return value instanceof Yaml.Scalar scalar && !scalar.plain()
        ? value.at().right(1)
        : value.at();
  }

  static void limit(List<CoreSpot> cores, Place at) throws MachineException {
    if (cores.stream().mapToLong(CoreSpot::threads).sum() > MAX_CPUS) {
      throw at.error("topology has more than " + MAX_CPUS + " CPUs");
    }
  }

  /** The cores in the order of the tree. */
  List<CoreSpot> cores() {
    return cores;
  }

  /** Sizes of caches that the notation gives for all of a level. */
  Map<Level, Long> cacheBytes() {
    return cacheBytes;
  }

  /** Sizes of second-level caches that the notation gives by class. */
  Map<String, Long> l2BytesByClass() {
    return l2BytesByClass;
  }

  /** Settings without a number. */
  Map<String, String> words() {
    return words;
  }

  /**
   * The topology.
   *
   * @param classOfCore index of its class by core
   */
  Topology read(int[] classOfCore) throws MachineException {
    NodeReader nodes = NodeReader.read(section.section("numa"), cores);
    List<Numbering.Thread> threads = listed.isEmpty() ? Numbering.of(section, cores) : listed;
    section.done();
    int[] llc = numbers(cores.stream().map(CoreSpot::lastLevel).toList());
    int[] cluster = numbers(clusters());
    List<Topology.Place> places = new ArrayList<>();
    for (Numbering.Thread thread : threads) {
      int core = thread.core();
      int pack = Objects.requireNonNull(cores.get(core)).pack();
      places.add(
          new Topology.Place(
              pack,
              nodes.node(core),
              llc[core],
              cluster[core],
              core,
              thread.index(),
              classOfCore[core]));
    }
    return new Topology(places, nodes.distances());
  }

  /**
   * The closest thing that several cores share below the last-level cache, in words; the core
   * itself if there is none.
   */
  private List<String> clusters() {
    Map<Integer, Integer> coresOfL2 = new LinkedHashMap<>();
    for (CoreSpot core : cores) {
      coresOfL2.merge(core.l2(), 1, Integer::sum);
    }
    List<String> clusters = new ArrayList<>();
    for (int i = 0; i < cores.size(); i++) {
      CoreSpot core = Objects.requireNonNull(cores.get(i));
      boolean sharedL2 = core.l2() >= 0 && Objects.requireNonNull(coresOfL2.get(core.l2())) > 1;
      if (sharedL2) {
        clusters.add("l2:" + core.l2());
      } else {
        clusters.add(core.clustered() && core.group() >= 0 ? "group:" + core.group() : "core:" + i);
      }
    }
    return clusters;
  }

  /** Equal words get equal numbers, counted in the order in which they appear. */
  private static int[] numbers(List<String> words) {
    Map<String, Integer> numbers = new LinkedHashMap<>();
    return words.stream()
        .mapToInt(word -> numbers.computeIfAbsent(word, w -> numbers.size()))
        .toArray();
  }
}
