package dev.dramatis.personality.freebsd;

import static dev.dramatis.personality.freebsd.Lab.MS;
import static dev.dramatis.personality.freebsd.Lab.await;
import static dev.dramatis.personality.freebsd.Lab.fork;
import static dev.dramatis.personality.freebsd.Lab.thread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dramatis.simulation.RunResult;
import dev.dramatis.simulation.RunResult.Failure;
import dev.dramatis.simulation.Simulation;
import dev.dramatis.spi.kernel.Processes;
import dev.dramatis.spi.kernel.Signals;
import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.workload.User;
import dev.dramatis.testkit.Runs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stops by signal meet sleeps, single-threading and deferral. */
class StopsAndSinglesTest {
  private final List<Object> seen = new ArrayList<>();

  /** Sleeps inside the kernel with stops put off, and says how the sleep ended. */
  private static int sleepDeferring(User user, int mode) {
    KThread td = Lab.kthread(user);
    Kern k = td.k;
    int before = k.delivery.sigdeferstop(td, mode);
    int error =
        k.sleepqueues.sleep(
            td, td.address + 8, null, SleepQueues.PCATCH, "nfs", td.pcpu.cpu.now() + 10 * MS);
    k.delivery.sigallowstop(td, before);
    return error;
  }

  @ParameterizedTest
  @CsvSource({"0x2000, 35", "0x202000, 4", "0x82000, -1"})
  void shouldNotStopASleepThatDefersStops(String mode, int expected) {
    Lab.run(
        1,
        user -> {
          UserThread child =
              fork(
                  user,
                  u -> {
                    seen.add(sleepDeferring(u, Integer.decode(mode)));
                    u.yield();
                    seen.add("went on");
                  });
          user.sleep(MS);
          user.kill(2, Signals.SIGSTOP);
          seen.add(Lab.kthread(child).isSuspended());
          user.sleep(20 * MS);
          seen.add("continue");
          user.kill(2, Signals.SIGCONT);
          seen.add(await(user, 2, 0));
        });
    assertThat(seen).containsExactly(false, expected, "continue", "went on", "2 EXITED 0");
  }

  @ParameterizedTest
  @CsvSource({"0x2000, 35", "0x202000, 4", "0x82000, -1"})
  void shouldLookAtDeferredStopsBeforeGoingToSleep(String mode, int expected) {
    Lab.run(
        1,
        user -> {
          fork(
              user,
              u -> {
                thread(u, v -> v.sleep(MS));
                KThread td = Lab.kthread(u);
                Proc p = td.proc();
                p.mtx.lock(td);
                // the stop of a thread that is about to sleep
                p.flag |= Proc.P_STOPPED_SIG;
                p.xsig = Signals.SIGSTOP;
                p.slock.lock(td);
                td.k.sig.sigSuspendThreads(td, p);
                p.slock.unlock(td);
                p.mtx.unlock(td);
                seen.add(sleepDeferring(u, Integer.decode(mode)));
                u.yield();
                seen.add("went on");
              });
          user.sleep(30 * MS);
          seen.add("continue");
          user.kill(2, Signals.SIGCONT);
          seen.add(await(user, 2, 0));
        });
    assertThat(seen).containsExactly(expected, "continue", "went on", "2 EXITED 0");
  }

  /** A stop while a thread competes for a lock of user space is left to the user boundary. */
  @Test
  void shouldStopThreadsThatCompeteForAMutex() {
    Lab.run(
        2,
        user -> {
          fork(
              user,
              u -> {
                UserMutex m = u.newMutex("m");
                for (int i = 0; i < 3; i++) {
                  thread(
                      u,
                      v -> {
                        for (int j = 0; j < 200; j++) {
                          v.lock(m);
                          v.compute(MS / 100);
                          v.unlock(m);
                        }
                      });
                }
                u.sleep(50 * MS);
              });
          for (int i = 0; i < 10; i++) {
            user.sleep(MS / 3);
            user.kill(2, Signals.SIGSTOP);
            seen.add(await(user, 2, Processes.WUNTRACED));
            user.kill(2, Signals.SIGCONT);
          }
          seen.add(await(user, 2, 0));
        });
    assertThat(seen).hasSize(11).endsWith("2 EXITED 0");
    assertThat(seen.subList(0, 10)).containsOnly("2 STOPPED 17");
  }

  /** thread_check_susp, with both answers to a stop and the one to an exit. */
  @Test
  void shouldTellALoopThatCannotProceedWhatItsProcessWants() {
    Lab.run(
        1,
        user -> {
          thread(user, u -> u.sleep(MS));
          KThread td = Lab.kthread(user);
          Proc p = td.proc();
          SingleThreading single = td.k.single;
          seen.add(single.threadCheckSusp(td, false));
          p.mtx.lock(td);
          KThread other = Objects.requireNonNull(p.lastThread);
          p.singlethread = other;
          p.flag |= Proc.P_STOPPED_SINGLE;
          td.ast |= KThread.TDA_SUSPEND;
          p.mtx.unlock(td);
          seen.add(single.threadCheckSusp(td, false));
          p.flag |= Proc.P_SINGLE_EXIT;
          seen.add(single.threadCheckSusp(td, true));
          p.flag &= ~(Proc.P_STOPPED_SINGLE | Proc.P_SINGLE_EXIT);
          p.singlethread = null;
          seen.add(single.threadCheckSusp(td, true));
        });
    assertThat(seen).containsExactly(0, SleepQueues.ERESTART, SleepQueues.EINTR, 0);
  }

