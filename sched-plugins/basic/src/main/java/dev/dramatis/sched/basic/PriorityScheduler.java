package dev.dramatis.sched.basic;

import dev.dramatis.spi.sched.EnqueueReason;
import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.spi.sched.SchedThread;
import dev.dramatis.spi.sched.Scheduler;
import dev.dramatis.spi.sched.SchedulerHost;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Strict fixed priorities: on each CPU the most urgent ready thread runs, and displaces a less
 * urgent one at once. Among equals, threads of class {@link SchedClass#FIFO} run until they block
 * or yield; all others take turns of a quantum. Nothing protects less urgent threads from starving.
 *
 * <p>A thread displaced by a more urgent one goes back to the front of its level with what is left
 * of its turn; one whose turn is over, that yielded, woke up or changed its level goes to the end.
 *
 * <p>Each CPU has its own levels, found through a bitmap in constant time. A ready thread prefers
 * an idle CPU, then its old CPU if that runs something less urgent, then the CPU that runs the
 * least urgent thread. A CPU with nothing to do takes the most urgent thread that waits elsewhere
 * and is allowed on it.
 *
 * <p>Parameter: {@code quantum}, 10 ms by default; effective at the next clock tick after it is
 * used up.
 */
public final class PriorityScheduler implements Scheduler {
  private static final long DEFAULT_QUANTUM = 10_000_000;

  /** Level of a CPU that runs nothing, below all priorities. */
  private static final int NOTHING = -1;

  private final SchedulerHost host;
  private final long quantum;
  private final Levels[] queues;

  /** Priority of what each CPU runs; {@link #NOTHING} between two threads. */
  private final int[] current;

  /**
   * The most urgent priority that each CPU runs or has waiting: what a thread must exceed to run
   * there at once.
   */
  private final int[] bar;

  /** Number of threads that wait for each CPU. */
  private final int[] load;

  private final Placement placement;
  private int waiting;

  /** A scheduler for one run. */
  PriorityScheduler(SchedulerHost host) {
    this.host = host;
    this.quantum = host.duration("quantum", DEFAULT_QUANTUM);
    if (quantum <= 0) {
      throw new IllegalArgumentException(
          "scheduler.quantum must be longer than nothing, for example 10ms");
    }
    this.queues = new Levels[host.cpuCount()];
    this.current = new int[queues.length];
    this.bar = new int[queues.length];
    this.load = new int[queues.length];
    this.placement = new Placement(host);
    Arrays.fill(current, NOTHING);
    Arrays.fill(bar, NOTHING);
    for (int cpu = 0; cpu < queues.length; cpu++) {
      queues[cpu] = new Levels();
    }
  }

  @Override
  public void addThread(SchedThread t, @Nullable SchedThread parent) {
    Turn turn = new Turn();
    t.setSchedData(turn);
    if (t.running()) {
      turn.since = host.now();
      runs(t.cpu(), Levels.levelOf(t));
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
    if (mayStay && why == EnqueueReason.YIELD) {
      return home;
    }
    int idle = placement.idleFor(t);
    if (idle >= 0) {
      return idle;
    }
    if (mayStay && why == EnqueueReason.PREEMPTED && turn(t).over) {
      return home;
    }
    int weakest = placement.smallest(t, bar);
    if (bar[weakest] < t.priority()) {
      return mayStay && bar[home] == bar[weakest] ? home : weakest;
    }
    return mayStay && why != EnqueueReason.NEW ? home : placement.smallest(t, load);
  }

  @Override
  public void enqueue(SchedThread t, int cpu, EnqueueReason why) {
    Turn turn = turn(t);
    turn.cpu = cpu;
    turn.level = Levels.levelOf(t);
    if (why == EnqueueReason.PREEMPTED && !turn.over) {
      queues[cpu].addFirst(t, turn.level);
    } else {
      turn.over = false;
      turn.used = 0;
      queues[cpu].addLast(t, turn.level);
    }
    bar[cpu] = Math.max(bar[cpu], turn.level);
    load[cpu]++;
    waiting++;
    placement.busy(cpu);
  }

  @Override
  public void dequeue(SchedThread t) {
    Turn turn = turn(t);
    take(t, turn.cpu, turn.level);
  }

  @Override
  public @Nullable SchedThread pickNext(int cpu, @Nullable SchedThread previous) {
    SchedThread t = queues[cpu].firstAllowed(cpu);
    if (t != null) {
      int level = turn(t).level;
      take(t, cpu, level);
      runs(cpu, level);
      return t;
    }
    t = waiting > 0 ? steal(cpu) : null;
    if (t == null) {
      runs(cpu, NOTHING);
      placement.idle(cpu);
    } else {
      runs(cpu, turn(t).level);
      placement.busy(cpu);
    }
    return t;
  }

  @Override
  public void tick(int cpu, SchedThread running) {
    int best = queues[cpu].best();
    int level = Levels.levelOf(running);
    if (best > level) {
      host.preempt(cpu);
      return;
    }
    if (running.schedClass() == SchedClass.FIFO) {
      return;
    }
    Turn turn = turn(running);
    if (turn.used + host.now() - turn.since < quantum) {
      return;
    }
    if (best == level) {
      turn.over = true;
      host.preempt(cpu);
    } else {
      turn.begin(host.now());
    }
  }

  @Override
  public boolean shouldPreempt(int cpu, SchedThread current, SchedThread woken) {
    return woken.priority() > current.priority();
  }

  @Override
  public void running(SchedThread t, int cpu) {
    turn(t).since = host.now();
    runs(cpu, Levels.levelOf(t));
    placement.busy(cpu);
  }

  @Override
  public void stopping(SchedThread t, int cpu, boolean stillReady) {
    Turn turn = turn(t);
    turn.used += host.now() - turn.since;
    runs(cpu, NOTHING);
  }

  @Override
  public void changed(SchedThread t) {
    if (!t.running()) {
      return;
    }
    int cpu = t.cpu();
    runs(cpu, Levels.levelOf(t));
    if (queues[cpu].best() > current[cpu]) {
      host.preempt(cpu);
    }
  }

  @Override
  public int queued(int cpu) {
    return load[cpu];
  }

  @Override
  public String describe() {
    return "priority, quantum " + quantum + " ns, " + waiting + " waiting";
  }

  /**
   * Takes the most urgent thread that waits elsewhere and may run here; from the lowest CPU number
   * among equals.
   */
  private @Nullable SchedThread steal(int thief) {
    int victim = -1;
    int level = NOTHING;
    SchedThread prey = null;
    for (int cpu = 0; cpu < queues.length; cpu++) {
      if (cpu != thief && queues[cpu].best() > level) {
        SchedThread t = queues[cpu].firstAllowed(thief);
        if (t != null && turn(t).level > level) {
          victim = cpu;
          level = turn(t).level;
          prey = t;
        }
      }
    }
    if (prey != null) {
      take(prey, victim, level);
      host.explain("steal-from", victim);
    }
    return prey;
  }

  private void take(SchedThread t, int cpu, int level) {
    queues[cpu].remove(t, level);
    bar[cpu] = Math.max(current[cpu], queues[cpu].best());
    load[cpu]--;
    waiting--;
  }

  private void runs(int cpu, int level) {
    current[cpu] = level;
    bar[cpu] = Math.max(level, queues[cpu].best());
  }

  private static Turn turn(SchedThread t) {
    return (Turn) Objects.requireNonNull(t.schedData(), "thread was never added");
  }

  /** What is remembered of a thread. */
  private static final class Turn {
    /** Where it waits. */
    int cpu;

    int level;

    /** When it was last put on a CPU. */
    long since;

    /** Part of the quantum used up before that. */
    long used;

    /** Whether it used up its quantum. */
    boolean over;

    void begin(long now) {
      since = now;
      used = 0;
    }
  }
}
