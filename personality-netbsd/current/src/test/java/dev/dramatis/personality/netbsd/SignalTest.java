package dev.dramatis.personality.netbsd;

import static dev.dramatis.personality.netbsd.Runs.completed;
import static dev.dramatis.personality.netbsd.Runs.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.simulation.RunResult;
import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.ProcessStatus;
import dev.dramatis.spi.kernel.Processes;
import dev.dramatis.spi.kernel.SignalAction;
import dev.dramatis.spi.kernel.Signals;
import dev.dramatis.spi.kernel.UserCondition;
import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.workload.Program;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who takes a signal, when, and what it interrupts. */
class SignalTest {
  private final List<Object> seen = new ArrayList<>();

  private void runMain(int cpus, Program main) {
    completed(run(cpus, w -> w.launch(w.newProcess("p"), ThreadSpec.named("main"), main)));
  }

  private static UserThread fork(User user, Program program) {
    return Objects.requireNonNull(user.fork(ThreadSpec.named("child"), false, program));
  }

  private static String await(User user, UserThread child, int options) {
    ProcessStatus status = new ProcessStatus();
    int error = user.awaitProcess(child.process(), options, status);
    return error != 0 ? Errno.name(error) : status.how() + " " + status.value();
  }

  private void handle(User user, int signal, boolean restart) {
    assertThat(
            user.setSignalAction(
                signal, SignalAction.caught(restart), u -> seen.add("handler " + signal)))
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void shouldKillAComputingProcess(int cpus) {
    runMain(
        cpus,
        user -> {
          UserThread child = fork(user, u -> u.compute(1_000_000_000_000L));
          user.sleep(20_000_000);
          seen.add(user.kill(child.process(), Signals.SIGTERM));
          seen.add(await(user, child, 0));
        });
    assertThat(seen).containsExactly(0, "KILLED 15");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void shouldKillASleepingProcess(int cpus) {
    runMain(
        cpus,
        user -> {
          UserThread child = fork(user, u -> u.sleep(1_000_000_000_000L));
          user.sleep(20_000_000);
          seen.add(user.kill(child.process(), Signals.SIGKILL));
          seen.add(await(user, child, 0));
        });
    assertThat(seen).containsExactly(0, "KILLED 9");
  }

  @Test
  void shouldKillAProcessWhoseThreadsWaitForEachOther() {
    runMain(
        2,
        user -> {
          UserMutex mutex = user.newMutex("m");
          UserCondition condition = user.newCondition("c");
          UserThread child =
              fork(
                  user,
                  u -> {
                    u.create(
                        ThreadSpec.named("waiter"),
                        t -> {
                          t.lock(mutex);
                          t.await(condition, mutex);
                        });
                    u.create(
                        ThreadSpec.named("holder"),
                        t -> {
                          t.sleep(10_000_000);
                          t.lock(mutex);
                          t.sleep(1_000_000_000_000L);
                        });
                    u.sleep(30_000_000);
                    u.lock(mutex);
                  });
          user.sleep(100_000_000);
          user.kill(child.process(), Signals.SIGINT);
          seen.add(await(user, child, 0));
        });
    assertThat(seen).containsExactly("KILLED 2");
  }

  @Test
  void shouldNotReachAProcessWhoseLwpsAreAllSuspended() {
    RunResult result =
        run(
            2,
            w ->
                w.launch(
                    w.newProcess("p"),
                    ThreadSpec.named("main"),
                    user -> {
                      UserThread child =
                          fork(
                              user,
                              u -> {
                                u.call("_lwp_create", 1, 0x80, 1);
                                u.exit();
                              });
                      user.sleep(50_000_000);
                      user.kill(child.process(), Signals.SIGKILL);
                      await(user, child, 0);
                    }));
    // Nobody takes the signal: the last LWP but the suspended one has exited. So the original.
    assertThat(result.failure()).isNotNull();
    assertThat(result.failure().kind()).isEqualTo(RunResult.Failure.Kind.DEADLOCK);
  }

  @Test
  void shouldRunAHandlerAndGoOn() {
    runMain(
        1,
        user -> {
          handle(user, Signals.SIGUSR1, true);
          seen.add(user.kill(user.self().process(), Signals.SIGUSR1));
          seen.add("after");
        });
    assertThat(seen).containsExactly("handler 30", 0, "after");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void shouldInterruptUserModeForAHandler(int cpus) {
    runMain(
        cpus,
        user -> {
          UserThread child =
              fork(
                  user,
                  u -> {
                    u.setSignalAction(
                        Signals.SIGUSR1, SignalAction.caught(true), h -> h.exitProcess(5));
                    u.compute(1_000_000_000_000L);
                  });
          user.sleep(50_000_000);
          user.kill(child.process(), Signals.SIGUSR1);
          seen.add(await(user, child, 0));
        });
    assertThat(seen).containsExactly("EXITED 5");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldIssueACallAgainOnlyIfTheActionSaysSo(boolean restart) {
    runMain(
        2,
        user -> {
          int me = user.self().process();
          handle(user, Signals.SIGUSR1, restart);
          UserThread child =
              fork(
                  user,
                  u -> {
                    u.sleep(30_000_000);
                    u.kill(me, Signals.SIGUSR1);
                    u.sleep(30_000_000);
                  });
          seen.add(await(user, child, 0));
        });
    assertThat(seen).containsExactly("handler 30", restart ? "EXITED 0" : "EINTR");
  }

  @Test
  void shouldKeepABlockedSignalPendingUntilItIsUnblocked() {
    runMain(
        1,
        user -> {
          handle(user, Signals.SIGUSR1, true);
          long before = user.setSignalMask(Signals.bit(Signals.SIGUSR1));
          user.kill(user.self().process(), Signals.SIGUSR1);
          seen.add("blocked");
          seen.add(user.setSignalMask(before) == Signals.bit(Signals.SIGUSR1));
        });
    assertThat(seen).containsExactly("blocked", "handler 30", true);
  }

  @Test
  void shouldNeverBlockKillAndStop() {
    runMain(
        1,
        user -> {
          user.setSignalMask(-1L);
          long mask = user.setSignalMask(0);
          seen.add(Signals.has(mask, Signals.SIGKILL));
          seen.add(Signals.has(mask, Signals.SIGSTOP));
          seen.add(Signals.has(mask, Signals.SIGTERM));
        });
    assertThat(seen).containsExactly(false, false, true);
  }

  @Test
  void shouldBlockASignalWhileItsHandlerRuns() {
    runMain(
        1,
        user -> {
          int[] depth = {0};
          user.setSignalAction(
              Signals.SIGUSR1,
              SignalAction.caught(true),
              u -> {
                depth[0]++;
                if (seen.isEmpty()) {
                  u.kill(u.self().process(), Signals.SIGUSR1);
                }
                seen.add(depth[0]);
                depth[0]--;
              });
          user.kill(user.self().process(), Signals.SIGUSR1);
        });
    assertThat(seen).containsExactly(1, 1);
  }

  @Test
  void shouldNestHandlersOfDifferentSignals() {
    runMain(
        1,
        user -> {
          handle(user, Signals.SIGUSR2, true);
          user.setSignalAction(
              Signals.SIGUSR1,
              SignalAction.caught(true),
              u -> {
                seen.add("begin");
                u.kill(u.self().process(), Signals.SIGUSR2);
                seen.add("end");
              });
          user.kill(user.self().process(), Signals.SIGUSR1);
        });
    assertThat(seen).containsExactly("begin", "handler 31", "end");
  }

  @Test
  void shouldBlockWhatTheActionNamesWhileTheHandlerRuns() {
    runMain(
        1,
        user -> {
          handle(user, Signals.SIGUSR2, true);
          SignalAction action =
              new SignalAction(SignalAction.Kind.CATCH, Signals.bit(Signals.SIGUSR2), true);
          user.setSignalAction(
              Signals.SIGUSR1,
              action,
              u -> {
                u.kill(u.self().process(), Signals.SIGUSR2);
                seen.add("end");
              });
          user.kill(user.self().process(), Signals.SIGUSR1);
        });
    assertThat(seen).containsExactly("end", "handler 31");
  }

  @Test
  void shouldDropIgnoredSignals() {
    runMain(
        1,
        user -> {
          user.setSignalAction(Signals.SIGTERM, SignalAction.IGNORE, null);
          seen.add(user.kill(user.self().process(), Signals.SIGTERM));
          user.setSignalMask(Signals.bit(Signals.SIGUSR1));
          user.kill(user.self().process(), Signals.SIGUSR1);
          user.setSignalAction(Signals.SIGUSR1, SignalAction.IGNORE, null);
          user.setSignalAction(Signals.SIGUSR1, SignalAction.DEFAULT, null);
          user.setSignalMask(0);
          seen.add("alive");
        });
    assertThat(seen).containsExactly(0, "alive");
  }

  @Test
  void shouldRefuseImpossibleActionsAndSignals() {
    runMain(
        1,
        user -> {
          seen.add(user.setSignalAction(Signals.SIGKILL, SignalAction.IGNORE, null));
          seen.add(user.setSignalAction(Signals.SIGSTOP, SignalAction.DEFAULT, null));
          seen.add(user.setSignalAction(64, SignalAction.DEFAULT, null));
          seen.add(user.kill(user.self().process(), 64));
          seen.add(user.kill(user.self().process(), -1));
          seen.add(user.kill(99, Signals.SIGTERM));
          seen.add(user.kill(user.self().process(), 0));
          seen.add(user.kill(user.self(), 64));
        });
    assertThat(seen)
        .containsExactly(
            Errno.EINVAL,
            Errno.EINVAL,
            Errno.EINVAL,
            Errno.EINVAL,
            Errno.EINVAL,
            Errno.ESRCH,
            0,
            Errno.EINVAL);
  }

  @Test
  void shouldSignalExactlyTheThreadMeant() {
    runMain(
        2,
        user -> {
          user.setSignalAction(
              Signals.SIGUSR1, SignalAction.caught(true), u -> seen.add(u.self().name()));
          List<UserThread> threads = new ArrayList<>();
          for (int i = 0; i < 4; i++) {
            threads.add(user.create(ThreadSpec.named("t" + i), u -> u.sleep(100_000_000)));
          }
          user.sleep(20_000_000);
          user.kill(threads.get(2), Signals.SIGUSR1);
          for (UserThread t : threads) {
            user.join(t);
          }
        });
    assertThat(seen).containsExactly("t2");
  }

  @Test
  void shouldGiveASignalForTheProcessToAThreadThatDoesNotBlockIt() {
    runMain(
        1,
        user -> {
          user.setSignalAction(
              Signals.SIGUSR1, SignalAction.caught(true), u -> seen.add(u.self().name()));
          UserThread willing = user.create(ThreadSpec.named("willing"), u -> u.sleep(60_000_000));
          user.setSignalMask(Signals.bit(Signals.SIGUSR1));
          UserThread unwilling =
              user.create(ThreadSpec.named("unwilling"), u -> u.sleep(60_000_000));
          user.sleep(10_000_000);
          user.kill(user.self().process(), Signals.SIGUSR1);
          user.join(willing);
          user.join(unwilling);
        });
    assertThat(seen).containsExactly("willing");
  }

  @Test
  void shouldTakeASignalSentBeforeTheThreadThatWouldTakeItHasDied() {
    runMain(
        1,
        user -> {
          user.setSignalAction(
              Signals.SIGUSR1, SignalAction.caught(true), u -> seen.add(u.self().name()));
          user.setSignalMask(Signals.bit(Signals.SIGUSR1));
          user.create(ThreadSpec.named("t"), u -> u.compute(5_000_000));
          user.kill(user.self().process(), Signals.SIGUSR1);
          user.sleep(100_000_000);
          user.setSignalMask(0);
        });
    assertThat(seen).containsExactly("main");
  }

  @Test
  void shouldSuspendUntilAHandlerHasRunAndRestoreTheMask() {
    runMain(
        2,
        user -> {
          int me = user.self().process();
          handle(user, Signals.SIGUSR1, true);
          user.setSignalMask(Signals.bit(Signals.SIGUSR1));
          fork(
              user,
              u -> {
                u.kill(me, Signals.SIGUSR1);
                u.sleep(50_000_000);
              });
          user.sleep(20_000_000);
          seen.add("before");
          seen.add(user.signalSuspend(0));
          seen.add(user.setSignalMask(0) == Signals.bit(Signals.SIGUSR1));
        });
    assertThat(seen).containsExactly("before", "handler 30", Errno.EINTR, true);
  }

  @Test
  void shouldTellTheParentOfAChildThatEnds() {
    runMain(
        1,
        user -> {
          handle(user, Signals.SIGCHLD, true);
          UserThread child = fork(user, u -> u.compute(1_000_000));
          user.sleep(100_000_000);
          seen.add(await(user, child, Processes.WNOHANG));
        });
    assertThat(seen).containsExactly("handler 20", "EXITED 0");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void shouldRunAHandlerInTheMiddleOfAWaitForAMutex(int cpus) {
    runMain(
        cpus,
        user -> {
          UserMutex mutex = user.newMutex("m");
          handle(user, Signals.SIGUSR1, true);
          user.lock(mutex);
          UserThread waiter =
              user.create(
                  ThreadSpec.named("waiter"),
                  u -> {
                    u.lock(mutex);
                    seen.add("locked");
                    u.unlock(mutex);
                  });
          user.sleep(20_000_000);
          user.kill(waiter, Signals.SIGUSR1);
          user.sleep(20_000_000);
          seen.add("unlock");
          user.unlock(mutex);
          user.join(waiter);
        });
    assertThat(seen).containsExactly("handler 30", "unlock", "locked");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void shouldRunAHandlerInTheMiddleOfAWaitForACondition(int cpus) {
    runMain(
        cpus,
        user -> {
          UserMutex mutex = user.newMutex("m");
          UserCondition condition = user.newCondition("c");
          handle(user, Signals.SIGUSR1, true);
          UserThread waiter =
              user.create(
                  ThreadSpec.named("waiter"),
                  u -> {
                    u.lock(mutex);
                    seen.add(u.await(condition, mutex));
                    u.unlock(mutex);
                  });
          user.sleep(20_000_000);
          user.kill(waiter, Signals.SIGUSR1);
          user.sleep(20_000_000);
          seen.add("signal");
          user.signal(condition);
          user.join(waiter);
        });
    assertThat(seen).containsExactly("handler 30", "signal", 0);
  }

  @Test
  void shouldForgetHandlersButNotIgnoredSignalsWhenAProgramIsExecuted() {
    runMain(
        1,
        user -> {
          UserThread child =
              fork(
                  user,
                  u -> {
                    handle(u, Signals.SIGUSR1, true);
                    u.setSignalAction(Signals.SIGTERM, SignalAction.IGNORE, null);
                    u.exec(program -> {
                      program.kill(program.self().process(), Signals.SIGTERM);
                      program.kill(program.self().process(), Signals.SIGUSR1);
                    });
                  });
          seen.add(await(user, child, 0));
        });
    assertThat(seen).containsExactly("KILLED 30");
  }

  @Test
  void shouldForgetHandlersThatHaveNotBegunWhenAnotherExecutesAProgram() {
    runMain(
        1,
        user -> {
          UserThread child =
              fork(
                  user,
                  u -> {
                    handle(u, Signals.SIGUSR1, true);
                    u.setSignalAction(
                        Signals.SIGUSR2,
                        SignalAction.caught(true),
                        h -> h.exec(program -> program.yield()));
                    u.setSignalMask(Signals.bit(Signals.SIGUSR1) | Signals.bit(Signals.SIGUSR2));
                    u.kill(u.self().process(), Signals.SIGUSR1);
                    u.kill(u.self().process(), Signals.SIGUSR2);
                    u.setSignalMask(0);
                  });
          seen.add(await(user, child, 0));
        });
    // Both frames were on the stack, that of SIGUSR2 on top.
    assertThat(seen).containsExactly("EXITED 0");
  }

  @Test
  void shouldInheritActionsAndMaskByFork() {
    runMain(
        1,
        user -> {
          handle(user, Signals.SIGUSR1, true);
          user.setSignalMask(Signals.bit(Signals.SIGUSR2));
          UserThread child =
              fork(
                  user,
                  u -> {
                    u.kill(u.self().process(), Signals.SIGUSR1);
                    seen.add(u.setSignalMask(0) == Signals.bit(Signals.SIGUSR2));
                  });
          seen.add(await(user, child, 0));
        });
    assertThat(seen).containsExactly("handler 30", true, "EXITED 0");
  }

  @Test
  void shouldRefreshCredentialsOfAllThreads() {
    runMain(
        2,
        user -> {
          UserThread other =
              user.create(
                  ThreadSpec.named("other"),
                  u -> {
                    u.compute(50_000_000);
                    seen.add(u.call("getuid"));
                  });
          user.sleep(10_000_000);
          seen.add(user.call("setuid", 1001));
          seen.add(user.call("getuid"));
          user.join(other);
        });
    assertThat(seen).containsExactly(0L, 1001L, 1001L);
  }
}
