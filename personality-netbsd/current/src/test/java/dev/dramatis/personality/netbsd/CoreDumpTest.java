package dev.dramatis.personality.netbsd;

import static dev.dramatis.personality.netbsd.Runs.completed;
import static dev.dramatis.personality.netbsd.Runs.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.spi.kernel.ProcessStatus;
import dev.dramatis.spi.kernel.Signals;
import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.workload.Program;
import dev.dramatis.spi.workload.ThreadSpec;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One LWP dumps core while all others are suspended, and the process dies afterwards. */
class CoreDumpTest {
  private static final long FOREVER = 1_000_000_000_000L;

  private static String endOf(int cpus, Program program) {
    ProcessStatus status = new ProcessStatus();
    completed(
        run(
            cpus,
            w ->
                w.launch(
                    w.newProcess("p"),
                    ThreadSpec.named("main"),
                    user -> {
                      UserThread child =
                          Objects.requireNonNull(
                              user.fork(ThreadSpec.named("child"), false, program));
                      user.awaitProcess(child.process(), 0, status);
                    })));
    return status.how() + " " + status.value();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void shouldDumpAProcessWithOneThread(int cpus) {
    assertThat(endOf(cpus, u -> u.kill(u.self().process(), Signals.SIGABRT))).isEqualTo("DUMPED 6");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void shouldSuspendThreadsInAllStatesFirst(int cpus) {
    String end =
        endOf(
            cpus,
            u -> {
              UserMutex mutex = u.newMutex("m");
              u.lock(mutex);
              u.create(ThreadSpec.named("sleeper"), t -> t.sleep(FOREVER));
              u.create(ThreadSpec.named("busy"), t -> t.compute(FOREVER));
              u.create(ThreadSpec.named("parked"), t -> t.lock(mutex));
              UserThread suspended =
                  u.create(ThreadSpec.named("suspended"), t -> t.compute(FOREVER));
              u.suspend(suspended);
              u.create(ThreadSpec.named("joiner"), t -> t.join(suspended));
              u.create(ThreadSpec.named("anyjoiner"), t -> t.call("_lwp_wait", 0, 1));
              u.sleep(40_000_000);
              u.kill(u.self(), Signals.SIGSEGV);
            });
    assertThat(end).isEqualTo("DUMPED 11");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void shouldDumpOnceIfTwoThreadsFailAtTheSameTime(int cpus) {
    String end =
        endOf(
            cpus,
            u -> {
              for (int i = 0; i < 4; i++) {
                u.create(
                    ThreadSpec.named("t" + i),
                    t -> {
                      t.compute(10_000_000);
                      t.kill(t.self(), Signals.SIGSEGV);
                    });
              }
              u.sleep(FOREVER);
            });
    assertThat(end).isEqualTo("DUMPED 11");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void shouldDieIfKilledWhileItExits(int cpus) {
    String end =
        endOf(
            cpus,
            u -> {
              for (int i = 0; i < 4; i++) {
                u.create(ThreadSpec.named("t" + i), t -> t.compute(FOREVER));
              }
              u.create(
                  ThreadSpec.named("killer"),
                  t -> {
                    t.sleep(30_000_000);
                    t.kill(t.self().process(), Signals.SIGQUIT);
                  });
              u.sleepUntil(30_000_000);
              u.exitProcess(1);
            });
    assertThat(end).isIn("EXITED 1", "DUMPED 3");
  }

  @Test
  void shouldNotReturnFromTheWaitThatADumpInterrupts() {
    boolean[] returned = {false};
    String end =
        endOf(
            2,
            u -> {
              UserThread sleeper = u.create(ThreadSpec.named("sleeper"), t -> t.sleep(FOREVER));
              u.create(
                  ThreadSpec.named("joiner"),
                  t -> {
                    t.join(sleeper);
                    returned[0] = true;
                  });
              u.sleep(30_000_000);
              u.kill(u.self(), Signals.SIGABRT);
            });
    assertThat(end).isEqualTo("DUMPED 6");
    assertThat(returned[0]).isFalse();
  }
}
