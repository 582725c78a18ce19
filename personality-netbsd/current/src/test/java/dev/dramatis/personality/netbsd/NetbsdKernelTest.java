package dev.dramatis.personality.netbsd;

import static dev.dramatis.personality.netbsd.Runs.completed;
import static dev.dramatis.personality.netbsd.Runs.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.simulation.RunResult;
import dev.dramatis.simulation.RunResult.Failure;
import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.UserCondition;
import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.spi.workload.ThreadSpec;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetbsdKernelTest {
  @Test
  void shouldRunOneThreadToItsEnd() {
    completed(
        run(
            1,
            w ->
                w.launch(
                    w.newProcess("p"), ThreadSpec.named("t"), user -> user.compute(1_000_000))));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void shouldYieldAmongManyThreads(int cpus) {
    completed(
        run(
            cpus,
            w -> {
              int p = w.newProcess("p");
              for (int i = 0; i < 20; i++) {
                w.launch(
                    p,
                    ThreadSpec.named("t" + i),
                    user -> {
                      for (int n = 0; n < 200; n++) {
                        user.yield();
                      }
                    });
              }
            }));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void shouldPreemptComputingThreads(int cpus) {
    completed(
        run(
            cpus,
            w -> {
              int p = w.newProcess("p");
              for (int i = 0; i < 10; i++) {
                w.launch(p, ThreadSpec.named("t" + i), user -> user.compute(50_000_000));
              }
            }));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void shouldCreateAndJoin(int cpus) {
    List<Integer> results = new ArrayList<>();
    completed(
        run(
            cpus,
            w ->
                w.launch(
                    w.newProcess("p"),
                    ThreadSpec.named("main"),
                    user -> {
                      for (int n = 0; n < 50; n++) {
                        UserThread child =
                            user.create(ThreadSpec.named("child"), u -> u.compute(10_000));
                        results.add(child == null ? -1 : user.join(child));
                      }
                    })));
    assertThat(results).hasSize(50).containsOnly(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void shouldReuseDetachedCorpses(int cpus) {
    completed(
        run(
            cpus,
            w ->
                w.launch(
                    w.newProcess("p"),
                    ThreadSpec.named("main"),
                    user -> {
                      for (int n = 0; n < 50; n++) {
                        user.create(ThreadSpec.named("child").asDetached(), u -> u.compute(1_000));
                        user.yield();
                      }
                    })));
  }

  @Test
  void shouldRoundSleepUpToTicksPlusOne() {
    List<Long> ends = new ArrayList<>();
    completed(
        run(
            1,
            w ->
                w.launch(
                    w.newProcess("p"),
                    ThreadSpec.named("t"),
                    user -> {
                      user.sleepUntil(25_000_000);
                      ends.add(user.now());
                    })));
    // 25 ms are 3 ticks, and one more: the 4th tick from the start.
    assertThat(ends.get(0)).isBetween(40_000_000L, 40_100_000L);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void shouldExcludeOneAnother(int cpus) {
    int[] inside = {0};
    int[] total = {0};
    completed(
        run(
            cpus,
            w -> {
              int p = w.newProcess("p");
              UserMutex mutex = w.newMutex("m");
              for (int i = 0; i < 8; i++) {
                w.launch(
                    p,
                    ThreadSpec.named("t" + i),
                    user -> {
                      for (int n = 0; n < 100; n++) {
                        user.lock(mutex);
                        inside[0]++;
                        user.compute(20_000);
                        assertThat(inside[0]).isEqualTo(1);
                        inside[0]--;
                        total[0]++;
                        user.unlock(mutex);
                        user.compute(10_000);
                      }
                    });
              }
            }));
    assertThat(total[0]).isEqualTo(800);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void shouldPassSignalsThroughConditions(int cpus) {
    int[] turn = {0};
    completed(
        run(
            cpus,
            w -> {
              int p = w.newProcess("p");
              UserMutex mutex = w.newMutex("m");
              UserCondition condition = w.newCondition("c");
              for (int i = 0; i < 2; i++) {
                int me = i;
                w.launch(
                    p,
                    ThreadSpec.named("t" + i),
                    user -> {
                      for (int n = 0; n < 100; n++) {
                        user.lock(mutex);
                        while (turn[0] % 2 != me) {
                          user.await(condition, mutex);
                        }
                        turn[0]++;
                        user.signal(condition);
                        user.unlock(mutex);
                      }
                    });
              }
            }));
    assertThat(turn[0]).isEqualTo(200);
  }

  @Test
  void shouldTimeOutOnCondition() {
    List<Integer> results = new ArrayList<>();
    completed(
        run(
            1,
            w -> {
              UserMutex mutex = w.newMutex("m");
              UserCondition condition = w.newCondition("c");
              w.launch(
                  w.newProcess("p"),
                  ThreadSpec.named("t"),
                  user -> {
                    user.lock(mutex);
                    results.add(user.await(condition, mutex, 5_000_000));
                    user.unlock(mutex);
                  });
            }));
    assertThat(results).containsExactly(Errno.ETIMEDOUT);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void shouldSuspendAndResume(int cpus) {
    List<Integer> results = new ArrayList<>();
    completed(
        run(
            cpus,
            w -> {
              int p = w.newProcess("p");
              UserThread worker =
                  w.launch(p, ThreadSpec.named("worker"), user -> user.compute(100_000_000));
              w.launch(
                  p,
                  ThreadSpec.named("boss"),
                  user -> {
                    user.sleep(1_000_000);
                    results.add(user.suspend(worker));
                    user.sleep(50_000_000);
                    results.add(user.resume(worker));
                    results.add(user.join(worker));
                  });
            }));
    assertThat(results).containsExactly(0, 0, 0);
  }

  @Test
  void shouldRefuseToWaitForOneself() {
    List<Integer> results = new ArrayList<>();
    completed(
        run(
            1,
            w ->
                w.launch(
                    w.newProcess("p"),
                    ThreadSpec.named("t"),
                    user -> results.add(user.join(user.self())))));
    assertThat(results).containsExactly(Errno.EDEADLK);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void shouldMoveWhereAffinityWantsIt(int cpus) {
    completed(
        run(
            cpus,
            w ->
                w.launch(
                    w.newProcess("p"),
                    ThreadSpec.named("t"),
                    user -> {
                      for (int n = 0; n < 10; n++) {
                        BitSet set = new BitSet();
                        set.set(n % cpus);
                        assertThat(user.setAffinity(user.self(), set)).isZero();
                        assertThat(user.self().context().cpu().id()).isEqualTo(n % cpus);
                        user.compute(1_000_000);
                      }
                    })));
  }

  @Test
  void shouldChangeScheduling() {
    List<Integer> results = new ArrayList<>();
    completed(
        run(
            1,
            w ->
                w.launch(
                    w.newProcess("p"),
                    ThreadSpec.named("t"),
                    user -> {
                      results.add(user.setScheduling(user.self(), SchedClass.FIFO, 50, 0));
                      results.add(user.setScheduling(user.self(), SchedClass.FIFO, 0, 0));
                    })));
    assertThat(results).containsExactly(0, Errno.EINVAL);
  }

  @Test
  void shouldReportDeadlock() {
    RunResult result =
        run(
            2,
            w -> {
              int p = w.newProcess("p");
              UserMutex a = w.newMutex("a");
              UserMutex b = w.newMutex("b");
              w.launch(
                  p,
                  ThreadSpec.named("t1"),
                  user -> {
                    user.lock(a);
                    user.sleep(1_000_000);
                    user.lock(b);
                  });
              w.launch(
                  p,
                  ThreadSpec.named("t2"),
                  user -> {
                    user.lock(b);
                    user.sleep(1_000_000);
                    user.lock(a);
                  });
            });
    assertThat(result.failure()).isNotNull();
    assertThat(result.failure().kind()).isEqualTo(Failure.Kind.DEADLOCK);
  }

  @Test
  void shouldDoTheSameAgain() {
    RunResult once = mixed();
    RunResult again = mixed();
    assertThat(again.digest()).isEqualTo(once.digest());
    assertThat(once.events()).isGreaterThan(1000);
  }

  private static RunResult mixed() {
    return completed(
        run(
            4,
            w -> {
              int p = w.newProcess("p");
              UserMutex mutex = w.newMutex("m");
              for (int i = 0; i < 12; i++) {
                w.launch(
                    p,
                    ThreadSpec.named("t" + i),
                    user -> {
                      for (int n = 0; n < 20; n++) {
                        user.compute(user.random().nextInt(3_000_000));
                        user.lock(mutex);
                        user.compute(100_000);
                        user.unlock(mutex);
                        user.sleep(user.random().nextInt(20_000_000));
                      }
                    });
              }
            }));
  }
}
