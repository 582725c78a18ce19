package dev.dramatis.machines;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The notation for machines that no rule describes, and the one that importers write: {@code cpus},
 * one mapping for each CPU in order of CPU number, with its {@code package, die, node, l3, group,
 * l2, core} and {@code class}. Numbers count over the whole machine; levels that the machine does
 * not have are left out.
 */
final class CpuTopology {
  private static final String CORE = "core";

  private final List<CoreSpot> cores = new ArrayList<>();
  private final List<Numbering.Thread> threads = new ArrayList<>();

  private CpuTopology() {}

  static CpuTopology read(Section topology) throws MachineException {
    CpuTopology result = new CpuTopology();
    Map<Integer, Integer> indexOfCore = new LinkedHashMap<>();
    List<Section> cpus = topology.sections("cpus");
    if (cpus.isEmpty() || cpus.size() > TopologyReader.MAX_CPUS) {
      throw topology
          .keyAt("cpus")
          .error(
              "topology.cpus has " + cpus.size() + " CPUs; list 1 to " + TopologyReader.MAX_CPUS);
    }
    for (Section cpu : cpus) {
      int number = cpu.integer(CORE, 0, TopologyReader.MAX_CPUS);
      CoreSpot spot = spot(cpu);
      Integer index = indexOfCore.putIfAbsent(number, result.cores.size());
      if (index == null) {
        index = result.cores.size();
        result.cores.add(spot);
      }
      result.place(cpu, index, spot);
    }
    result.requireDenseNodes(topology);
    return result;
  }

  private static CoreSpot spot(Section cpu) throws MachineException {
    int group = level(cpu, "group");
    int l3 = level(cpu, "l3");
    CoreSpot spot =
        new CoreSpot(
            Math.max(0, level(cpu, "package")),
            level(cpu, "die"),
            level(cpu, "node"),
            l3,
            group,
            group >= 0,
            level(cpu, "l2"),
            0,
            cpu.has("class") ? cpu.text("class") : null);
    cpu.done();
    return spot;
  }

  private static int level(Section cpu, String key) throws MachineException {
    return cpu.integer(key, 0, TopologyReader.MAX_CPUS, -1);
  }

  private void place(Section cpu, int index, CoreSpot spot) throws MachineException {
    CoreSpot core = Objects.requireNonNull(cores.get(index));
    if (!core.withThreads(0).equals(spot)) {
      throw cpu.at()
          .error(
              cpu.path() + " is elsewhere than another thread of its core; a core is in one place");
    }
    threads.add(new Numbering.Thread(index, core.threads()));
    cores.set(index, core.withThreads(core.threads() + 1));
  }

  /** Distances are given by row and column, so nodes may not leave numbers out. */
  private void requireDenseNodes(Section topology) throws MachineException {
    List<Integer> nodes = cores.stream().map(CoreSpot::node).distinct().sorted().toList();
    boolean none = nodes.equals(List.of(-1));
    if (!none && (nodes.getFirst() != 0 || nodes.getLast() != nodes.size() - 1)) {
      throw topology
          .keyAt("cpus")
          .error("topology.cpus names the nodes " + nodes + "; count them from 0 without a gap");
    }
  }

  List<CoreSpot> cores() {
    return cores;
  }

  /** Threads in order of CPU number. */
  List<Numbering.Thread> threads() {
    return threads;
  }
}
