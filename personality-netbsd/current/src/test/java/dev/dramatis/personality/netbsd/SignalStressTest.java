package dev.dramatis.personality.netbsd;

import static dev.dramatis.personality.netbsd.Runs.completed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.engine.choice.RandomPolicy;
import dev.dramatis.simulation.Observation;
import dev.dramatis.simulation.RunConfig;
import dev.dramatis.simulation.Simulation;
import dev.dramatis.spi.kernel.Kernel;
import dev.dramatis.spi.kernel.ProcessStatus;
import dev.dramatis.spi.kernel.ProcessStatus.How;
import dev.dramatis.spi.kernel.Processes;
import dev.dramatis.spi.kernel.SignalAction;
import dev.dramatis.spi.kernel.Signals;
import dev.dramatis.spi.kernel.UserCondition;
import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.workload.Launcher;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.User;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Processes full of threads that do everything at random, while a parent stops, continues, signals
 * and in the end kills them. Each child must be waited for once and leave nothing behind.
 */
class SignalStressTest {
  private static final int RUNS = Integer.getInteger("dramatis.stress.runs", 12);
  private static final int CHILDREN = 4;
  private static final int[] ENDS = {
    Signals.SIGKILL, Signals.SIGTERM, Signals.SIGQUIT, Signals.SIGSEGV, Signals.SIGINT
  };

