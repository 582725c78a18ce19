package dev.dramatis.personality.freebsd;

import static dev.dramatis.personality.freebsd.Lab.MS;
import static dev.dramatis.personality.freebsd.Lab.await;
import static dev.dramatis.personality.freebsd.Lab.fork;
import static dev.dramatis.personality.freebsd.Lab.thread;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.ProcessStatus;
import dev.dramatis.spi.kernel.Processes;
import dev.dramatis.spi.kernel.SignalAction;
import dev.dramatis.spi.kernel.Signals;
import dev.dramatis.spi.workload.ThreadSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes come into being, execute programs, end, and are waited for. */
class ProcessesTest {
  private final List<Object> seen = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void shouldTellTheParentTheExitStatus(int cpus) {
    Lab.run(
        cpus,
        user -> {
          fork(user, u -> u.exitProcess(7));
          seen.add(await(user, Processes.ANY, 0));
          seen.add(await(user, Processes.ANY, 0));
        });
    assertThat(seen).containsExactly("2 EXITED 7", "error " + Errno.ECHILD);
  }

  @Test
  void shouldEndTheProcessWithItsLastThread() {
    Lab.run(
        2,
        user -> {
          fork(
              user,
              u -> {
                thread(u, v -> v.sleep(5 * MS));
                u.exit();
              });
          seen.add(await(user, 2, 0));
          seen.add(user.now() >= 5 * MS);
        });
    assertThat(seen).containsExactly("2 EXITED 0", true);
  }

  @Test
  void shouldReportNothingWithoutHangingWhileTheChildLives() {
    Lab.run(
        1,
        user -> {
          fork(user, u -> u.sleep(10 * MS));
          seen.add(await(user, Processes.ANY, Processes.WNOHANG));
          user.sleep(20 * MS);
          seen.add(await(user, Processes.ANY, Processes.WNOHANG));
        });
    assertThat(seen).containsExactly("0 EXITED 0", "2 EXITED 0");
  }

  @Test
  void shouldWaitForACertainChildOnly() {
    Lab.run(
        1,
        user -> {
          fork(user, u -> u.exitProcess(1));
          fork(
              user,
              u -> {
                u.sleep(5 * MS);
                u.exitProcess(2);
              });
          seen.add(await(user, 3, 0));
          seen.add(await(user, 2, 0));
          seen.add(await(user, 2, 0));
        });
    assertThat(seen).containsExactly("3 EXITED 2", "2 EXITED 1", "error " + Errno.ECHILD);
  }

