package dev.dramatis.machines;

import org.jspecify.annotations.Nullable;

/**
 * A core in the tree of a machine. Every level has its own numbers, counted from 0 over the whole
 * machine; -1 where the machine has no such level.
 *
 * @param pack package
 * @param die die
 * @param node NUMA node, if the tree itself says so
 * @param l3 third-level cache
 * @param group group of cores; a cluster if it lies within the last-level cache
 * @param clustered whether the group is such a cluster
 * @param l2 second-level cache
 * @param threads hardware threads
 * @param coreClass name of its class, or null if the classes say which cores are theirs
 */
record CoreSpot(
    int pack,
    int die,
    int node,
    int l3,
    int group,
    boolean clustered,
    int l2,
    int threads,
    @Nullable String coreClass) {

  /** The same place with another number of threads. */
  CoreSpot withThreads(int count) {
    return new CoreSpot(pack, die, node, l3, group, clustered, l2, count, coreClass);
  }

  /** Domain of the last-level cache, in words, for there may be none of the third level. */
  String lastLevel() {
    if (l3 >= 0) {
      return "l3:" + l3;
    }
    if (l2 >= 0) {
      return "l2:" + l2;
    }
    return clustered ? "group:" + group : "package:" + pack;
  }

  /** The number at a level. */
  int at(Level level) {
    return switch (level) {
      case PACKAGE -> pack;
      case DIE -> die;
      case NUMA -> node;
      case L3 -> l3;
      case GROUP -> group;
      case L2 -> l2;
      case CORE, PU -> throw new IllegalArgumentException(level.name());
    };
  }
}
