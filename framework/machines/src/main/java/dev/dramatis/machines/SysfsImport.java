package dev.dramatis.machines;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A description from what Linux shows of the machine it runs on, below {@code /sys/devices/system}:
 * topology, caches, nodes and their distances, capacities, clocks and idle states. Nothing else of
 * the machine is looked at.
 */
final class SysfsImport {
  private static final int MAX_TEXT = 100_000;

  private final Path root;
  private final DescriptionText out = new DescriptionText();
  private final Map<String, Map<String, Integer>> numbers = new LinkedHashMap<>();
  private final Map<Integer, String> classOfCpu = new TreeMap<>();

  private SysfsImport(Path root) {
    this.root = root;
  }

  static String toDescription(String id, String title, boolean arm, Path root)
      throws MachineException {
    return new SysfsImport(root).text(id, title, arm);
  }

  private String text(String id, String title, boolean arm) throws MachineException {
    List<Integer> cpus = list(text("cpu/online"));
    if (cpus.isEmpty() || cpus.size() > TopologyReader.MAX_CPUS) {
      throw new MachineException(
          root.toString(), "cpu/online names no CPUs; is this /sys/devices/system of Linux?");
    }
    Map<String, List<Integer>> classes = classes(cpus);
    out.head(id, title, arm ? "_defaults-aarch64" : "_defaults-x86");
    out.line("topology:");
    List<Integer> nodes = nodes(cpus);
    distances(nodes);
    out.line("  cpus:");
    for (int cpu : cpus) {
      row(cpu, nodes);
    }
    out.line("core_classes:");
    long best = classes.values().stream().mapToLong(c -> strength(c.getFirst())).max().orElse(0);
    classes.forEach((name, members) -> coreClass(name, members.getFirst(), classes.size(), best));
    long l3 = cacheBytes(cpus.getFirst(), 3, "Unified");
    if (l3 > 0) {
      out.line("caches: [{level: L3, size_bytes: {v: " + l3 + ", src: sysfs, conf: A}}]");
    }
    out.guesses(arm);
    idleStates(cpus.getFirst(), arm);
    return out.toString();
  }

  private void row(int cpu, List<Integer> nodes) {
    Map<String, Integer> levels = new LinkedHashMap<>();
    String pack = text(cpu, "topology/physical_package_id");
    levels.put("package", number("package", pack));
    for (int node : nodes) {
      if (nodes.size() > 1 && list(text("node/node" + node + "/cpulist")).contains(cpu)) {
        levels.put("node", nodes.indexOf(node));
      }
    }
    levels.put("l3", number("l3", sharers(cpu, 3)));
    String cluster = text(cpu, "topology/cluster_cpus_list");
    boolean clustered =
        list(cluster).size() > list(text(cpu, "topology/thread_siblings_list")).size()
            && !cluster.equals(text(cpu, "topology/core_siblings_list"));
    levels.put("group", clustered ? number("group", cluster) : -1);
    levels.put("l2", number("l2", sharers(cpu, 2)));
    String siblings = text(cpu, "topology/thread_siblings_list");
    levels.put("core", number("core", siblings.isEmpty() ? "cpu " + cpu : siblings));
    out.cpu(levels, Objects.requireNonNull(classOfCpu.get(cpu)));
  }

  /** Nodes that have CPUs; they are numbered anew, without gaps. */
  private List<Integer> nodes(List<Integer> cpus) {
    return list(text("node/online")).stream()
        .filter(n -> list(text("node/node" + n + "/cpulist")).stream().anyMatch(cpus::contains))
        .toList();
  }

  private void distances(List<Integer> nodes) {
    List<Integer> all = list(text("node/online"));
    List<List<Integer>> rows = new ArrayList<>();
    for (int node : nodes) {
      String[] words = text("node/node" + node + "/distance").split(" +");
      if (words.length != all.size()) {
        return;
      }
      rows.add(nodes.stream().map(n -> Integer.parseInt(words[all.indexOf(n)])).toList());
    }
    if (nodes.size() > 1) {
      out.line("  numa: {node_per: numa, distances: " + rows + ", src: sysfs, conf: A}");
    }
  }

  /** Equal words of a level get equal numbers; -1 for no word. */
  private int number(String level, String word) {
    if (word.isEmpty()) {
      return -1;
    }
    Map<String, Integer> known = numbers.computeIfAbsent(level, k -> new LinkedHashMap<>());
    return known.computeIfAbsent(word, w -> known.size());
  }

  private String sharers(int cpu, int level) {
    String index = cacheIndex(cpu, level, "Unified");
    return index.isEmpty() ? "" : text(cpu, index + "shared_cpu_list");
  }

  private String cacheIndex(int cpu, int level, String type) {
    for (int i = 0; i < 8; i++) {
      String index = "cache/index" + i + "/";
      if (text(cpu, index + "level").equals(Integer.toString(level))
          && text(cpu, index + "type").equals(type)) {
        return index;
      }
    }
    return "";
  }

