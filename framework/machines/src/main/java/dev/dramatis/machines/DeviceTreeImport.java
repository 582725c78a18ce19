package dev.dramatis.machines;

import dev.dramatis.machines.DeviceTree.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A description from a device tree. Clusters come from {@code cpu-map}, capacities from {@code
 * capacity-dmips-mhz} and the fastest operating point, idle states from {@code cpu-idle-states},
 * caches from {@code next-level-cache}.
 */
final class DeviceTreeImport {
  private static final String DMIPS = "capacity-dmips-mhz";
  private static final String NEXT_CACHE = "next-level-cache";

  private final String file;
  private final DeviceTree tree;
  private final DescriptionText out = new DescriptionText();
  private final List<Node> cpus = new ArrayList<>();

  /** Members of each cluster. */
  private final List<List<Node>> clusters = new ArrayList<>();

  private final List<Node> l2 = new ArrayList<>();
  private final List<Node> l3 = new ArrayList<>();

  private DeviceTreeImport(String file, DeviceTree tree) {
    this.file = file;
    this.tree = tree;
  }

  static String toDescription(String id, String file, byte[] bytes) throws MachineException {
    return new DeviceTreeImport(file, DeviceTree.read(file, bytes)).text(id);
  }

  private String text(String id) throws MachineException {
    Node root = tree.root();
    Node container = root.child("cpus");
    if (container != null) {
      container.children().stream()
          .filter(n -> n.name().startsWith("cpu@") && !n.strings("status").contains("disabled"))
          .forEach(cpus::add);
    }
    if (container == null || cpus.isEmpty() || cpus.size() > TopologyReader.MAX_CPUS) {
      throw new MachineException(
          file, "the device tree has " + cpus.size() + " usable nodes /cpus/cpu@*");
    }
    Node map = container.child("cpu-map");
    if (map != null) {
      clusters(map);
    }
    String model = String.join(" ", root.strings("model"));
    out.head(
        id,
        model.isEmpty() ? String.join(" ", root.strings("compatible")) : model,
        "_defaults-aarch64");
    topology();
    coreClasses();
    controller(root);
    idleStates();
    out.guesses(counterHertz(root) <= 0);
    if (counterHertz(root) > 0) {
      out.line("timer: {counter_hz: " + counterHertz(root) + ", src: dtb, conf: B}");
    }
    return out.toString();
  }

  /** Collects the innermost clusters; clusters may lie within clusters and sockets. */
  private void clusters(Node map) {
    List<Node> open = new ArrayList<>(map.children());
    for (int i = 0; i < open.size(); i++) {
      Node node = Objects.requireNonNull(open.get(i));
      List<Node> members = new ArrayList<>();
      for (Node child : node.children()) {
        for (int handle : child.cells("cpu")) {
          Node cpu = tree.node(handle);
          if (cpu != null) {
            members.add(cpu);
          }
        }
      }
      if (members.isEmpty()) {
        open.addAll(node.children());
      } else {
        clusters.add(members);
      }
    }
  }

  private int clusterOf(Node cpu) {
    for (int i = 0; i < clusters.size(); i++) {
      if (clusters.get(i).contains(cpu)) {
        return i;
      }
    }
    return -1;
  }

  private void topology() {
    out.line("topology:");
    out.line("  cpus:");
    for (int i = 0; i < cpus.size(); i++) {
      Node cpu = cpus.get(i);
      Map<String, Integer> levels = new LinkedHashMap<>();
      levels.put("l3", number(l3, cache(cpu, 3)));
      levels.put("group", clusterOf(cpu));
      levels.put("l2", number(l2, cache(cpu, 2)));
      levels.put("core", i);
      out.cpu(levels, className(cpu));
    }
  }

  /**
   * The cache of a level that a CPU reaches, or null; the first after the CPU's own is of the
   * second level.
   */
  private @Nullable Node cache(Node cpu, int level) {
    Node node = next(cpu);
    for (int at = 2; node != null && at <= level; at++) {
      long stated = node.number("cache-level");
      if ((stated > 0 ? stated : at) == level) {
        return node;
      }
      node = next(node);
    }
    return null;
  }

