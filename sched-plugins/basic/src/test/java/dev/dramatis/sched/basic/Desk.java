package dev.dramatis.sched.basic;

import dev.dramatis.spi.sched.EnqueueReason;
import dev.dramatis.spi.sched.Scheduler;
import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.testkit.FakeSchedThread;
import dev.dramatis.testkit.FakeSchedulerHost;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Moves threads through a scheduler step by step. */
final class Desk {
  final Scheduler scheduler;
  private final FakeSchedulerHost host;

  Desk(SchedulerFactory factory, FakeSchedulerHost host) {
    this.scheduler = factory.create(host);
    this.host = host;
  }

  FakeSchedThread ready(FakeSchedThread t, EnqueueReason why) {
    if (t.schedData() == null) {
      scheduler.addThread(t, null);
    }
    return ready(t, scheduler.selectCpu(t, why), why);
  }

  FakeSchedThread ready(FakeSchedThread t, int cpu, EnqueueReason why) {
    if (t.schedData() == null) {
      scheduler.addThread(t, null);
    }
    t.cpu = cpu;
    scheduler.enqueue(t, cpu, why);
    return t;
  }

  @Nullable FakeSchedThread pick(int cpu) {
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

  void leave(int cpu, EnqueueReason why) {
    FakeSchedThread t = (FakeSchedThread) Objects.requireNonNull(host.running(cpu));
    scheduler.stopping(t, cpu, true);
    t.running = false;
    host.setRunning(cpu, null);
    ready(t, cpu, why);
  }

  void block(int cpu) {
    FakeSchedThread t = (FakeSchedThread) Objects.requireNonNull(host.running(cpu));
    scheduler.stopping(t, cpu, false);
    t.running = false;
    host.setRunning(cpu, null);
    scheduler.blocked(t);
  }
}
