package dev.dramatis.sched.basic;

/** A set of CPU numbers as bits, for searches that start next to a given CPU. */
final class CpuSet {
  private final long[] words;

  CpuSet(int cpuCount) {
    words = new long[(cpuCount + 63) >>> 6];
  }

  void add(int cpu) {
    words[cpu >>> 6] |= 1L << cpu;
  }

  void remove(int cpu) {
    words[cpu >>> 6] &= ~(1L << cpu);
  }

  boolean contains(int cpu) {
    return (words[cpu >>> 6] & 1L << cpu) != 0;
  }

  /** The lowest member that is at least {@code from}, or -1. */
  int next(int from) {
    int word = from >>> 6;
    if (word >= words.length) {
      return -1;
    }
    long bits = words[word] & -1L << from;
    while (bits == 0) {
      if (++word == words.length) {
        return -1;
      }
      bits = words[word];
    }
    return (word << 6) + Long.numberOfTrailingZeros(bits);
  }
}
