package dev.dramatis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.simulation.RunResult;
import dev.dramatis.simulation.RunResult.Ending;
import dev.dramatis.simulation.RunResult.Failure;
import dev.dramatis.simulation.Simulation;
import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.Personality;
import dev.dramatis.spi.kernel.ProcessStatus;
import dev.dramatis.spi.kernel.ProcessStatus.How;
import dev.dramatis.spi.kernel.Processes;
import dev.dramatis.spi.kernel.SignalAction;
import dev.dramatis.spi.kernel.Signals;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.spi.workload.Program;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * What a personality with processes and signals owes to programs. Derive a test class and name the
 * personality and a scheduler.
 */
public abstract class ProcessContract {
  private static final long MILLISECOND = 1_000_000L;

  /** For test classes. */
  protected ProcessContract() {}

  /** The personality under test. */
  protected abstract Personality personality();

  /** A scheduler to run it with. */
  protected abstract SchedulerFactory scheduler();

  private List<String> complete(Recorded program) {
    List<String> log = new ArrayList<>();
    RunResult result =
        Simulation.run(
            Runs.on(2, Runs.program(user -> program.run(user, log)), personality(), scheduler()));
    Failure failure = result.failure();
    assertThat(failure == null ? "" : failure.report()).isEmpty();
    assertThat(result.ending()).isEqualTo(Ending.COMPLETED);
    return log;
  }

  /** A program that writes down what happens. */
  private interface Recorded {
    void run(User user, List<String> log);
  }

  private static UserThread forked(User user, Program child) {
    return Objects.requireNonNull(user.fork(ThreadSpec.named("child"), false, child));
  }

  private static UserThread created(User user, String name, Program program) {
    return Objects.requireNonNull(user.create(ThreadSpec.named(name), program));
  }

  private static String await(User user, UserThread child, int options) {
    ProcessStatus status = new ProcessStatus();
    int error = user.awaitProcess(child.process(), options, status);
    if (error != 0) {
      return Errno.name(error);
    }
    return status.process() == 0 ? "nothing yet" : status.how() + " " + status.value();
  }

  private static void forever(User user) {
    while (true) {
      user.sleep(1_000 * MILLISECOND);
    }
  }

  // ---- processes

  @Test
  void shouldRunAChildInAProcessOfItsOwn() {
    int[] processes = new int[2];
    complete((user, log) -> {
      processes[0] = user.self().process();
      UserThread child = forked(user, u -> processes[1] = u.self().process());
      await(user, child, 0);
    });
    assertThat(processes[1]).isNotEqualTo(processes[0]).isPositive();
  }

  @Test
  void shouldReportTheStatusOfAChildThatEnds() {
    assertThat(
            complete((user, log) -> {
              UserThread child =
                  forked(
                      user,
                      u -> {
                        u.sleep(20 * MILLISECOND);
                        u.exitProcess(7);
                      });
              log.add(await(user, child, Processes.WNOHANG));
              log.add(await(user, child, 0));
              log.add(await(user, child, 0));
            }))
        .containsExactly("nothing yet", How.EXITED + " 7", "ECHILD");
  }

  @Test
  void shouldEndAProcessWithItsLastThread() {
    assertThat(
            complete((user, log) -> {
              UserThread child =
                  forked(
                      user,
                      u -> {
                        created(u, "second", v -> v.sleep(30 * MILLISECOND));
                        u.exit();
                      });
              long start = user.now();
              log.add(await(user, child, 0));
              log.add("late: " + (user.now() - start >= 30 * MILLISECOND));
            }))
        .containsExactly(How.EXITED + " 0", "late: true");
  }

  @Test
  void shouldEndAllThreadsOfAProcessThatExits() {
    assertThat(
            complete((user, log) -> {
              UserThread child =
                  forked(
                      user,
                      u -> {
                        created(u, "sleeper", ProcessContract::forever);
                        created(u, "worker", v -> v.compute(100_000 * MILLISECOND));
                        u.sleep(30 * MILLISECOND);
                        u.exitProcess(3);
                      });
              log.add(await(user, child, 0));
            }))
        .containsExactly(How.EXITED + " 3");
  }

