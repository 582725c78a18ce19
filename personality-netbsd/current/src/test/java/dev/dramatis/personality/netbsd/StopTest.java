package dev.dramatis.personality.netbsd;

import static dev.dramatis.personality.netbsd.Runs.completed;
import static dev.dramatis.personality.netbsd.Runs.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.ProcessStatus;
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

/** Stopping whole processes, and letting them go on or die. */
class StopTest {
  private static final long FOREVER = 1_000_000_000_000L;

  private final List<Object> seen = new ArrayList<>();

  private void runMain(int cpus, Map<String, String> options, Program main) {
    completed(
        run(
            cpus,
            c -> c.withOptions(options, Map.of()),
            w -> w.launch(w.newProcess("p"), ThreadSpec.named("main"), main)));
  }

  private void runMain(int cpus, Program main) {
    runMain(cpus, Map.of(), main);
  }

  private static UserThread fork(User user, Program program) {
    return Objects.requireNonNull(user.fork(ThreadSpec.named("child"), false, program));
  }

  private static String await(User user, UserThread child, int options) {
    ProcessStatus status = new ProcessStatus();
    int error = user.awaitProcess(child.process(), options, status);
    return error != 0
        ? Errno.name(error)
        : status.process() == 0 ? "nothing" : status.how() + " " + status.value();
  }

