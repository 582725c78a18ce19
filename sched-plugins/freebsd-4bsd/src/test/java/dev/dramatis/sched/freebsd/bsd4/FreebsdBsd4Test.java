package dev.dramatis.sched.freebsd.bsd4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dramatis.spi.sched.EnqueueReason;
import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.testkit.FakeSchedThread;
import dev.dramatis.testkit.FakeSchedulerHost;
import dev.dramatis.testkit.SchedulerDesk;
import org.junit.jupiter.api.Test;

class FreebsdBsd4Test {
  private static final long SECOND = 1_000_000_000L;
  private static final long STAT_TICK = SECOND / 127;

  private final SchedulerDesk desk = desk(1);

  @Test
  void shouldStartAtTheNiceValueAndTellTheKernel() {
    FakeSchedThread t = desk.queue(new FakeSchedThread(1), 0, EnqueueReason.NEW);
    assertThat(t.level).isEqualTo(223 - 140);
    assertThat(t.levels).isEqualTo(104);
  }

  @Test
  void shouldChargeAHogOnePriorityForEightTicks() {
    FakeSchedThread hog = desk.ready(new FakeSchedThread(1), EnqueueReason.NEW);
    desk.run(80 * STAT_TICK);
    assertThat(hog.level).isEqualTo(223 - 150);
  }

  @Test
  void shouldShareTheCpuAmongEqualsAndFavourTheLessNice() {
    FakeSchedThread a = desk.ready(new FakeSchedThread(1), EnqueueReason.NEW);
    FakeSchedThread b = desk.ready(new FakeSchedThread(2), EnqueueReason.NEW);
    FakeSchedThread nice = new FakeSchedThread(3);
    nice.nice = 19;
    desk.ready(nice, EnqueueReason.NEW);
    desk.run(60 * SECOND);
    assertThat(a.cpuTime).isCloseTo(b.cpuTime, within(3 * SECOND));
    assertThat(nice.cpuTime).isLessThan(a.cpuTime / 2);
  }

  @Test
  void shouldLetAnyCpuTakeFromTheCommonQueue() {
    SchedulerDesk two = desk(2);
    two.ready(new FakeSchedThread(1), 0, EnqueueReason.NEW);
    FakeSchedThread t = two.queue(new FakeSchedThread(2), 0, EnqueueReason.NEW);
    assertThat(two.pick(1)).isSameAs(t);
  }

  @Test
  void shouldWakeAnIdleCpu() {
    SchedulerDesk two = desk(2);
    two.ready(new FakeSchedThread(1), 0, EnqueueReason.NEW);
    FakeSchedThread t = two.ready(new FakeSchedThread(2), EnqueueReason.NEW);
    assertThat(t.cpu).isEqualTo(1);
    assertThat(t.running).isTrue();
  }

  @Test
  void shouldKeepBoundThreadsInTheQueueOfTheirCpu() {
    SchedulerDesk two = desk(2);
    FakeSchedThread bound = two.queue(new FakeSchedThread(1).on(1), 1, EnqueueReason.NEW);
    assertThat(two.scheduler.pickNext(0, null)).isNull();
    assertThat(two.scheduler.queued(1)).isEqualTo(1);
    assertThat(two.pick(1)).isSameAs(bound);
  }

  @Test
  void shouldPutRealTimeFirstAndIdleLast() {
    desk.queue(new FakeSchedThread(1).with(SchedClass.IDLE, 200), 0, EnqueueReason.NEW);
    FakeSchedThread share = desk.queue(new FakeSchedThread(2), 0, EnqueueReason.NEW);
    FakeSchedThread real =
        desk.queue(new FakeSchedThread(3).with(SchedClass.FIFO, 40), 0, EnqueueReason.NEW);
    assertThat(desk.pick(0)).isSameAs(real);
    desk.block(0);
    assertThat(desk.host.running(0)).isSameAs(share);
  }

  private static SchedulerDesk desk(int cpuCount) {
    FakeSchedulerHost host = new FakeSchedulerHost(cpuCount);
    host.tickNanos = STAT_TICK;
    return new SchedulerDesk(Activator.factory(), host);
  }
}
