package dev.dramatis.sched.basic;

import dev.dramatis.spi.sched.SchedThread;
import dev.dramatis.spi.sched.SchedulerHost;

/**
 * Where ready threads go, common to both schedulers. Knows which CPUs have nothing to do: those
 * whose last pick was empty and for which nothing was queued since.
 */
final class Placement {
  private final SchedulerHost host;
  private final CpuSet idle;
  private final int cpuCount;

  Placement(SchedulerHost host) {
    this.host = host;
    this.cpuCount = host.cpuCount();
    this.idle = new CpuSet(cpuCount);
    for (int cpu = 0; cpu < cpuCount; cpu++) {
      idle.add(cpu);
    }
  }

  /** The CPU has something to run now or soon. */
  void busy(int cpu) {
    idle.remove(cpu);
  }

  /** The CPU found nothing to run. */
  void idle(int cpu) {
    idle.add(cpu);
  }

  boolean isIdle(int cpu) {
    return idle.contains(cpu);
  }

  boolean usable(SchedThread t, int cpu) {
    return t.allowedOn(cpu) && host.online(cpu);
  }

  /**
   * An idle CPU for the thread: the one it was on, else the next one behind it, counting round; or
   * -1.
   */
  int idleFor(SchedThread t) {
    int home = t.cpu();
    for (int cpu = idle.next(home); cpu >= 0; cpu = idle.next(cpu + 1)) {
      if (usable(t, cpu)) {
        return cpu;
      }
    }
    for (int cpu = idle.next(0); cpu >= 0 && cpu < home; cpu = idle.next(cpu + 1)) {
      if (usable(t, cpu)) {
        return cpu;
      }
    }
    return -1;
  }

  /**
   * The usable CPU with the smallest figure; the lowest number among equals. The thread's own one
   * if none is usable.
   */
  int smallest(SchedThread t, int[] figures) {
    int best = -1;
    for (int cpu = 0; cpu < cpuCount; cpu++) {
      if ((best < 0 || figures[cpu] < figures[best]) && usable(t, cpu)) {
        best = cpu;
      }
    }
    return best < 0 ? t.cpu() : best;
  }
}
