package dev.dramatis.machines;

import java.util.BitSet;

/**
 * An object of an hwloc topology.
 *
 * @param type such as Package or PU
 * @param subtype such as Cluster, or empty
 * @param osIndex number that the kernel gives it, or -1
 * @param cpus CPUs within it; the truth, where the nesting of elements is only a picture
 * @param cacheBytes size of a cache, else 0
 */
record HwlocObject(String type, String subtype, int osIndex, BitSet cpus, long cacheBytes) {}
