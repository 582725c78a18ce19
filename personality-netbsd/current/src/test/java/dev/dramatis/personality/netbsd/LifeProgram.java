package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.ProcessStatus;
import dev.dramatis.spi.kernel.SignalAction;
import dev.dramatis.spi.kernel.Signals;
import dev.dramatis.spi.kernel.UserCondition;
import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.spi.workload.Launcher;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.User;
import dev.dramatis.spi.workload.Workload;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A random program of births, deaths, waits, detaches, suspensions, signals, locks and forks that
 * always ends: whoever suspends continues again, and everybody is waited for or detached.
 */
final class LifeProgram implements Workload {
  private static final long MS = 1_000_000;

  private final long seed;
  private final int cpus;

  /** What the threads of one process share. */
  private record Shared(UserMutex mutex, UserCondition condition) {}

  LifeProgram(long seed, int cpus) {
    this.seed = seed;
    this.cpus = cpus;
  }

  @Override
  public String name() {
    return "life " + seed;
  }

  @Override
  public void start(Launcher launcher) {
    SplittableRandom random = new SplittableRandom(seed);
    int processes = 1 + random.nextInt(2);
    for (int n = 0; n < processes; n++) {
      SplittableRandom mine = random.split();
      Shared shared = new Shared(launcher.newMutex("m"), launcher.newCondition("c"));
      launcher.launch(
          launcher.newProcess("p" + n),
          ThreadSpec.named("main" + n),
          user -> main(user, mine, shared));
    }
  }

  private void main(User user, SplittableRandom random, Shared shared) {
    user.setSignalAction(Signals.SIGUSR1, SignalAction.caught(true), u -> u.compute(1000));
    user.call("_lwp_ctl", 1);
    List<UserThread> workers = new ArrayList<>();
    int steps = 6 + random.nextInt(8);
    for (int n = 0; n < steps; n++) {
      step(user, random, workers, shared);
    }
    for (UserThread worker : workers) {
      if (random.nextInt(4) == 0) {
        user.detach(worker);
      } else {
        user.join(worker);
      }
    }
    if (random.nextBoolean()) {
      user.exitProcess(3);
    }
  }

  private void step(User user, SplittableRandom random, List<UserThread> workers, Shared shared) {
    UserThread one = workers.isEmpty() ? null : workers.get(random.nextInt(workers.size()));
    switch (random.nextInt(13)) {
      case 0, 1, 2, 3 -> create(user, random, workers, shared);
      case 4 -> {
        if (one != null) {
          workers.remove(one);
          user.join(one);
        }
      }
      case 5 -> {
        if (one != null) {
          workers.remove(one);
          user.detach(one);
        }
      }
      case 6 -> suspendAndResume(user, random, one);
      case 7 -> {
        if (one != null) {
          user.kill(one, Signals.SIGUSR1);
        }
      }
      case 8 -> {
        if (one != null) {
          BitSet set = new BitSet();
          set.set(random.nextInt(cpus));
          user.setAffinity(one, random.nextBoolean() ? null : set);
        }
      }
      case 9 -> {
        if (one != null) {
          boolean realtime = random.nextBoolean();
          user.setScheduling(
              one,
              realtime ? SchedClass.FIFO : SchedClass.TIMESHARE,
              realtime ? 1 + random.nextInt(99) : 0,
              0);
        }
      }
      case 10 -> fork(user, random);
      case 11 -> user.sleep(random.nextLong(30 * MS));
      default -> user.compute(random.nextLong(3 * MS));
    }
  }

  private static void create(
      User user, SplittableRandom random, List<UserThread> workers, Shared shared) {
    SplittableRandom theirs = random.split();
    ThreadSpec spec = ThreadSpec.named("w");
    UserThread worker =
        user.create(
            random.nextInt(3) == 0 ? spec.asDetached() : spec, u -> work(u, theirs, shared));
    if (worker != null && !worker.detached()) {
      workers.add(worker);
    }
  }

  private static void suspendAndResume(User user, SplittableRandom random, UserThread one) {
    if (one != null && user.suspend(one) == 0) {
      user.compute(random.nextLong(2 * MS));
      if (random.nextBoolean()) {
        user.sleep(random.nextLong(20 * MS));
      }
      user.resume(one);
    }
  }

  private static void fork(User user, SplittableRandom random) {
    SplittableRandom theirs = random.split();
    UserThread child =
        user.fork(
            ThreadSpec.named("child"),
            random.nextInt(4) == 0,
            u -> {
              u.compute(theirs.nextLong(MS));
              u.exitProcess(theirs.nextInt(4));
            });
    if (child != null && random.nextBoolean()) {
      user.awaitProcess(child.process(), 0, new ProcessStatus());
    }
  }

  private static void work(User user, SplittableRandom random, Shared shared) {
    user.call("_lwp_ctl", 1);
    int steps = random.nextInt(6);
    for (int n = 0; n < steps; n++) {
      switch (random.nextInt(7)) {
        case 0 -> user.compute(random.nextLong(3 * MS));
        case 1 -> user.sleep(random.nextLong(15 * MS));
        case 2 -> user.yield();
        case 3 -> {
          user.lock(shared.mutex);
          user.compute(random.nextLong(MS / 10));
          user.unlock(shared.mutex);
        }
        case 4 -> {
          user.lock(shared.mutex);
          user.await(shared.condition, shared.mutex, user.now() + random.nextLong(20 * MS));
          user.unlock(shared.mutex);
        }
        case 5 -> user.broadcast(shared.condition);
        default -> {
          UserThread child = user.create(ThreadSpec.named("c"), u -> u.compute(10_000));
          if (child != null) {
            user.join(child);
          }
        }
      }
    }
  }
}