  @Test
  void shouldRefuseUnknownOptionsOfWait() {
    Lab.run(1, user -> seen.add(user.awaitProcess(Processes.ANY, 4096, new ProcessStatus())));
    assertThat(seen).containsExactly(Errno.EINVAL);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void shouldHoldTheParentOfAVforkUntilTheChildEnds(int cpus) {
    Lab.run(
        cpus,
        user -> {
          user.fork(
              ThreadSpec.named("child"),
              true,
              u -> {
                u.sleep(3 * MS);
                seen.add("child");
                u.exitProcess(0);
              });
          seen.add("parent");
          await(user, 2, 0);
        });
    assertThat(seen).containsExactly("child", "parent");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void shouldLetTheParentOfAVforkGoOnWhenTheChildExecutesAProgram(int cpus) {
    Lab.run(
        cpus,
        user -> {
          user.fork(
              ThreadSpec.named("child"),
              true,
              u -> {
                u.sleep(3 * MS);
                seen.add("exec");
                u.exec(v -> {
                  v.sleep(5 * MS);
                  seen.add("program");
                });
              });
          seen.add("parent");
          seen.add(await(user, 2, 0));
        });
    assertThat(seen).containsExactly("exec", "parent", "program", "2 EXITED 0");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void shouldEndAllOtherThreadsWhenAProgramIsExecuted(int cpus) {
    Lab.run(
        cpus,
        user -> {
          fork(
              user,
              u -> {
                thread(u, v -> v.compute(1_000 * MS));
                thread(u, v -> v.sleep(1_000 * MS));
                u.sleep(2 * MS);
                u.exec(v -> {
                  KThread td = Lab.kthread(v);
                  seen.add(td.proc().numthreads);
                  seen.add(td.proc().flag & Proc.P_HADTHREADS);
                  seen.add(td.proc().flag & Proc.P_EXEC);
                });
              });
          seen.add(await(user, 2, 0));
          seen.add(user.now() < 100 * MS);
        });
    assertThat(seen).containsExactly(1, 0, Proc.P_EXEC, "2 EXITED 0", true);
  }

  @Test
  void shouldGiveOtherThreadsTheirProgramBackWhenTheFileCannotBeExecuted() {
    Lab.run(
        2,
        user -> {
          thread(
              user,
              u -> {
                u.compute(10 * MS);
                seen.add("went on");
              });
          user.sleep(MS);
          seen.add(user.call("execve", 8));
          KThread td = Lab.kthread(user);
          seen.add(td.proc().shouldStop() + td.proc().boundaryCount);
          user.sleep(30 * MS);
        });
    assertThat(seen).containsExactly(-8L, 0, "went on");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void shouldEndAllThreadsWithTheProcess(int cpus) {
    Lab.run(
        cpus,
        user -> {
          fork(
              user,
              u -> {
                thread(u, v -> v.compute(1_000 * MS));
                thread(u, v -> v.sleep(1_000 * MS));
                u.sleep(2 * MS);
                u.exitProcess(3);
              });
          seen.add(await(user, 2, 0));
          seen.add(user.now() < 100 * MS);
        });
    assertThat(seen).containsExactly("2 EXITED 3", true);
  }

  @Test
  void shouldLetOneThreadWinWhenTwoEndTheProcess() {
    Lab.run(
        2,
        user -> {
          fork(
              user,
              u -> {
                thread(u, v -> v.exitProcess(1));
                u.exitProcess(2);
              });
          seen.add(await(user, 2, 0));
        });
    assertThat(seen).hasSize(1).first().asString().startsWith("2 EXITED");
  }

  @Test
  void shouldGiveOrphansToInit() {
    Lab.run(
        1,
        user -> {
          fork(
              user,
              u -> {
                fork(
                    u,
                    v -> {
                      v.sleep(5 * MS);
                      seen.add(v.call("getppid"));
                    });
                u.exitProcess(0);
              });
          seen.add(await(user, 2, 0));
          user.sleep(20 * MS);
          seen.add(await(user, Processes.ANY, 0));
        });
    assertThat(seen).containsExactly("2 EXITED 0", 1L, "error " + Errno.ECHILD);
  }

  @Test
  void shouldGiveOrphansToTheReaper() {
    Lab.run(
        1,
        user -> {
          seen.add(user.call("procctl", 0, 2, 0, 0, 0));
          fork(
              user,
              u -> {
                fork(
                    u,
                    v -> {
                      v.sleep(5 * MS);
                      v.exitProcess(9);
                    });
                u.exitProcess(0);
              });
          seen.add(await(user, 2, 0));
          seen.add(user.call("procctl", 0, 4, 0, 0, 0));
          seen.add(await(user, Processes.ANY, 0));
          seen.add(user.call("procctl", 0, 3, 0, 0, 0));
          seen.add(user.call("procctl", 0, 3, 0, 0, 0));
        });
    assertThat(seen).containsExactly(0L, "2 EXITED 0", 1L, "3 EXITED 9", 0L, -(long) Errno.EINVAL);
  }

  @Test
  void shouldCollectChildrenOfThoseWhoIgnoreSigchld() {
    Lab.run(
        1,
        user -> {
          user.setSignalAction(Signals.SIGCHLD, SignalAction.IGNORE, null);
          fork(user, u -> u.sleep(MS));
          // waits for the child although there will be nothing to collect
          seen.add(await(user, Processes.ANY, 0));
          seen.add(user.now() >= MS);
        });
    assertThat(seen).containsExactly("error " + Errno.ECHILD, true);
  }

  @Test
  void shouldUseTheThreadAndItsIdAgainWithTheNextProcess() {
    Lab.run(
        1,
        user -> {
          for (int i = 0; i < 3; i++) {
            int child = i + 2;
            fork(
                user,
                u -> {
                  seen.add(u.call("thr_self"));
                  seen.add(u.call("getpid"));
                });
            await(user, child, 0);
          }
        });
    assertThat(seen).hasSize(6);
    assertThat(seen.get(2)).isEqualTo(seen.get(0));
    assertThat(seen.get(4)).isEqualTo(seen.get(0));
    assertThat(seen.get(3)).isEqualTo((long) seen.get(1) + 1);
    assertThat(seen.get(5)).isEqualTo((long) seen.get(1) + 2);
  }

  @Test
  void shouldRefuseProcessesInTheReserveAndPunishTheCaller() {
    // process 0, init, this one, and the reserve of ten
    Lab.run(
        1,
        Map.of("maxproc", "14"),
        user -> {
          for (int i = 0; i < 2; i++) {
            long before = user.now();
            boolean granted = user.fork(ThreadSpec.named("c"), false, u -> u.sleep(MS)) != null;
            seen.add(granted + " " + (user.now() - before >= 500 * MS));
          }
        });
    assertThat(seen).containsExactly("false true", "false true");
  }

  @Test
  void shouldSingleThreadForAnRforkWithoutANewProcess() {
    Lab.run(
        2,
        user -> {
          thread(
              user,
              u -> {
                for (int i = 0; i < 50; i++) {
                  u.compute(MS / 10);
                }
              });
          user.sleep(MS);
          seen.add(user.call("rfork", KernFork.RFCFDG));
          seen.add(user.call("rfork", KernFork.RFCFDG | KernFork.RFFDG));
          seen.add(user.call("rfork", KernFork.RFPROC));
          seen.add(Lab.kthread(user).proc().boundaryCount);
        });
    assertThat(seen).containsExactly(0L, -(long) Errno.EINVAL, -(long) Errno.ENOSYS, 0);
  }

  @Test
  void shouldKeepFamilyTreeAndGroupsConsistent() {
    Lab.run(
        2,
        user -> {
          fork(user, u -> fork(u, v -> v.sleep(5 * MS)));
          user.sleep(2 * MS);
          Kern k = Lab.kthread(user).k;
          k.procs.forEach(p -> seen.add(k.procs.consistent(p)));
          await(user, Processes.ANY, 0);
        });
    assertThat(seen).isNotEmpty().containsOnly(true);
  }
}
