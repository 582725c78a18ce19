package dev.dramatis.machines;

import dev.dramatis.spi.hardware.MachineDescription;
import dev.dramatis.spi.hardware.Topology;
import dev.dramatis.spi.hardware.Topology.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * Packages, last-level caches and shared clusters as an indented list with their CPUs, then the
 * distances of nodes.
 */
final class TopologyPicture {
  private final MachineDescription machine;
  private final Topology topology;
  private final StringBuilder out;

  private TopologyPicture(MachineDescription machine, StringBuilder out) {
    this.machine = machine;
    this.topology = machine.topology();
    this.out = out;
  }

  static void draw(MachineDescription machine, StringBuilder out) {
    TopologyPicture picture = new TopologyPicture(machine, out);
    List<Integer> all = IntStream.range(0, machine.topology().cpuCount()).boxed().toList();
    picture.split(all, Place::packageId).forEach(picture::pack);
    picture.distances();
  }

  private void pack(int number, List<Integer> cpus) {
    out.append("package ").append(number).append(": ").append(content(cpus)).append('\n');
    split(cpus, Place::llc).forEach(this::lastLevel);
  }

  private void lastLevel(int number, List<Integer> cpus) {
    out.append("  last-level cache ").append(number);
    if (!topology.numaDistances().isEmpty()) {
      out.append(" on node ").append(topology.place(cpus.getFirst()).node());
    }
    out.append(": ").append(content(cpus)).append('\n');
    Map<Integer, List<Integer>> clusters = split(cpus, Place::cluster);
    if (clusters.size() == 1) {
      return;
    }
    clusters.forEach((cluster, members) -> {
      if (split(members, Place::core).size() > 1) {
        out.append("    cluster ")
            .append(cluster)
            .append(": ")
            .append(content(members))
            .append('\n');
      }
    });
  }

  /** CPU numbers, and how many cores of which class they are. */
  private String content(List<Integer> cpus) {
    List<String> parts = new ArrayList<>();
    split(cpus, Place::coreClass)
        .forEach((coreClass, members) -> {
          int cores = split(members, Place::core).size();
          int threads = members.size() / cores;
          String smt = threads == 1 ? "" : " with " + threads + " threads";
          parts.add(cores + " " + machine.coreClasses().get(coreClass).id() + smt);
        });
    return "CPUs " + ranges(cpus) + ", " + String.join(" and ", parts);
  }

  private Map<Integer, List<Integer>> split(List<Integer> cpus, ToIntFunction<Place> level) {
    Map<Integer, List<Integer>> parts = new LinkedHashMap<>();
    for (int cpu : cpus) {
      parts.computeIfAbsent(level.applyAsInt(topology.place(cpu)), k -> new ArrayList<>()).add(cpu);
    }
    return parts;
  }

  private void distances() {
    List<List<Integer>> rows = topology.numaDistances();
    for (int row = 0; row < rows.size(); row++) {
      out.append(row == 0 ? "node distances " : "               ");
      rows.get(row).forEach(distance -> out.append(String.format("%4d", distance)));
      out.append('\n');
    }
  }

  private static String ranges(List<Integer> sorted) {
    StringBuilder text = new StringBuilder();
    int i = 0;
    while (i < sorted.size()) {
      int first = sorted.get(i);
      int last = first;
      while (i + 1 < sorted.size() && sorted.get(i + 1) == last + 1) {
        last = sorted.get(++i);
      }
      text.append(text.isEmpty() ? "" : ",").append(first).append(first == last ? "" : "-" + last);
      i++;
    }
    return text.toString();
  }
}