  private final TreeSet<Integer> forked = new TreeSet<>();
  private final TreeSet<Integer> collected = new TreeSet<>();
  private final List<Kernel> kernel = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8})
  void shouldLoseNothingInTimeOrder(int cpus) {
    for (int seed = 1; seed <= RUNS; seed++) {
      completed(Simulation.run(config(cpus, seed)));
      checkThatNothingIsLeft();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void shouldLoseNothingInRandomOrder(int cpus) {
    for (int seed = 1; seed <= RUNS; seed++) {
      completed(Simulation.run(config(cpus, seed), RandomPolicy::new));
      checkThatNothingIsLeft();
    }
  }

  private RunConfig config(int cpus, int seed) {
    forked.clear();
    collected.clear();
    kernel.clear();
    return Runs.config(cpus, this::start)
        .withSeed(seed)
        .withObservations(List.of(new Observation(1, kernel::add)));
  }

  private void checkThatNothingIsLeft() {
    assertThat(collected).isEqualTo(forked).isNotEmpty();
    Kern kern = ((NetbsdKernel) kernel.get(0)).kern();
    assertThat(kern.forked).isZero();
    assertThat(kern.zombproc).isEmpty();
    assertThat(kern.initproc.children).isNull();
    assertThat(kern.allproc).containsExactly(kern.initproc);
    assertThat(kern.uids.lwps()).isZero();
    // init, the idle LWPs, and the slot of the boot process, which does not count.
    assertThat(kern.pidTable.allocCnt()).isEqualTo(1 + kern.cpus.length);
  }

  private void start(Launcher w) {
    w.launch(w.newProcess("shell"), ThreadSpec.named("shell"), this::shell);
  }

  private void shell(User user) {
    List<UserThread> children = new ArrayList<>();
    for (int i = 0; i < CHILDREN; i++) {
      UserThread child = user.fork(ThreadSpec.named("main" + i), i == 3, u -> child(u));
      if (child != null) {
        forked.add(child.process());
        children.add(child);
      }
    }
    ProcessStatus status = new ProcessStatus();
    for (int n = 0; n < 40; n++) {
      user.sleep(user.random().nextInt(20_000_000));
      int whom = children.get(user.random().nextInt(children.size())).process();
      switch (user.random().nextInt(5)) {
        case 0 -> user.kill(whom, Signals.SIGSTOP);
        case 1, 2 -> user.kill(whom, Signals.SIGCONT);
        case 3 -> user.kill(whom, Signals.SIGUSR1);
        default -> note(user, status, Processes.WNOHANG);
      }
    }
    for (UserThread child : children) {
      int signal = ENDS[user.random().nextInt(ENDS.length)];
      user.kill(child.process(), signal);
      user.kill(child.process(), Signals.SIGCONT);
    }
    user.sleep(300_000_000);
    // Who blocked that signal in all threads cannot block this one.
    for (UserThread child : children) {
      user.kill(child.process(), Signals.SIGKILL);
    }
    while (note(user, status, 0)) {
      user.compute(1_000);
    }
  }

  /** Waits for any child; false if there is none left. */
  private boolean note(User user, ProcessStatus status, int options) {
    int error =
        user.awaitProcess(
            Processes.ANY, options | Processes.WUNTRACED | Processes.WCONTINUED, status);
    How how = status.how();
    if (error == 0 && status.process() != 0 && how != How.STOPPED && how != How.CONTINUED) {
      assertThat(collected.add(status.process())).isTrue();
    }
    return error == 0;
  }

  private void child(User user) {
    UserMutex mutex = user.newMutex("m");
    UserCondition condition = user.newCondition("c");
    user.setSignalAction(
        Signals.SIGUSR1,
        SignalAction.caught(user.random().nextInt(2) == 0),
        u -> u.compute(u.random().nextInt(100_000)));
    user.setSignalAction(
        Signals.SIGUSR2, SignalAction.caught(true), u -> u.sleep(u.random().nextInt(10_000_000)));
    if (user.random().nextInt(2) == 0) {
      user.exec(u -> threads(u, mutex, condition, 2));
    } else {
      threads(user, mutex, condition, 2);
    }
  }

  private void threads(User user, UserMutex mutex, UserCondition condition, int depth) {
    List<UserThread> others = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      UserThread t =
          user.create(
              ThreadSpec.named("t" + i), u -> act(u, mutex, condition, new ArrayList<>(), depth));
      if (t != null) {
        others.add(t);
      }
    }
    act(user, mutex, condition, others, depth);
    for (UserThread t : others) {
      user.resume(t);
      user.join(t);
    }
  }

  private void act(
      User user, UserMutex mutex, UserCondition condition, List<UserThread> others, int depth) {
    for (int n = 0; n < 60; n++) {
      UserThread other =
          others.isEmpty() ? user.self() : others.get(user.random().nextInt(others.size()));
      switch (user.random().nextInt(16)) {
        case 0, 1 -> user.compute(user.random().nextInt(3_000_000));
        case 2, 3 -> user.sleep(user.random().nextInt(20_000_000));
        case 4 -> {
          user.lock(mutex);
          user.compute(user.random().nextInt(200_000));
          user.unlock(mutex);
        }
        case 5 -> {
          user.lock(mutex);
          user.await(condition, mutex, user.now() + user.random().nextInt(20_000_000));
          user.unlock(mutex);
        }
        case 6 -> user.broadcast(condition);
        case 7 -> {
          UserThread t =
              user.create(
                  ThreadSpec.named("short").asDetached(),
                  u -> u.compute(u.random().nextInt(500_000)));
          assertThat(t).isNotNull();
        }
        case 8 -> user.kill(other, handled(user) ? Signals.SIGUSR1 : 0);
        case 9 -> user.setSignalMask(user.random().nextInt(2) == 0 ? 0 : 0x7fff_ffffL << 10);
        case 10 -> {
          if (other != user.self() && user.suspend(other) == 0) {
            user.compute(100_000);
            user.resume(other);
          }
        }
        case 11 -> user.resume(other);
        case 12 -> user.call("_lwp_wakeup", user.nativeId(other));
        case 13 -> user.call("_lwp_create", 1, user.random().nextInt(2) * 0x40L, 1);
        case 14 -> user.call("_lwp_unpark", user.nativeId(other));
        default -> {
          if (depth > 0) {
            family(user);
          }
        }
      }
    }
  }

  private static boolean handled(User user) {
    return user.random().nextInt(4) != 0;
  }

  /** A child of the child, for whom it waits, or does not. */
  private static void family(User user) {
    UserThread child =
        user.fork(
            ThreadSpec.named("grandchild"),
            user.random().nextInt(4) == 0,
            u -> {
              u.create(ThreadSpec.named("g"), t -> t.sleep(t.random().nextInt(30_000_000)));
              u.compute(u.random().nextInt(1_000_000));
            });
    if (child != null && user.random().nextInt(3) != 0) {
      user.awaitProcess(child.process(), 0, new ProcessStatus());
    }
  }
}
