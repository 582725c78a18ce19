package dev.dramatis.sched.netbsd.common;

import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.spi.sched.SchedThread;
import dev.dramatis.spi.sched.SchedulerHost;

/** Where an LWP shall run (kern_runq.c: sched_takecpu, sched_bestcpu, sched_preempted). */
final class CpuSelection {
  private final SchedulerHost host;
  private final Cpus cpus;
  private final CpuState[] states;
  private final CacheHeat heat;

  CpuSelection(SchedulerHost host, Cpus cpus, CpuState[] states, CacheHeat heat) {
    this.host = host;
    this.cpus = cpus;
    this.states = states;
    this.heat = heat;
  }

  /** sched_migratable. */
  boolean migratable(SchedThread t, int cpu) {
    return host.online(cpu) && t.allowedOn(cpu);
  }

  /** sched_takecpu, for an LWP that is new or was asleep. */
  int takecpu(Lwp l, int curcpu) {
    SchedThread t = l.thread;
    if (l.stat == Lwp.Stat.IDL) {
      return certain(t, bestcpu(t, nextpkg(curcpu)));
    }
    int ci = t.cpu();
    // the first CPU of its core, so that LWPs gather on 1st class CPUs
    int idle = idleInCore(t, ci);
    if (idle >= 0) {
      return idle;
    }
    if (migratable(t, ci)
        && (l.eprio() > states[ci].curpriority
            || heat.isHot(l) && t.schedClass() == SchedClass.TIMESHARE)) {
      return ci;
    }
    // no search of all CPUs if the waker's core has room
    idle = idleInCore(t, curcpu);
    return idle >= 0 ? idle : certain(t, bestcpu(t, ci));
  }

  /** sched_preempted: off a 2nd class CPU if a 1st class one is idle. */
  int preempted(Lwp l) {
    SchedThread t = l.thread;
    int ci = t.cpu();
    if (!migratable(t, ci)) {
      return certain(t, bestcpu(t, ci));
    }
    if (states[ci].firstClass) {
      return ci;
    }
    int idle = idleInCore(t, ci);
    if (idle >= 0) {
      return idle;
    }
    int best = bestcpu(t, ci);
    return best != ci && idleFirstClass(best) && t.allowedOn(best) ? best : ci;
  }

  /** Its own place if it may be there, else the best one. */
  int stay(Lwp l) {
    SchedThread t = l.thread;
    return migratable(t, t.cpu()) ? t.cpu() : certain(t, bestcpu(t, t.cpu()));
  }

  /**
   * sched_bestcpu: the CPU with the least urgent work, from the pivot's package on. Among equals
   * 1st class before 2nd, then fewer queued LWPs, then the later one.
   */
  private int bestcpu(SchedThread t, int pivot) {
    CpuState best = states[pivot];
    int bestpri = migratable(t, pivot) ? busy(best) : Pri.COUNT;
    int start = cpus.packageFirst[pivot];
    int outer = start;
    do {
      int inner = outer;
      do {
        if (migratable(t, inner)) {
          CpuState cur = states[inner];
          if (idleFirstClass(inner)) {
            return inner;
          }
          int curpri = busy(cur);
          if (curpri < bestpri || curpri == bestpri && notWorse(cur, best)) {
            bestpri = curpri;
            best = cur;
          }
        }
        inner = cpus.nextInPackage[inner];
      } while (inner != outer);
      outer = cpus.nextPackage[outer];
    } while (outer != start);
    return best.cpu;
  }

  private static boolean notWorse(CpuState cur, CpuState best) {
    return (!best.firstClass || cur.firstClass) && best.queue.count() >= cur.queue.count();
  }

  private static int busy(CpuState s) {
    return Math.max(s.curpriority, s.queue.maxpriority());
  }

  private boolean idleFirstClass(int cpu) {
    return states[cpu].idle && states[cpu].firstClass;
  }

  private int idleInCore(SchedThread t, int from) {
    int cpu = from;
    do {
      if (idleFirstClass(cpu) && migratable(t, cpu)) {
        return cpu;
      }
      cpu = cpus.nextInCore[cpu];
    } while (cpu != from);
    return -1;
  }

  /** sched_nextpkg: packages in turn, so that new LWPs are scattered. */
  private int nextpkg(int curcpu) {
    CpuState s = states[curcpu];
    s.nextpkg = cpus.nextPackage[cpus.packageFirst[s.nextpkg]];
    return s.nextpkg;
  }

  /**
   * The CPU if the LWP may run there; else, when all that it may use are offline, the first of
   * those.
   */
  private int certain(SchedThread t, int cpu) {
    int sure = cpu;
    for (int i = 0; !t.allowedOn(sure) && i < states.length; i++) {
      sure = i;
    }
    return sure;
  }
}
