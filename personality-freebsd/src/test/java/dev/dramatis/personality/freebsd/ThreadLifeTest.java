package dev.dramatis.personality.freebsd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.sched.basic.BasicSchedulers;
import dev.dramatis.simulation.RunConfig;
import dev.dramatis.simulation.RunResult;
import dev.dramatis.simulation.RunResult.Ending;
import dev.dramatis.simulation.Simulation;
import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.spi.trace.EventKind;
import dev.dramatis.spi.trace.TraceSink;
import dev.dramatis.spi.workload.Program;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.testkit.Runs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Lives of threads as only this kernel shapes them. */
class ThreadLifeTest {
  /**
   * Threads that exist in process 0 of a machine with one CPU: the task queue, init and the idle
   * thread.
   */
  private static final int KERNEL_THREADS = 3;

  /** Lives and deaths with the longest way to the grave: by callout and task. */
  static void longLives() {
    ThreadLifeTest lives = new ThreadLifeTest();
    lives.shouldReapForgottenZombiesByTheSecondCallout();
    lives.shouldAllowOneMoreThreadAfterOneWasReaped();
  }

  private record Seen(long time, EventKind kind, int thread, long arg) {}

  private static List<Seen> run(int cpus, Map<String, String> options, Program main) {
    List<Seen> seen = new ArrayList<>();
    TraceSink sink = (time, kind, cpu, thread, arg) -> seen.add(new Seen(time, kind, thread, arg));
    RunConfig config =
        Runs.on(cpus, Runs.program(main), new FreebsdPersonality(), BasicSchedulers.priority())
            .withOptions(options, Map.of())
            .withSinks(List.of(sink));
    RunResult result = Simulation.run(config);
    assertThat(result.failure()).isNull();
    assertThat(result.ending()).isEqualTo(Ending.COMPLETED);
    return seen;
  }

  private static long timeOf(List<Seen> seen, EventKind kind, int thread) {
    return seen.stream()
        .filter(s -> s.kind == kind && s.thread == thread)
        .findFirst()
        .orElseThrow()
        .time;
  }

  private static UserThread created(UserThread thread) {
    return Objects.requireNonNull(thread);
  }

  @Test
  void shouldRefuseThreadsBeforeTheReserveIsTouched() {
    int[] granted = {1};
    run(
        1,
        Map.of("maxthread", "200"),
        user -> {
          while (user.create(ThreadSpec.named("sleeper"), u -> u.sleep(1_000_000_000)) != null) {
            granted[0]++;
          }
        });
    // the hundredth from the end is already out of reach
    assertThat(granted[0]).isEqualTo(200 - 101 - KERNEL_THREADS);
  }

  @Test
  void shouldAllowOneMoreThreadAfterOneWasReaped() {
    List<Boolean> granted = new ArrayList<>();
    run(
        1,
        Map.of("maxthread", "120"),
        user -> {
          UserThread first =
              created(user.create(ThreadSpec.named("first"), u -> u.sleep(100_000_000)));
          while (user.create(ThreadSpec.named("sleeper"), u -> u.sleep(1_000_000_000)) != null) {
            // until the limit
          }
          user.join(first);
          user.sleep(1_000_000);
          for (int i = 0; i < 2; i++) {
            granted.add(user.create(ThreadSpec.named("late"), u -> u.sleep(1_000_000_000)) != null);
          }
        });
    assertThat(granted).containsExactly(true, false);
  }

  @Test
  void shouldRefuseThreadsBeyondTheLimitOfAProcess() {
    int[] granted = {1};
    run(
        1,
        Map.of("max-threads-per-proc", "10"),
        user -> {
          while (user.create(ThreadSpec.named("sleeper"), u -> u.sleep(1_000_000)) != null) {
            granted[0]++;
          }
        });
    assertThat(granted[0]).isEqualTo(10);
  }

  @Test
  void shouldReapZombiesWhenAThreadIsCreated() {
    List<Seen> seen =
        run(
            1,
            Map.of(),
            user -> {
              UserThread a = created(user.create(ThreadSpec.named("a"), u -> {}));
              user.join(a);
              user.sleep(1_000_000);
              UserThread b = created(user.create(ThreadSpec.named("b"), u -> {}));
              user.join(b);
            });
    long reaped = timeOf(seen, EventKind.THREAD_REAP, 2);
    assertThat(reaped)
        .isBetween(
            timeOf(seen, EventKind.THREAD_EXIT, 2), timeOf(seen, EventKind.THREAD_CREATE, 3));
  }

