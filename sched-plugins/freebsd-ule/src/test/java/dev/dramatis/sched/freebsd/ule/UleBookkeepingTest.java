package dev.dramatis.sched.freebsd.ule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.sched.freebsd.common.Runq;
import dev.dramatis.spi.sched.EnqueueReason;
import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.testkit.FakeSchedThread;
import dev.dramatis.testkit.FakeSchedulerHost;
import dev.dramatis.testkit.SchedulerDesk;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The figures of a queue are what is in it, whatever happens: the load of a CPU is what runs and
 * waits there, the transferable threads are those that wait, and nobody who waits would be chosen
 * before the figure for the most urgent.
 */
class UleBookkeepingTest {
  private static final long MS = 1_000_000;
  private static final int THREADS = 12;
  private static final int STEPS = 3_000;

  private final List<FakeSchedThread> threads = new ArrayList<>();
  private final List<FakeSchedThread> blocked = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void shouldAgreeWithTheQueues(int cpus) {
    FakeSchedulerHost host = new FakeSchedulerHost(cpus);
    host.tickNanos = 1_000 * MS / 127;
    Ule ule = new Ule(host);
    SchedulerDesk desk = new SchedulerDesk(SchedulerFactory.of("ule", "ULE", h -> ule), host);
    SplittableRandom random = new SplittableRandom(cpus);
    for (int i = 1; i <= THREADS; i++) {
      FakeSchedThread t = new FakeSchedThread(i);
      if (i % 4 == 0) {
        t.with(i % 8 == 0 ? SchedClass.FIFO : SchedClass.IDLE, i % 8 == 0 ? 180 : 10);
      }
      threads.add(t);
      desk.ready(t, EnqueueReason.NEW);
    }
    for (int step = 0; step < STEPS; step++) {
      act(desk, random);
      for (int cpu = 0; cpu < cpus; cpu++) {
        check(ule.tdq(cpu), (FakeSchedThread) host.running(cpu));
      }
    }
  }

  private void act(SchedulerDesk desk, SplittableRandom random) {
    int cpu = random.nextInt(desk.host.cpuCount());
    boolean busy = desk.host.running(cpu) != null;
    switch (random.nextInt(5)) {
      case 0 -> {
        if (busy) {
          blocked.add(desk.block(cpu));
        }
      }
      case 1 -> {
        if (!blocked.isEmpty()) {
          FakeSchedThread t = blocked.remove(random.nextInt(blocked.size()));
          desk.ready(t, EnqueueReason.WAKEUP);
        }
      }
      case 2 -> {
        if (busy) {
          desk.leave(cpu, random.nextBoolean() ? EnqueueReason.YIELD : EnqueueReason.PREEMPTED);
        }
      }
      case 3 -> lend(desk, threads.get(random.nextInt(THREADS)), random.nextInt(100));
      default -> desk.run(random.nextLong(50 * MS));
    }
  }

  /** Somebody waits for the thread, or no longer. */
  private static void lend(SchedulerDesk desk, FakeSchedThread t, int boost) {
    boolean queued = TdSched.of(t).queuedOn != TdSched.NOCPU;
    if (queued) {
      desk.scheduler.dequeue(t);
    }
    t.priority += boost - t.boost;
    t.boost = boost;
    desk.scheduler.changed(t);
    if (queued) {
      desk.scheduler.enqueue(t, t.cpu(), EnqueueReason.REQUEUE);
    }
  }

  /**
   * tdq_setlowpri asks who would be chosen, which is exact to the line in the real-time queue, and
   * to the queue elsewhere: lines of the calendar queue say when, not how urgently.
   */
  private static int place(int pri) {
    int queue = Tdq.queueOf(pri);
    return queue == Tdq.REALTIME ? pri / Runq.PPQ : 1_000 * queue;
  }

  private void check(Tdq tdq, FakeSchedThread running) {
    int waiting = 0;
    for (FakeSchedThread t : threads) {
      TdSched ts = TdSched.of(t);
      if (ts.queuedOn == tdq.id) {
        waiting++;
        assertThat(place(ts.queuedPri))
            .as("thread %s", t.id())
            .isGreaterThanOrEqualTo(place(tdq.lowpri));
      }
    }
    assertThat(tdq.transferable).isEqualTo(waiting);
    assertThat(tdq.load).isEqualTo(waiting + (running == null ? 0 : 1));
  }
}
