package dev.dramatis.personality.freebsd;

import static dev.dramatis.personality.freebsd.Lab.MS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dramatis.simulation.RunConfig;
import dev.dramatis.simulation.Simulation;
import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.spi.workload.Program;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.testkit.Runs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * FreeBSD's own schedulers under FreeBSD's own kernel: their figures are its priorities, to the
 * last digit, and every other part of the kernel goes by them.
 */
class NativeSchedulersTest {
  private static final SchedulerFactory ULE = dev.dramatis.sched.freebsd.ule.Activator.factory();
  private static final SchedulerFactory BSD4 = dev.dramatis.sched.freebsd.bsd4.Activator.factory();

  private final List<Object> seen = new ArrayList<>();

  private static void run(SchedulerFactory scheduler, int cpus, Program main) {
    run(scheduler, cpus, Map.of(), main);
  }

  private static void run(
      SchedulerFactory scheduler, int cpus, Map<String, String> parameters, Program main) {
    RunConfig config =
        Runs.on(cpus, Runs.program(main), new FreebsdPersonality(), scheduler)
            .withOptions(Map.of(), parameters);
    Lab.completes(Simulation.run(config));
  }

  static List<SchedulerFactory> both() {
    return List.of(ULE, BSD4);
  }

  /** SCHED_PRI_MIN and a part of SCHED_PRI_RANGE, for a thread that has done nothing but run. */
  private static int batchPriority(long statTicks) {
    int ran = (int) (statTicks * Clock.STAT_NANOS / Clock.TICK_NANOS);
    int total = Math.max(ran, Clock.HZ);
    int rounded = (total + 31) / 32;
    return 172 + Math.min(ran / rounded, 31);
  }

  // ---- ULE

  @Test
  void shouldMakeAHogLessUrgentAsItsShareOfTheWindowGrows() {
    run(
        ULE,
        1,
        user -> {
          KThread td = Lab.kthread(user);
          for (int i = 0; i < 30; i++) {
            user.compute(50 * MS);
            long statTicks = user.now() / Clock.STAT_NANOS;
            assertThat(td.baseUserPri)
                .as("after %s ticks", statTicks)
                .isEqualTo((short) batchPriority(statTicks));
          }
        });
  }

  @Test
  void shouldTreatASleeperAsInteractive() {
    run(
        ULE,
        1,
        user -> {
          KThread td = Lab.kthread(user);
          for (int i = 0; i < 10; i++) {
            user.sleep(100 * MS);
          }
          assertThat(td.userPri).isEqualTo((short) 120);
        });
  }

  /** kern.sched.static_boost: whoever was a hog before is not one of the last when it wakes. */
  @Test
  void shouldRaiseASleeperToTheMiddleUntilItIsBackInUserMode() {
    run(
        ULE,
        1,
        user -> {
          UserThread hog =
              Lab.thread(
                  user,
                  u -> {
                    u.compute(300 * MS);
                    u.sleep(50 * MS);
                    seen.add((int) Lab.kthread(u).priority);
                    u.compute(50 * MS);
                  });
          KThread td = Lab.kthread(hog);
          user.sleep(320 * MS);
          assertThat(td.isSleeping()).isTrue();
          seen.add((int) td.priority);
          user.join(hog);
        });
    assertThat(seen.get(0)).as("asleep").isEqualTo(152);
    assertThat((int) seen.get(1)).as("in user mode").isGreaterThan(172);
  }

  @Test
  void shouldLeaveSleepersAloneWithoutStaticBoost() {
    run(
        ULE,
        1,
        Map.of("kern.sched.static_boost", "0"),
        user -> {
          UserThread hog =
              Lab.thread(
                  user,
                  u -> {
                    u.compute(300 * MS);
                    u.sleep(50 * MS);
                  });
          KThread td = Lab.kthread(hog);
          user.sleep(320 * MS);
          seen.add(td.priority > 172);
          user.join(hog);
        });
    assertThat(seen).containsExactly(true);
  }

  @Test
  void shouldGiveTheKernelsOwnPriorityForSleepsIfStaticBoostIsOne() {
    run(
        ULE,
        1,
        Map.of("kern.sched.static_boost", "1"),
        user -> {
          UserThread sleeper = Lab.thread(user, u -> u.sleep(50 * MS));
          KThread td = Lab.kthread(sleeper);
          user.sleep(MS);
          seen.add((int) td.priority);
          user.join(sleeper);
        });
    assertThat(seen).containsExactly(SleepQueues.PWAIT);
  }

  @Test
  void shouldLetAnInteractiveThreadRunAtOnceWhenItWakes() {
    run(
        ULE,
        1,
        user -> {
          UserThread hog = Lab.thread(user, u -> u.compute(1000 * MS));
          for (int i = 1; i <= 8; i++) {
            user.sleepUntil(i * (100 * MS));
            seen.add(user.now() - i * (100 * MS) < MS / 10);
          }
          user.join(hog);
        });
    assertThat(seen).doesNotContain(false).hasSize(8);
  }

