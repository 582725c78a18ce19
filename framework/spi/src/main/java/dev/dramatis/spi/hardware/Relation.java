package dev.dramatis.spi.hardware;

/** The closest thing that two CPUs share, closest first. */
public enum Relation {
  /** They are one and the same. */
  SAME_CPU,
  /** Hardware threads of one core. */
  SMT,
  /** One L2 cache or cluster. */
  SAME_CLUSTER,
  /** One last-level cache. */
  SAME_LLC,
  /** One NUMA node. */
  SAME_NODE,
  /** One package. */
  SAME_PACKAGE,
  /** Nothing but the machine. */
  CROSS_PACKAGE
}
