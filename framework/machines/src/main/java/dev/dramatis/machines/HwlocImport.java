package dev.dramatis.machines;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A description from an hwloc topology. What hwloc does not know is filled with guesses that say
 * so.
 */
final class HwlocImport {
  private static final int FULL = 1024;

  private final HwlocXml xml;
  private final DescriptionText out = new DescriptionText();
  private final List<HwlocObject> pus;
  private final List<HwlocObject> nodes;

  private HwlocImport(HwlocXml xml) {
    this.xml = xml;
    this.pus =
        xml.objects("PU").stream().sorted(Comparator.comparingInt(HwlocObject::osIndex)).toList();
    List<HwlocObject> used = usedNodes();
    // A dump made from CPUID alone shows one node however many packages there are.
    this.nodes = used.size() == 1 && xml.objects("Package").size() > 1 ? List.of() : used;
  }

  static String toDescription(String id, String file, byte[] bytes) throws MachineException {
    return new HwlocImport(HwlocXml.read(file, bytes)).text(id);
  }

  private String text(String id) {
    String arch = xml.info("Architecture");
    boolean arm = arch.startsWith("aarch64") || arch.startsWith("arm");
    String model = xml.info("CPUModel");
    out.head(id, model.isEmpty() ? id : model, arm ? "_defaults-aarch64" : "_defaults-x86");
    Map<Integer, String> classOfPu = classes();
    topology(classOfPu);
    coreClasses(classOfPu);
    lastLevel();
    out.guesses(arm);
    out.shallowIdle(arm);
    return out.toString();
  }

  private void topology(Map<Integer, String> classOfPu) {
    out.line("topology:");
    if (xml.guest()) {
      out.line(
          "  note: \"guest: which CPUs share a cache is what the hypervisor says, measure it\"");
    }
    if (nodes.isEmpty()) {
      out.line("  # The file tells no NUMA nodes apart; a node per package is assumed.");
    }
    distances();
    out.line("  cpus:");
    List<HwlocObject> clusters =
        xml.objects("Group").stream().filter(g -> g.subtype().equals("Cluster")).toList();
    for (HwlocObject pu : pus) {
      Map<String, Integer> levels = new LinkedHashMap<>();
      levels.put("package", Math.max(0, indexOf(xml.objects("Package"), pu)));
      levels.put("die", indexOf(xml.objects("Die"), pu));
      levels.put("node", indexOf(nodes, pu));
      levels.put("l3", indexOf(xml.objects("L3Cache"), pu));
      levels.put("group", indexOf(clusters, pu));
      levels.put("l2", indexOf(xml.objects("L2Cache"), pu));
      int core = indexOf(xml.objects("Core"), pu);
      levels.put("core", core >= 0 ? core : pus.indexOf(pu));
      out.cpu(levels, Objects.requireNonNull(classOfPu.get(pu.osIndex())));
    }
  }

  /** Nodes that have CPUs, each once: memory without CPUs of its own is no place for a thread. */
  private List<HwlocObject> usedNodes() {
    List<HwlocObject> used = new ArrayList<>();
    xml.objects("NUMANode").stream()
        .sorted(Comparator.comparingInt(HwlocObject::osIndex))
        .forEach(node -> {
          boolean first = used.stream().noneMatch(u -> u.cpus().intersects(node.cpus()));
          if (first && !node.cpus().isEmpty()) {
            used.add(node);
          }
        });
    return used;
  }

  /** The matrix is in the order that the file lists, not in that of the nodes' numbers. */
  private void distances() {
    List<Integer> listed = xml.distanceIndexes();
    List<Integer> values = xml.distanceValues();
    List<Integer> positions = nodes.stream().map(node -> listed.indexOf(node.osIndex())).toList();
    if (nodes.size() < 2
        || positions.contains(-1)
        || values.size() != listed.size() * listed.size()) {
      return;
    }
    List<List<Integer>> rows =
        positions.stream()
            .map(row ->
                positions.stream().map(column -> values.get(row * listed.size() + column)).toList())
            .toList();
    out.line("  numa: {node_per: numa, distances: " + rows + ", src: hwloc, conf: B}");
  }