  private long cacheBytes(int cpu, int level, String type) {
    String index = cacheIndex(cpu, level, type);
    String size = index.isEmpty() ? "" : text(cpu, index + "size");
    if (!size.matches("[0-9]{1,9}[KM]?")) {
      return 0;
    }
    long factor = size.endsWith("M") ? 1 << 20 : size.endsWith("K") ? 1 << 10 : 1;
    return Long.parseLong(size.replaceAll("[KM]", "")) * factor;
  }

  /** CPUs of one capacity and one highest clock are of one class. */
  private Map<String, List<Integer>> classes(List<Integer> cpus) {
    Map<String, List<Integer>> byFigures = new LinkedHashMap<>();
    for (int cpu : cpus) {
      byFigures
          .computeIfAbsent(
              amount(cpu, "cpu_capacity") + "/" + amount(cpu, "cpufreq/cpuinfo_max_freq"),
              k -> new ArrayList<>())
          .add(cpu);
    }
    Map<String, List<Integer>> classes = new LinkedHashMap<>();
    byFigures
        .values()
        .forEach(members -> {
          String name = byFigures.size() == 1 ? "core" : "core" + classes.size();
          classes.put(name, members);
          members.forEach(cpu -> classOfCpu.put(cpu, name));
        });
    return classes;
  }

  /** The declared capacity, else the clock: only ratios count. */
  private long strength(int cpu) {
    long capacity = amount(cpu, "cpu_capacity");
    return capacity > 0 ? capacity : Math.max(1, amount(cpu, "cpufreq/cpuinfo_max_freq"));
  }

  private void coreClass(String name, int cpu, int classes, long best) {
    long capacity = Math.max(1, 1024 * strength(cpu) / best);
    String figure = classes == 1 ? "1024" : "{v: " + capacity + ", src: sysfs, conf: B}";
    long khz = amount(cpu, "cpufreq/cpuinfo_max_freq");
    String clock =
        khz > 1000
            ? "{max: {v: " + khz / 1000 + ", src: sysfs, conf: A}}"
            : "{max: {v: 3000, src: mem, conf: D}}";
    boolean smt = list(text(cpu, "topology/thread_siblings_list")).size() > 1;
    String ratio = smt ? ", smt_throughput_ratio: {v: 1.25, src: mem, conf: D}" : "";
    List<String> caches = new ArrayList<>();
    cache(caches, "L1d", cacheBytes(cpu, 1, "Data"));
    cache(caches, "L2", cacheBytes(cpu, 2, "Unified"));
    out.line(
        "  - {id: "
            + name
            + ", capacity: "
            + figure
            + ", freq_mhz: "
            + clock
            + ratio
            + (caches.isEmpty() ? "" : ", caches: " + caches)
            + "}");
  }

  private static void cache(List<String> caches, String level, long bytes) {
    if (bytes > 0) {
      caches.add("{level: " + level + ", size_bytes: {v: " + bytes + ", src: sysfs, conf: A}}");
    }
  }

  private void idleStates(int cpu, boolean arm) {
    Map<Long, String> states = new TreeMap<>();
    for (int i = 0; i < 16; i++) {
      String state = "cpuidle/state" + i + "/";
      String name = text(cpu, state + "name").replaceAll("[^A-Za-z0-9_.-]", "-");
      long residency = amount(cpu, state + "residency");
      if (!name.isEmpty() && !name.equals("POLL")) {
        states.putIfAbsent(
            Math.max(0, residency),
            "  - {id: "
                + name
                + ", exit_us: "
                + Math.max(0, amount(cpu, state + "latency"))
                + ", min_residency_us: "
                + Math.max(0, residency)
                + ", src: sysfs, conf: B}");
      }
    }
    if (states.isEmpty()) {
      out.shallowIdle(arm);
    } else {
      out.line("idle_states:");
      states.values().forEach(out::line);
    }
  }

  private String text(int cpu, String name) {
    return text("cpu/cpu" + cpu + "/" + name);
  }

  /** The content of a file, or nothing where there is none. */
  private String text(String name) {
    try {
      byte[] bytes = Files.readAllBytes(root.resolve(name));
      return bytes.length > MAX_TEXT ? "" : new String(bytes, StandardCharsets.US_ASCII).strip();
    } catch (IOException e) {
      return "";
    }
  }

  private long amount(int cpu, String name) {
    String text = text(cpu, name);
    return text.matches("[0-9]{1,15}") ? Long.parseLong(text) : -1;
  }

  /** Numbers of a list such as {@code 0-3,8}. */
  static List<Integer> list(String text) {
    List<Integer> numbers = new ArrayList<>();
    for (String part : text.split(",")) {
      if (part.matches("[0-9]{1,5}(-[0-9]{1,5})?")) {
        int dash = part.indexOf('-');
        int first = Integer.parseInt(dash < 0 ? part : part.substring(0, dash));
        int last = Integer.parseInt(part.substring(dash + 1));
        for (int n = first; n <= last; n++) {
          numbers.add(n);
        }
      }
    }
    return numbers;
  }
}