  @Test
  void shouldWaitForAnyChild() {
    assertThat(
            complete((user, log) -> {
              UserThread slow = forked(user, u -> u.sleep(200 * MILLISECOND));
              UserThread fast = forked(user, u -> u.exitProcess(1));
              for (int i = 0; i < 3; i++) {
                ProcessStatus status = new ProcessStatus();
                int error = user.awaitProcess(Processes.ANY, 0, status);
                log.add(
                    error != 0
                        ? Errno.name(error)
                        : status.process() == fast.process()
                            ? "fast"
                            : status.process() == slow.process() ? "slow" : "unknown");
              }
            }))
        .containsExactly("fast", "slow", "ECHILD");
  }

  @Test
  void shouldHoldTheParentOfAVforkUntilTheChildExecutes() {
    assertThat(
            complete((user, log) -> {
              UserThread child =
                  Objects.requireNonNull(
                      user.fork(
                          ThreadSpec.named("child"),
                          true,
                          u -> {
                            u.sleep(20 * MILLISECOND);
                            log.add("child executes");
                            u.exec(v -> {
                              v.sleep(50 * MILLISECOND);
                              log.add("child ends");
                            });
                          }));
              log.add("parent goes on");
              log.add(await(user, child, 0));
            }))
        .containsExactly("child executes", "parent goes on", "child ends", How.EXITED + " 0");
  }

  @Test
  void shouldExecuteAProgramInPlaceOfAllThreads() {
    assertThat(
            complete((user, log) -> {
              UserThread child =
                  forked(
                      user,
                      u -> {
                        created(
                            u,
                            "doomed",
                            v -> {
                              v.sleep(100 * MILLISECOND);
                              log.add("still here");
                            });
                        u.sleep(20 * MILLISECOND);
                        u.exec(v -> {
                          v.sleep(200 * MILLISECOND);
                          v.exitProcess(9);
                        });
                      });
              log.add(await(user, child, 0));
            }))
        .containsExactly(How.EXITED + " 9");
  }

  // ---- signals

  @Test
  void shouldEndAProcessBySignal() {
    assertThat(
            complete((user, log) -> {
              UserThread child =
                  forked(
                      user,
                      u -> {
                        created(u, "second", ProcessContract::forever);
                        forever(u);
                      });
              user.sleep(20 * MILLISECOND);
              log.add(Errno.name(user.kill(child.process(), Signals.SIGTERM)));
              log.add(await(user, child, 0));
              log.add(Errno.name(user.kill(child.process(), Signals.SIGTERM)));
            }))
        .containsExactly("0", How.KILLED + " " + Signals.SIGTERM, "ESRCH");
  }

  @Test
  void shouldEndAProcessThatComputes() {
    assertThat(
            complete((user, log) -> {
              UserThread child = forked(user, u -> u.compute(100_000 * MILLISECOND));
              user.sleep(20 * MILLISECOND);
              user.kill(child.process(), Signals.SIGKILL);
              log.add(await(user, child, 0));
            }))
        .containsExactly(How.KILLED + " " + Signals.SIGKILL);
  }

  @Test
  void shouldRunTheHandlerOfACaughtSignal() {
    assertThat(
            complete((user, log) -> {
              user.setSignalAction(
                  Signals.SIGUSR1, SignalAction.caught(true), u -> log.add("handler"));
              user.kill(user.self().process(), Signals.SIGUSR1);
              log.add("after");
            }))
        .containsExactly("handler", "after");
  }

