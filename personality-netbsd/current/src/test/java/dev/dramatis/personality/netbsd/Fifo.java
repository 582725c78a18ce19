package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.sched.EnqueueReason;
import dev.dramatis.spi.sched.SchedThread;
import dev.dramatis.spi.sched.Scheduler;
import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.spi.sched.SchedulerHost;
import dev.dramatis.spi.sched.ThreadQueue;
import org.jspecify.annotations.Nullable;

/** One line for all CPUs: the sternest test for a kernel whose run queues belong to CPUs. */
final class Fifo implements Scheduler {
  static final SchedulerFactory FACTORY =
      new SchedulerFactory() {
        @Override
        public String id() {
          return "fifo";
        }

        @Override
        public String title() {
          return "one line for all";
        }

        @Override
        public Scheduler create(SchedulerHost host) {
          return new Fifo(host);
        }
      };

  private final SchedulerHost host;
  private final ThreadQueue line = new ThreadQueue();

  private Fifo(SchedulerHost host) {
    this.host = host;
  }

  @Override
  public void enqueue(SchedThread t, int cpu, EnqueueReason why) {
    line.addLast(t);
    if (why != EnqueueReason.YIELD && why != EnqueueReason.PREEMPTED) {
      for (int i = 0; i < host.cpuCount(); i++) {
        if (host.running(i) == null && t.allowedOn(i)) {
          host.preempt(i);
          return;
        }
      }
    }
  }

  @Override
  public void dequeue(SchedThread t) {
    line.remove(t);
  }

  @Override
  public @Nullable SchedThread pickNext(int cpu, @Nullable SchedThread previous) {
    return line.pollFirstAllowedOn(cpu);
  }

  @Override
  public boolean shouldPreempt(int cpu, SchedThread current, SchedThread woken) {
    return false;
  }

  @Override
  public void tick(int cpu, SchedThread running) {
    if (!line.isEmpty()) {
      host.preempt(cpu);
    }
  }

  @Override
  public int queued(int cpu) {
    return line.size();
  }
}
