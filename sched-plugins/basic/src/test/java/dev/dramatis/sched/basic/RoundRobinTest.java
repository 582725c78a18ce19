package dev.dramatis.sched.basic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dramatis.spi.sched.EnqueueReason;
import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.spi.sched.Scheduler;
import dev.dramatis.testkit.FakeSchedThread;
import dev.dramatis.testkit.FakeSchedulerHost;
import org.junit.jupiter.api.Test;

class RoundRobinTest {
  private static final long MS = 1_000_000;

  @Test
  void shouldServeInOrderOfArrivalWhateverThePriority() {
    Desk desk = new Desk(BasicSchedulers.roundRobin(), new FakeSchedulerHost(1));
    FakeSchedThread low =
        desk.ready(new FakeSchedThread(1).with(SchedClass.IDLE, 0), 0, EnqueueReason.NEW);
    FakeSchedThread high =
        desk.ready(new FakeSchedThread(2).with(SchedClass.FIFO, 255), 0, EnqueueReason.NEW);
    assertThat(desk.pick(0)).isSameAs(low);
    desk.leave(0, EnqueueReason.PREEMPTED);
    assertThat(desk.pick(0)).isSameAs(high);
    assertThat(desk.scheduler.shouldPreempt(0, low, high)).isFalse();
  }

  @Test
  void shouldEndATurnOnlyWhenTheQuantumIsUsedAndSomebodyWaits() {
    FakeSchedulerHost host = new FakeSchedulerHost(1).with("quantum", 3 * MS);
    Desk desk = new Desk(BasicSchedulers.roundRobin(), host);
    FakeSchedThread a = desk.ready(new FakeSchedThread(1), 0, EnqueueReason.NEW);
    desk.pick(0);
    a.ranFor = 5 * MS;
    desk.scheduler.tick(0, a);
    assertThat(host.preempted.get(0)).as("alone").isFalse();
    desk.ready(new FakeSchedThread(2), 0, EnqueueReason.NEW);
    a.ranFor = 3 * MS - 1;
    desk.scheduler.tick(0, a);
    assertThat(host.preempted.get(0)).as("quantum left").isFalse();
    a.ranFor = 3 * MS;
    desk.scheduler.tick(0, a);
    assertThat(host.preempted.get(0)).isTrue();
  }

  @Test
  void shouldSpreadNewThreadsOverIdleCpusThenOverTheShortestLines() {
    Desk desk = new Desk(BasicSchedulers.roundRobin(), new FakeSchedulerHost(3));
    for (int id = 1; id <= 6; id++) {
      desk.ready(new FakeSchedThread(id), EnqueueReason.NEW);
    }
    for (int cpu = 0; cpu < 3; cpu++) {
      assertThat(desk.scheduler.queued(cpu)).isEqualTo(2);
    }
  }

  @Test
  void shouldStealFromTheLongestLineWhatIsAllowed() {
    Desk desk = new Desk(BasicSchedulers.roundRobin(), new FakeSchedulerHost(3));
    desk.ready(new FakeSchedThread(1), 0, EnqueueReason.WAKEUP);
    desk.ready(new FakeSchedThread(2).on(0, 1), 1, EnqueueReason.WAKEUP);
    FakeSchedThread third = desk.ready(new FakeSchedThread(3), 1, EnqueueReason.WAKEUP);
    assertThat(desk.pick(2)).isSameAs(third);
    assertThat(desk.scheduler.queued(1)).isEqualTo(1);
  }

  @Test
  void shouldWakeOnTheOldCpuIfIdleElseOnAnIdleOneElseStay() {
    Desk desk = new Desk(BasicSchedulers.roundRobin(), new FakeSchedulerHost(3));
    FakeSchedThread t = new FakeSchedThread(9);
    t.cpu = 1;
    desk.scheduler.addThread(t, null);
    assertThat(desk.scheduler.selectCpu(t, EnqueueReason.WAKEUP)).isEqualTo(1);
    desk.ready(new FakeSchedThread(1), 1, EnqueueReason.WAKEUP);
    assertThat(desk.scheduler.selectCpu(t, EnqueueReason.WAKEUP)).isEqualTo(2);
    desk.ready(new FakeSchedThread(2), 2, EnqueueReason.WAKEUP);
    assertThat(desk.scheduler.selectCpu(t, EnqueueReason.WAKEUP)).isZero();
    desk.ready(new FakeSchedThread(3), 0, EnqueueReason.WAKEUP);
    assertThat(desk.scheduler.selectCpu(t, EnqueueReason.WAKEUP)).isEqualTo(1);
  }

  @Test
  void shouldAvoidCpusThatAreOffline() {
    FakeSchedulerHost host = new FakeSchedulerHost(2);
    host.offline.set(0);
    Scheduler scheduler = BasicSchedulers.roundRobin().create(host);
    FakeSchedThread t = new FakeSchedThread(1);
    scheduler.addThread(t, null);
    for (EnqueueReason why : EnqueueReason.values()) {
      assertThat(scheduler.selectCpu(t, why)).as("%s", why).isEqualTo(1);
    }
  }

  @Test
  void shouldRefuseAnEmptyQuantum() {
    FakeSchedulerHost host = new FakeSchedulerHost(1).with("quantum", 0);
    assertThatThrownBy(() -> BasicSchedulers.roundRobin().create(host))
        .hasMessageContaining("scheduler.quantum");
  }
}
