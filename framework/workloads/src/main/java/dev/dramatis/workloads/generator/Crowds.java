package dev.dramatis.workloads.generator;

import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.workload.Launcher;
import dev.dramatis.spi.workload.Program;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.User;
import dev.dramatis.spi.workload.WorkloadException;

/** Many threads that all do the same. */
final class Crowds {
  private static final int MOST = 1_000_000;

  private Crowds() {}

  /** Threads that compute, and sleep in between if asked to. */
  static GeneratorReader.Start prepareThreads(Parameters parameters) throws WorkloadException {
    int count = parameters.number("n", 100, 1, MOST);
    long work = parameters.time("work", 1_000_000, 1);
    long sleep = parameters.time("sleep", 0, 1);
    int loops = parameters.number("l", 1, 1, 100_000_000);
    return crowd(
        "thread",
        count,
        user -> {
          for (int l = 0; l < loops; l++) {
            user.compute(work);
            if (sleep > 0) {
              user.sleep(sleep);
            }
          }
        });
  }

  /** Threads that yield all the time. */
  static GeneratorReader.Start prepareYieldStorm(Parameters parameters) throws WorkloadException {
    int count = parameters.number("n", 100, 1, MOST);
    int loops = parameters.number("l", 1_000, 1, 100_000_000);
    long work = parameters.time("work", 0, 1);
    return crowd(
        "yielder",
        count,
        user -> {
          for (int l = 0; l < loops; l++) {
            if (work > 0) {
              user.compute(work);
            }
            user.yield();
          }
        });
  }

  /** Threads that compete for a few mutexes, taking one after the other in turn. */
  static GeneratorReader.Start prepareLockStorm(Parameters parameters) throws WorkloadException {
    int count = parameters.number("n", 16, 1, MOST);
    int loops = parameters.number("l", 1_000, 1, 100_000_000);
    int locks = parameters.number("locks", 1, 1, MOST);
    long hold = parameters.time("hold", 1_000, 1);
    long work = parameters.time("work", 1_000, 1);
    return (launcher, process) -> {
      UserMutex[] mutexes = new UserMutex[locks];
      for (int i = 0; i < locks; i++) {
        mutexes[i] = launcher.newMutex("lock-" + i);
      }
      for (int i = 0; i < count; i++) {
        int first = i % locks;
        launcher.launch(
            process,
            ThreadSpec.named("locker-" + i),
            user -> lockInTurn(user, mutexes, first, loops, hold, work));
      }
    };
  }

  /**
   * A main thread that creates short-lived threads in batches and joins them: ids and kernel
   * structures are used again and again, and a batch whose threads end before they are joined
   * leaves zombies.
   */
  static GeneratorReader.Start prepareCreateJoin(Parameters parameters) throws WorkloadException {
    int count = parameters.number("n", 1_000, 1, 100_000_000);
    int batch = parameters.number("batch", 1, 1, MOST);
    long work = parameters.time("work", 10_000, 1);
    long wait = parameters.time("wait", 0, 1);
    Program child = user -> user.compute(work);
    return (launcher, process) ->
        launcher.launch(
            process,
            ThreadSpec.named("main"),
            user -> createAndJoin(user, child, count, batch, wait));
  }

  private static void lockInTurn(
      User user, UserMutex[] mutexes, int first, int loops, long hold, long work) {
    int turn = first;
    for (int l = 0; l < loops; l++) {
      UserMutex mutex = mutexes[turn];
      Calls.require(user.lock(mutex), user, "lock");
      user.compute(hold);
      Calls.require(user.unlock(mutex), user, "unlock");
      user.compute(work);
      turn = turn + 1 == mutexes.length ? 0 : turn + 1;
    }
  }

  private static void createAndJoin(User user, Program child, int count, int batch, long wait) {
    UserThread[] children = new UserThread[Math.min(batch, count)];
    int made = 0;
    while (made < count) {
      int size = Math.min(children.length, count - made);
      for (int i = 0; i < size; i++) {
        children[i] = Calls.create(user, ThreadSpec.named("child-" + made++), child);
      }
      if (wait > 0) {
        user.sleep(wait);
      }
      for (int i = 0; i < size; i++) {
        Calls.require(user.join(children[i]), user, "join");
      }
    }
  }

  private static GeneratorReader.Start crowd(String name, int count, Program program) {
    return (Launcher launcher, int process) -> {
      for (int i = 0; i < count; i++) {
        launcher.launch(process, ThreadSpec.named(name + "-" + i), program);
      }
    };
  }
}