  /**
   * A fault as shipped: a stop that comes after the other threads stand at the boundary keeps them
   * there when single-threading ends, and the assertion about their count did not expect that.
   */
  @Test
  void shouldShowTheFaultOfAStopDuringAFailedExec() {
    assertThat(stopsDuringFailedExec(Map.of()).failure())
        .isNotNull()
        .extracting(Failure::message)
        .asString()
        .contains("A74");
  }

  @Test
  void shouldSurviveAStopDuringAFailedExecWithTheNewerCheck() {
    Lab.completes(stopsDuringFailedExec(Map.of("hardened", "stopped-boundary-end")));
  }

  private static RunResult stopsDuringFailedExec(Map<String, String> options) {
    return Simulation.run(
        Lab.config(
            2,
            options,
            Runs.program(user -> {
              fork(
                  user,
                  u -> {
                    thread(u, v -> v.sleep(100 * MS));
                    u.sleep(MS);
                    for (int i = 0; i < 1_000; i++) {
                      u.call("execve", 8);
                    }
                  });
              user.sleep(MS);
              for (int i = 0; i < 1_000; i++) {
                user.compute(700 + i * 37 % 9_000);
                user.kill(2, Signals.SIGSTOP);
                user.compute(2_000);
                user.kill(2, Signals.SIGCONT);
              }
              user.kill(2, Signals.SIGKILL);
            })));
  }

  /** The newer check never suspends inside the kernel: the sleep that would begin fails instead. */
  @ParameterizedTest
  @CsvSource({"'', 0", "no-suspend-in-kernel, 4"})
  void shouldNotSuspendInsideTheKernelWithTheNewerCheck(String hardened, int expected) {
    Lab.run(
        2,
        Map.of("hardened", hardened),
        user -> {
          fork(
              user,
              u -> {
                KThread td = Lab.kthread(u);
                Proc p = td.proc();
                p.mtx.lock(td);
                p.flag |= Proc.P_STOPPED_SIG;
                seen.add(td.k.single.threadSuspendCheck(td, true));
                p.mtx.unlock(td);
              });
          user.sleep(5 * MS);
          user.kill(2, Signals.SIGCONT);
          seen.add(await(user, 2, 0));
        });
    assertThat(seen).containsExactly(expected, "2 EXITED 0");
  }

  /**
   * A fault as shipped: a single-threader that stops for a signal stops at the boundary; when it is
   * the one to be released first, its mark and the count stay.
   */
  @Test
  void shouldShowTheFaultOfASingleThreaderThatStops() {
    Lab.run(
        2,
        user -> {
          fork(
              user,
              u -> {
                thread(u, v -> v.sleep(100 * MS));
                u.sleep(MS);
                KThread td = Lab.kthread(u);
                Proc p = td.proc();
                SingleThreading single = td.k.single;
                p.mtx.lock(td);
                seen.add(single.threadSingle(td, p, SingleThreading.NO_EXIT));
                p.flag |= Proc.P_STOPPED_SIG;
                seen.add(single.threadSuspendCheck(td, false));
                seen.add(p.boundaryCount);
                p.mtx.unlock(td);
                assertThatThrownBy(() -> Invariants.check(td.k)).hasMessageContaining("B3");
                // what the fault leaves, so that the process can go on
                td.flags &= ~KThread.TDF_BOUNDARY;
                p.boundaryCount--;
                u.exitProcess(0);
              });
          user.sleep(10 * MS);
          user.kill(2, Signals.SIGCONT);
          seen.add(await(user, 2, 0));
        });
    assertThat(seen).containsExactly(true, 0, 2, "2 EXITED 0");
  }

  /** Single-threading is begun while the process is being stopped by a signal, and the reverse. */
  @ParameterizedTest
  @CsvSource({"1", "2", "4"})
  void shouldSurviveStopsDuringSingleThreadingForFork(int cpus) {
    Lab.run(
        cpus,
        user -> {
          fork(
              user,
              u -> {
                thread(u, v -> v.compute(3 * MS));
                thread(u, v -> v.sleep(3 * MS));
                u.exec(v -> {
                  v.compute(MS);
                  v.exitProcess(1);
                });
              });
          for (int i = 0; i < 200; i++) {
            user.compute(3_000);
            user.kill(2, i % 2 == 0 ? Signals.SIGSTOP : Signals.SIGCONT);
          }
          user.kill(2, Signals.SIGCONT);
          seen.add(await(user, 2, 0));
        });
    assertThat(seen).containsExactly("2 EXITED 1");
  }
}