  private @Nullable Node next(Node node) {
    List<Integer> handles = node.cells(NEXT_CACHE);
    return handles.isEmpty() ? null : tree.node(handles.getFirst());
  }

  private static int number(List<Node> seen, @Nullable Node node) {
    if (node == null) {
      return -1;
    }
    int index = seen.indexOf(node);
    if (index >= 0) {
      return index;
    }
    seen.add(node);
    return seen.size() - 1;
  }

  /**
   * The part of the compatible string that names the core, and the clock if cores of one name
   * differ in it.
   */
  private String className(Node cpu) {
    String type = cpu.strings("compatible").stream().findFirst().orElse("core");
    String plain = type.substring(type.indexOf(',') + 1).replaceAll("[^A-Za-z0-9_]", "_");
    boolean alike =
        cpus.stream()
            .filter(c -> c.strings("compatible").equals(cpu.strings("compatible")))
            .allMatch(c -> megahertz(c) == megahertz(cpu) && c.number(DMIPS) == cpu.number(DMIPS));
    String name = plain.length() > 20 ? plain.substring(0, 20) : plain;
    return alike ? name : name + "_" + megahertz(cpu) + "_" + cpu.number(DMIPS);
  }

  private List<Long> operatingPoints(Node cpu) {
    List<Integer> handles = cpu.cells("operating-points-v2");
    Node table = handles.isEmpty() ? null : tree.node(handles.getFirst());
    if (table == null) {
      return List.of();
    }
    return table.children().stream()
        .map(opp -> opp.number("opp-hz") / 1_000_000)
        .filter(mhz -> mhz > 0 && mhz < 100_000)
        .distinct()
        .sorted()
        .toList();
  }

  /** Voltages in the order of the clocks; none at all unless each has one. */
  private List<Long> microvolts(Node cpu) {
    List<Integer> handles = cpu.cells("operating-points-v2");
    Node table = handles.isEmpty() ? null : tree.node(handles.getFirst());
    Map<Long, Long> byClock = new TreeMap<>();
    for (Node opp : table == null ? List.<Node>of() : table.children()) {
      List<Integer> cells = opp.cells("opp-microvolt");
      if (!cells.isEmpty() && cells.getFirst() >= 100_000 && cells.getFirst() <= 10_000_000) {
        byClock.putIfAbsent(opp.number("opp-hz") / 1_000_000, (long) cells.getFirst());
      }
    }
    return byClock.keySet().containsAll(operatingPoints(cpu))
        ? operatingPoints(cpu).stream().map(byClock::get).toList()
        : List.of();
  }

  private long megahertz(Node cpu) {
    List<Long> points = operatingPoints(cpu);
    return points.isEmpty() ? cpu.number("clock-frequency") / 1_000_000 : points.getLast();
  }

  private void coreClasses() {
    out.line("core_classes:");
    Map<String, Node> classes = new LinkedHashMap<>();
    cpus.forEach(cpu -> classes.putIfAbsent(className(cpu), cpu));
    boolean declared = classes.values().stream().allMatch(c -> c.number(DMIPS) > 0);
    boolean clocked = classes.values().stream().allMatch(c -> megahertz(c) > 0);
    long best = classes.values().stream().mapToLong(c -> c.number(DMIPS)).max().orElse(0);
    classes.forEach((name, cpu) -> {
      StringBuilder line = new StringBuilder("  - {id: ").append(name);
      if (declared && clocked) {
        line.append(", capacity_dmips_mhz: {v: ")
            .append(cpu.number(DMIPS))
            .append(", src: dtb, conf: B}");
      } else {
        // Without clocks the raw values are all there is; without values all cores are taken
        // for equal.
        long capacity = declared ? Math.max(1, 1024 * cpu.number(DMIPS) / best) : 1024;
        line.append(", capacity: {v: ").append(capacity).append(", src: dtb, conf: C}");
      }
      line.append(", freq_mhz: ").append(clock(cpu));
      long power = cpu.number("dynamic-power-coefficient");
      if (power > 0) {
        line.append(", dynamic_power_coefficient_uw_per_mhz_v2: ").append(power);
      }
      out.line(line + caches(cpu) + "}");
    });
  }

