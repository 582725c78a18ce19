package dev.dramatis.machines;

import dev.dramatis.spi.hardware.Figure;
import dev.dramatis.spi.hardware.MachineDescription;
import dev.dramatis.spi.hardware.Topology;
import dev.dramatis.spi.hardware.Topology.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The tree of a machine: packages, NUMA nodes, last-level caches, clusters and cores with their
 * CPUs. Neighbours of equal shape are drawn once and counted, so that a machine of hundreds of CPUs
 * fits on a screen. The distances of nodes follow.
 */
final class TopologyPicture {
  private static final int WIDTH = 52;
  private static final int MOST_LISTED = 3;

  private final MachineDescription machine;
  private final Topology topology;
  private final StringBuilder out;
  private final boolean manyNodes;

  /** A branch of the tree; two of equal shape differ in their CPUs only. */
  private record Branch(String label, List<Integer> cpus, List<Branch> parts) {
    String shape() {
      return label + parts.stream().map(Branch::shape).toList();
    }
  }

  private TopologyPicture(MachineDescription machine, StringBuilder out) {
    this.machine = machine;
    this.topology = machine.topology();
    this.out = out;
    this.manyNodes = topology.cpus().stream().mapToInt(Place::node).distinct().count() > 1;
  }

  static void draw(MachineDescription machine, StringBuilder out) {
    TopologyPicture picture = new TopologyPicture(machine, out);
    List<Integer> all = IntStream.range(0, machine.topology().cpuCount()).boxed().toList();
    picture.draw(picture.packages(all), "", true);
    picture.distances();
  }

  private List<Branch> packages(List<Integer> cpus) {
    return branches(cpus, Place::packageId, p -> new Branch("package", p, nodes(p)));
  }

  private List<Branch> nodes(List<Integer> cpus) {
    return manyNodes
        ? branches(cpus, Place::node, n -> new Branch("NUMA node", n, lastLevels(n)))
        : lastLevels(cpus);
  }

  private List<Branch> lastLevels(List<Integer> cpus) {
    return branches(
        cpus,
        Place::llc,
        l -> {
          boolean third = size("L3", l.getFirst()) != null;
          String what = third ? "L3 " + bytes(size("L3", l.getFirst())) : "last-level cache";
          return new Branch(what.strip(), l, clusters(l));
        });
  }

  /** Clusters of one core are none; one cluster that is all of its surroundings tells nothing. */
  private List<Branch> clusters(List<Integer> cpus) {
    Map<Integer, List<Integer>> clusters = split(cpus, Place::cluster);
    List<Branch> branches = new ArrayList<>();
    clusters.forEach((number, members) -> {
      boolean several = split(members, Place::core).size() > 1;
      if (several && clusters.size() > 1) {
        branches.add(new Branch("cluster", members, cores(members)));
      } else {
        branches.addAll(cores(members));
      }
    });
    return branches;
  }

  private List<Branch> cores(List<Integer> cpus) {
    return branches(cpus, Place::core, c -> new Branch(core(c), c, List.of()));
  }

  private String core(List<Integer> threads) {
    int cpu = threads.getFirst();
    StringBuilder text = new StringBuilder("core ").append(machine.coreClass(cpu).id());
    if (threads.size() > 1) {
      text.append(", ").append(threads.size()).append(" threads");
    }
    Figure second = size("L2", cpu);
    if (second != null) {
      text.append(", L2 ").append(bytes(second));
      long sharers =
          topology.cpus().stream()
              .filter(p -> p.cluster() == topology.place(cpu).cluster())
              .mapToInt(Place::core)
              .distinct()
              .count();
      text.append(sharers > 1 ? " shared" : "");
    }
    return text.toString();
  }

  private @Nullable Figure size(String level, int cpu) {
    return machine.figure("caches." + level + ".size_bytes", cpu);
  }

  private static String bytes(@Nullable Figure size) {
    if (size == null) {
      return "";
    }
    long kib = Math.round(size.value() / 1024);
    return kib % 1024 == 0 ? kib / 1024 + " MiB" : kib + " KiB";
  }

  private List<Branch> branches(
      List<Integer> cpus,
      ToIntFunction<Place> level,
      java.util.function.Function<List<Integer>, Branch> make) {
    return split(cpus, level).values().stream().map(make).toList();
  }

  private Map<Integer, List<Integer>> split(List<Integer> cpus, ToIntFunction<Place> level) {
    Map<Integer, List<Integer>> parts = new LinkedHashMap<>();
    for (int cpu : cpus) {
      parts.computeIfAbsent(level.applyAsInt(topology.place(cpu)), k -> new ArrayList<>()).add(cpu);
    }
    return parts;
  }

  private void draw(List<Branch> branches, String indent, boolean top) {
    int i = 0;
    while (i < branches.size()) {
      int end = i + 1;
      String shape = branches.get(i).shape();
      while (end < branches.size() && branches.get(end).shape().equals(shape)) {
        end++;
      }
      List<Branch> alike = branches.subList(i, end);
      boolean last = end == branches.size();
      Branch first = alike.getFirst();
      String count = alike.size() > 1 ? alike.size() + " x " : "";
      String line = indent + (top ? "" : last ? "└─ " : "├─ ") + count + first.label();
      out.append(line).append(" ".repeat(Math.max(2, WIDTH - line.length()))).append("CPUs ");
      out.append(cpus(alike)).append('\n');
      draw(first.parts(), indent + (top ? "" : last ? "   " : "│  "), false);
      i = end;
    }
  }

  /** CPUs of each of the branches, as long as they are few. */
  private static String cpus(List<Branch> alike) {
    boolean single = alike.stream().allMatch(b -> b.cpus().size() == 1);
    if (single) {
      return ranges(alike.stream().flatMap(b -> b.cpus().stream()).sorted().toList());
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(alike.size(), MOST_LISTED); i++) {
      text.append(i == 0 ? "" : " | ").append(ranges(alike.get(i).cpus()));
    }
    return alike.size() > MOST_LISTED ? text + " | ..." : text.toString();
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
