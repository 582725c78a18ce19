package dev.dramatis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.engine.choice.RandomPolicy;
import dev.dramatis.simulation.RunResult;
import dev.dramatis.simulation.RunResult.Ending;
import dev.dramatis.simulation.RunResult.Failure;
import dev.dramatis.simulation.Simulation;
import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.Personality;
import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.Workload;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What every kernel personality owes to programs, whatever its original does inside. Derive a test
 * class and name the personality and a scheduler.
 */
public abstract class KernelContract {
  /** For test classes. */
  protected KernelContract() {}

  /** The personality under test. */
  protected abstract Personality personality();

  /** A scheduler to run it with. */
  protected abstract SchedulerFactory scheduler();

  /** Random programs per test; more for a thorough run. */
  protected int programs() {
    return 25;
  }

  private RunResult run(int cpus, Workload workload) {
    return Simulation.run(Runs.on(cpus, workload, personality(), scheduler()));
  }

  private RunResult complete(int cpus, Workload workload) {
    RunResult result = run(cpus, workload);
    Failure failure = result.failure();
    assertThat(failure == null ? "" : failure.report()).isEmpty();
    assertThat(result.ending()).isEqualTo(Ending.COMPLETED);
    return result;
  }

  private static UserThread created(UserThread thread) {
    return Objects.requireNonNull(thread, "the kernel refused to create a thread");
  }

  @Test
  void shouldCompleteRandomProgramsWithTheSameOutcomeOnAnyNumberOfCpus() {
    for (int seed = 0; seed < programs(); seed++) {
      RandomProgram program = RandomProgram.of(seed);
      complete(1, program);
      String alone = program.outcome();
      for (int cpus : new int[] {2, 4}) {
        complete(cpus, program);
        assertThat(program.outcome()).as("seed %d on %d CPUs", seed, cpus).isEqualTo(alone);
      }
      assertThat(alone)
          .contains("wrong joins 0")
          .contains("exclusion violations 0")
          .contains("early wakeups 0");
    }
  }

  @Test
  void shouldCompleteRandomProgramsWhenChanceDecidesWhoGoesNext() {
    for (int seed = 0; seed < programs(); seed++) {
      RandomProgram program = new RandomProgram(seed, 3, 5, false);
      complete(1, program);
      String inTime = program.outcome();
      RunResult result =
          Simulation.run(
              Runs.on(3, program, personality(), scheduler()).withSeed(seed),
              random -> new RandomPolicy(random));
      Failure failure = result.failure();
      assertThat(failure == null ? "" : failure.report()).isEmpty();
      assertThat(program.outcome()).as("seed %d", seed).isEqualTo(inTime);
    }
  }

  @Test
  void shouldHaveTheSameDigestInEveryRun() {
    for (int seed = 0; seed < 5; seed++) {
      RandomProgram program = RandomProgram.of(seed);
      assertThat(complete(2, program).digest()).isEqualTo(complete(2, program).digest());
    }
  }

  @Test
  void shouldHaveTheSameDigestUnderEveryKindOfCoroutine() {
    RandomProgram program = RandomProgram.of(7);
    String digest = complete(2, program).digest();
    String before = System.getProperty("dramatis.coroutines");
    System.setProperty("dramatis.coroutines", "virtual");
    try {
      assertThat(complete(2, program).digest()).isEqualTo(digest);
    } finally {
      if (before == null) {
        System.clearProperty("dramatis.coroutines");
      } else {
        System.setProperty("dramatis.coroutines", before);
      }
    }
  }

  @Test
  void shouldNotEndASleepEarly() {
    List<Long> oversleeps = new ArrayList<>();
    complete(
        2,
        Runs.program(user -> {
          for (long nanos : new long[] {1, 1_000, 999_999, 1_000_000, 10_000_000, 123_456_789}) {
            long start = user.now();
            user.sleep(nanos);
            oversleeps.add(user.now() - start - nanos);
          }
        }));
    assertThat(oversleeps).hasSize(6).allMatch(o -> o >= 0).allMatch(o -> o < 50_000_000L);
  }

  @Test
  void shouldReportADeadlockWithItsThreadsAndLocks() {
    RunResult result =
        run(
            2,
            Runs.program(user -> {
              UserMutex a = user.newMutex("fork-a");
              UserMutex b = user.newMutex("fork-b");
              UserThread other =
                  created(
                      user.create(
                          ThreadSpec.named("philosopher"),
                          u -> {
                            u.lock(b);
                            u.sleep(100_000_000);
                            u.lock(a);
                          }));
              user.lock(a);
              user.sleep(100_000_000);
              user.lock(b);
              user.join(other);
            }));
    assertThat(result.ending()).isEqualTo(Ending.FAILED);
    Failure failure = Objects.requireNonNull(result.failure());
    assertThat(failure.kind()).isEqualTo(Failure.Kind.DEADLOCK);
    assertThat(failure.report()).contains("fork-a by main").contains("fork-b by philosopher");
  }

