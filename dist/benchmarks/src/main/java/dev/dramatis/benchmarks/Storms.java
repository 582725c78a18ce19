package dev.dramatis.benchmarks;

import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.workload.Launcher;
import dev.dramatis.spi.workload.Program;
import dev.dramatis.spi.workload.ThreadSpec;
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
    return storm("sleeps", threads, launcher -> user -> repeat(total / threads, () -> user.sleep(1_000_000)));
  }

  /** Threads that hold one mutex across a yield, so that every acquisition but the first blocks. */
  static Workload handoffs(int threads, int total) {
    return storm(
        "handoffs",
        threads,
        launcher -> {
          UserMutex mutex = launcher.newMutex("m");
          return user ->
              repeat(
                  total / threads,
                  () -> {
                    user.lock(mutex);
                    user.yield();
                    user.unlock(mutex);
                  });
        });
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
