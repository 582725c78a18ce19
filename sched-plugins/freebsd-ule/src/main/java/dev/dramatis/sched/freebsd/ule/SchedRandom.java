package dev.dramatis.sched.freebsd.ule;

/** Just enough chance to break ties, each CPU its own (sched_ule.c: sched_random). */
final class SchedRandom {
  private final int[] state;

  SchedRandom(int cpuCount) {
    state = new int[cpuCount];
    for (int cpu = 0; cpu < cpuCount; cpu++) {
      state[cpu] = cpu * 69069 + 5;
    }
  }

  /** 16 bits. */
  int next(int cpu) {
    state[cpu] = state[cpu] * 69069 + 5;
    return state[cpu] >>> 16;
  }

  int state(int cpu) {
    return state[cpu];
  }

  void setState(int cpu, int to) {
    state[cpu] = to;
  }
}
