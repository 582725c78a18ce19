package dev.dramatis.sched.basic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.spi.sched.EnqueueReason;
import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.testkit.FakeSchedThread;
import dev.dramatis.testkit.FakeSchedulerHost;
import org.junit.jupiter.api.Test;

class PrioritySchedulerTest {
  private static final long MS = 1_000_000;

  private final FakeSchedulerHost host = new FakeSchedulerHost(1).with("quantum", 10 * MS);
  private final Desk desk = new Desk(BasicSchedulers.priority(), host);

  @Test
  void shouldPickTheMostUrgentAndTheFirstAmongEquals() {
    FakeSchedThread low = desk.ready(thread(1, SchedClass.TIMESHARE, 0), 0, EnqueueReason.NEW);
    FakeSchedThread high = desk.ready(thread(2, SchedClass.TIMESHARE, 255), 0, EnqueueReason.NEW);
    FakeSchedThread equal = desk.ready(thread(3, SchedClass.TIMESHARE, 255), 0, EnqueueReason.NEW);
    FakeSchedThread middle = desk.ready(thread(4, SchedClass.TIMESHARE, 64), 0, EnqueueReason.NEW);
    assertThat(desk.scheduler.pickNext(0, null)).isSameAs(high);
    assertThat(desk.scheduler.pickNext(0, null)).isSameAs(equal);
    assertThat(desk.scheduler.pickNext(0, null)).isSameAs(middle);
    assertThat(desk.scheduler.pickNext(0, null)).isSameAs(low);
    assertThat(desk.scheduler.pickNext(0, null)).isNull();
  }

  @Test
  void shouldLetEqualsTakeTurns() {
    FakeSchedThread a = desk.ready(thread(1, SchedClass.ROUND_ROBIN, 200), 0, EnqueueReason.NEW);
    FakeSchedThread b = desk.ready(thread(2, SchedClass.ROUND_ROBIN, 200), 0, EnqueueReason.NEW);
    assertThat(desk.pick(0)).isSameAs(a);
    host.now = 9 * MS;
    desk.scheduler.tick(0, a);
    assertThat(host.preempted.get(0)).isFalse();
    host.now = 10 * MS;
    desk.scheduler.tick(0, a);
    assertThat(host.preempted.get(0)).isTrue();
    desk.leave(0, EnqueueReason.PREEMPTED);
    assertThat(desk.pick(0)).isSameAs(b);
  }

  @Test
  void shouldLetFifoRunUntilItBlocks() {
    FakeSchedThread a = desk.ready(thread(1, SchedClass.FIFO, 200), 0, EnqueueReason.NEW);
    FakeSchedThread b = desk.ready(thread(2, SchedClass.FIFO, 200), 0, EnqueueReason.NEW);
    desk.pick(0);
    host.now = 1_000 * MS;
    desk.scheduler.tick(0, a);
    assertThat(host.preempted.get(0)).isFalse();
    desk.block(0);
    assertThat(desk.pick(0)).isSameAs(b);
  }

  @Test
  void shouldPutADisplacedThreadInFrontWithTheRestOfItsTurn() {
    FakeSchedThread a = desk.ready(thread(1, SchedClass.TIMESHARE, 100), 0, EnqueueReason.NEW);
    desk.ready(thread(2, SchedClass.TIMESHARE, 100), 0, EnqueueReason.NEW);
    desk.pick(0);
    host.now = 6 * MS;
    FakeSchedThread urgent = desk.ready(thread(3, SchedClass.FIFO, 200), 0, EnqueueReason.WAKEUP);
    assertThat(desk.scheduler.shouldPreempt(0, a, urgent)).isTrue();
    desk.leave(0, EnqueueReason.PREEMPTED);
    assertThat(desk.pick(0)).isSameAs(urgent);
    host.now = 20 * MS;
    desk.block(0);
    assertThat(desk.pick(0)).isSameAs(a);
    host.now = 24 * MS;
    desk.scheduler.tick(0, a);
    assertThat(host.preempted.get(0)).as("6 + 4 ms used").isTrue();
  }

