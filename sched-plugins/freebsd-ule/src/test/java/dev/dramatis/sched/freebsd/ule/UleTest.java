package dev.dramatis.sched.freebsd.ule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dramatis.spi.sched.EnqueueReason;
import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.testkit.FakeSchedThread;
import dev.dramatis.testkit.FakeSchedulerHost;
import dev.dramatis.testkit.SchedulerDesk;
import org.junit.jupiter.api.Test;

class UleTest {
  private static final long MS = 1_000_000;
  private static final long SECOND = 1_000 * MS;
  private static final long STAT_TICK = SECOND / 127;

  private final SchedulerDesk desk = desk(1);

  @Test
  void shouldTellTheKernelWhatAHogIsWorth() {
    FakeSchedThread hog = desk.ready(new FakeSchedThread(1), EnqueueReason.NEW);
    assertThat(hog.levels).isEqualTo(104);
    desk.run(20 * SECOND);
    assertThat(hog.level).as("the worst without a nice value is 203").isEqualTo(223 - 203);
  }

  @Test
  void shouldFindSleepersInteractive() {
    FakeSchedThread t = desk.ready(new FakeSchedThread(1), EnqueueReason.NEW);
    desk.run(20 * MS);
    desk.block(0);
    desk.run(SECOND);
    desk.ready(t, EnqueueReason.WAKEUP);
    assertThat(t.level).isBetween(223 - UlePriority.MAX_INTERACT, 223 - 120);
  }

  @Test
  void shouldLetHogsTakeTurnsThatShrinkWithTheirNumber() {
    FakeSchedThread[] hogs = new FakeSchedThread[3];
    for (int i = 0; i < hogs.length; i++) {
      hogs[i] = desk.ready(new FakeSchedThread(i + 1), EnqueueReason.NEW);
    }
    desk.run(30 * SECOND);
    for (FakeSchedThread hog : hogs) {
      assertThat(hog.cpuTime).isCloseTo(10 * SECOND, within(SECOND / 2));
    }
  }

  @Test
  void shouldNotStarveTheNice() {
    FakeSchedThread normal = desk.ready(new FakeSchedThread(1), EnqueueReason.NEW);
    FakeSchedThread nice = new FakeSchedThread(2);
    nice.nice = 19;
    desk.ready(nice, EnqueueReason.NEW);
    desk.run(30 * SECOND);
    assertThat(nice.cpuTime).isBetween(SECOND, normal.cpuTime - 1);
  }

  @Test
  void shouldPreemptForInteractiveThreadsOnOtherCpusAndOnTheOwn() {
    FakeSchedThread hog = desk.ready(new FakeSchedThread(1), EnqueueReason.NEW);
    desk.run(5 * SECOND);
    FakeSchedThread woken = interactive();
    desk.queue(woken, 0, EnqueueReason.WAKEUP);
    assertThat(desk.scheduler.shouldPreempt(0, hog, woken)).isTrue();
  }

  @Test
  void shouldNotPreemptAnotherCpuForABatchThread() {
    FakeSchedThread hog = desk.ready(new FakeSchedThread(1), EnqueueReason.NEW);
    desk.run(5 * SECOND);
    FakeSchedThread batch = new FakeSchedThread(2);
    batch.nice = -20;
    desk.scheduler.addThread(batch, hog);
    desk.queue(batch, 0, EnqueueReason.NEW);
    assertThat(batch.level).isGreaterThan(hog.level);
    assertThat(desk.scheduler.shouldPreempt(0, hog, batch)).as("from another CPU").isFalse();
    desk.host.currentCpu = 0;
    desk.host.preempted.clear();
    assertThat(desk.scheduler.shouldPreempt(0, hog, batch)).as("at once").isFalse();
    assertThat(desk.host.preempted.get(0)).as("at the return to user mode").isTrue();
  }

  @Test
  void shouldPlaceOnIdleCpusThenBalance() {
    SchedulerDesk four = desk(4);
    for (int id = 1; id <= 4; id++) {
      four.ready(new FakeSchedThread(id), EnqueueReason.NEW);
    }
    for (int cpu = 0; cpu < 4; cpu++) {
      assertThat(four.host.running(cpu)).as("CPU %s", cpu).isNotNull();
    }
  }

  @Test
  void shouldMoveWaitingThreadsToCpusThatIdle() {
    SchedulerDesk two = desk(2);
    two.ready(new FakeSchedThread(1), 0, EnqueueReason.NEW);
    FakeSchedThread waits = two.queue(new FakeSchedThread(2), 0, EnqueueReason.NEW);
    two.run(3 * SECOND);
    assertThat(waits.running).isTrue();
    assertThat(waits.cpuTime).isGreaterThan(SECOND);
    assertThat(two.host.running(0)).isNotNull();
    assertThat(two.host.running(1)).isNotNull();
  }

  @Test
  void shouldStealWhenACpuRunsDry() {
    SchedulerDesk two = desk(2);
    two.ready(new FakeSchedThread(1), 0, EnqueueReason.NEW);
    two.ready(new FakeSchedThread(2), 1, EnqueueReason.NEW);
    FakeSchedThread first = two.queue(new FakeSchedThread(3), 0, EnqueueReason.NEW);
    two.block(1);
    assertThat(two.host.running(1)).isSameAs(first);
  }

  @Test
  void shouldRoundRobinThreeHogsOnTwoCpus() {
    SchedulerDesk two = desk(2);
    FakeSchedThread[] hogs = new FakeSchedThread[3];
    for (int i = 0; i < hogs.length; i++) {
      hogs[i] = two.ready(new FakeSchedThread(i + 1), EnqueueReason.NEW);
    }
    two.run(60 * SECOND);
    for (FakeSchedThread hog : hogs) {
      assertThat(hog.cpuTime).isCloseTo(40 * SECOND, within(8 * SECOND));
    }
  }

  @Test
  void shouldChargeTheHeirForTheDead() {
    FakeSchedThread heir = interactive();
    FakeSchedThread dead = desk.ready(new FakeSchedThread(2), EnqueueReason.NEW);
    desk.run(3 * SECOND);
    desk.scheduler.stopping(dead, 0, false);
    dead.running = false;
    desk.host.setRunning(0, null);
    desk.scheduler.removeThread(dead);
    int before = heir.level;
    desk.scheduler.collected(dead, heir);
    assertThat(heir.level).isLessThan(before);
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

  /** A thread that slept for the last second. */
  private FakeSchedThread interactive() {
    FakeSchedThread t = new FakeSchedThread(9);
    desk.scheduler.addThread(t, null);
    desk.scheduler.blocked(t);
    desk.host.now += SECOND;
    desk.scheduler.enqueue(t, 0, EnqueueReason.WAKEUP);
    desk.scheduler.dequeue(t);
    return t;
  }

  private static SchedulerDesk desk(int cpuCount) {
    FakeSchedulerHost host = new FakeSchedulerHost(cpuCount);
    host.tickNanos = STAT_TICK;
    return new SchedulerDesk(Activator.factory(), host);
  }
}
