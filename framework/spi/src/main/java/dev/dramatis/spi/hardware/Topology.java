package dev.dramatis.spi.hardware;

import java.util.List;
import java.util.Objects;

/**
 * The processing units of a machine and how they are related. Immutable.
 *
 * @param cpus one entry per CPU, in order of CPU number
 * @param numaDistances SLIT matrix, row by row, local distance 10; empty for a single node
 */
public record Topology(List<Place> cpus, List<List<Integer>> numaDistances) {

  /**
   * Where a CPU is. Numbers count from 0 over the whole machine, so two CPUs share a level if and
   * only if the numbers are equal.
   *
   * @param packageId socket
   * @param node NUMA node
   * @param llc last-level cache domain
   * @param cluster L2 or cluster domain; the core's own number where cores have private L2 caches
   * @param core physical core
   * @param thread index among the hardware threads of the core
   * @param coreClass index of the core class
   */
  public record Place(
      int packageId, int node, int llc, int cluster, int core, int thread, int coreClass) {}

  /** Copies the lists. */
  public Topology {
    cpus = List.copyOf(cpus);
    numaDistances = numaDistances.stream().map(List::copyOf).toList();
    if (cpus.isEmpty()) {
      throw new IllegalArgumentException("a machine needs at least one CPU");
    }
  }

  /** Number of CPUs. */
  public int cpuCount() {
    return cpus.size();
  }

  /** Where the CPU is. */
  public Place place(int cpu) {
    return cpus.get(cpu);
  }

  /** The closest thing that two CPUs share. */
  public Relation relation(int a, int b) {
    if (a == b) {
      return Relation.SAME_CPU;
    }
    Place p = Objects.requireNonNull(cpus.get(a));
    Place q = Objects.requireNonNull(cpus.get(b));
    if (p.core == q.core) {
      return Relation.SMT;
    }
    if (p.cluster == q.cluster) {
      return Relation.SAME_CLUSTER;
    }
    if (p.llc == q.llc) {
      return Relation.SAME_LLC;
    }
    if (p.node == q.node) {
      return Relation.SAME_NODE;
    }
    return p.packageId == q.packageId ? Relation.SAME_PACKAGE : Relation.CROSS_PACKAGE;
  }

  /** A machine of equal CPUs that share one last-level cache. */
  public static Topology flat(int cpuCount) {
    List<Place> places =
        java.util.stream.IntStream.range(0, cpuCount)
            .mapToObj(i -> new Place(0, 0, 0, i, i, 0, 0))
            .toList();
    return new Topology(places, List.of());
  }
}
