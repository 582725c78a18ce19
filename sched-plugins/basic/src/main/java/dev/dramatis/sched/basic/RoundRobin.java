package dev.dramatis.sched.basic;

import dev.dramatis.spi.sched.EnqueueReason;
import dev.dramatis.spi.sched.SchedThread;
import dev.dramatis.spi.sched.Scheduler;
import dev.dramatis.spi.sched.SchedulerHost;
import dev.dramatis.spi.sched.ThreadQueue;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Every thread gets its turn, in order of arrival, for at most a quantum. Priorities, classes and
 * nice values do not count, and a thread that wakes up waits behind those that were ready before.
 *
 * <p>Each CPU has a line of its own. A ready thread goes to an idle CPU if there is one; else a new
 * thread goes to the CPU with the shortest line, a woken one to the CPU it was on, and a CPU whose
 * line is empty takes the first allowed thread of the longest one. Picking and queueing take
 * constant time; looking for work elsewhere takes time in proportion to the number of CPUs, and
 * happens only when a CPU would otherwise idle while threads wait.
 *
 * <p>Parameter: {@code quantum}, 10 ms by default; effective at the next clock tick after it is
 * used up.
 */
public final class RoundRobin implements Scheduler {
  private static final long DEFAULT_QUANTUM = 10_000_000;

  private final SchedulerHost host;
  private final long quantum;
  private final ThreadQueue[] lines;

  /** Length of each line. */
  private final int[] load;

  private final Placement placement;
  private int waiting;

  /** A scheduler for one run. */
  RoundRobin(SchedulerHost host) {
    this.host = host;
    this.quantum = host.duration("quantum", DEFAULT_QUANTUM);
    if (quantum <= 0) {
      throw new IllegalArgumentException(
          "scheduler.quantum must be longer than nothing, for example 10ms");
    }
    this.lines = new ThreadQueue[host.cpuCount()];
    this.load = new int[lines.length];
    this.placement = new Placement(host);
    for (int cpu = 0; cpu < lines.length; cpu++) {
      lines[cpu] = new ThreadQueue();
    }
  }

  @Override
  public void addThread(SchedThread t, @Nullable SchedThread parent) {
    t.setSchedData(new Turn());
    if (t.running()) {
      placement.busy(t.cpu());
    }
  }

  @Override
  public void removeThread(SchedThread t) {
    t.setSchedData(null);
  }

  @Override
  public int selectCpu(SchedThread t, EnqueueReason why) {
    int home = t.cpu();
    boolean mayStay = placement.usable(t, home);
    if (mayStay && (why == EnqueueReason.YIELD || why == EnqueueReason.PREEMPTED)) {
      return home;
    }
    int idle = placement.idleFor(t);
    if (idle >= 0) {
      return idle;
    }
    return mayStay && why == EnqueueReason.WAKEUP ? home : placement.smallest(t, load);
  }

  @Override
  public void enqueue(SchedThread t, int cpu, EnqueueReason why) {
    turn(t).cpu = cpu;
    lines[cpu].addLast(t);
    load[cpu]++;
    waiting++;
    placement.busy(cpu);
  }

  @Override
  public void dequeue(SchedThread t) {
    take(t, turn(t).cpu);
  }

  @Override
  public @Nullable SchedThread pickNext(int cpu, @Nullable SchedThread previous) {
    SchedThread t = firstAllowed(lines[cpu], cpu);
    if (t != null) {
      take(t, cpu);
      return t;
    }
    t = waiting > 0 ? steal(cpu) : null;
    if (t == null) {
      placement.idle(cpu);
    } else {
      placement.busy(cpu);
    }
    return t;
  }

  @Override
  public void tick(int cpu, SchedThread running) {
    if (running.ranFor() >= quantum && !lines[cpu].isEmpty()) {
      host.preempt(cpu);
    }
  }

  @Override
  public boolean shouldPreempt(int cpu, SchedThread current, SchedThread woken) {
    return false;
  }

  @Override
  public void running(SchedThread t, int cpu) {
    placement.busy(cpu);
  }

  @Override
  public int queued(int cpu) {
    return load[cpu];
  }

  @Override
  public String describe() {
    return "round-robin, quantum " + quantum + " ns, " + waiting + " waiting";
  }

  /** Takes the first thread that may run on the CPU from the longest line that has one. */
  private @Nullable SchedThread steal(int thief) {
    int victim = -1;
    SchedThread prey = null;
    for (int cpu = 0; cpu < lines.length; cpu++) {
      ThreadQueue line = lines[cpu];
      if (cpu != thief && load[cpu] > (victim < 0 ? 0 : load[victim])) {
        SchedThread t = firstAllowed(line, thief);
        if (t != null) {
          victim = cpu;
          prey = t;
        }
      }
    }
    if (prey != null) {
      take(prey, victim);
      host.explain("steal-from", victim);
    }
    return prey;
  }

  private void take(SchedThread t, int cpu) {
    lines[cpu].remove(t);
    load[cpu]--;
    waiting--;
  }

  private static @Nullable SchedThread firstAllowed(ThreadQueue line, int cpu) {
    SchedThread t = line.first();
    while (t != null && !t.allowedOn(cpu)) {
      t = line.after(t);
    }
    return t;
  }

  private static Turn turn(SchedThread t) {
    return (Turn) Objects.requireNonNull(t.schedData(), "thread was never added");
  }

  /** What is remembered of a thread. */
  private static final class Turn {
    /** The CPU in whose line it waits. */
    int cpu;
  }
}
