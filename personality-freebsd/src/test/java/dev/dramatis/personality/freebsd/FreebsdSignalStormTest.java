package dev.dramatis.personality.freebsd;

import static dev.dramatis.personality.freebsd.Lab.MS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.engine.choice.RandomPolicy;
import dev.dramatis.sched.basic.BasicSchedulers;
import dev.dramatis.simulation.Observation;
import dev.dramatis.simulation.RunConfig;
import dev.dramatis.simulation.RunResult;
import dev.dramatis.simulation.RunResult.Ending;
import dev.dramatis.simulation.Simulation;
import dev.dramatis.spi.kernel.Kernel;
import dev.dramatis.spi.kernel.ProcessStatus;
import dev.dramatis.spi.kernel.Processes;
import dev.dramatis.spi.kernel.SignalAction;
import dev.dramatis.spi.kernel.Signals;
import dev.dramatis.spi.kernel.UserCondition;
import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.machine.Violation;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.User;
import dev.dramatis.testkit.Runs;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Processes with several threads under a rain of signals, stops, continues, executions and kills:
 * whatever the order, every process is collected in the end, and all checks hold on the way.
 */
class FreebsdSignalStormTest {
  private static final int[] RAIN = {
    Signals.SIGSTOP, Signals.SIGCONT, Signals.SIGUSR1, Signals.SIGTSTP, Signals.SIGCONT,
    Signals.SIGUSR2, Signals.SIGCHLD, Signals.SIGTTIN, Signals.SIGCONT, Signals.SIGUSR1
  };

  private static final int CHILDREN = 3;

  private int collected;

  private RunResult storm(int seed, int cpus, boolean random) {
    collected = 0;
    RunConfig config =
        Runs.on(
                cpus,
                Runs.program(user -> parent(user, seed)),
                new FreebsdPersonality(),
                seed % 2 == 0 ? BasicSchedulers.roundRobin() : BasicSchedulers.priority())
            .withSeed(seed)
            .withDigest(true)
            .withObservations(inspections());
    return random ? Simulation.run(config, RandomPolicy::new) : Simulation.run(config);
  }

  /** The invariants of the model, in the midst of everything. */
  private static List<Observation> inspections() {
    List<Observation> result = new ArrayList<>();
    for (int i = 1; i < 40; i++) {
      result.add(new Observation(i * 211_111L, FreebsdSignalStormTest::inspect));
    }
    return result;
  }

  /** B3 is known to break: a single-threader that stops for a signal keeps its mark. */
  private static void inspect(Kernel kernel) {
    try {
      kernel.checkInvariants();
    } catch (Violation violation) {
      assertThat(violation.check()).as(violation.getMessage()).isEqualTo("B3");
    }
  }

  private void parent(User user, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    user.setSignalAction(Signals.SIGCHLD, SignalAction.caught(random.nextBoolean()), u -> {});
    for (int i = 0; i < CHILDREN; i++) {
      long childSeed = random.nextLong();
      Lab.created(
          user.fork(
              ThreadSpec.named("child " + i),
              random.nextInt(4) == 0,
              u -> child(u, new SplittableRandom(childSeed))));
    }
    ProcessStatus status = new ProcessStatus();
    for (int i = 0; i < 40; i++) {
      user.sleep(random.nextLong(MS / 4));
      user.kill(2 + random.nextInt(CHILDREN), RAIN[random.nextInt(RAIN.length)]);
      if (random.nextInt(4) == 0) {
        int options = Processes.WNOHANG | Processes.WUNTRACED | Processes.WCONTINUED;
        collect(user.awaitProcess(Processes.ANY, options, status), status);
      }
    }
    for (int i = 0; i < CHILDREN; i++) {
      // a process that was stopped at the end has to be let go
      user.kill(2 + i, random.nextBoolean() ? Signals.SIGCONT : Signals.SIGKILL);
    }
    while (collected < CHILDREN) {
      collect(user.awaitProcess(Processes.ANY, 0, status), status);
    }
  }

  private void collect(int error, ProcessStatus status) {
    boolean dead =
        switch (status.how()) {
          case EXITED, KILLED, DUMPED -> true;
          case STOPPED, CONTINUED -> false;
        };
    if (error == 0 && status.process() != 0 && dead) {
      collected++;
    }
  }

  private static void child(User user, SplittableRandom random) {
    user.setSignalAction(
        Signals.SIGUSR1, SignalAction.caught(random.nextBoolean()), u -> u.yield());
    if (random.nextBoolean()) {
      user.setSignalAction(Signals.SIGUSR2, SignalAction.caught(true), u -> u.compute(MS / 100));
    }
    if (random.nextInt(3) == 0) {
      user.setSignalAction(Signals.SIGCONT, SignalAction.caught(true), u -> {});
    }
    UserMutex m = user.newMutex("m");
    UserCondition c = user.newCondition("c");
    List<UserThread> threads = new ArrayList<>();
    int n = random.nextInt(4);
    for (int i = 0; i < n; i++) {
      long seed = random.nextLong();
      UserThread t =
          user.create(ThreadSpec.named("t" + i), u -> work(u, m, c, new SplittableRandom(seed)));
      if (t != null) {
        threads.add(t);
      }
    }
    switch (random.nextInt(6)) {
      case 0 -> user.exit();
      case 1 -> user.exitProcess(1);
      case 2 -> {
        user.compute(random.nextLong(2 * MS));
        user.exec(u -> u.compute(MS / 2));
      }
      case 3 -> user.kill(user.self(), Signals.SIGABRT);
      default -> {
        work(user, m, c, random);
        user.broadcast(c);
        for (UserThread t : threads) {
          user.join(t);
        }
      }
    }
  }

  private static void work(User user, UserMutex m, UserCondition c, SplittableRandom random) {
    for (int i = 0; i < 8; i++) {
      switch (random.nextInt(7)) {
        case 0 -> user.compute(random.nextLong(MS / 2));
        case 1 -> user.sleep(random.nextLong(MS));
        case 2 -> {
          user.lock(m);
          user.await(c, m, user.now() + MS / 2);
          user.unlock(m);
        }
        case 3 -> user.signal(c);
        case 4 -> user.setSignalMask(random.nextInt(3) == 0 ? -1L : 0);
        case 5 -> user.call("thr_suspend", MS / 3);
        default -> user.yield();
      }
    }
    user.setSignalMask(0);
  }

  private void check(int seed, RunResult result) {
    assertThat(result.failure())
        .as(() ->
            "seed " + seed + ": " + (result.failure() == null ? "" : result.failure().report()))
        .isNull();
    assertThat(result.ending()).as("seed " + seed).isEqualTo(Ending.COMPLETED);
    assertThat(collected).as("seed " + seed).isEqualTo(CHILDREN);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void shouldCollectEveryProcessInVirtualTime(int cpus) {
    for (int seed = 0; seed < SEEDS; seed++) {
      check(seed, storm(seed, cpus, false));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void shouldCollectEveryProcessInRandomOrder(int cpus) {
    for (int seed = 0; seed < SEEDS; seed++) {
      check(seed, storm(seed, cpus, true));
    }
  }

  @Test
  void shouldBeAFunctionOfItsSeed() {
    for (int seed = 0; seed < 10; seed++) {
      String digest = storm(seed, 2, true).digest();
      assertThat(digest).isNotEmpty().isEqualTo(storm(seed, 2, true).digest());
    }
  }

  private static final int SEEDS = Integer.getInteger("dramatis.storms", 40);
}
