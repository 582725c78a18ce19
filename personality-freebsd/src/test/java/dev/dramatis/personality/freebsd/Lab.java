package dev.dramatis.personality.freebsd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.sched.basic.BasicSchedulers;
import dev.dramatis.simulation.RunConfig;
import dev.dramatis.simulation.RunResult;
import dev.dramatis.simulation.RunResult.Ending;
import dev.dramatis.simulation.Simulation;
import dev.dramatis.spi.kernel.ProcessStatus;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.workload.Launcher;
import dev.dramatis.spi.workload.Program;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.User;
import dev.dramatis.spi.workload.Workload;
import dev.dramatis.testkit.Runs;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** Short ways to run programs on this personality and to look at what it did. */
final class Lab {
  static final long MS = 1_000_000L;

  private Lab() {}

  /** Runs a program to its end, with all checks. */
  static RunResult run(int cpus, Program main) {
    return completes(Simulation.run(config(cpus, Map.of(), Runs.program(main))));
  }

  static RunResult run(int cpus, Map<String, String> options, Program main) {
    return completes(Simulation.run(config(cpus, options, Runs.program(main))));
  }

  /** Runs what a test launches, to its end. */
  static RunResult launch(int cpus, Consumer<Launcher> launching) {
    Workload workload =
        new Workload() {
          @Override
          public String name() {
            return "lab";
          }

          @Override
          public void start(Launcher launcher) {
            launching.accept(launcher);
          }
        };
    return completes(Simulation.run(config(cpus, Map.of(), workload)));
  }

  static RunConfig config(int cpus, Map<String, String> options, Workload workload) {
    return Runs.on(cpus, workload, new FreebsdPersonality(), BasicSchedulers.roundRobin())
        .withOptions(options, Map.of());
  }

  static RunResult completes(RunResult result) {
    assertThat(result.failure())
        .as(() -> String.valueOf(result.failure() == null ? "" : result.failure().report()))
        .isNull();
    assertThat(result.ending()).isEqualTo(Ending.COMPLETED);
    return result;
  }

  /** A child process that must come into being. */
  static UserThread fork(User user, Program child) {
    return created(user.fork(ThreadSpec.named("child"), false, child));
  }

  /** A thread that must come into being. */
  static UserThread thread(User user, Program program) {
    return created(user.create(ThreadSpec.named("thread"), program));
  }

  static UserThread created(UserThread thread) {
    return Objects.requireNonNull(thread);
  }

  /** A status as text, such as {@code 2 EXITED 7}. */
  static String text(ProcessStatus status) {
    return status.process() + " " + status.how() + " " + status.value();
  }

  /** Waits for a child and says what became of it. */
  static String await(User user, int process, int options) {
    ProcessStatus status = new ProcessStatus();
    int error = user.awaitProcess(process, options, status);
    return error == 0 ? text(status) : "error " + error;
  }

  /** The kernel's own structure of a thread. */
  static KThread kthread(UserThread thread) {
    return (KThread) Objects.requireNonNull(thread.attachment());
  }

  /** The kernel's own thread of the caller. */
  static KThread kthread(User user) {
    return (KThread) user.self().attachment();
  }
}