  @Test
  void shouldKeepABlockedSignalUntilItIsUnblocked() {
    assertThat(
            complete((user, log) -> {
              user.setSignalAction(
                  Signals.SIGUSR1, SignalAction.caught(true), u -> log.add("handler"));
              long before = user.setSignalMask(Signals.bit(Signals.SIGUSR1));
              user.kill(user.self().process(), Signals.SIGUSR1);
              user.sleep(20 * MILLISECOND);
              log.add("unblock");
              user.setSignalMask(before);
              log.add("after");
            }))
        .containsExactly("unblock", "handler", "after");
  }

  @Test
  void shouldBlockASignalWhileItsHandlerRuns() {
    assertThat(
            complete((user, log) -> {
              user.setSignalAction(
                  Signals.SIGUSR1,
                  SignalAction.caught(true),
                  u -> {
                    boolean first = log.isEmpty();
                    log.add("in");
                    if (first) {
                      u.kill(u.self().process(), Signals.SIGUSR1);
                    }
                    u.compute(MILLISECOND);
                    log.add("out");
                  });
              user.kill(user.self().process(), Signals.SIGUSR1);
            }))
        .containsExactly("in", "out", "in", "out");
  }

  @Test
  void shouldIgnoreAnIgnoredSignal() {
    assertThat(
            complete((user, log) -> {
              user.setSignalAction(Signals.SIGTERM, SignalAction.IGNORE, null);
              log.add(Errno.name(user.kill(user.self().process(), Signals.SIGTERM)));
            }))
        .containsExactly("0");
  }

  @Test
  void shouldRefuseToCatchWhatCannotBeCaught() {
    assertThat(
            complete((user, log) -> {
              for (int signal : new int[] {Signals.SIGKILL, Signals.SIGSTOP, -1, 1_000}) {
                log.add(Errno.name(user.setSignalAction(signal, SignalAction.IGNORE, null)));
              }
            }))
        .containsExactly("EINVAL", "EINVAL", "EINVAL", "EINVAL");
  }

  @Test
  void shouldSignalOneThreadOfAProcess() {
    assertThat(
            complete((user, log) -> {
              UserThread[] target = new UserThread[1];
              user.setSignalAction(
                  Signals.SIGUSR2,
                  SignalAction.caught(true),
                  u -> log.add("on target: " + (u.self() == target[0])));
              target[0] = created(user, "target", u -> u.sleep(50 * MILLISECOND));
              user.sleep(10 * MILLISECOND);
              log.add(Errno.name(user.kill(target[0], Signals.SIGUSR2)));
              log.add(Errno.name(user.kill(target[0], 0)));
              user.join(target[0]);
              log.add(Errno.name(user.kill(target[0], 0)));
            }))
        .containsExactlyInAnyOrder("0", "0", "on target: true", "ESRCH");
  }

  @Test
  void shouldInterruptAWaitForAChildUnlessTheActionRestarts() {
    for (boolean restart : new boolean[] {false, true}) {
      assertThat(
              complete((user, log) -> {
                user.setSignalAction(
                    Signals.SIGUSR1, SignalAction.caught(restart), u -> log.add("handler"));
                int me = user.self().process();
                UserThread child =
                    forked(
                        user,
                        u -> {
                          u.sleep(20 * MILLISECOND);
                          u.kill(me, Signals.SIGUSR1);
                          u.sleep(20 * MILLISECOND);
                        });
                log.add(await(user, child, 0));
                if (!restart) {
                  log.add(await(user, child, 0));
                }
              }))
          .containsExactlyElementsOf(
              restart
                  ? List.of("handler", How.EXITED + " 0")
                  : List.of("handler", "EINTR", How.EXITED + " 0"));
    }
  }

  @Test
  void shouldSuspendUntilAHandlerHasRun() {
    assertThat(
            complete((user, log) -> {
              user.setSignalAction(
                  Signals.SIGUSR1, SignalAction.caught(true), u -> log.add("handler"));
              user.setSignalMask(Signals.bit(Signals.SIGUSR1));
              int me = user.self().process();
              UserThread child = forked(user, u -> u.kill(me, Signals.SIGUSR1));
              log.add(Errno.name(user.signalSuspend(0)));
              log.add("blocked: " + (user.setSignalMask(0) != 0));
              await(user, child, 0);
            }))
        .containsExactly("handler", "EINTR", "blocked: true");
  }