  @Test
  void shouldKeepThreadsOnTheirCpus() {
    Set<Integer> seen = new HashSet<>();
    BitSet third = new BitSet();
    third.set(2);
    complete(
        4,
        Runs.program(user -> {
          List<UserThread> threads = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            threads.add(
                created(
                    user.create(
                        ThreadSpec.named("bound" + i).on(third),
                        u -> {
                          for (int n = 0; n < 5; n++) {
                            u.compute(3_000_000);
                            seen.add(u.self().context().cpu().id());
                            u.sleep(1_000_000);
                            seen.add(u.self().context().cpu().id());
                          }
                        })));
          }
          threads.forEach(user::join);
        }));
    assertThat(seen).containsExactly(2);
  }

  @Test
  void shouldMoveAThreadWhoseAffinityChanges() {
    int[] cpu = {-1};
    BitSet last = new BitSet();
    last.set(3);
    complete(
        4,
        Runs.program(user -> {
          assertThat(user.setAffinity(user.self(), last)).isZero();
          user.compute(1_000);
          cpu[0] = user.self().context().cpu().id();
        }));
    assertThat(cpu[0]).isEqualTo(3);
  }

  @Test
  void shouldJoinAThreadOnce() {
    List<Integer> results = new ArrayList<>();
    complete(
        2,
        Runs.program(user -> {
          UserThread child = created(user.create(ThreadSpec.named("child"), u -> u.compute(1_000)));
          results.add(user.join(child));
          results.add(user.join(child));
        }));
    assertThat(results).containsExactly(Errno.OK, Errno.ESRCH);
  }

  @Test
  void shouldRefuseToJoinItself() {
    int[] result = {0};
    complete(1, Runs.program(user -> result[0] = user.join(user.self())));
    assertThat(result[0]).isEqualTo(Errno.EDEADLK);
  }

  @Test
  void shouldRefuseToJoinADetachedThread() {
    int[] result = {0};
    complete(
        2,
        Runs.program(user -> {
          UserThread child =
              created(
                  user.create(ThreadSpec.named("child").asDetached(), u -> u.sleep(50_000_000)));
          result[0] = user.join(child);
        }));
    assertThat(result[0]).isIn(Errno.EINVAL, Errno.ESRCH);
  }

  @Test
  void shouldStopASuspendedThreadAndLetItGoOn() {
    long[] progress = new long[3];
    complete(
        2,
        Runs.program(user -> {
          long[] count = {0};
          boolean[] stop = {false};
          UserThread child =
              created(
                  user.create(
                      ThreadSpec.named("counter"),
                      u -> {
                        while (!stop[0]) {
                          u.compute(100_000);
                          count[0]++;
                        }
                      }));
          user.sleep(50_000_000);
          assertThat(user.suspend(child)).isZero();
          user.sleep(50_000_000);
          progress[0] = count[0];
          user.sleep(100_000_000);
          progress[1] = count[0];
          assertThat(user.resume(child)).isZero();
          user.sleep(100_000_000);
          progress[2] = count[0];
          stop[0] = true;
          user.join(child);
        }));
    assertThat(progress[1]).isEqualTo(progress[0]);
    assertThat(progress[2]).isGreaterThan(progress[1]);
  }

  @Test
  void shouldShareOneCpuAmongThreadsThatCompute() {
    long[] ends = new long[4];
    complete(
        1,
        Runs.program(user -> {
          List<UserThread> threads = new ArrayList<>();
          for (int i = 0; i < 4; i++) {
            int me = i;
            threads.add(
                created(
                    user.create(
                        ThreadSpec.named("hog" + i),
                        u -> {
                          u.compute(1_000_000_000);
                          ends[me] = u.now();
                        })));
          }
          threads.forEach(user::join);
        }));
    for (long end : ends) {
      assertThat(end).isBetween(3_000_000_000L, 4_500_000_000L);
    }
  }

  @Test
  void shouldTimeOutAWaitThatNobodySignals() {
    int[] result = {0};
    long[] waited = {0};
    complete(
        1,
        Runs.program(user -> {
          UserMutex mutex = user.newMutex("m");
          user.lock(mutex);
          long start = user.now();
          result[0] = user.await(user.newCondition("c"), mutex, start + 30_000_000);
          waited[0] = user.now() - start;
          user.unlock(mutex);
        }));
    assertThat(result[0]).isEqualTo(Errno.ETIMEDOUT);
    assertThat(waited[0]).isBetween(30_000_000L, 80_000_000L);
  }

  @Test
  void shouldRefuseToUnlockAMutexOfAnotherThread() {
    int[] results = {0, 0};
    complete(
        2,
        Runs.program(user -> {
          UserMutex mutex = user.newMutex("m");
          user.lock(mutex);
          UserThread child =
              created(
                  user.create(
                      ThreadSpec.named("thief"),
                      u -> {
                        results[0] = u.unlock(mutex);
                        results[1] = u.tryLock(mutex);
                      }));
          user.join(child);
          user.unlock(mutex);
        }));
    assertThat(results).containsExactly(Errno.EPERM, Errno.EBUSY);
  }

  @Test
  void shouldCreateAndJoinManyThreadsInTurn() {
    int[] joined = {0};
    complete(
        2,
        Runs.program(user -> {
          for (int i = 0; i < 2_000; i++) {
            UserThread child = created(user.create(ThreadSpec.named("short"), u -> u.compute(100)));
            if (user.join(child) == 0) {
              joined[0]++;
            }
          }
        }));
    assertThat(joined[0]).isEqualTo(2_000);
  }
}
