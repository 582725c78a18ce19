package dev.dramatis.personality.freebsd;

import static dev.dramatis.personality.freebsd.Lab.MS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.engine.choice.RandomPolicy;
import dev.dramatis.sched.basic.BasicSchedulers;
import dev.dramatis.simulation.RunConfig;
import dev.dramatis.simulation.RunResult;
import dev.dramatis.simulation.RunResult.Ending;
import dev.dramatis.simulation.Simulation;
import dev.dramatis.spi.kernel.Kernel.CheckCount;
import dev.dramatis.spi.kernel.ProcessStatus;
import dev.dramatis.spi.kernel.Signals;
import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.User;
import dev.dramatis.testkit.Runs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random programs of creations, exits, joins, detachments, suspensions, stops and requests for
 * single-threading in all modes, in random order on several CPUs: every run ends, the invariants of
 * the model hold whenever somebody looks, and nothing is left behind.
 */
class SingleThreadingStormTest {
  private static final int SEEDS = Integer.getInteger("dramatis.storms", 12);

  /** A storm lasts some 20 ms; one that does not end at all is not waited for. */
  private static final long LIMIT = 500 * MS;

  static final class Outcome {
    Kern kernel;
    boolean ended;
  }

  private static RunResult storm(int seed, int cpus, boolean random, Outcome outcome) {
    return storm(seed, cpus, random, outcome, "");
  }

  /** The same on a kernel with a fault. */
  static RunResult storm(int seed, int cpus, boolean random, Outcome outcome, String mutant) {
    SchedulerFactory scheduler =
        seed % 2 == 0 ? BasicSchedulers.roundRobin() : BasicSchedulers.priority();
    return storm(seed, cpus, random, outcome, mutant, scheduler);
  }

  /** The same under a scheduler of one's choice. */
  static RunResult storm(
      int seed,
      int cpus,
      boolean random,
      Outcome outcome,
      String mutant,
      SchedulerFactory scheduler) {
    RunConfig config =
        Runs.on(
                cpus,
                Runs.program(user -> parent(user, new SplittableRandom(seed), outcome)),
                new FreebsdPersonality(),
                scheduler)
            .withOptions(
                Map.of(
                    "hardened",
                    "single-exit-wakeup,boundary-count",
                    "mutate",
                    mutant,
                    "uid",
                    "0"), // the child changes its user, and still must be told to stop
                Map.of())
            .withSeed(seed)
            .until(LIMIT);
    return random ? Simulation.run(config, RandomPolicy::new) : Simulation.run(config);
  }

  /** Watches its child, stops it now and then, and looks whether all is well. */
  private static void parent(User user, SplittableRandom random, Outcome outcome) {
    KThread td = Lab.kthread(user);
    outcome.kernel = td.k;
    SplittableRandom forChild = random.split();
    UserThread child = Lab.fork(user, u -> child(u, forChild));
    for (int i = 0; i < 12; i++) {
      user.sleep(random.nextLong(MS / 2));
      switch (random.nextInt(4)) {
        case 0 -> user.kill(child.process(), Signals.SIGSTOP);
        case 1 -> user.kill(child.process(), Signals.SIGCONT);
        case 2 -> totalStop(td, child.process());
        default -> Invariants.check(td.k);
      }
    }
    user.kill(child.process(), random.nextInt(3) == 0 ? Signals.SIGKILL : Signals.SIGCONT);
    ProcessStatus status = new ProcessStatus();
    user.awaitProcess(child.process(), 0, status);
    // the next process gets what the first has left, thread and all
    UserThread next = Lab.fork(user, u -> {});
    user.awaitProcess(next.process(), 0, status);
    barrier(td);
    Invariants.check(td.k);
    assertThat(td.k.reaper.count()).isZero();
    outcome.ended = true;
  }

  /** Stops another process for a moment, from outside. */
  private static void totalStop(KThread td, int process) {
    Proc p = td.k.procs.numbered(process);
    if (p == null || p.state != Proc.PRS_NORMAL) {
      return;
    }
    p.mtx.lock(td);
    boolean alive = p.state == Proc.PRS_NORMAL && (p.flag & Proc.P_WEXIT) == 0;
    if (alive && td.k.single.threadSingle(td, p, SingleThreading.ALLPROC)) {
      td.k.single.threadSingleEnd(td, p, SingleThreading.ALLPROC);
    }
    p.mtx.unlock(td);
    td.k.asts.userReturn(td);
  }

  private static void barrier(KThread td) {
    Proc own = td.proc();
    own.mtx.lock(td);
    own.mtx.unlock(td);
    td.k.reapBarrier.threadReapBarrier(td);
    td.k.asts.userReturn(td);
  }

