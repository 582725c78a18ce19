package dev.dramatis.sched.netbsd.common;

import dev.dramatis.spi.hardware.Topology;

/** How CPUs are related (subr_cpu.c: ci_sibling): rings in order of CPU number. */
final class Cpus {
  /** The next CPU of the core, of the package. */
  final int[] nextInCore;

  final int[] nextInPackage;

  /** The first CPU of the package a CPU is in, and that of the next package. */
  final int[] packageFirst;

  final int[] nextPackage;

  /** SPCF_1STCLASS: the first hardware thread of its core. */
  final boolean[] firstClass;

  Cpus(Topology topology) {
    int n = topology.cpuCount();
    nextInCore = new int[n];
    nextInPackage = new int[n];
    packageFirst = new int[n];
    nextPackage = new int[n];
    firstClass = new boolean[n];
    int[] firstOfCore = new int[n];
    for (int cpu = 0; cpu < n; cpu++) {
      int core = topology.place(cpu).core();
      int socket = topology.place(cpu).packageId();
      firstOfCore[cpu] = firstWith(topology, t -> t.core() == core);
      packageFirst[cpu] = firstWith(topology, t -> t.packageId() == socket);
      firstClass[cpu] = firstOfCore[cpu] == cpu;
    }
    for (int cpu = 0; cpu < n; cpu++) {
      nextInCore[cpu] = nextLike(firstOfCore, cpu);
      nextInPackage[cpu] = nextLike(packageFirst, cpu);
      int next = (cpu + 1) % n;
      while (packageFirst[next] != next || packageFirst[next] == packageFirst[cpu]) {
        if (next == packageFirst[cpu]) {
          break;
        }
        next = (next + 1) % n;
      }
      nextPackage[cpu] = next;
    }
  }

  private static int firstWith(
      Topology topology, java.util.function.Predicate<Topology.Place> like) {
    int cpu = 0;
    while (!like.test(topology.place(cpu))) {
      cpu++;
    }
    return cpu;
  }

  private static int nextLike(int[] group, int cpu) {
    int next = (cpu + 1) % group.length;
    while (group[next] != group[cpu]) {
      next = (next + 1) % group.length;
    }
    return next;
  }
}
