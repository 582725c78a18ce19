package dev.dramatis.engine;

import dev.dramatis.spi.hardware.FrequencyGovernor;
import dev.dramatis.spi.hardware.HardwareModel;
import dev.dramatis.spi.hardware.OperatingPoint;
import dev.dramatis.spi.trace.EventKind;
import java.util.List;

/**
 * CPUs with one clock. Where the clock follows the load it is looked at every 10 ms while somebody
 * is busy; an idle domain has no events.
 */
final class FrequencyDomain extends Event {
  private static final long INTERVAL_NANOS = 10_000_000;

  /** A quarter of headroom: the point has to offer 1.25 times the utilisation. */
  private static final int HEADROOM_NUMERATOR = 5;

  private static final int HEADROOM_DENOMINATOR = 4;

  private final VirtualMachine machine;
  private final VirtualCpu[] members;
  private final Utilisation[] loads;
  private final boolean[] busy;
  private final int[] mhz;
  private final boolean follows;
  private final Change change = new Change();
  private int busyCount;
  private int point;

  FrequencyDomain(VirtualMachine machine, VirtualCpu[] members) {
    this.machine = machine;
    this.members = members;
    HardwareModel hardware = machine.hardware();
    List<OperatingPoint> points = hardware.operatingPoints(members[0].id());
    mhz = points.stream().mapToInt(OperatingPoint::mhz).toArray();
    loads = new Utilisation[members.length];
    busy = new boolean[members.length];
    for (int i = 0; i < loads.length; i++) {
      loads[i] = new Utilisation();
    }
    follows = hardware.frequencyGovernor() == FrequencyGovernor.SCHEDUTIL;
    boolean slow = hardware.frequencyGovernor() != FrequencyGovernor.PERFORMANCE;
    point = slow ? 0 : mhz.length - 1;
  }

  /** Sets the clocks that the domain begins with. */
  void begin() {
    if (point != mhz.length - 1) {
      apply(0);
    }
  }

  private int clock() {
    return mhz[point] * Pace.FULL / mhz[mhz.length - 1];
  }

  /** A CPU becomes busy or idle. */
  void change(VirtualCpu cpu, boolean nowBusy, long at) {
    if (!follows) {
      return;
    }
    int i = 0;
    while (members[i] != cpu) {
      i++;
    }
    if (busy[i] == nowBusy) {
      return;
    }
    busy[i] = nowBusy;
    busyCount += nowBusy ? 1 : -1;
    loads[i].state(at, nowBusy, clock());
    if (busyCount > 0 && !scheduled()) {
      machine.queue.add(this, at + INTERVAL_NANOS);
    }
  }

  @Override
  protected boolean housekeeping() {
    return true;
  }

  /** Chooses a point. The change takes effect when the hardware is ready. */
  @Override
  protected void fire() {
    long now = time();
    int load = 0;
    for (Utilisation u : loads) {
      load = Math.max(load, u.at(now));
    }
    long wanted = (long) mhz[mhz.length - 1] * load * HEADROOM_NUMERATOR / HEADROOM_DENOMINATOR;
    int choice = 0;
    while (choice < mhz.length - 1 && (long) mhz[choice] * Pace.FULL < wanted) {
      choice++;
    }
    if (choice != point) {
      change.to = choice;
      machine.queue.move(change, now + machine.hardware().frequencyTransitionNanos());
    }
    if (busyCount > 0) {
      machine.queue.add(this, now + INTERVAL_NANOS);
    }
  }

  private void apply(long at) {
    int clock = clock();
    for (int i = 0; i < members.length; i++) {
      VirtualCpu cpu = members[i];
      cpu.clocked(clock, at);
      loads[i].state(at, busy[i], clock);
      machine.tracer().emit(at, EventKind.FREQUENCY, cpu.id(), machine.threadOn(cpu), mhz[point]);
    }
  }

  /** The hardware has the new clock. */
  private final class Change extends Event {
    private int to;

    @Override
    protected boolean housekeeping() {
      return true;
    }

    @Override
    protected void fire() {
      point = to;
      apply(time());
    }
  }
}
