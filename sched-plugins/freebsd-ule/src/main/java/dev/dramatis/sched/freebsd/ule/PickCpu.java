package dev.dramatis.sched.freebsd.ule;

import dev.dramatis.sched.freebsd.common.Clock;
import dev.dramatis.sched.freebsd.common.Pri;
import dev.dramatis.spi.sched.SchedThread;
import dev.dramatis.spi.sched.SchedulerHost;
import org.jspecify.annotations.Nullable;

/** Which CPU a thread shall run on (sched_ule.c: sched_pickcpu). */
final class PickCpu {
  private final SchedulerHost host;
  private final Tunables tunables;
  private final Clock clock;
  private final Tdq[] tdqs;
  private final CpuGroup top;
  private final CpuGroup[] groups;
  private final CpuSearch search;

  PickCpu(
      SchedulerHost host,
      Tunables tunables,
      Clock clock,
      Tdq[] tdqs,
      CpuGroup top,
      CpuGroup[] groups,
      CpuSearch search) {
    this.host = host;
    this.tunables = tunables;
    this.clock = clock;
    this.tdqs = tdqs;
    this.top = top;
    this.groups = groups;
    this.search = search;
  }

  /**
   * sched_pickcpu.
   *
   * @param self the CPU that asks
   * @param running the thread is on its way off that CPU, where it still counts as load
   */
  int pick(TdSched ts, int self, boolean running) {
    SchedThread td = ts.td;
    if (tdqs.length == 1) {
      return 0;
    }
    boolean here = mayUse(td, ts.cpu);
    if (here
        && tdqs[ts.cpu].lowpri >= Pri.MIN_IDLE
        && hasAffinity(ts, CpuGroup.SHARE_L2)
        && coreIsIdle(ts.cpu)) {
      return ts.cpu;
    }
    int pri = ts.priority();
    CpuGroup near = lastLevelCache(ts);
    int cpu = -1;
    if (near != null) {
      cpu = lowest(near, ts, Math.max(pri, Pri.MAX_TIMESHARE), self, running);
    }
    if (cpu < 0) {
      cpu = lowest(top, ts, pri, self, running);
    }
    if (cpu < 0) {
      cpu = lowest(top, ts, -1, self, running);
    }
    if (cpu < 0) {
      return anyAllowed(td);
    }
    // the waker's CPU, if it will do as well and no idle one was found
    Tdq found = tdqs[cpu];
    Tdq own = tdqs[self];
    if (mayUse(td, self)
        && own.lowpri > pri
        && found.lowpri < Pri.MIN_IDLE
        && own.load <= found.load + 1) {
      return self;
    }
    return cpu;
  }

  /** Whether the thread may be there and the CPU takes work (THREAD_CAN_SCHED). */
  boolean mayUse(SchedThread td, int cpu) {
    return td.allowedOn(cpu) && host.online(cpu);
  }

  /** SCHED_AFFINITY: whether a cache of that level may still hold the thread's data. */
  private boolean hasAffinity(TdSched ts, int level) {
    return ts.rltick > clock.ticks() - level * tunables.affinity;
  }

  private boolean coreIsIdle(int cpu) {
    CpuGroup cg = groups[cpu];
    if (!cg.thread) {
      return true;
    }
    for (int sibling : cg.cpus) {
      if (tdqs[sibling].lowpri < Pri.MIN_IDLE) {
        return false;
      }
    }
    return true;
  }

  /** The widest group, short of the whole machine, whose cache may still hold the thread's data. */
  private @Nullable CpuGroup lastLevelCache(TdSched ts) {
    CpuGroup widest = null;
    for (CpuGroup cg = groups[ts.cpu]; cg != null; cg = cg.parent) {
      if (!cg.thread
          && cg.children.size() != 1
          && cg.count() != 1
          && cg.level != CpuGroup.SHARE_NONE
          && hasAffinity(ts, cg.level)) {
        widest = cg;
      }
    }
    return widest != null && widest.parent == null ? null : widest;
  }

  private int lowest(CpuGroup cg, TdSched ts, int pri, int self, boolean running) {
    search.fillMask();
    search.thread = ts.td;
    search.prefer = ts.cpu;
    search.running = running;
    search.pri = pri;
    search.load = Integer.MAX_VALUE;
    search.self = self;
    search.lowest(cg);
    return search.cpu;
  }

  /** When all CPUs that the thread may use are offline. */
  private int anyAllowed(SchedThread td) {
    int cpu = 0;
    while (cpu < tdqs.length - 1 && !td.allowedOn(cpu)) {
      cpu++;
    }
    return cpu;
  }
}
