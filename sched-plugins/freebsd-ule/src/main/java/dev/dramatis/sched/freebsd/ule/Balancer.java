package dev.dramatis.sched.freebsd.ule;

import dev.dramatis.sched.freebsd.common.Clock;
import dev.dramatis.spi.sched.SchedThread;
import dev.dramatis.spi.sched.SchedulerHost;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Moves threads from CPU to CPU: now and then to even out the load, and to CPUs that have none
 * (sched_ule.c).
 */
final class Balancer {
  private static final int NOBODY = -1;

  private final SchedulerHost host;
  private final Tunables tunables;
  private final Clock clock;
  private final Tdq[] tdqs;
  private final CpuGroup top;
  private final CpuGroup[] groups;
  private final CpuSearch search;
  private final SchedRandom random;
  private final BitSet highMask;
  private final BitSet lowMask;
  private long balanceTicks;
  private long lastTick;

  Balancer(
      SchedulerHost host,
      Tunables tunables,
      Clock clock,
      Tdq[] tdqs,
      CpuGroup top,
      CpuGroup[] groups,
      CpuSearch search,
      SchedRandom random) {
    this.host = host;
    this.tunables = tunables;
    this.clock = clock;
    this.tdqs = tdqs;
    this.top = top;
    this.groups = groups;
    this.search = search;
    this.random = random;
    this.highMask = new BitSet(tdqs.length);
    this.lowMask = new BitSet(tdqs.length);
    this.balanceTicks = tunables.balanceInterval;
    this.lastTick = clock.statTicks();
  }

  /**
   * The part of sched_clock that calls the balancer. It is the first CPU's task; while that one
   * idles and has no ticks, the next one that has one stands in.
   */
  void clock(int cpu) {
    if (tdqs.length == 1 || !tunables.rebalance || cpu != 0 && host.running(0) != null) {
      return;
    }
    long now = clock.statTicks();
    balanceTicks -= now - lastTick;
    lastTick = now;
    if (balanceTicks <= 0) {
      int interval = tunables.balanceInterval;
      balanceTicks = (long) Math.max(interval / 2, 1) + random.next(cpu) % interval;
      balanceGroup(cpu);
    }
  }

  /** sched_balance_group. */
  private void balanceGroup(int self) {
    highMask.set(0, tdqs.length);
    for (; ; ) {
      int high = highest(top, highMask, 1, 0, self);
      if (high == NOBODY) {
        return;
      }
      highMask.clear(high);
      if (highMask.isEmpty()) {
        return;
      }
      if (tdqs[high].load == 1) {
        askToMove(tdqs[high]);
        return;
      }
      if (!relieve(tdqs[high], self)) {
        return;
      }
    }
  }

  /** Gives a thread away to some less loaded CPU; false if there is none even at the first look. */
  private boolean relieve(Tdq high, int self) {
    lowMask.clear();
    lowMask.or(highMask);
    boolean first = true;
    while (high.transferable != 0) {
      int low = lowest(lowMask, high, self);
      if (low == NOBODY) {
        return !first;
      }
      if (balancePair(high, tdqs[low])) {
        highMask.clear(low);
        return true;
      }
      lowMask.clear(low);
      first = false;
    }
    return true;
  }

  /**
   * The only thread of a CPU cannot be taken away while it runs; it shall look for a better place
   * itself.
   */
  private void askToMove(Tdq high) {
    TdSched ts = high.curthread;
    if (ts != null) {
      ts.pickcpu = true;
      host.preempt(high.id);
    }
  }

  /** sched_balance_pair. */
  private boolean balancePair(Tdq high, Tdq low) {
    if (high.transferable == 0 || high.load <= low.load) {
      return false;
    }
    TdSched ts = move(high, low);
    if (ts == null) {
      return false;
    }
    host.explain("balance-to", low.id);
    notify(low, ts.lowpriBefore);
    return true;
  }

  /** tdq_notify. */
  void notify(Tdq tdq, int lowpri) {
    if (!tdq.owepreempt
        && UlePriority.shouldpreempt(tunables.preemptThresh, tdq.lowpri, lowpri, true)) {
      tdq.owepreempt = true;
      host.preempt(tdq.id);
    }
  }

  /** tdq_move; the thread that moved, or null. */
  private @Nullable TdSched move(Tdq from, Tdq to) {
    SchedThread td = from.steal(to.id);
    if (td == null) {
      return null;
    }
    TdSched ts = TdSched.of(td);
    from.rem(ts);
    ts.cpu = to.id;
    to.add(ts, false, false);
    return ts;
  }

  /** tdq_trysteal: a CPU about to idle looks nearby. */
  void tdqTrysteal(Tdq tdq) {
    climb(tdq, tunables.trystealLimit);
  }

  /** tdq_idled: an idle CPU looks everywhere. */
  void tdqIdled(Tdq tdq) {
    climb(tdq, Integer.MAX_VALUE);
  }

  /** Looks for a thread to take, from the innermost group outwards, in so many groups at most. */
  private void climb(Tdq tdq, int limit) {
    if (!tunables.stealIdle || limit <= 0 || tdqs.length == 1) {
      return;
    }
    highMask.set(0, tdqs.length);
    highMask.clear(tdq.id);
    CpuGroup cg = groups[tdq.id];
    boolean aside = false;
    for (int i = 1; ; ) {
      int victim = highest(cg, highMask, tunables.stealThresh, 1, tdq.id);
      if (victim != NOBODY) {
        TdSched ts = move(tdqs[victim], tdq);
        if (ts != null) {
          host.explain("steal-from", victim);
          return;
        }
        highMask.clear(victim);
        continue;
      }
      CpuGroup parent = cg.parent;
      if (aside && parent != null) {
        // the neighbour was looked at in place of the parent: two levels up
        cg = parent;
        parent = cg.parent;
        aside = false;
      }
      if (++i > limit || parent == null) {
        return;
      }
      if (parent.children.size() == 2) {
        cg = parent.children.get(parent.children.getFirst() == cg ? 1 : 0);
        aside = true;
      } else {
        cg = parent;
      }
    }
  }

  private int highest(CpuGroup cg, BitSet mask, int minLoad, int minTrans, int self) {
    prepare(mask, self);
    search.load = minLoad;
    search.trans = minTrans;
    search.highest(cg);
    return search.cpu;
  }

  private int lowest(BitSet mask, Tdq high, int self) {
    prepare(mask, self);
    search.prefer = high.id;
    search.running = true;
    search.pri = -1;
    search.load = high.load - 1;
    search.lowest(top);
    return search.cpu;
  }

  private void prepare(BitSet mask, int self) {
    search.mask.clear();
    search.mask.or(mask);
    search.thread = null;
    search.self = self;
  }
}