  @Test
  void shouldGiveALoneThreadAFreshTurn() {
    FakeSchedThread a = desk.ready(thread(1, SchedClass.TIMESHARE, 100), 0, EnqueueReason.NEW);
    desk.pick(0);
    host.now = 10 * MS;
    desk.scheduler.tick(0, a);
    desk.ready(thread(2, SchedClass.TIMESHARE, 100), 0, EnqueueReason.NEW);
    host.now = 15 * MS;
    desk.scheduler.tick(0, a);
    assertThat(host.preempted.get(0)).isFalse();
  }

  @Test
  void shouldGiveWayWhenARunningThreadBecomesLessUrgent() {
    FakeSchedThread a = desk.ready(thread(1, SchedClass.TIMESHARE, 150), 0, EnqueueReason.NEW);
    desk.ready(thread(2, SchedClass.TIMESHARE, 100), 0, EnqueueReason.NEW);
    desk.pick(0);
    a.priority = 101;
    desk.scheduler.changed(a);
    assertThat(host.preempted.get(0)).isFalse();
    a.priority = 99;
    desk.scheduler.changed(a);
    assertThat(host.preempted.get(0)).isTrue();
  }

  @Test
  void shouldPlaceOnTheCpuWithTheLeastUrgentThreadWhenNoneIsIdle() {
    Desk wide = new Desk(BasicSchedulers.priority(), new FakeSchedulerHost(3));
    int[] priorities = {150, 90, 120};
    for (int cpu = 0; cpu < 3; cpu++) {
      wide.ready(thread(cpu + 1, SchedClass.TIMESHARE, priorities[cpu]), cpu, EnqueueReason.NEW);
      wide.pick(cpu);
    }
    FakeSchedThread t = thread(9, SchedClass.TIMESHARE, 140);
    wide.scheduler.addThread(t, null);
    assertThat(wide.scheduler.selectCpu(t, EnqueueReason.WAKEUP)).isEqualTo(1);
    t.on(0, 2);
    assertThat(wide.scheduler.selectCpu(t, EnqueueReason.WAKEUP)).isEqualTo(2);
    t.priority = 80;
    assertThat(wide.scheduler.selectCpu(t, EnqueueReason.WAKEUP)).as("nobody gives way").isZero();
  }

  @Test
  void shouldStealTheMostUrgentThatIsAllowed() {
    Desk wide = new Desk(BasicSchedulers.priority(), new FakeSchedulerHost(3));
    wide.ready(thread(1, SchedClass.TIMESHARE, 100), 0, EnqueueReason.NEW);
    wide.ready(thread(2, SchedClass.TIMESHARE, 130).on(0, 1), 1, EnqueueReason.NEW);
    FakeSchedThread best = wide.ready(thread(3, SchedClass.TIMESHARE, 120), 1, EnqueueReason.NEW);
    assertThat(wide.pick(2)).isSameAs(best);
  }

  @Test
  void shouldNotPutTwoUrgentThreadsOnOneCpuWhileAnotherRunsSomethingLess() {
    Desk wide = new Desk(BasicSchedulers.priority(), new FakeSchedulerHost(2));
    for (int cpu = 0; cpu < 2; cpu++) {
      wide.ready(thread(cpu + 1, SchedClass.TIMESHARE, 50), cpu, EnqueueReason.NEW);
      wide.pick(cpu);
    }
    FakeSchedThread first = wide.ready(thread(8, SchedClass.FIFO, 220), EnqueueReason.WAKEUP);
    FakeSchedThread second = wide.ready(thread(9, SchedClass.FIFO, 210), EnqueueReason.WAKEUP);
    assertThat(first.cpu).isZero();
    assertThat(second.cpu).isEqualTo(1);
  }

  private static FakeSchedThread thread(int id, SchedClass schedClass, int priority) {
    return new FakeSchedThread(id).with(schedClass, priority);
  }
}
