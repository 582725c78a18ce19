package dev.dramatis.testkit;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.UserCondition;
import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.workload.Launcher;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.User;
import dev.dramatis.spi.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A random program whose outcome does not depend on timing: threads that compute, sleep, yield,
 * lock, wait, create, join, detach, suspend and resume. Whatever kernel, machine, scheduler or swap
 * it meets, {@link #outcome} must be the same.
 *
 * <p>Each start forgets the outcome before.
 */
public final class RandomProgram implements Workload {
  private static final int MUTEXES = 3;

  private final long seed;
  private final int children;
  private final int steps;
  private final boolean suspends;

  private final List<UserMutex> mutexes = new ArrayList<>();
  private final @Nullable UserThread[] inside = new UserThread[MUTEXES];
  private UserMutex doneLock;
  private UserCondition doneCondition;
  private int done;
  private Outcome outcome = new Outcome();
  private long endNanos;

  /** What a run of the program came to. */
  public static final class Outcome {
    private int stepsDone;
    private long workDone;
    private int joined;
    private int wrongJoins;
    private int exclusionViolations;
    private int earlyWakeups;
    private boolean mainEnded;

    @Override
    public String toString() {
      return "steps "
          + stepsDone
          + ", work "
          + workDone
          + " ns, joined "
          + joined
          + ", wrong joins "
          + wrongJoins
          + ", exclusion violations "
          + exclusionViolations
          + ", early wakeups "
          + earlyWakeups
          + ", main ended "
          + mainEnded;
    }
  }

  /** A program of a given shape. */
  public RandomProgram(long seed, int children, int steps, boolean suspends) {
    this.seed = seed;
    this.children = children;
    this.steps = steps;
    this.suspends = suspends;
  }

  /** A program of a shape that depends on the seed. */
  public static RandomProgram of(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return new RandomProgram(
        seed, random.nextInt(2, 7), random.nextInt(4, 16), random.nextBoolean());
  }

  @Override
  public String name() {
    return "random-" + seed;
  }

  /**
   * The outcome of the last run, in words; two runs are equivalent if and only if the words are
   * equal.
   */
  public String outcome() {
    return outcome.toString();
  }

  /** When the main thread of the last run ended; depends on timing, unlike the outcome. */
  public long endNanos() {
    return endNanos;
  }

  @Override
  public void start(Launcher launcher) {
    outcome = new Outcome();
    done = 0;
    mutexes.clear();
    for (int i = 0; i < MUTEXES; i++) {
      mutexes.add(launcher.newMutex("m" + i));
      inside[i] = null;
    }
    doneLock = launcher.newMutex("done");
    doneCondition = launcher.newCondition("all-done");
    launcher.launch(launcher.newProcess("random"), ThreadSpec.named("main"), this::mainProgram);
  }

  private void mainProgram(User user) {
    SplittableRandom random = new SplittableRandom(seed);
    List<UserThread> joinable = new ArrayList<>();
    List<UserThread> all = new ArrayList<>();
    for (int i = 0; i < children; i++) {
      long childSeed = random.nextLong();
      boolean detached = random.nextInt(4) == 0;
      ThreadSpec spec = ThreadSpec.named("t" + i);
      UserThread child =
          user.create(detached ? spec.asDetached() : spec, u -> childProgram(u, childSeed));
      if (child == null) {
        throw new IllegalStateException("thread creation refused");
      }
      all.add(child);
      if (!detached) {
        joinable.add(child);
      }
    }
    if (suspends) {
      for (UserThread child : all) {
        if (user.suspend(child) == 0) {
          user.sleep(random.nextInt(2_000_000));
          user.resume(child);
        }
      }
    }
    user.lock(doneLock);
    while (done < children) {
      user.await(doneCondition, doneLock);
    }
    user.unlock(doneLock);
    for (UserThread child : joinable) {
      if (user.join(child) == 0) {
        outcome.joined++;
      } else {
        outcome.wrongJoins++;
      }
    }
    outcome.mainEnded = true;
    endNanos = user.now();
  }

  private void childProgram(User user, long childSeed) {
    SplittableRandom random = new SplittableRandom(childSeed);
    for (int i = 0; i < steps; i++) {
      step(user, random, true);
    }
    user.lock(doneLock);
    done++;
    user.signal(doneCondition);
    user.unlock(doneLock);
  }

  private void step(User user, SplittableRandom random, boolean mayCreate) {
    switch (random.nextInt(8)) {
      case 0, 1 -> work(user, random.nextInt(1, 400_000));
      case 2 -> sleep(user, random.nextInt(1, 3_000_000));
      case 3 -> user.yield();
      case 4 -> critical(user, random.nextInt(MUTEXES), random.nextInt(1, 50_000), false);
      case 5 -> nested(user, random);
      case 6 -> critical(user, random.nextInt(MUTEXES), random.nextInt(1, 20_000), true);
      default -> {
        if (mayCreate) {
          grandchild(user, random.nextLong());
        } else {
          user.yield();
        }
      }
    }
    outcome.stepsDone++;
  }

  private void work(User user, int nanos) {
    user.compute(nanos);
    outcome.workDone += nanos;
  }

  private void sleep(User user, int nanos) {
    long until = user.now() + nanos;
    user.sleepUntil(until);
    if (user.now() < until) {
      outcome.earlyWakeups++;
    }
  }

  private void critical(User user, int which, int nanos, boolean sleepInside) {
    user.lock(mutexes.get(which));
    enter(user, which);
    work(user, nanos);
    if (sleepInside) {
      user.sleep(nanos);
    }
    leave(which);
    user.unlock(mutexes.get(which));
  }

  private void nested(User user, SplittableRandom random) {
    int outer = random.nextInt(MUTEXES - 1);
    user.lock(mutexes.get(outer));
    enter(user, outer);
    critical(user, outer + 1, random.nextInt(1, 30_000), false);
    leave(outer);
    user.unlock(mutexes.get(outer));
  }

  private void enter(User user, int which) {
    if (inside[which] != null) {
      outcome.exclusionViolations++;
    }
    inside[which] = user.self();
  }

  private void leave(int which) {
    inside[which] = null;
  }

  private void grandchild(User user, long grandSeed) {
    UserThread child =
        user.create(
            ThreadSpec.named("g"),
            u -> {
              SplittableRandom random = new SplittableRandom(grandSeed);
              for (int i = 0; i < 3; i++) {
                step(u, random, false);
              }
            });
    if (child == null) {
      throw new IllegalStateException("thread creation refused");
    }
    if (user.join(child) == Errno.OK) {
      outcome.joined++;
    } else {
      outcome.wrongJoins++;
    }
  }
}