  private static void child(User user, SplittableRandom random) {
    UserMutex m = user.newMutex("m");
    List<UserThread> threads = new ArrayList<>();
    int n = 1 + random.nextInt(4);
    for (int i = 0; i < n; i++) {
      SplittableRandom own = random.split();
      UserThread t = user.create(ThreadSpec.named("t" + i), u -> work(u, m, threads, own));
      if (t != null) {
        threads.add(t);
        if (random.nextInt(4) == 0) {
          user.detach(t);
        }
      }
    }
    work(user, m, threads, random);
    switch (random.nextInt(4)) {
      case 0 -> user.exitProcess(0);
      case 1 -> user.exec(u -> u.compute(MS / 10));
      default -> {
        for (UserThread t : threads) {
          user.resume(t);
          user.join(t);
        }
      }
    }
  }

  private static void work(
      User user, UserMutex m, List<UserThread> threads, SplittableRandom random) {
    for (int i = 0; i < 6; i++) {
      switch (random.nextInt(9)) {
        case 0 -> user.compute(random.nextLong(MS / 4));
        case 1 -> user.sleep(random.nextLong(MS / 2));
        case 2 -> {
          user.lock(m);
          user.yield();
          user.unlock(m);
        }
        case 3 -> {
          UserThread t = user.create(ThreadSpec.named("short"), u -> u.compute(1_000));
          if (t != null) {
            user.join(t);
          }
        }
        case 4 -> alone(Lab.kthread(user));
        case 5 -> user.call("rfork", KernFork.RFFDG);
        case 6 -> brieflySuspend(user, threads, random);
        case 7 -> user.call("setuid", random.nextInt(3));
        default -> user.yield();
      }
    }
  }

  private static void brieflySuspend(User user, List<UserThread> threads, SplittableRandom random) {
    if (!threads.isEmpty()) {
      UserThread victim = threads.get(random.nextInt(threads.size()));
      if (user.suspend(victim) == 0) {
        user.yield();
        user.resume(victim);
      }
    }
  }

  /** The caller stops all others of its process for a moment, as a core dump would. */
  private static void alone(KThread td) {
    Proc p = td.proc();
    p.mtx.lock(td);
    if ((p.flag & Proc.P_HADTHREADS) != 0
        && (p.flag2 & Proc.P2_WEXIT) == 0
        && td.k.single.threadSingle(td, p, SingleThreading.NO_EXIT)) {
      if (p.singlethread == td) {
        td.k.single.threadSingleEnd(td, p, SingleThreading.NO_EXIT);
      }
    }
    p.mtx.unlock(td);
    td.k.asts.userReturn(td);
  }

  private static void check(int seed, RunResult result, Outcome outcome) {
    assertThat(result.failure())
        .as(() ->
            "seed " + seed + ": " + (result.failure() == null ? "" : result.failure().report()))
        .isNull();
    assertThat(result.ending()).as("seed " + seed).isEqualTo(Ending.COMPLETED);
    assertThat(outcome.ended).as("seed " + seed).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void shouldEndWithNothingLeftInVirtualTime(int cpus) {
    for (int seed = 0; seed < SEEDS; seed++) {
      Outcome outcome = new Outcome();
      check(seed, storm(seed, cpus, false, outcome), outcome);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void shouldEndWithNothingLeftInRandomOrder(int cpus) {
    for (int seed = 0; seed < SEEDS; seed++) {
      Outcome outcome = new Outcome();
      check(seed, storm(seed, cpus, true, outcome), outcome);
    }
  }

  /** How often such runs evaluate each check. */
  static Map<String, Long> evaluations() {
    Map<String, Long> counts = new TreeMap<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      for (CheckCount c : storm(seed, 2, false, new Outcome()).checks()) {
        counts.merge(c.id(), c.evaluations(), Long::sum);
      }
    }
    return counts;
  }

  @Test
  void shouldWaitForEverForTheEndOfAnExitAsTheOriginalDoes() {
    Outcome outcome = new Outcome();
    RunConfig config =
        Runs.on(
            2,
            Runs.program(user -> {
              KThread td = Lab.kthread(user);
              UserThread child = Lab.fork(user, SingleThreadingStormTest::slowToExit);
              user.sleep(2 * MS);
              totalStop(td, child.process());
              outcome.ended = true;
            }),
            new FreebsdPersonality(),
            BasicSchedulers.roundRobin());
    assertThat(Simulation.run(config).ending()).isEqualTo(Ending.FAILED);
    assertThat(outcome.ended).isFalse();
    RunConfig repaired = config.withOptions(Map.of("hardened", "single-exit-wakeup"), Map.of());
    assertThat(Simulation.run(repaired).ending()).isEqualTo(Ending.COMPLETED);
    assertThat(outcome.ended).isTrue();
  }

  /** Its threads are asked to exit while one of them still holds on to the kernel. */
  private static void slowToExit(User user) {
    user.create(ThreadSpec.named("slow"), u -> uninterruptible(Lab.kthread(u)));
    user.sleep(MS);
    user.exec(u -> u.compute(10 * MS));
  }

  private static void uninterruptible(KThread td) {
    td.k.sleepqueues.sleep(td, 0x1000, null, 0, "slow", td.pcpu.cpu.now() + 5 * MS);
    td.k.asts.userReturn(td);
  }
}