  @Test
  void shouldReapForgottenZombiesByTheSecondCallout() {
    List<Seen> seen =
        run(
            1,
            Map.of(),
            user -> {
              user.join(created(user.create(ThreadSpec.named("a"), u -> {})));
              user.sleep(20_000_000_000L);
            });
    long age = timeOf(seen, EventKind.THREAD_REAP, 2) - timeOf(seen, EventKind.THREAD_EXIT, 2);
    assertThat(age).isBetween(1L, 10_001_000_000L);
  }

  @Test
  void shouldLetAJoinerGoOnBeforeTheThreadIsGone() {
    List<Seen> seen =
        run(
            2,
            Map.of(),
            user ->
                user.join(created(user.create(ThreadSpec.named("a"), u -> u.compute(1_000_000)))));
    assertThat(timeOf(seen, EventKind.THREAD_READY, 1))
        .isLessThan(timeOf(seen, EventKind.THREAD_EXIT, 2));
  }

  @Test
  void shouldNotTickOnIdleCpus() {
    List<Seen> seen = run(1, Map.of(), user -> user.sleep(2_000_000_000L));
    assertThat(seen.stream().filter(s -> s.kind == EventKind.IRQ_ENTER)).hasSizeLessThan(3);
  }

  @Test
  void shouldSleepToTheNanosecondWithoutTicks() {
    long[] late = {0};
    run(
        1,
        Map.of(),
        user -> {
          long deadline = user.now() + 1_234_567;
          user.sleepUntil(deadline);
          late[0] = user.now() - deadline;
        });
    assertThat(late[0]).isBetween(0L, 10_000L);
  }

  @Test
  void shouldRefuseToSuspendTheCaller() {
    int[] result = {0};
    run(1, Map.of(), user -> result[0] = user.suspend(user.self()));
    assertThat(result[0]).isEqualTo(Errno.EDEADLK);
  }

  @Test
  void shouldNotFindAThreadThatHasEnded() {
    int[] results = {0, 0};
    run(
        1,
        Map.of(),
        user -> {
          UserThread a = created(user.create(ThreadSpec.named("a"), u -> {}));
          user.join(a);
          results[0] = user.suspend(a);
          results[1] = user.setScheduling(a, SchedClass.FIFO, 10, 0);
        });
    assertThat(results).containsOnly(Errno.ESRCH);
  }

  @Test
  void shouldPreemptForAMoreUrgentThread() {
    List<String> order = new ArrayList<>();
    run(
        1,
        Map.of(),
        user -> {
          UserThread urgent =
              created(
                  user.create(
                      ThreadSpec.named("urgent").scheduled(SchedClass.FIFO, 50, 0),
                      u -> {
                        u.sleep(1_000_000);
                        order.add("urgent");
                      }));
          user.compute(5_000_000);
          order.add("main");
          user.join(urgent);
        });
    assertThat(order).containsExactly("urgent", "main");
  }

  @Test
  void shouldLetARunningThreadTakeAMutexBeforeTheOneThatWasWoken() {
    List<Seen> seen =
        run(
            1,
            Map.of(),
            user -> {
              UserMutex m = user.newMutex("m");
              user.lock(m);
              UserThread waiter =
                  created(
                      user.create(
                          ThreadSpec.named("waiter"),
                          u -> {
                            u.lock(m);
                            u.unlock(m);
                          }));
              user.sleep(1_000_000);
              user.unlock(m);
              user.lock(m); // no hand-off: the word is free
              user.unlock(m);
              user.join(waiter);
            });
    List<Integer> takers =
        seen.stream().filter(s -> s.kind == EventKind.LOCK_ACQUIRE).map(Seen::thread).toList();
    assertThat(takers).containsExactly(1, 1, 2);
  }

  @Test
  void shouldEvaluateTheAssertionsOfThreadExit() {
    RunResult result =
        Simulation.run(
            Runs.on(
                2,
                Runs.program(
                    user -> user.join(created(user.create(ThreadSpec.named("a"), u -> {})))),
                new FreebsdPersonality(),
                BasicSchedulers.priority()));
    assertThat(result.checks())
        .filteredOn(c -> c.function().equals("thread_exit") && c.evaluations() > 0)
        .extracting(c -> c.id())
        .contains("A20", "A22", "A23", "A24", "A26");
  }
}
