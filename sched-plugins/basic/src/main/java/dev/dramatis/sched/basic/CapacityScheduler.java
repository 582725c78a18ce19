package dev.dramatis.sched.basic;

import dev.dramatis.spi.sched.EnqueueReason;
import dev.dramatis.spi.sched.SchedThread;
import dev.dramatis.spi.sched.Scheduler;
import dev.dramatis.spi.sched.SchedulerHost;
import dev.dramatis.spi.sched.ThreadQueue;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * For machines with big and little cores: a thread goes to the smallest idle CPU whose capacity its
 * utilisation leaves a fifth of, and moves up from a CPU that it has outgrown as soon as a larger
 * one is idle (the 80 % rule of Linux' fits_capacity and its misfit tasks). Everything rests on the
 * capacities that the machine declares; where these are wrong the decisions are.
 *
 * <p>Where nothing is idle, threads wait in line at the CPU with the shortest line for its
 * capacity, take turns, and idle CPUs take over the first that waits elsewhere.
 *
 * <p>Parameter: {@code quantum}, 10 ms by default.
 */
public final class CapacityScheduler implements Scheduler {
  private static final long DEFAULT_QUANTUM = 10_000_000;

  /** Weight of the past: it halves in 32 ms, 46 ms times the natural logarithm of two. */
  private static final long MEMORY_NANOS = 46_000_000;

  private final SchedulerHost host;
  private final long quantum;
  private final ThreadQueue[] lines;
  private final Placement placement;
  private int waiting;

  /** A scheduler for one run. */
  CapacityScheduler(SchedulerHost host) {
    this.host = host;
    this.quantum = host.duration("quantum", DEFAULT_QUANTUM);
    if (quantum <= 0) {
      throw new IllegalArgumentException(
          "scheduler.quantum must be longer than nothing, for example 10ms");
    }
    this.lines = new ThreadQueue[host.cpuCount()];
    this.placement = new Placement(host);
    for (int cpu = 0; cpu < lines.length; cpu++) {
      lines[cpu] = new ThreadQueue();
    }
  }

  /** The 80 % rule: utilisation and capacity are both of 1024. */
  static boolean fits(int utilisation, int capacity) {
    return utilisation * 1280L < capacity * 1024L;
  }

  @Override
  public void addThread(SchedThread t, @Nullable SchedThread parent) {
    Load load = new Load();
    load.since = host.now();
    t.setSchedData(load);
    if (t.running()) {
      load.running = host.capacity(t.cpu());
      placement.busy(t.cpu());
    }
  }

  @Override
  public void removeThread(SchedThread t) {
    t.setSchedData(null);
  }

  @Override
  public int selectCpu(SchedThread t, EnqueueReason why) {
    Load load = load(t);
    load.update(host.now());
    int home = t.cpu();
    boolean mayStay = placement.usable(t, home);
    if (mayStay && why == EnqueueReason.YIELD) {
      return home;
    }
    if (mayStay && why == EnqueueReason.PREEMPTED && !load.misfit) {
      return home;
    }
    int idle = idleFor(t, load.utilisation());
    return idle >= 0 ? idle : shortestLine(t);
  }

  /** The smallest idle CPU that fits, else the largest idle one; the thread's own among equals. */
  private int idleFor(SchedThread t, int utilisation) {
    int best = -1;
    for (int cpu = 0; cpu < lines.length; cpu++) {
      if (placement.isIdle(cpu)
          && placement.usable(t, cpu)
          && (best < 0 || better(cpu, best, utilisation, t.cpu()))) {
        best = cpu;
      }
    }
    return best;
  }

  private boolean better(int cpu, int best, int utilisation, int home) {
    int capacity = host.capacity(cpu);
    int other = host.capacity(best);
    boolean fits = fits(utilisation, capacity);
    if (fits != fits(utilisation, other)) {
      return fits;
    }
    if (capacity != other) {
      return fits ? capacity < other : capacity > other;
    }
    return cpu == home;
  }

  private int shortestLine(SchedThread t) {
    int best = -1;
    for (int cpu = 0; cpu < lines.length; cpu++) {
      if (placement.usable(t, cpu)
          && (best < 0
              || (lines[cpu].size() + 1L) * host.capacity(best)
                  < (lines[best].size() + 1L) * host.capacity(cpu))) {
        best = cpu;
      }
    }
    return best < 0 ? t.cpu() : best;
  }

  @Override
  public void enqueue(SchedThread t, int cpu, EnqueueReason why) {
    Load load = load(t);
    load.cpu = cpu;
    load.misfit = false;
    lines[cpu].addLast(t);
    waiting++;
    placement.busy(cpu);
  }

  @Override
  public void dequeue(SchedThread t) {
    take(t);
  }

  @Override
  public @Nullable SchedThread pickNext(int cpu, @Nullable SchedThread previous) {
    SchedThread t = lines[cpu].pollFirstAllowedOn(cpu);
    for (int other = 0; t == null && waiting > 0 && other < lines.length; other++) {
      // what waits at an idle CPU is about to run there, perhaps because it did not fit here
      if (host.running(other) != null) {
        t = lines[other].pollFirstAllowedOn(cpu);
      }
    }
    if (t == null) {
      placement.idle(cpu);
    } else {
      waiting--;
      placement.busy(cpu);
    }
    return t;
  }

  @Override
  public void tick(int cpu, SchedThread running) {
    Load load = load(running);
    load.update(host.now());
    int utilisation = load.utilisation();
    if (!fits(utilisation, host.capacity(cpu))) {
      int up = idleFor(running, utilisation);
      if (up >= 0 && host.capacity(up) > host.capacity(cpu)) {
        load.misfit = true;
        host.explain("misfit-moves-to", up);
        host.preempt(cpu);
        return;
      }
    }
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
    Load load = load(t);
    load.update(host.now());
    load.running = host.capacity(cpu);
    placement.busy(cpu);
  }

  @Override
  public void stopping(SchedThread t, int cpu, boolean stillReady) {
    Load load = load(t);
    load.update(host.now());
    load.running = 0;
  }

  @Override
  public int queued(int cpu) {
    return lines[cpu].size();
  }

  @Override
  public String describe() {
    return "capacity, quantum " + quantum + " ns, " + waiting + " waiting";
  }

  private void take(SchedThread t) {
    lines[load(t).cpu].remove(t);
    waiting--;
  }

  private static Load load(SchedThread t) {
    return (Load) Objects.requireNonNull(t.schedData(), "thread was never added");
  }

  /** What is remembered of a thread. */
  private static final class Load {
    /** The CPU in whose line it waits. */
    int cpu;

    /** Whether it leaves its CPU because that is too small. */
    boolean misfit;

    /** Declared capacity of the CPU that it runs on, or 0. */
    int running;

    long since;

    /** Of 1024, with 20 more bits. */
    private long average;

    void update(long now) {
      long length = Math.min(now - since, 1_000_000_000L);
      if (length > 0) {
        average +=
            (((long) running << 20) - average) / 1024 * (length * 1024 / (length + MEMORY_NANOS));
        since = now;
      }
    }

    int utilisation() {
      return (int) (average >> 20);
    }
  }
}
