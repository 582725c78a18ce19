package dev.dramatis.machines;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * hwloc's synthetic description of a regular machine: {@code package:2 l3:6(size=33554432) l2:8
 * core:1 pu:2}, from the outside in, each count per object of the level before.
 */
final class SyntheticTopology {
  private static final Pattern LEVEL =
      Pattern.compile("([A-Za-z0-9]+):(\\d{1,6})(\\(([^()]*)\\))?");
  private static final Pattern SIZE = Pattern.compile("size=(\\d{1,15})");

  private final Place at;
  private final List<Level> levels = new ArrayList<>();
  private final List<Integer> counts = new ArrayList<>();
  private final Map<Level, Long> cacheBytes = new EnumMap<>(Level.class);

  private SyntheticTopology(Place at) {
    this.at = at;
  }

  /** Reads the text; {@code at} is where it stands. */
  static SyntheticTopology parse(String text, Place at) throws MachineException {
    SyntheticTopology topology = new SyntheticTopology(at);
    int column = 0;
    for (String word : text.split(" ", -1)) {
      if (!word.isEmpty()) {
        topology.add(word, at.right(column));
      }
      column += word.length() + 1;
    }
    topology.check();
    return topology;
  }

  private void add(String word, Place here) throws MachineException {
    Matcher m = LEVEL.matcher(word);
    if (!m.matches()) {
      throw here.error(
          "topology.synthetic: cannot read \"" + word + "\"; write level:count, such as core:4");
    }
    Level level = Level.of(m.group(1)).orElse(null);
    if (level == null) {
      throw here.error(
          "topology.synthetic: level "
              + m.group(1)
              + " is unknown; known are "
              + String.join(", ", Arrays.stream(Level.values()).map(Level::word).toList()));
    }
    int count = Integer.parseInt(m.group(2));
    if (count < 1) {
      throw here.error(
          "topology.synthetic: " + word + " makes a machine without CPUs; count at least 1");
    }
    if (levels.contains(level)) {
      throw here.error(
          "topology.synthetic: level " + level.word() + " is here for the second time; drop one");
    }
    if (m.group(4) != null) {
      size(level, m.group(4), here);
    }
    levels.add(level);
    counts.add(count);
  }

  private void size(Level level, String attribute, Place here) throws MachineException {
    Matcher size = SIZE.matcher(attribute);
    if (!size.matches() || (level != Level.L2 && level != Level.L3)) {
      throw here.error(
          "topology.synthetic: cannot read ("
              + attribute
              + "); caches take (size=bytes), others nothing");
    }
    cacheBytes.put(level, Long.parseLong(size.group(1)));
  }

  private void check() throws MachineException {
    int n = levels.size();
    if (n < 2 || levels.get(n - 1) != Level.PU || levels.get(n - 2) != Level.CORE) {
      throw at.error("topology.synthetic has to end in core and pu, such as core:4 pu:1");
    }
    if (levels.contains(Level.PACKAGE) && levels.getFirst() != Level.PACKAGE) {
      throw at.error(
          "topology.synthetic: package has to come first, everything else lies within one");
    }
    int l3 = levels.indexOf(Level.L3);
    int l2 = levels.indexOf(Level.L2);
    if (l2 >= 0 && l2 < l3) {
      throw at.error("topology.synthetic: l3 lies within l2; write the outer cache first");
    }
    long cpus = 1;
    for (int count : counts) {
      cpus *= count;
      if (cpus > TopologyReader.MAX_CPUS) {
        throw at.error("topology.synthetic makes more than " + TopologyReader.MAX_CPUS + " CPUs");
      }
    }
  }

  /** Sizes of caches by level, as far as the text gives them. */
  Map<Level, Long> cacheBytes() {
    return cacheBytes;
  }

  /** The cores, in the order of the tree. */
  List<CoreSpot> cores() {
    int threads = counts.getLast();
    int cores = 1;
    for (int count : counts.subList(0, counts.size() - 1)) {
      cores *= count;
    }
    boolean clustered = levels.indexOf(Level.GROUP) > levels.indexOf(Level.L3);
    List<CoreSpot> spots = new ArrayList<>();
    for (int core = 0; core < cores; core++) {
      spots.add(
          new CoreSpot(
              Math.max(0, number(Level.PACKAGE, core)),
              number(Level.DIE, core),
              number(Level.NUMA, core),
              number(Level.L3, core),
              number(Level.GROUP, core),
              clustered,
              number(Level.L2, core),
              threads,
              null));
    }
    return spots;
  }

  /** The object of a level that a core lies in, or -1. */
  private int number(Level level, int core) {
    int index = levels.indexOf(level);
    if (index < 0) {
      return -1;
    }
    int coresBelow = 1;
    for (int count : counts.subList(index + 1, counts.size() - 1)) {
      coresBelow *= count;
    }
    return core / coresBelow;
  }
}
