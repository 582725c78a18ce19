package dev.dramatis.machines;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * NUMA nodes: which cores are in which, and how far they are apart in the units of the firmware's
 * table (SLIT).
 */
final class NodeReader {
  /** What kernels assume when the firmware does not say. */
  private static final int LOCAL = 10;

  private static final int REMOTE = 20;
  private static final int UNREACHABLE = 255;

  private final int[] nodeOfCore;
  private final List<List<Integer>> distances;

  private NodeReader(int[] nodeOfCore, List<List<Integer>> distances) {
    this.nodeOfCore = nodeOfCore;
    this.distances = distances;
  }

  int node(int core) {
    return nodeOfCore[core];
  }

  /** Row by row; empty for a single node. */
  List<List<Integer>> distances() {
    return distances;
  }

  static NodeReader read(@Nullable Section numa, List<CoreSpot> cores) throws MachineException {
    Level level = level(numa, cores);
    int[] nodes = new int[cores.size()];
    int count = 1;
    for (int core = 0; core < nodes.length && level != Level.PU; core++) {
      nodes[core] = cores.get(core).at(level);
      count = Math.max(count, nodes[core] + 1);
    }
    List<List<Integer>> distances = numa == null ? List.of() : distances(numa, count);
    if (numa != null) {
      numa.done();
    }
    return new NodeReader(nodes, distances.isEmpty() && count > 1 ? usual(count) : distances);
  }

  /** The level that has a node each; PU stands for the whole machine. */
  private static Level level(@Nullable Section numa, List<CoreSpot> cores) throws MachineException {
    boolean inTree = cores.getFirst().node() >= 0;
    Level usual = inTree ? Level.NUMA : Level.PACKAGE;
    if (numa == null) {
      return usual;
    }
    String word =
        numa.word("node_per", List.of("machine", "package", "die", "l3", "group", "numa"));
    if (word == null) {
      return usual;
    }
    if (word.equals("machine")) {
      return Level.PU;
    }
    Level level = Level.valueOf(word.toUpperCase(Locale.ROOT));
    if (cores.getFirst().at(level) < 0) {
      throw numa.keyAt("node_per")
          .error(
              "topology.numa.node_per is "
                  + word
                  + ", but the topology has no such level; add it or name another");
    }
    return level;
  }

  private static List<List<Integer>> distances(Section numa, int count) throws MachineException {
    List<Yaml> rows = numa.items("distances");
    if (rows.isEmpty()) {
      return List.of();
    }
    if (rows.size() != count) {
      throw numa.keyAt("distances")
          .error(
              "topology.numa.distances has "
                  + rows.size()
                  + " rows for "
                  + count
                  + " nodes; it needs one row and one column for each");
    }
    List<List<Integer>> matrix = new ArrayList<>();
    for (int row = 0; row < count; row++) {
      String path = "topology.numa.distances[" + row + "]";
      List<Yaml> values = Section.list(path, rows.get(row));
      if (values.size() != count) {
        throw rows.get(row)
            .at()
            .error(path + " has " + values.size() + " values for " + count + " nodes");
      }
      matrix.add(row(path, row, values));
    }
    return count == 1 ? List.of() : matrix;
  }

  private static List<Integer> row(String path, int row, List<Yaml> values)
      throws MachineException {
    List<Integer> distances = new ArrayList<>();
    for (int column = 0; column < values.size(); column++) {
      int distance =
          Numbers.integer(path + "[" + column + "]", values.get(column), LOCAL, UNREACHABLE);
      if (row == column && distance != LOCAL) {
        throw values
            .get(column)
            .at()
            .error(
                path
                    + "["
                    + column
                    + "] is "
                    + distance
                    + "; a node's distance to itself is "
                    + LOCAL);
      }
      distances.add(distance);
    }
    return distances;
  }

  private static List<List<Integer>> usual(int count) {
    List<List<Integer>> matrix = new ArrayList<>();
    for (int row = 0; row < count; row++) {
      List<Integer> values = new ArrayList<>();
      for (int column = 0; column < count; column++) {
        values.add(row == column ? LOCAL : REMOTE);
      }
      matrix.add(values);
    }
    return matrix;
  }
}
