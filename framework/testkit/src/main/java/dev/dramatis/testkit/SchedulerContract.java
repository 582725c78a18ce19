package dev.dramatis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.spi.sched.EnqueueReason;
import dev.dramatis.spi.sched.SchedThread;
import dev.dramatis.spi.sched.Scheduler;
import dev.dramatis.spi.sched.SchedulerFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What every scheduler must keep, whatever its policy. Extend the class, say which factory is
 * meant, and run it with JUnit:
 *
 * <pre>{@code
 * class LotteryContractTest extends SchedulerContract {
 *   @Override
 *   protected SchedulerFactory factory() {
 *     return new LotteryFactory();
 *   }
 * }
 * }</pre>
 *
 * <p>The random tests drive the scheduler the way a kernel does, through {@link SchedulerDriver}; a
 * failure names the seed and the last steps.
 */
public abstract class SchedulerContract {
  private static final int STEPS = 2_000;

  /** For subclasses. */
  protected SchedulerContract() {}

  /** The scheduler to test. */
  protected abstract SchedulerFactory factory();

  /** A host with the parameters that the tests shall use; override to set some. */
  protected FakeSchedulerHost host(int cpuCount) {
    return new FakeSchedulerHost(cpuCount);
  }

  @Test
  void idIsUsableOnACommandLine() {
    assertThat(factory().id()).matches("[a-z0-9]+(-[a-z0-9]+)*");
    assertThat(factory().title()).isNotBlank().doesNotContain("\n");
  }

  @Test
  void everyRunGetsAnInstanceOfItsOwn() {
    SchedulerFactory factory = factory();
    assertThat(factory.create(host(2))).isNotSameAs(factory.create(host(2)));
  }

  @Test
  void nothingReadyMeansIdle() {
    Scheduler scheduler = factory().create(host(4));
    for (int cpu = 0; cpu < 4; cpu++) {
      assertThat(scheduler.pickNext(cpu, null)).isNull();
      assertThat(scheduler.queued(cpu)).isZero();
    }
    assertThat(scheduler.describe()).isNotBlank();
  }

  @Test
  void readyThreadIsReturnedOnce() {
    Scheduler scheduler = factory().create(host(1));
    FakeSchedThread t = ready(scheduler, new FakeSchedThread(1));
    assertThat(scheduler.queued(0)).isEqualTo(1);
    assertThat(scheduler.pickNext(0, null)).isSameAs(t);
    assertThat(scheduler.queued(0)).isZero();
    assertThat(scheduler.pickNext(0, null)).isNull();
  }

  @Test
  void dequeuedThreadIsNotReturned() {
    Scheduler scheduler = factory().create(host(1));
    FakeSchedThread a = ready(scheduler, new FakeSchedThread(1));
    FakeSchedThread b = ready(scheduler, new FakeSchedThread(2));
    FakeSchedThread c = ready(scheduler, new FakeSchedThread(3));
    scheduler.dequeue(b);
    List<SchedThread> picked = new ArrayList<>();
    for (SchedThread t = scheduler.pickNext(0, null); t != null; t = scheduler.pickNext(0, null)) {
      picked.add(t);
    }
    assertThat(picked).containsExactlyInAnyOrder(a, c);
  }

  @Test
  void boundThreadIsPlacedAndPickedOnItsCpuOnly() {
    for (int bound = 0; bound < 4; bound++) {
      Scheduler scheduler = factory().create(host(4));
      FakeSchedThread t = ready(scheduler, new FakeSchedThread(1).on(bound));
      for (int cpu = 0; cpu < 4; cpu++) {
        if (cpu != bound) {
          assertThat(scheduler.pickNext(cpu, null)).as("CPU %s", cpu).isNull();
        }
      }
      assertThat(scheduler.pickNext(bound, null)).isSameAs(t);
    }
  }

  @Test
  void adoptedThreadsAreAllThere() {
    Scheduler scheduler = factory().create(host(2));
    for (int id = 1; id <= 10; id++) {
      FakeSchedThread t = new FakeSchedThread(id);
      t.cpu = id % 2;
      scheduler.addThread(t, null);
      scheduler.enqueue(t, scheduler.selectCpu(t, EnqueueReason.ADOPTED), EnqueueReason.ADOPTED);
    }
    int found = 0;
    for (int cpu = 0; cpu < 2; cpu++) {
      while (scheduler.pickNext(cpu, null) != null) {
        found++;
      }
    }
    assertThat(found).isEqualTo(10);
  }

  @Test
  void keepsTheContractOnOneCpu() {
    drive(1, 20);
  }

  @Test
  void keepsTheContractOnFourCpus() {
    drive(4, 30);
  }

  @Test
  void keepsTheContractOnManyCpus() {
    drive(130, 3);
  }

  @Test
  void equalHistoriesGiveEqualDecisions() {
    for (long seed = 100; seed < 105; seed++) {
      assertThat(decisions(seed)).isEqualTo(decisions(seed));
    }
  }

  private List<Integer> decisions(long seed) {
    SchedulerDriver driver = new SchedulerDriver(factory(), host(4), seed);
    driver.run(STEPS);
    return driver.picked();
  }

  private void drive(int cpuCount, int seeds) {
    for (long seed = 1; seed <= seeds; seed++) {
      SchedulerDriver driver = new SchedulerDriver(factory(), host(cpuCount), seed);
      driver.run(STEPS);
      driver.drain();
    }
  }

  private static FakeSchedThread ready(Scheduler scheduler, FakeSchedThread t) {
    scheduler.addThread(t, null);
    int cpu = scheduler.selectCpu(t, EnqueueReason.NEW);
    assertThat(t.allowedOn(cpu)).as("selectCpu gave CPU %s", cpu).isTrue();
    scheduler.enqueue(t, cpu, EnqueueReason.NEW);
    t.cpu = cpu;
    return t;
  }
}