  private static int indexOf(List<HwlocObject> objects, HwlocObject pu) {
    for (int i = 0; i < objects.size(); i++) {
      if (objects.get(i).cpus().intersects(pu.cpus())) {
        return i;
      }
    }
    return -1;
  }

  /** Class by CPU; the threads of a core share the kind of its first. */
  private Map<Integer, String> classes() {
    Map<Integer, String> classes = new TreeMap<>();
    for (HwlocObject pu : pus) {
      classes.put(pu.osIndex(), "core");
      BitSet core =
          xml.objects("Core").stream()
              .map(HwlocObject::cpus)
              .filter(cpus -> cpus.intersects(pu.cpus()))
              .findFirst()
              .orElse(pu.cpus());
      for (int k = 0; k < xml.kinds().size(); k++) {
        if (xml.kinds().get(k).cpus().get(core.nextSetBit(0))) {
          classes.put(pu.osIndex(), className(k));
        }
      }
    }
    return classes;
  }

  private String className(int kind) {
    String type =
        xml.kinds()
            .get(kind)
            .info()
            .getOrDefault("CoreType", "kind")
            .replaceAll("[^A-Za-z0-9_]", "");
    boolean unique =
        xml.kinds().stream()
                .filter(k -> type.equals(k.info().getOrDefault("CoreType", "kind")))
                .count()
            == 1;
    return unique && !type.isEmpty() ? type : "kind" + kind;
  }

  private void coreClasses(Map<Integer, String> classOfPu) {
    out.line("core_classes:");
    List<String> used = classOfPu.values().stream().distinct().toList();
    double best = used.stream().mapToDouble(this::declared).max().orElse(0);
    boolean known = used.stream().allMatch(c -> declared(c) > 0);
    for (String name : used) {
      int capacity = known ? Math.max(1, (int) (FULL * declared(name) / best)) : FULL;
      double mhz = megahertz(name);
      String clock =
          mhz > 0
              ? "{max: " + Numbers.plain(mhz) + ", src: hwloc}"
              : "{max: {v: 3000, src: mem, conf: D}}";
      // Kinds of which neither capacity nor clock is known are taken for equal, and say so.
      String source = known ? "src: hwloc, conf: C" : "src: mem, conf: D";
      String graded = used.size() == 1 ? "1024" : "{v: " + capacity + ", " + source + "}";
      out.line(
          "  - {id: "
              + name
              + ", capacity: "
              + graded
              + ", freq_mhz: "
              + clock
              + (xml.objects("Core").size() < pus.size()
                  ? ", smt_throughput_ratio: {v: 1.25, src: mem, conf: D}"
                  : "")
              + l2(name, classOfPu)
              + "}");
    }
  }

  private Map<String, String> kindInfo(String className) {
    for (int k = 0; k < xml.kinds().size(); k++) {
      if (className(k).equals(className)) {
        return xml.kinds().get(k).info();
      }
    }
    return Map.of();
  }

  /** What the kernel declares, else the clock, in units of which only ratios count. */
  private double declared(String className) {
    double capacity = positive(kindInfo(className).get("LinuxCapacity"));
    return capacity > 0 ? capacity : megahertz(className);
  }

  private double megahertz(String className) {
    double max = positive(kindInfo(className).get("FrequencyMaxMHz"));
    return max > 0 ? max : positive(kindInfo(className).get("FrequencyBaseMHz"));
  }

  private static double positive(@Nullable String text) {
    return text != null && text.matches("[1-9]\\d{0,5}") ? Double.parseDouble(text) : 0;
  }

  private String l2(String className, Map<Integer, String> classOfPu) {
    for (HwlocObject cache : xml.objects("L2Cache")) {
      if (cache.cacheBytes() > 0 && className.equals(classOfPu.get(cache.cpus().nextSetBit(0)))) {
        return ", caches: [{level: L2, size_bytes: {v: "
            + cache.cacheBytes()
            + ", src: hwloc, conf: A}}]";
      }
    }
    return "";
  }

  private void lastLevel() {
    long bytes = xml.objects("L3Cache").stream().mapToLong(HwlocObject::cacheBytes).max().orElse(0);
    if (bytes > 0) {
      out.line("caches: [{level: L3, size_bytes: {v: " + bytes + ", src: hwloc, conf: A}}]");
    }
  }
}