  private String clock(Node cpu) {
    if (!operatingPoints(cpu).isEmpty()) {
      List<Long> volts = microvolts(cpu);
      return "{opp: "
          + operatingPoints(cpu)
          + (volts.isEmpty() ? "" : ", opp_microvolt: " + volts)
          + ", src: dtb, conf: B}";
    }
    long mhz = megahertz(cpu);
    return mhz > 0 ? "{max: " + mhz + ", src: dtb, conf: B}" : "{max: 2000, src: mem, conf: D}";
  }

  private String caches(Node cpu) {
    List<String> caches = new ArrayList<>();
    size(caches, "L1d", cpu.number("d-cache-size"));
    Node second = cache(cpu, 2);
    size(caches, "L2", second == null ? -1 : second.number("cache-size"));
    Node third = cache(cpu, 3);
    size(caches, "L3", third == null ? -1 : third.number("cache-size"));
    return caches.isEmpty() ? "" : ", caches: " + caches;
  }

  private static void size(List<String> caches, String level, long bytes) {
    if (bytes > 0) {
      caches.add("{level: " + level + ", size_bytes: {v: " + bytes + ", src: dtb, conf: B}}");
    }
  }

  private void controller(Node root) {
    List<Node> all = new ArrayList<>(List.of(root));
    for (int i = 0; i < all.size(); i++) {
      Node node = all.get(i);
      all.addAll(node.children());
      String compatible = String.join(" ", node.strings("compatible"));
      boolean v3 = compatible.contains("arm,gic-v3");
      boolean v2 = compatible.contains("arm,gic-400") || compatible.contains("arm,cortex-a15-gic");
      if (node.has("interrupt-controller") && (v3 || v2 || compatible.contains("apple,aic"))) {
        out.line("interrupts: {controller: " + (v3 ? "gicv3" : v2 ? "gicv2" : "aic") + "}");
        return;
      }
    }
  }

  private static long counterHertz(Node root) {
    return root.children().stream()
        .filter(
            n -> n.strings("compatible").stream().anyMatch(c -> c.matches("arm,armv[78]-timer")))
        .mapToLong(n -> n.number("clock-frequency"))
        .max()
        .orElse(-1);
  }

  /** States of the first CPU; waiting for an interrupt is always possible and never listed. */
  private void idleStates() {
    List<Node> states =
        cpus.getFirst().cells("cpu-idle-states").stream()
            .map(tree::node)
            .filter(Objects::nonNull)
            .map(Objects::requireNonNull)
            .filter(s -> s.number("exit-latency-us") >= 0 && s.number("min-residency-us") > 1)
            .sorted(
                (a, b) -> Long.compare(a.number("min-residency-us"), b.number("min-residency-us")))
            .toList();
    out.line("idle_states:");
    out.line("  - {id: WFI, exit_us: 1, min_residency_us: 1, src: mem, conf: D}");
    List<String> lines = states.stream().map(DeviceTreeImport::idleState).distinct().toList();
    lines.forEach(out::line);
  }

  private static String idleState(Node state) {
    String id = state.name().replaceAll("[^A-Za-z0-9_.-]", "_");
    String stops = state.has("local-timer-stop") ? ", local_timer_stop: true" : "";
    String scope = id.contains("cluster") ? ", scope: cluster" : "";
    return "  - {id: "
        + id
        + scope
        + ", entry_us: "
        + Math.max(0, state.number("entry-latency-us"))
        + ", exit_us: "
        + state.number("exit-latency-us")
        + ", min_residency_us: "
        + state.number("min-residency-us")
        + stops
        + ", src: dtb, conf: B}";
  }
}
