package dev.dramatis.sched.netbsd.common;

import dev.dramatis.spi.sched.SchedThread;
import dev.dramatis.spi.sched.SchedulerHost;
import org.jspecify.annotations.Nullable;

/** Work for CPUs that have none (kern_runq.c: sched_idle, sched_catchlwp). */
final class Stealing {
  private final SchedulerHost host;
  private final Cpus cpus;
  private final CpuState[] states;
  private final CacheHeat heat;
  private final int minCatch;
  private final int skimTicks;

  /**
   * @param minCatch so many LWPs must wait for a CPU that one is taken away (min_catch)
   * @param skimTicks a CPU looks around this often at most (skim_interval)
   */
  Stealing(
      SchedulerHost host,
      Cpus cpus,
      CpuState[] states,
      CacheHeat heat,
      int minCatch,
      int skimTicks) {
    this.host = host;
    this.cpus = cpus;
    this.states = states;
    this.heat = heat;
    this.minCatch = minCatch;
    this.skimTicks = skimTicks;
  }

  /**
   * sched_idle: an LWP of another CPU that this one shall run, still in its queue there; or null.
   */
  @Nullable Lwp idle(int cpu, int ticks) {
    if (!host.online(cpu)) {
      return null;
    }
    CpuState spc = states[cpu];
    if (cpus.nextInCore[cpu] != cpu) {
      for (int sibling = cpus.nextInCore[cpu]; sibling != cpu; sibling = cpus.nextInCore[sibling]) {
        Lwp l = states[sibling].queue.count() == 0 ? null : catchlwp(spc, states[sibling]);
        if (l != null) {
          return l;
        }
      }
      if (!spc.firstClass) {
        return null;
      }
    }
    if (spc.nextskim > ticks) {
      return null;
    }
    spc.nextskim = ticks + skimTicks;
    return skim(spc);
  }

  /** Whether the CPU, idle, would look around at this time (its clock interrupt would make it). */
  boolean due(int cpu, int ticks) {
    return states[cpu].firstClass ? states[cpu].nextskim <= ticks : siblingWaits(cpu);
  }

  private boolean siblingWaits(int cpu) {
    for (int sibling = cpus.nextInCore[cpu]; sibling != cpu; sibling = cpus.nextInCore[sibling]) {
      if (states[sibling].queue.count() > 0) {
        return true;
      }
    }
    return false;
  }

  private @Nullable Lwp skim(CpuState spc) {
    int first = cpus.packageFirst[spc.cpu];
    int outer = first;
    do {
      int inner = outer;
      do {
        if (inner != spc.cpu && states[inner].queue.count() >= minCatch) {
          Lwp l = catchlwp(spc, states[inner]);
          if (l != null) {
            return l;
          }
        }
        inner = cpus.nextInPackage[inner];
      } while (inner != outer);
      outer = cpus.nextPackage[outer];
    } while (outer != first);
    return null;
  }

  /**
   * The first LWP of the victim's most urgent line that may and should move; lines below are not
   * looked at.
   */
  private @Nullable Lwp catchlwp(CpuState thief, CpuState victim) {
    boolean gentle = !thief.firstClass || victim.firstClass;
    RunQueue queue = victim.queue;
    if (queue.count() < (gentle ? minCatch : 1)) {
      return null;
    }
    int eprio = queue.maxpriority();
    for (SchedThread t = queue.first(); t != null; t = queue.after(t, eprio)) {
      Lwp l = Lwp.of(t);
      if (t.allowedOn(thief.cpu) && !(gentle && heat.isHot(l))) {
        return l;
      }
    }
    return null;
  }
}
