package dev.dramatis.sched.netbsd.bsd4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dramatis.spi.hardware.Topology;
import dev.dramatis.spi.hardware.Topology.Place;
import dev.dramatis.spi.sched.EnqueueReason;
import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.testkit.FakeSchedThread;
import dev.dramatis.testkit.FakeSchedulerHost;
import dev.dramatis.testkit.SchedulerDesk;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetbsdBsd4Test {
  private static final long MS = 1_000_000;
  private static final long SECOND = 1_000 * MS;

  private final SchedulerDesk desk =
      new SchedulerDesk(Activator.factory(), new FakeSchedulerHost(1));

  @Test
  void shouldStartAt43AndTellTheKernel() {
    FakeSchedThread t = desk.queue(new FakeSchedThread(1), 0, EnqueueReason.NEW);
    assertThat(t.level).isEqualTo(43);
    assertThat(t.levels).isEqualTo(64);
    t.nice = -20;
    desk.scheduler.dequeue(t);
    desk.scheduler.changed(t);
    assertThat(t.level).isEqualTo(63);
  }

  @Test
  void shouldChargeAHogUntilTheLoadAverageRises() {
    FakeSchedThread hog = desk.ready(new FakeSchedThread(1), EnqueueReason.NEW);
    desk.run(900 * MS);
    // 15 times 1024 in 90 ticks: seven priorities
    assertThat(hog.level).isEqualTo(43 - 15 * 1024 / 2048);
    desk.run(200 * MS);
    assertThat(hog.level)
        .as("without load average nothing is left after a second")
        .isGreaterThanOrEqualTo(41);
  }

  @Test
  void shouldShareTheCpuAmongEquals() {
    FakeSchedThread a = desk.ready(new FakeSchedThread(1), EnqueueReason.NEW);
    FakeSchedThread b = desk.ready(new FakeSchedThread(2), EnqueueReason.NEW);
    desk.run(20 * SECOND);
    assertThat(a.cpuTime).isCloseTo(10 * SECOND, within(SECOND / 2));
    assertThat(a.cpuTime + b.cpuTime).isEqualTo(20 * SECOND);
  }

  @Test
  void shouldFavourTheLessNice() {
    FakeSchedThread normal = desk.ready(new FakeSchedThread(1), EnqueueReason.NEW);
    FakeSchedThread nice = new FakeSchedThread(2);
    nice.nice = 19;
    desk.ready(nice, EnqueueReason.NEW);
    desk.run(20 * SECOND);
    assertThat(normal.cpuTime).isGreaterThan(3 * nice.cpuTime);
  }

  @Test
  void shouldLetASleeperDisplaceAHog() {
    FakeSchedThread sleeper = desk.ready(new FakeSchedThread(1), EnqueueReason.NEW);
    desk.block(0);
    FakeSchedThread hog = desk.ready(new FakeSchedThread(2), EnqueueReason.NEW);
    desk.run(850 * MS);
    desk.leave(0, EnqueueReason.YIELD);
    desk.ready(sleeper, EnqueueReason.WAKEUP);
    assertThat(desk.host.running(0)).isSameAs(sleeper);
    assertThat(hog.level).isLessThan(sleeper.level);
  }

  @Test
  void shouldObeyBoostsAndRealTime() {
    desk.queue(new FakeSchedThread(1), 0, EnqueueReason.NEW);
    FakeSchedThread boosted = new FakeSchedThread(2);
    boosted.priority = 70;
    boosted.boost = 30;
    desk.queue(boosted, 0, EnqueueReason.NEW);
    FakeSchedThread fifo =
        desk.queue(new FakeSchedThread(3).with(SchedClass.FIFO, 150), 0, EnqueueReason.NEW);
    assertThat(desk.pick(0)).isSameAs(fifo);
    desk.block(0);
    assertThat(desk.host.running(0)).isSameAs(boosted);
  }

  @Test
  void shouldChargeTheCollector() {
    FakeSchedThread parent = desk.ready(new FakeSchedThread(1), EnqueueReason.NEW);
    desk.block(0);
    FakeSchedThread child = desk.ready(new FakeSchedThread(2), EnqueueReason.NEW);
    desk.run(600 * MS);
    desk.scheduler.stopping(child, 0, false);
    child.running = false;
    desk.host.setRunning(0, null);
    desk.scheduler.removeThread(child);
    desk.scheduler.collected(child, parent);
    parent.nice = 1;
    desk.scheduler.changed(parent);
    assertThat(parent.level).isEqualTo(63 - 21 - 10 * 1024 / 2048);
  }

  /** Of its inheritance nothing is left after seconds without load; then all counts. */
  @Test
  void shouldChargeAParentWithWhatItsChildUsedBeyondItsInheritance() {
    FakeSchedThread parent = desk.ready(new FakeSchedThread(1), EnqueueReason.NEW);
    desk.run(600 * MS);
    FakeSchedThread child = new FakeSchedThread(2);
    desk.scheduler.addThread(child, parent);
    desk.scheduler.removeThread(child);
    desk.scheduler.processCollected(child, parent);
    parent.nice = 1;
    desk.scheduler.changed(parent);
    int charges = 10;
    assertThat(parent.level).isEqualTo(63 - 21 - 2 * charges * 1024 / 2048);
  }

  @Test
  void shouldNotChargeAParentForWhatItsChildHadFromIt() {
    FakeSchedThread parent = desk.ready(new FakeSchedThread(1), EnqueueReason.NEW);
    desk.run(20 * SECOND + 500 * MS);
    FakeSchedThread child = new FakeSchedThread(2);
    desk.scheduler.addThread(child, parent);
    int before = parent.level;
    desk.scheduler.removeThread(child);
    desk.scheduler.processCollected(child, parent);
    parent.nice = 1;
    desk.scheduler.changed(parent);
    assertThat(parent.level).isEqualTo(before - 1).isLessThan(63 - 21);
  }

  @Test
  void shouldSpreadNewThreadsAndPreferWholeCores() {
    FakeSchedulerHost host =
        new FakeSchedulerHost(
            new Topology(List.of(place(0, 0), place(0, 1), place(1, 0), place(1, 1)), List.of()),
            1);
    SchedulerDesk smt = new SchedulerDesk(Activator.factory(), host);
    FakeSchedThread a = smt.ready(new FakeSchedThread(1), EnqueueReason.NEW);
    FakeSchedThread b = smt.ready(new FakeSchedThread(2), EnqueueReason.NEW);
    assertThat(List.of(a.cpu, b.cpu)).containsExactly(0, 2);
  }

  @Test
  void shouldMakeIdleCpusStealAtTheirNextTick() {
    SchedulerDesk two = new SchedulerDesk(Activator.factory(), new FakeSchedulerHost(2));
    two.ready(new FakeSchedThread(1), 0, EnqueueReason.NEW);
    two.run(50 * MS);
    FakeSchedThread waits = two.queue(new FakeSchedThread(2), 0, EnqueueReason.NEW);
    two.run(50 * MS);
    assertThat(waits.cpu).isEqualTo(1);
    assertThat(waits.running).isTrue();
  }

  private static Place place(int core, int thread) {
    return new Place(0, 0, 0, core, core, thread, 0);
  }
}