  @Test
  void shouldTellTheParentOfAChildThatEnds() {
    assertThat(
            complete((user, log) -> {
              user.setSignalAction(
                  Signals.SIGCHLD, SignalAction.caught(false), u -> log.add("child"));
              UserThread child = forked(user, u -> u.sleep(10 * MILLISECOND));
              user.sleep(200 * MILLISECOND);
              log.add(await(user, child, 0));
            }))
        .containsExactly("child", How.EXITED + " 0");
  }

  @Test
  void shouldStopAProcessAndLetItGoOn() {
    long[] count = {0};
    assertThat(
            complete((user, log) -> {
              UserThread child =
                  forked(
                      user,
                      u -> {
                        while (true) {
                          u.compute(MILLISECOND);
                          count[0]++;
                        }
                      });
              user.sleep(50 * MILLISECOND);
              user.kill(child.process(), Signals.SIGSTOP);
              log.add(await(user, child, Processes.WUNTRACED));
              long stopped = count[0];
              user.sleep(100 * MILLISECOND);
              log.add("stands: " + (count[0] == stopped));
              user.kill(child.process(), Signals.SIGCONT);
              log.add(await(user, child, Processes.WCONTINUED));
              user.sleep(100 * MILLISECOND);
              log.add("goes on: " + (count[0] > stopped));
              user.kill(child.process(), Signals.SIGKILL);
              log.add(await(user, child, 0).split(" ")[0]);
            }))
        .containsExactly(
            How.STOPPED + " " + Signals.SIGSTOP,
            "stands: true",
            How.CONTINUED.toString() + " " + Signals.SIGCONT,
            "goes on: true",
            How.KILLED.toString());
  }

  @Test
  void shouldKillAStoppedProcessWithSeveralThreads() {
    assertThat(
            complete((user, log) -> {
              UserThread child =
                  forked(
                      user,
                      u -> {
                        created(u, "sleeper", ProcessContract::forever);
                        created(u, "worker", v -> v.compute(100_000 * MILLISECOND));
                        forever(u);
                      });
              user.sleep(20 * MILLISECOND);
              user.kill(child.process(), Signals.SIGSTOP);
              log.add(await(user, child, Processes.WUNTRACED).split(" ")[0]);
              user.kill(child.process(), Signals.SIGKILL);
              log.add(await(user, child, 0));
            }))
        .containsExactly(How.STOPPED.toString(), How.KILLED + " " + Signals.SIGKILL);
  }

  @Test
  void shouldSignalAProcessGroup() {
    assertThat(
            complete((user, log) -> {
              UserThread one = forked(user, ProcessContract::forever);
              UserThread two = forked(user, ProcessContract::forever);
              log.add(Errno.name(user.setGroup(one.process(), 0)));
              log.add(Errno.name(user.setGroup(two.process(), one.process())));
              user.sleep(20 * MILLISECOND);
              log.add(Errno.name(user.kill(-one.process(), Signals.SIGTERM)));
              log.add(await(user, one, 0).split(" ")[0]);
              log.add(await(user, two, 0).split(" ")[0]);
            }))
        .containsExactly("0", "0", "0", How.KILLED.toString(), How.KILLED.toString());
  }

  @Test
  void shouldGiveOrphansToInit() {
    assertThat(
            complete((user, log) -> {
              UserThread child =
                  forked(
                      user,
                      u -> {
                        forked(
                            u,
                            v -> {
                              v.sleep(100 * MILLISECOND);
                              log.add("grandchild ends");
                            });
                        u.exitProcess(0);
                      });
              log.add(await(user, child, 0));
              user.sleep(300 * MILLISECOND);
              log.add(await(user, child, 0));
            }))
        .containsExactly(How.EXITED + " 0", "grandchild ends", "ECHILD");
  }
}
