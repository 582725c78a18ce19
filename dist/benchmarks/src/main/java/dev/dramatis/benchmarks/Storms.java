package dev.dramatis.benchmarks;

import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.workload.Launcher;
import dev.dramatis.spi.workload.Program;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.User;
import dev.dramatis.spi.workload.Workload;
import java.util.function.Function;

/** Workloads that do one thing very often. */
final class Storms {
  private Storms() {}

  /** Threads that only yield: every yield is a context switch. */
  static Workload yields(int threads, int total) {
    return storm("yields", threads, launcher -> user -> repeat(total / threads, user::yield));
  }

  /** Threads that only sleep, a millisecond each time. */
  static Workload sleeps(int threads, int total) {
    return storm(
        "sleeps",
        threads,
        launcher -> user -> repeat(total / threads, () -> user.sleep(1_000_000)));
  }

  /**
   * Pairs of threads that pass mutexes to each other, so that every acquisition but a pair's first
   * four blocks and is ended by the other thread's release: a block, a wakeup and one context
   * switch each, and nothing else.
   *
   * <p>A pair has three mutexes. Whoever runs holds two: it releases the one that its partner waits
   * for, and blocks on the next one round, which the partner holds. One mutex for all threads would
   * measure how often a kernel wakes waiters in vain: an unlock of NetBSD's libpthread wakes all of
   * them. And a pair with one mutex only (lock, yield, unlock) would let the releasing thread take
   * it again at once, since neither kernel hands a mutex over: half of its acquisitions would not
   * block.
   *
   * @param threads an even number
   * @param total acquisitions of all threads together
   */
  static Workload handoffs(int threads, int total) {
    return new Workload() {
      @Override
      public String name() {
        return "handoffs";
      }

      @Override
      public void start(Launcher launcher) {
        int process = launcher.newProcess("handoffs");
        for (int pair = 0; pair < threads / 2; pair++) {
          UserMutex[] mutexes = {
            launcher.newMutex("a"), launcher.newMutex("b"), launcher.newMutex("c")
          };
          launcher.launch(
              process,
              ThreadSpec.named("first"),
              user -> handOffFirst(user, mutexes, total / threads));
          launcher.launch(
              process,
              ThreadSpec.named("second"),
              user -> handOffSecond(user, mutexes, total / threads));
        }
      }
    };
  }

  private static void handOffFirst(User user, UserMutex[] mutexes, int times) {
    user.lock(mutexes[0]);
    user.lock(mutexes[2]);
    user.yield(); // the partner takes the second one and waits for the first
    handOff(user, mutexes, 0, times);
  }

  private static void handOffSecond(User user, UserMutex[] mutexes, int times) {
    user.lock(mutexes[1]);
    user.lock(mutexes[0]);
    handOff(user, mutexes, 1, times);
  }

  /** Releases one, waits for the next, leaves out the one after it, and so round. */
  private static void handOff(User user, UserMutex[] mutexes, int start, int times) {
    int at = start;
    for (int i = 0; i < times; i++) {
      user.unlock(mutexes[at]);
      user.lock(mutexes[(at + 1) % 3]);
      at = (at + 2) % 3;
    }
    for (UserMutex mutex : mutexes) {
      user.unlock(mutex); // of the one that is the partner's, an error without effect
    }
  }

  /** A thread that creates and joins others, one after the other. */
  static Workload lives(int total) {
    Program nothing = user -> {};
    ThreadSpec spec = ThreadSpec.named("short");
    return storm(
        "lives",
        1,
        launcher ->
            user ->
                repeat(
                    total,
                    () -> {
                      UserThread child = user.create(spec, nothing);
                      user.join(child);
                    }));
  }

  private static void repeat(int times, Runnable body) {
    for (int i = 0; i < times; i++) {
      body.run();
    }
  }

  private static Workload storm(String name, int threads, Function<Launcher, Program> program) {
    return new Workload() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public void start(Launcher launcher) {
        int process = launcher.newProcess(name);
        Program body = program.apply(launcher);
        for (int i = 0; i < threads; i++) {
          launcher.launch(process, ThreadSpec.named(name), body);
        }
      }
    };
  }
}
