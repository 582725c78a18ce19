package dev.dramatis.sched.basic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.spi.sched.EnqueueReason;
import dev.dramatis.testkit.FakeSchedThread;
import dev.dramatis.testkit.FakeSchedulerHost;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Small threads go to small cores, and what outgrows them moves up. */
class CapacitySchedulerTest {
  private final FakeSchedulerHost host = new FakeSchedulerHost(2);
  private final Desk desk;

  CapacitySchedulerTest() {
    host.setCapacities(397, 1024);
    desk = new Desk(BasicSchedulers.capacity(), host);
  }

  @Test
  void shouldKeepAFifthOfTheCapacityFree() {
    assertThat(CapacityScheduler.fits(317, 397)).isTrue();
    assertThat(CapacityScheduler.fits(318, 397)).isFalse();
    assertThat(CapacityScheduler.fits(304, 381)).isTrue();
    assertThat(CapacityScheduler.fits(305, 381)).isFalse();
  }

  @Test
  void shouldStartANewThreadOnTheSmallestIdleCore() {
    FakeSchedThread t = desk.ready(new FakeSchedThread(1), EnqueueReason.NEW);
    assertThat(t.cpu).isZero();
  }

  @Test
  void shouldMoveAThreadUpThatHasOutgrownItsCore() {
    FakeSchedThread t = desk.ready(new FakeSchedThread(1), EnqueueReason.NEW);
    desk.pick(0);
    desk.pick(1);
    for (int i = 0; i < 50; i++) { // long enough for the utilisation to reach the capacity
      host.now += 10_000_000;
      desk.scheduler.tick(0, t);
    }
    assertThat(host.preempted.get(0)).isTrue();
    assertThat(desk.scheduler.selectCpu(t, EnqueueReason.PREEMPTED)).isEqualTo(1);
  }

  @Test
  void shouldLeaveALightThreadWhereItIs() {
    FakeSchedThread t = desk.ready(new FakeSchedThread(1), EnqueueReason.NEW);
    for (int i = 0; i < 50; i++) {
      assertThat(Objects.requireNonNull(desk.pick(0)).cpu).isZero();
      host.now += 5_000_000;
      desk.scheduler.tick(0, t);
      desk.block(0);
      assertThat(desk.pick(0)).isNull(); // the CPU is idle
      host.now += 15_000_000;
      desk.ready(t, EnqueueReason.WAKEUP);
    }
    assertThat(t.cpu).isZero();
    assertThat(host.preempted.isEmpty()).isTrue();
  }
}