  /** A program with threads in all kinds of states. */
  private static void manyThreads(User user) {
    user.create(ThreadSpec.named("sleeper"), t -> t.sleep(FOREVER));
    user.create(ThreadSpec.named("busy"), t -> t.compute(FOREVER));
    UserThread suspended = user.create(ThreadSpec.named("suspended"), t -> t.compute(FOREVER));
    user.suspend(suspended);
    user.create(ThreadSpec.named("joiner"), t -> t.join(suspended));
    user.compute(FOREVER);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void shouldStopContinueAndKill(int cpus) {
    runMain(
        cpus,
        user -> {
          UserThread child = fork(user, StopTest::manyThreads);
          user.sleep(60_000_000);
          user.kill(child.process(), Signals.SIGSTOP);
          seen.add(await(user, child, Processes.WUNTRACED));
          seen.add(await(user, child, Processes.WUNTRACED | Processes.WNOHANG));
          user.kill(child.process(), Signals.SIGCONT);
          seen.add(await(user, child, Processes.WCONTINUED | Processes.WNOHANG));
          seen.add(await(user, child, Processes.WCONTINUED | Processes.WNOHANG));
          user.sleep(50_000_000);
          user.kill(child.process(), Signals.SIGKILL);
          seen.add(await(user, child, 0));
        });
    assertThat(seen)
        .containsExactly("STOPPED 17", "nothing", "CONTINUED 19", "nothing", "KILLED 9");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void shouldKillAStoppedProcess(int cpus) {
    runMain(
        cpus,
        user -> {
          UserThread child = fork(user, StopTest::manyThreads);
          user.sleep(60_000_000);
          user.kill(child.process(), Signals.SIGSTOP);
          seen.add(await(user, child, Processes.WUNTRACED));
          user.kill(child.process(), Signals.SIGKILL);
          seen.add(await(user, child, 0));
        });
    assertThat(seen).containsExactly("STOPPED 17", "KILLED 9");
  }

  @Test
  void shouldNotRunWhileStopped() {
    runMain(
        2,
        user -> {
          UserThread child =
              fork(
                  user,
                  u -> {
                    u.compute(100_000_000);
                    seen.add("child " + u.now() / 1_000_000_000);
                  });
          user.sleep(20_000_000);
          user.kill(child.process(), Signals.SIGSTOP);
          user.sleep(3_000_000_000L);
          user.kill(child.process(), Signals.SIGCONT);
          await(user, child, 0);
        });
    assertThat(seen).containsExactly("child 3");
  }

  @Test
  void shouldLetASleepEndInTimeAlthoughStoppedOnTheWay() {
    runMain(
        2,
        user -> {
          UserThread child =
              fork(
                  user,
                  u -> {
                    u.sleep(500_000_000);
                    seen.add(u.now() / 100_000_000);
                  });
          user.sleep(20_000_000);
          user.kill(child.process(), Signals.SIGSTOP);
          user.sleep(20_000_000);
          user.kill(child.process(), Signals.SIGCONT);
          await(user, child, 0);
        });
    assertThat(seen).containsExactly(5L);
  }

  @Test
  void shouldKeepASleeperStoppedWhoseSleepEndsMeanwhile() {
    runMain(
        2,
        user -> {
          UserThread child =
              fork(
                  user,
                  u -> {
                    u.sleep(100_000_000);
                    seen.add("awake " + u.now() / 1_000_000_000);
                  });
          user.sleep(20_000_000);
          user.kill(child.process(), Signals.SIGSTOP);
          user.sleep(2_000_000_000L);
          user.kill(child.process(), Signals.SIGCONT);
          await(user, child, 0);
        });
    assertThat(seen).containsExactly("awake 2");
  }

  @Test
  void shouldTakeOtherSignalsOnlyAfterTheStop() {
    runMain(
        2,
        user -> {
          UserThread child = fork(user, u -> u.compute(FOREVER));
          user.sleep(20_000_000);
          user.kill(child.process(), Signals.SIGSTOP);
          seen.add(await(user, child, Processes.WUNTRACED));
          user.kill(child.process(), Signals.SIGTERM);
          user.sleep(50_000_000);
          seen.add(await(user, child, Processes.WNOHANG));
          user.kill(child.process(), Signals.SIGCONT);
          seen.add(await(user, child, 0));
        });
    assertThat(seen).containsExactly("STOPPED 17", "nothing", "KILLED 15");
  }

  @Test
  void shouldRunTheHandlerOfAContinuation() {
    runMain(
        1,
        user -> {
          UserThread child =
              fork(
                  user,
                  u -> {
                    u.setSignalAction(
                        Signals.SIGCONT, SignalAction.caught(true), h -> h.exitProcess(8));
                    u.sleep(FOREVER);
                  });
          user.sleep(20_000_000);
          user.kill(child.process(), Signals.SIGSTOP);
          seen.add(await(user, child, Processes.WUNTRACED));
          user.kill(child.process(), Signals.SIGCONT);
          seen.add(await(user, child, 0));
        });
    assertThat(seen).containsExactly("STOPPED 17", "EXITED 8");
  }

  @Test
  void shouldUndoAPendingStopByAContinuation() {
    runMain(
        1,
        user -> {
          UserThread child =
              fork(
                  user,
                  u -> {
                    u.setSignalMask(Signals.bit(Signals.SIGTSTP));
                    u.sleep(50_000_000);
                    u.setSignalMask(0);
                  });
          user.sleep(10_000_000);
          user.kill(child.process(), Signals.SIGTSTP);
          user.kill(child.process(), Signals.SIGCONT);
          seen.add(await(user, child, Processes.WUNTRACED));
        });
    assertThat(seen).containsExactly("EXITED 0");
  }

  @Test
  void shouldBearThreadsOfAStoppingProcessStopped() {
    runMain(
        4,
        user -> {
          UserThread child =
              fork(
                  user,
                  u -> {
                    while (u.now() < 2_000_000_000L) {
                      UserThread t = u.create(ThreadSpec.named("t"), v -> v.compute(100_000));
                      u.join(t);
                    }
                  });
          for (int i = 0; i < 20; i++) {
            user.sleep(10_000_000);
            user.kill(child.process(), Signals.SIGSTOP);
            seen.add(await(user, child, Processes.WUNTRACED));
            user.kill(child.process(), Signals.SIGCONT);
          }
          seen.add(await(user, child, 0));
        });
    assertThat(seen).hasSize(21).endsWith("EXITED 0");
    assertThat(seen.subList(0, 20)).containsOnly("STOPPED 17");
  }

  @Test
  void shouldNotTellAParentThatDoesNotAsk() {
    runMain(
        1,
        user -> {
          UserThread child = fork(user, u -> u.sleep(100_000_000));
          user.sleep(20_000_000);
          user.kill(child.process(), Signals.SIGSTOP);
          user.sleep(50_000_000);
          seen.add(await(user, child, Processes.WNOHANG));
          user.kill(child.process(), Signals.SIGCONT);
          seen.add(await(user, child, 0));
        });
    assertThat(seen).containsExactly("nothing", "EXITED 0");
  }

  @Test
  void shouldLetTheParentOfAContinuedChildSleepOnAsTheOriginalDoes() {
    runMain(2, Map.of(), user -> continued(user, 300_000_000));
    // Told only when the child ends, and then of that.
    assertThat(seen).containsExactly("EXITED 0");
  }

  @Test
  void shouldWakeTheParentOfAContinuedChildIfRepaired() {
    runMain(2, Map.of("repair-wait-continued", "true"), user -> continued(user, 300_000_000));
    assertThat(seen).containsExactly("CONTINUED 19");
  }

  @Test
  void shouldOverlookAContinuedChildBehindAnotherAsTheOriginalDoes() {
    runMain(2, Map.of(), this::continuedBehindAnother);
    assertThat(seen).containsExactly("nothing");
  }

  @Test
  void shouldFindAContinuedChildBehindAnotherIfRepaired() {
    runMain(2, Map.of("repair-wait-continued", "true"), this::continuedBehindAnother);
    assertThat(seen).containsExactly("CONTINUED 19");
  }

  private void continuedBehindAnother(User user) {
    UserThread child = fork(user, u -> u.sleep(200_000_000));
    user.sleep(10_000_000);
    user.kill(child.process(), Signals.SIGSTOP);
    user.sleep(10_000_000);
    user.kill(child.process(), Signals.SIGCONT);
    // The youngest child is looked at first.
    fork(user, u -> u.sleep(200_000_000));
    ProcessStatus status = new ProcessStatus();
    user.awaitProcess(Processes.ANY, Processes.WCONTINUED | Processes.WNOHANG, status);
    seen.add(status.process() == 0 ? "nothing" : status.how() + " " + status.value());
  }

  private void continued(User user, long nanos) {
    UserThread child = fork(user, u -> u.computeFor(nanos));
    UserThread helper =
        user.create(
            ThreadSpec.named("helper"),
            u -> {
              u.sleep(50_000_000);
              u.kill(child.process(), Signals.SIGCONT);
            });
    user.sleep(10_000_000);
    user.kill(child.process(), Signals.SIGSTOP);
    seen.add(await(user, child, Processes.WCONTINUED));
    user.join(helper);
  }

  @Test
  void shouldIgnoreTerminalStopsInAnOrphanedGroup() {
    runMain(
        2,
        user -> {
          UserThread parent =
              fork(
                  user,
                  u -> {
                    UserThread child =
                        fork(
                            u,
                            c -> {
                              c.sleep(50_000_000);
                              c.kill(c.self().process(), Signals.SIGTSTP);
                              seen.add("not stopped");
                            });
                    u.setGroup(child.process(), 0);
                    u.exitProcess(0);
                  });
          await(user, parent, 0);
          user.sleep(300_000_000);
        });
    // Its parent is init now, which is the shell here, but the group has lost its last member that
    // a parent in another group of the session could continue.
    assertThat(seen).containsExactly("not stopped");
  }

  @Test
  void shouldHangUpStoppedMembersOfAGroupThatBecomesOrphaned() {
    runMain(
        2,
        user -> {
          UserThread parent =
              fork(
                  user,
                  u -> {
                    UserThread child =
                        fork(
                            u,
                            c -> {
                              c.setSignalAction(
                                  Signals.SIGHUP,
                                  SignalAction.caught(true),
                                  h -> seen.add("hangup"));
                              c.sleep(100_000_000);
                            });
                    u.setGroup(child.process(), 0);
                    u.sleep(20_000_000);
                    u.kill(child.process(), Signals.SIGSTOP);
                    u.sleep(50_000_000);
                    u.exitProcess(0);
                  });
          await(user, parent, 0);
          user.sleep(500_000_000);
        });
    assertThat(seen).containsExactly("hangup");
  }
}