  /** sched_fork, as against sched_fork_thread. */
  @Test
  void shouldChargeForProcessesButNotForThreads() {
    run(
        ULE,
        1,
        user -> {
          KThread td = Lab.kthread(user);
          user.sleep(40 * MS);
          seen.add((int) td.baseUserPri);
          for (int i = 0; i < 6; i++) {
            user.join(Lab.thread(user, u -> {}));
          }
          seen.add((int) td.baseUserPri);
          for (int i = 0; i < 6; i++) {
            Lab.await(user, Lab.fork(user, u -> {}).process(), 0);
          }
          seen.add((int) td.baseUserPri > 140);
        });
    assertThat(seen.get(1)).isEqualTo(seen.get(0));
    assertThat(seen.get(2)).isEqualTo(true);
  }

  // ---- 4BSD

  /** On one CPU eight ticks cost one priority, and that counts at once. */
  @Test
  void shouldCountTicksIntoThePriorityOfTheRunningThread() {
    run(
        BSD4,
        1,
        user -> {
          KThread td = Lab.kthread(user);
          for (int i = 0; i < 12; i++) {
            user.compute(60 * MS);
            int estcpu = (int) (user.now() / Clock.STAT_NANOS);
            assertThat((int) td.priority).as("estcpu %s", estcpu).isEqualTo(140 + estcpu / 8);
            assertThat(td.userPri).isEqualTo(td.priority);
          }
        });
  }

  @Test
  void shouldSleepAtThePriorityOfTheWait() {
    run(
        BSD4,
        1,
        user -> {
          UserThread sleeper =
              Lab.thread(
                  user,
                  u -> {
                    u.sleep(50 * MS);
                    seen.add((int) Lab.kthread(u).priority);
                  });
          KThread td = Lab.kthread(sleeper);
          user.sleep(MS);
          seen.add((int) td.priority);
          user.join(sleeper);
        });
    assertThat(seen).containsExactly(SleepQueues.PWAIT, 140);
  }

  // ---- both

  @ParameterizedTest
  @MethodSource("both")
  void shouldFollowTheNiceValue(SchedulerFactory scheduler) {
    run(
        scheduler,
        1,
        user -> {
          KThread td = Lab.kthread(user);
          user.compute(MS);
          int before = td.priority;
          user.setScheduling(user.self(), dev.dramatis.spi.sched.SchedClass.TIMESHARE, 0, 7);
          user.compute(MS);
          seen.add(td.priority - before);
        });
    assertThat(seen).containsExactly(7);
  }

  @ParameterizedTest
  @MethodSource("both")
  void shouldReturnToItsOwnPriorityFromAnotherClass(SchedulerFactory scheduler) {
    run(
        scheduler,
        1,
        user -> {
          KThread td = Lab.kthread(user);
          user.compute(MS);
          seen.add(td.userPri);
          user.setScheduling(user.self(), dev.dramatis.spi.sched.SchedClass.FIFO, 50, 0);
          user.setScheduling(user.self(), dev.dramatis.spi.sched.SchedClass.TIMESHARE, 0, 0);
          seen.add(td.userPri);
          assertThat(td.priority).isEqualTo(td.userPri);
        });
    assertThat(seen.get(1)).isEqualTo(seen.get(0));
  }

  @ParameterizedTest
  @CsvSource({
    "kern.sched.interact, many, a whole number is expected",
    "kern.sched.slice, 20, 'a number with ns, us, ms or s is expected'",
    "kern.sched.slice, ms, 'a number with ns, us, ms or s is expected'",
    "kern.sched.slice, 99999999999999999999s, 'a number with ns, us, ms or s is expected'"
  })
  void shouldRefuseParametersThatMeanNothing(String name, String value, String mend) {
    assertThatThrownBy(() -> run(ULE, 1, Map.of(name, value), user -> {}))
        .hasStackTraceContaining("scheduler." + name + "=" + value + ": " + mend);
  }

  /** Random programs with every mode of single-threading, under both. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void shouldWeatherStorms(int cpus) {
    for (int seed = 0; seed < 6; seed++) {
      SingleThreadingStormTest.Outcome outcome = new SingleThreadingStormTest.Outcome();
      Lab.completes(
          SingleThreadingStormTest.storm(
              seed, cpus, seed % 3 == 0, outcome, "", both().get(seed % 2)));
      assertThat(outcome.ended).isTrue();
    }
  }

  /** Sleepers, hogs and lock holders on four CPUs, with the queues checked whenever one wakes. */
  @ParameterizedTest
  @MethodSource("both")
  void shouldKeepTheirQueuesInOrder(SchedulerFactory scheduler) {
    run(
        scheduler,
        4,
        user -> {
          UserMutex m = user.newMutex("m");
          List<UserThread> threads = new ArrayList<>();
          for (int i = 0; i < 10; i++) {
            int kind = i % 3;
            threads.add(
                Lab.created(user.create(ThreadSpec.named("t" + i), u -> mixed(u, m, kind))));
          }
          threads.forEach(user::join);
        });
  }

  private static void mixed(dev.dramatis.spi.workload.User user, UserMutex m, int kind) {
    for (int i = 0; i < 40; i++) {
      switch (kind) {
        case 0 -> user.compute(10 * MS);
        case 1 -> {
          user.sleep(3 * MS);
          Invariants.check(Lab.kthread(user).k);
        }
        default -> {
          user.lock(m);
          user.compute(MS);
          user.unlock(m);
        }
      }
    }
  }
}
