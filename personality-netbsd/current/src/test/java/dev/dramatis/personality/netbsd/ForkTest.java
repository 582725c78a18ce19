package dev.dramatis.personality.netbsd;

import static dev.dramatis.personality.netbsd.Runs.completed;
import static dev.dramatis.personality.netbsd.Runs.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.ProcessStatus;
import dev.dramatis.spi.kernel.ProcessStatus.How;
import dev.dramatis.spi.kernel.Processes;
import dev.dramatis.spi.kernel.SignalAction;
import dev.dramatis.spi.kernel.Signals;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.workload.Program;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes from their birth to the moment somebody has waited for them. */
class ForkTest {
  private final List<Object> seen = new ArrayList<>();

  private void runMain(int cpus, Program main) {
    completed(run(cpus, w -> w.launch(w.newProcess("p"), ThreadSpec.named("main"), main)));
  }

  private static UserThread fork(User user, String name, Program program) {
    return Objects.requireNonNull(user.fork(ThreadSpec.named(name), false, program));
  }

  private static UserThread vfork(User user, Program program) {
    return Objects.requireNonNull(user.fork(ThreadSpec.named("child"), true, program));
  }

  private static String awaitAny(User user, int options) {
    ProcessStatus status = new ProcessStatus();
    int error = user.awaitProcess(Processes.ANY, options, status);
    return error != 0
        ? Errno.name(error)
        : status.process() + " " + status.how() + " " + status.value();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void shouldWaitForAChildAndLearnItsStatus(int cpus) {
    runMain(
        cpus,
        user -> {
          UserThread child = fork(user, "child", u -> u.exitProcess(42));
          ProcessStatus status = new ProcessStatus();
          seen.add(user.awaitProcess(child.process(), 0, status));
          seen.add(status.process() == child.process());
          seen.add(status.how());
          seen.add(status.value());
        });
    assertThat(seen).containsExactly(0, true, How.EXITED, 42);
  }

  @Test
  void shouldTellTheOnlyLwpOfAProcessItsPid() {
    runMain(
        1,
        user -> {
          UserThread child =
              fork(
                  user,
                  "child",
                  u -> {
                    seen.add(u.call("getpid") == u.call("_lwp_self"));
                    seen.add(u.call("getppid"));
                  });
          seen.add(user.call("getpid"));
          seen.add(user.nativeId(child) != user.nativeId(user.self()));
          awaitAny(user, 0);
        });
    assertThat(seen.get(1)).isEqualTo(true);
    assertThat(seen.get(2)).isEqualTo(true);
    assertThat(seen.get(3)).isEqualTo(seen.get(0));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void shouldCollectManyChildrenEachOnce(int cpus) {
    List<Integer> collected = new ArrayList<>();
    List<Integer> forked = new ArrayList<>();
    runMain(
        cpus,
        user -> {
          for (int i = 0; i < 20; i++) {
            int work = 500_000 * (20 - i);
            forked.add(fork(user, "c" + i, u -> u.compute(work)).process());
          }
          ProcessStatus status = new ProcessStatus();
          while (user.awaitProcess(Processes.ANY, 0, status) == 0) {
            collected.add(status.process());
          }
        });
    assertThat(collected).containsExactlyInAnyOrderElementsOf(forked);
  }

  @Test
  void shouldRefuseToWaitWithoutChildren() {
    runMain(1, user -> seen.add(awaitAny(user, 0)));
    assertThat(seen).containsExactly("ECHILD");
  }

  @Test
  void shouldRefuseToWaitForAStranger() {
    runMain(
        1,
        user -> {
          fork(user, "child", u -> u.sleep(50_000_000));
          seen.add(user.awaitProcess(1, 0, new ProcessStatus()));
        });
    assertThat(seen).containsExactly(Errno.ECHILD);
  }

  @Test
  void shouldNotWaitIfToldSo() {
    runMain(
        1,
        user -> {
          fork(user, "child", u -> u.sleep(30_000_000));
          seen.add(awaitAny(user, Processes.WNOHANG));
          user.sleep(100_000_000);
          seen.add(awaitAny(user, Processes.WNOHANG));
          seen.add(awaitAny(user, Processes.WNOHANG));
        });
    assertThat(seen).containsExactly("0 EXITED 0", "2 EXITED 0", "ECHILD");
  }

  @Test
  void shouldGiveOrphansToInit() {
    runMain(
        2,
        user -> {
          fork(
              user,
              "parent",
              parent -> {
                fork(
                    parent,
                    "orphan",
                    u -> {
                      u.sleep(50_000_000);
                      seen.add(u.call("getppid"));
                    });
                parent.exitProcess(0);
              });
          seen.add(awaitAny(user, 0));
          user.sleep(200_000_000);
          seen.add(awaitAny(user, 0));
        });
    assertThat(seen).containsExactly("2 EXITED 0", 1L, "ECHILD");
  }

  @Test
  void shouldLeaveChildrenToInitIfTheirSignalIsIgnored() {
    runMain(
        1,
        user -> {
          seen.add(user.setSignalAction(Signals.SIGCHLD, SignalAction.IGNORE, null));
          fork(user, "child", u -> u.compute(1_000_000));
          seen.add(awaitAny(user, 0));
        });
    assertThat(seen).containsExactly(0, "ECHILD");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void shouldHoldTheParentOfAVforkUntilTheChildExits(int cpus) {
    runMain(
        cpus,
        user -> {
          vfork(
              user,
              u -> {
                u.compute(20_000_000);
                seen.add("child");
              });
          seen.add("parent");
          seen.add(awaitAny(user, 0));
        });
    assertThat(seen).containsExactly("child", "parent", "2 EXITED 0");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void shouldHoldTheParentOfAVforkUntilTheChildExecutes(int cpus) {
    runMain(
        cpus,
        user -> {
          vfork(
              user,
              u -> {
                u.compute(5_000_000);
                seen.add("exec");
                u.exec(program -> {
                  program.sleep(100_000_000);
                  seen.add("program");
                });
              });
          seen.add("parent");
          seen.add(awaitAny(user, 0));
        });
    assertThat(seen).containsExactly("exec", "parent", "program", "2 EXITED 0");
  }

  @Test
  void shouldEndOtherThreadsWhenOneExecutes() {
    runMain(
        2,
        user -> {
          fork(
              user,
              "child",
              u -> {
                for (int i = 0; i < 5; i++) {
                  u.create(
                      ThreadSpec.named("t" + i),
                      t -> {
                        t.sleep(1_000_000_000L);
                        seen.add("survived");
                      });
                }
                u.create(ThreadSpec.named("busy"), t -> t.compute(1_000_000_000_000L));
                u.sleep(20_000_000);
                u.exec(program -> program.exitProcess(7));
              });
          seen.add(awaitAny(user, 0));
        });
    assertThat(seen).containsExactly("2 EXITED 7");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void shouldEndAllThreadsWithTheProcess(int cpus) {
    runMain(
        cpus,
        user -> {
          fork(
              user,
              "child",
              u -> {
                u.create(ThreadSpec.named("sleeper"), t -> t.sleep(10_000_000_000L));
                u.create(ThreadSpec.named("busy"), t -> t.compute(1_000_000_000_000L));
                UserThread idle = u.create(ThreadSpec.named("idle"), t -> t.compute(1_000_000_000));
                u.suspend(idle);
                u.create(ThreadSpec.named("joiner"), t -> t.join(idle));
                u.sleep(30_000_000);
                u.exitProcess(3);
              });
          seen.add(awaitAny(user, 0));
        });
    assertThat(seen).containsExactly("2 EXITED 3");
  }

  @Test
  void shouldExitWithZeroWhenTheLastThreadExits() {
    runMain(
        1,
        user -> {
          fork(
              user,
              "child",
              u -> {
                u.create(ThreadSpec.named("last"), t -> t.sleep(50_000_000));
                u.exit();
              });
          seen.add(awaitAny(user, 0));
        });
    assertThat(seen).containsExactly("2 EXITED 0");
  }

  @Test
  void shouldKeepTheNumberOfAProcessUntilItWasWaitedFor() {
    runMain(
        1,
        user -> {
          UserThread child = fork(user, "child", u -> u.compute(1_000));
          int pid = user.nativeId(child);
          user.sleep(50_000_000);
          seen.add(user.call("kill", pid, 0));
          user.awaitProcess(child.process(), 0, new ProcessStatus());
          seen.add(user.call("kill", pid, 0));
        });
    assertThat(seen).containsExactly(0L, (long) -Errno.ESRCH);
  }

  @Test
  void shouldRefuseProcessesAboveTheLimit() {
    // The kernel's process, init, the parent and one child are four.
    completed(
        run(
            1,
            c -> c.withOptions(Map.of("maxproc", "5"), Map.of()),
            w ->
                w.launch(
                    w.newProcess("p"),
                    ThreadSpec.named("main"),
                    user -> {
                      for (int i = 0; i < 3; i++) {
                        seen.add(
                            user.fork(ThreadSpec.named("c"), false, u -> u.sleep(10_000_000))
                                != null);
                      }
                    })));
    assertThat(seen).containsExactly(true, false, false);
  }

  @Test
  void shouldForkFromOneOfManyThreadsIntoAProcessWithOne() {
    runMain(
        2,
        user -> {
          UserThread other = user.create(ThreadSpec.named("other"), u -> u.sleep(100_000_000));
          fork(user, "child", u -> seen.add(u.join(other)));
          awaitAny(user, 0);
          seen.add(user.join(other));
        });
    // The other thread is none of the child's LWPs.
    assertThat(seen).containsExactly(Errno.ESRCH, 0);
  }

  @Test
  void shouldReachAGroupByItsNumber() {
    runMain(
        2,
        user -> {
          UserThread a = fork(user, "a", u -> u.sleep(1_000_000_000));
          UserThread b = fork(user, "b", u -> u.sleep(1_000_000_000));
          seen.add(user.setGroup(a.process(), 0));
          seen.add(user.setGroup(b.process(), a.process()));
          seen.add(user.kill(-a.process(), Signals.SIGTERM));
          ProcessStatus status = new ProcessStatus();
          for (UserThread child : List.of(a, b)) {
            user.awaitProcess(child.process(), 0, status);
            seen.add(status.how());
          }
          seen.add(user.kill(-a.process(), Signals.SIGTERM));
        });
    assertThat(seen).containsExactly(0, 0, 0, How.KILLED, How.KILLED, Errno.ESRCH);
  }

  @Test
  void shouldRefuseGroupsThatDoNotExistAndProcessesOfOthers() {
    runMain(
        1,
        user -> {
          UserThread child = fork(user, "child", u -> u.sleep(20_000_000));
          seen.add(user.setGroup(child.process(), 77));
          seen.add(user.setGroup(77, 0));
          seen.add(user.call("setpgid", 1, 0));
          seen.add(user.call("setpgid", 0, -1));
        });
    assertThat(seen)
        .containsExactly(Errno.EPERM, Errno.ESRCH, (long) -Errno.ESRCH, (long) -Errno.EINVAL);
  }
}
