package dev.dramatis.sched.netbsd.m2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dramatis.spi.sched.EnqueueReason;
import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.testkit.FakeSchedThread;
import dev.dramatis.testkit.FakeSchedulerHost;
import dev.dramatis.testkit.SchedulerDesk;
import org.junit.jupiter.api.Test;

class M2Test {
  private static final long MS = 1_000_000;
  private static final long SECOND = 1_000 * MS;

  private final SchedulerDesk desk =
      new SchedulerDesk(Activator.factory(), new FakeSchedulerHost(1));

  @Test
  void shouldLowerAHogSliceBySliceToTheBottom() {
    FakeSchedThread hog = desk.ready(thread(1, 63), EnqueueReason.NEW);
    assertThat(hog.level).isEqualTo(63);
    desk.run(20 * MS);
    assertThat(hog.level).as("the shortest slice is 20 ms").isEqualTo(62);
    desk.run(20 * SECOND);
    assertThat(hog.level).isZero();
  }

  @Test
  void shouldRaiseSleepers() {
    FakeSchedThread t = desk.ready(thread(1, 20), EnqueueReason.NEW);
    desk.block(0);
    assertThat(t.level).isEqualTo(21);
    desk.ready(t, EnqueueReason.WAKEUP);
    assertThat(t.level).isEqualTo(21);
    desk.block(0);
    desk.run(2 * SECOND);
    desk.ready(t, EnqueueReason.WAKEUP);
    assertThat(t.level).as("after a second of sleep").isGreaterThanOrEqualTo(57);
  }

  @Test
  void shouldShareTheCpuAmongHogs() {
    FakeSchedThread a = desk.ready(thread(1, 40), EnqueueReason.NEW);
    desk.ready(thread(2, 40), EnqueueReason.NEW);
    desk.run(30 * SECOND);
    assertThat(a.cpuTime).isCloseTo(15 * SECOND, within(SECOND));
  }

  @Test
  void shouldLetFifoRunOn() {
    FakeSchedThread fifo = desk.ready(thread(1, 150).with(SchedClass.FIFO, 150), EnqueueReason.NEW);
    desk.ready(thread(2, 150).with(SchedClass.FIFO, 150), EnqueueReason.NEW);
    desk.run(SECOND);
    assertThat(fifo.cpuTime).isEqualTo(SECOND);
  }

  @Test
  void shouldTakeTurnsAmongRoundRobin() {
    FakeSchedThread a =
        desk.ready(thread(1, 0).with(SchedClass.ROUND_ROBIN, 150), EnqueueReason.NEW);
    desk.ready(thread(2, 0).with(SchedClass.ROUND_ROBIN, 150), EnqueueReason.NEW);
    desk.run(SECOND);
    assertThat(a.cpuTime).isEqualTo(SECOND / 2);
  }

  private static FakeSchedThread thread(int id, int priority) {
    return new FakeSchedThread(id).with(SchedClass.TIMESHARE, priority);
  }
}
