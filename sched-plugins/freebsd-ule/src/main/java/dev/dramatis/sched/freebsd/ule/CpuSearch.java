package dev.dramatis.sched.freebsd.ule;

import dev.dramatis.spi.sched.SchedThread;
import dev.dramatis.spi.sched.SchedulerHost;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The CPU with the least or the most load on the least or most loaded path through the topology
 * (sched_ule.c: cpu_search_*). One object serves all searches; set what is wanted, search, read the
 * result.
 */
final class CpuSearch {
  private static final int NONE = -1;

  /** Which CPUs are asked for, besides what the thread allows. */
  final BitSet mask;

  /** The thread to place, or null. */
  @Nullable SchedThread thread;

  /** This CPU is preferred, and groups with it (cs_prefer); -1 for none. */
  int prefer = NONE;

  /** The thread runs on the preferred CPU at this moment (cs_running). */
  boolean running;

  /** Only CPUs whose most urgent thread is less urgent (cs_pri); -1 for any. */
  int pri = NONE;

  /** Largest load for the lowest, smallest for the highest (cs_load). */
  int load;

  /** So many threads that can be moved away, for the highest (cs_trans). */
  int trans;

  /** The CPU whose random numbers are used. */
  int self;

  /** The CPU found, or -1, and its load in 256ths with a random part. */
  int cpu;

  int cpuLoad;

  private final Tdq[] tdqs;
  private final SchedRandom random;
  private final @Nullable SchedulerHost host;

  CpuSearch(Tdq[] tdqs, SchedRandom random, @Nullable SchedulerHost host) {
    this.tdqs = tdqs;
    this.random = random;
    this.host = host;
    this.mask = new BitSet(tdqs.length);
  }

  /** CPU_FILL. */
  void fillMask() {
    mask.set(0, tdqs.length);
  }

  /** cpu_search_lowest; returns the load of the group. */
  int lowest(CpuGroup cg) {
    int best = Integer.MAX_VALUE;
    int bestCpu = NONE;
    int bestCpuLoad = 0;
    int total = 0;
    for (int i = cg.children.size() - 1; i >= 0; i--) {
      CpuGroup child = cg.children.get(i);
      int sum = lowest(child);
      total += sum;
      if (running && child.thread && sum >= 128 && (sum & 128) != 0) {
        // when balancing, cores with more than one thread are not preferred
        sum += 128;
      }
      if (cpu >= 0 && (sum < best || sum == best && cpuLoad < bestCpuLoad)) {
        best = sum;
        bestCpu = cpu;
        bestCpuLoad = cpuLoad;
      }
    }
    if (cg.children.isEmpty()) {
      for (int i = cg.cpus.length - 1; i >= 0; i--) {
        int c = cg.cpus[i];
        Tdq tdq = tdqs[c];
        boolean preferred = c == prefer;
        int l = preferred && running ? tdq.load - 1 : tdq.load;
        int bonus = preferred ? 128 : 0;
        int value = l * 256;
        total += value - bonus;
        if (l > load || tdq.lowpri <= pri && !(running && preferred) || !allowed(c)) {
          continue;
        }
        if (running && l > 0) {
          bonus = 0;
        }
        value -= random.next(self) % 128;
        if (best > value - bonus) {
          best = value - bonus;
          bestCpu = c;
          bestCpuLoad = value;
        }
      }
    }
    cpu = bestCpu;
    cpuLoad = bestCpuLoad;
    return total;
  }

  /** cpu_search_highest; returns the load of the group. */
  int highest(CpuGroup cg) {
    int best = Integer.MIN_VALUE;
    int bestCpu = NONE;
    int bestCpuLoad = 0;
    int total = 0;
    for (int i = cg.children.size() - 1; i >= 0; i--) {
      int sum = highest(cg.children.get(i));
      total += sum;
      if (cpu >= 0 && (sum > best || sum == best && cpuLoad > bestCpuLoad)) {
        best = sum;
        bestCpu = cpu;
        bestCpuLoad = cpuLoad;
      }
    }
    if (cg.children.isEmpty()) {
      for (int i = cg.cpus.length - 1; i >= 0; i--) {
        int c = cg.cpus[i];
        Tdq tdq = tdqs[c];
        int value = tdq.load * 256;
        total += value;
        if (tdq.load < load || tdq.transferable < trans || !allowed(c)) {
          continue;
        }
        value -= random.next(self) % 256;
        if (value > best) {
          best = value;
          bestCpu = c;
          bestCpuLoad = value;
        }
      }
    }
    cpu = bestCpu;
    cpuLoad = bestCpuLoad;
    return total;
  }

  private boolean allowed(int c) {
    return mask.get(c)
        && (thread == null || thread.allowedOn(c))
        && (host == null || host.online(c));
  }
}
