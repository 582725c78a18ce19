package dev.dramatis.testkit;

import dev.dramatis.spi.sched.EnqueueReason;
import dev.dramatis.spi.sched.Scheduler;
import dev.dramatis.spi.sched.SchedulerFactory;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Moves threads through a scheduler as a kernel would, step by step or for a while. */
public final class SchedulerDesk {
  private static final long SECOND = 1_000_000_000L;

  /** The scheduler. */
  public final Scheduler scheduler;

  /** Its host. */
  public final FakeSchedulerHost host;

  private long nextTick;
  private long nextSecond;

  /** A desk over a fresh scheduler. */
  public SchedulerDesk(SchedulerFactory factory, FakeSchedulerHost host) {
    this.scheduler = factory.create(host);
    this.host = host;
    this.nextTick = host.now + host.tickNanos;
    this.nextSecond = host.now + SECOND;
  }

  /** Makes a thread ready where the scheduler wants it; a CPU that should, switches. */
  public FakeSchedThread ready(FakeSchedThread t, EnqueueReason why) {
    add(t);
    return ready(t, scheduler.selectCpu(t, why), why);
  }

  /** Makes a thread ready on a CPU; a CPU that should, switches. */
  public FakeSchedThread ready(FakeSchedThread t, int cpu, EnqueueReason why) {
    queue(t, cpu, why);
    FakeSchedThread current = (FakeSchedThread) host.running(cpu);
    if (current == null) {
      pick(cpu);
    } else if (scheduler.shouldPreempt(cpu, current, t)) {
      leave(cpu, EnqueueReason.PREEMPTED);
    }
    return t;
  }

  /** Makes a thread ready on a CPU, which takes no notice. */
  public FakeSchedThread queue(FakeSchedThread t, int cpu, EnqueueReason why) {
    add(t);
    t.cpu = cpu;
    scheduler.enqueue(t, cpu, why);
    return t;
  }

  /** The CPU, which runs nothing, chooses. */
  public @Nullable FakeSchedThread pick(int cpu) {
    host.preempted.clear(cpu);
    FakeSchedThread t = (FakeSchedThread) scheduler.pickNext(cpu, null);
    if (t != null) {
      t.cpu = cpu;
      t.running = true;
      t.ranFor = 0;
      host.setRunning(cpu, t);
      scheduler.running(t, cpu);
    }
    return t;
  }

  /** The running thread is put back, and the CPU chooses. */
  public void leave(int cpu, EnqueueReason why) {
    FakeSchedThread t = stop(cpu, true);
    int to = scheduler.selectCpu(t, why);
    queue(t, to, why);
    pick(cpu);
    if (host.running(to) == null) {
      pick(to);
    }
  }

  /** The running thread blocks, and the CPU chooses. */
  public FakeSchedThread block(int cpu) {
    FakeSchedThread t = stop(cpu, false);
    scheduler.blocked(t);
    pick(cpu);
    return t;
  }

  /** Lets time pass: clocks tick, CPUs switch when asked to. */
  public void run(long nanos) {
    long end = host.now + nanos;
    while (Math.min(nextTick, nextSecond) <= end) {
      advance(Math.min(nextTick, nextSecond));
      if (host.now == nextSecond) {
        nextSecond += SECOND;
        scheduler.second();
      }
      if (host.now == nextTick) {
        nextTick += host.tickNanos;
        tick();
      }
      for (int cpu = host.preempted.nextSetBit(0);
          cpu >= 0;
          cpu = host.preempted.nextSetBit(cpu + 1)) {
        if (host.running(cpu) != null) {
          leave(cpu, EnqueueReason.PREEMPTED);
        } else {
          pick(cpu);
        }
      }
    }
    advance(end);
  }

  private void tick() {
    for (int cpu = 0; cpu < host.cpuCount(); cpu++) {
      FakeSchedThread t = (FakeSchedThread) host.running(cpu);
      if (t != null) {
        scheduler.tick(cpu, t);
      }
    }
  }

  private void advance(long to) {
    for (int cpu = 0; cpu < host.cpuCount(); cpu++) {
      FakeSchedThread t = (FakeSchedThread) host.running(cpu);
      if (t != null) {
        t.ranFor += to - host.now;
        t.cpuTime += to - host.now;
      }
    }
    host.now = to;
  }

  private void add(FakeSchedThread t) {
    if (t.schedData() == null) {
      scheduler.addThread(t, null);
    }
  }

  private FakeSchedThread stop(int cpu, boolean stillReady) {
    FakeSchedThread t = (FakeSchedThread) Objects.requireNonNull(host.running(cpu));
    scheduler.stopping(t, cpu, stillReady);
    t.running = false;
    host.setRunning(cpu, null);
    return t;
  }
}
