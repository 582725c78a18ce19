package dev.dramatis.sched.freebsd.ule;

import dev.dramatis.spi.hardware.Topology;
import dev.dramatis.spi.hardware.Topology.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * CPUs that share something, as a tree down to CPUs or cores ({@code struct cpu_group}; subr_smp.c:
 * smp_topo).
 */
final class CpuGroup {
  /** CG_SHARE_*: which cache the CPUs share; 0 none. */
  static final int SHARE_NONE = 0;

  static final int SHARE_L1 = 1;
  static final int SHARE_L2 = 2;
  static final int SHARE_L3 = 3;

  /**
   * What tells the members of a level apart, widest level first, and what the members of one share.
   */
  private static final List<Level> LEVELS =
      List.of(
          new Level(Place::packageId, SHARE_NONE),
          new Level(Place::node, SHARE_NONE),
          new Level(Place::llc, SHARE_L3),
          new Level(Place::cluster, SHARE_L2),
          new Level(Place::core, SHARE_L1));

  /** CPU numbers in rising order. */
  final int[] cpus;

  /** The cache that all share. */
  final int level;

  /** CG_FLAG_THREAD: hardware threads of one core. */
  final boolean thread;

  final List<CpuGroup> children = new ArrayList<>();
  @Nullable CpuGroup parent;

  private CpuGroup(int[] cpus, int level, boolean thread) {
    this.cpus = cpus;
    this.level = level;
    this.thread = thread;
  }

  /** The tree of a machine. Levels that would have one member are left out. */
  static CpuGroup top(Topology topology) {
    int[] all = new int[topology.cpuCount()];
    for (int cpu = 0; cpu < all.length; cpu++) {
      all[cpu] = cpu;
    }
    return group(topology, all, 0, SHARE_NONE);
  }

  /** Puts the innermost group of every CPU into an array. */
  void find(CpuGroup[] groups) {
    for (CpuGroup child : children) {
      child.find(groups);
    }
    if (children.isEmpty()) {
      for (int cpu : cpus) {
        groups[cpu] = this;
      }
    }
  }

  int count() {
    return cpus.length;
  }

  private static CpuGroup group(Topology topology, int[] cpus, int depth, int shared) {
    int share = shared;
    for (int i = depth; i < LEVELS.size(); i++) {
      Level level = LEVELS.get(i);
      List<int[]> parts = partition(topology, cpus, level.key);
      if (parts.size() == 1) {
        share = level.share;
        continue;
      }
      CpuGroup group = new CpuGroup(cpus, share, false);
      if (parts.size() < cpus.length) {
        for (int[] part : parts) {
          group.adopt(group(topology, part, i + 1, level.share));
        }
        return group;
      }
      // every CPU is a part of its own: the innermost group
      return group;
    }
    return new CpuGroup(cpus, share, cpus.length > 1);
  }

  private void adopt(CpuGroup child) {
    child.parent = this;
    children.add(child);
  }

  private static List<int[]> partition(Topology topology, int[] cpus, ToIntFunction<Place> key) {
    List<List<Integer>> parts = new ArrayList<>();
    for (int cpu : cpus) {
      int k = key.applyAsInt(topology.place(cpu));
      List<Integer> home = null;
      for (List<Integer> part : parts) {
        if (key.applyAsInt(topology.place(part.getFirst())) == k) {
          home = part;
        }
      }
      if (home == null) {
        home = new ArrayList<>();
        parts.add(home);
      }
      home.add(cpu);
    }
    return parts.stream().map(part -> part.stream().mapToInt(Integer::intValue).toArray()).toList();
  }

  private record Level(ToIntFunction<Place> key, int share) {}
}
