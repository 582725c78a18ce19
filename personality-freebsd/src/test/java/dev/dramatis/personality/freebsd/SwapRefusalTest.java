package dev.dramatis.personality.freebsd;

import static dev.dramatis.personality.freebsd.Lab.MS;
import static dev.dramatis.personality.freebsd.Lab.fork;
import static dev.dramatis.personality.freebsd.Lab.thread;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.simulation.RunResult;
import dev.dramatis.simulation.RunResult.SwapReport;
import dev.dramatis.simulation.Simulation;
import dev.dramatis.simulation.Swap;
import dev.dramatis.spi.kernel.Processes;
import dev.dramatis.spi.kernel.SignalAction;
import dev.dramatis.spi.kernel.Signals;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.workload.Program;
import dev.dramatis.testkit.Runs;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What only this kernel knows is never lost: the swap is refused, and says why. */
class SwapRefusalTest {
  private static SwapReport swapAt(long nanos, Program main) {
    RunResult result =
        Lab.completes(
            Simulation.run(
                Lab.config(2, Map.of(), Runs.program(main))
                    .withSwaps(List.of(new Swap.ToPersonality(nanos, new FreebsdPersonality())))));
    return result.swaps().getFirst();
  }

  @Test
  void shouldCarryProcessesWithoutSecrets() {
    SwapReport report =
        swapAt(
            5 * MS,
            user -> {
              thread(user, u -> u.sleep(10 * MS));
              user.setSignalMask(-1L);
              user.setSignalMask(0);
              user.sleep(10 * MS);
            });
    assertThat(report.refusal()).isEmpty();
    assertThat(report.carried()).isEqualTo(2);
  }

  @Test
  void shouldRefuseForkedProcesses() {
    SwapReport report =
        swapAt(
            5 * MS,
            user -> {
              fork(user, u -> u.sleep(10 * MS));
              user.awaitProcess(2, 0, new dev.dramatis.spi.kernel.ProcessStatus());
            });
    assertThat(report.completedNanos()).isEqualTo(-1);
    assertThat(report.refusal())
        .isEqualTo(
            "process 2 (test) was forked, and only its kernel knows its parent;"
                + " process 2 (test) is in the process group of another");
  }

  @Test
  void shouldCarryAgainOnceTheChildIsCollected() {
    SwapReport report =
        swapAt(
            5 * MS,
            user -> {
              fork(user, u -> u.compute(MS));
              Lab.await(user, Processes.ANY, 0);
              user.sleep(10 * MS);
            });
    assertThat(report.refusal()).isEmpty();
  }

  @Test
  void shouldRefuseCaughtSignals() {
    assertThat(
            swapAt(
                    5 * MS,
                    user -> {
                      user.setSignalAction(Signals.SIGUSR1, SignalAction.caught(true), u -> {});
                      user.sleep(10 * MS);
                    })
                .refusal())
        .isEqualTo("process 1 (test) catches or ignores signals");
  }

  @Test
  void shouldRefusePendingAndBlockedSignals() {
    assertThat(
            swapAt(
                    5 * MS,
                    user -> {
                      user.setSignalMask(Signals.bit(Signals.SIGTERM));
                      user.kill(1, Signals.SIGTERM);
                      user.sleep(10 * MS);
                      user.call("sigtimedwait", Signals.bit(Signals.SIGTERM), 0);
                    })
                .refusal())
        .isEqualTo(
            "process 1 (test) has signals or wakeups that wait to be taken;"
                + " process 1 (test) has threads that block signals or run handlers");
  }

  @Test
  void shouldRefuseReapersAndOtherThingsThatNativeCallsLeave() {
    assertThat(
            swapAt(
                    5 * MS,
                    user -> {
                      user.call("procctl", 0, 2, 0, 0, 0);
                      user.call("procctl", 0, 11, Signals.SIGTERM, 0, 0);
                      user.call("suword", 64, 1);
                      user.sleep(10 * MS);
                    })
                .refusal())
        .isEqualTo(
            "process 1 (test) is a reaper;"
                + " process 1 (test) wants a signal when its parent ends;"
                + " process 1 (test) has words of memory that only this kernel keeps");
  }

  @Test
  void shouldRefuseTimeLimitsAndNamesThatNobodyElseKnows() {
    assertThat(
            swapAt(
                    5 * MS,
                    user -> {
                      user.call("thr_set_name", user.call("thr_self"), 'x', 0, 0, 0);
                      user.call("nanosleep", 10 * MS);
                    })
                .refusal())
        .isEqualTo(
            "process 1 (test) has threads in native calls with a time limit;"
                + " process 1 (test) has threads with names of their own");
  }

  @Test
  void shouldCarryAThreadThatWaitsWithoutALimitInANativeCall() {
    SwapReport report =
        swapAt(
            5 * MS,
            user -> {
              UserThread sleeper = user.self();
              thread(
                  user,
                  u -> {
                    u.sleep(10 * MS);
                    // the id under the kernel that is current by then
                    u.call("thr_wake", u.nativeId(sleeper));
                  });
              assertThat(user.call("thr_suspend", -1)).isZero();
            });
    assertThat(report.refusal()).isEmpty();
  }

  @Test
  void shouldRefuseStoppedProcesses() {
    RunResult result =
        Simulation.run(
            Lab.config(
                    2,
                    Map.of(),
                    Runs.program(user -> {
                      user.sleep(MS);
                      user.kill(1, Signals.SIGSTOP);
                    }))
                .until(100 * MS)
                .withSwaps(List.of(new Swap.ToPersonality(5 * MS, new FreebsdPersonality()))));
    assertThat(result.swaps().getFirst().refusal())
        .isEqualTo("process 1 (test) is stopped or single-threading");
  }

  /** Calls that come between the request and the boundary are made to the next kernel. */
  @Test
  void shouldLoseNothingThatIsCalledWhileTheSwapIsUnderWay() {
    AtomicInteger handled = new AtomicInteger();
    int carried = 0;
    for (int i = 0; i < 200; i++) {
      handled.set(0);
      SwapReport report =
          swapAt(
              MS + i * 97L,
              user -> {
                thread(user, u -> u.computeFor(3 * MS));
                user.computeFor(MS);
                user.setSignalMask(Signals.bit(Signals.SIGUSR1));
                user.setSignalAction(
                    Signals.SIGUSR1, SignalAction.caught(true), u -> handled.incrementAndGet());
                user.kill(1, Signals.SIGUSR1);
                assertThat(user.setSignalMask(0)).isEqualTo(Signals.bit(Signals.SIGUSR1));
                fork(user, u -> u.exitProcess(4));
                assertThat(Lab.await(user, Processes.ANY, 0)).endsWith("EXITED 4");
                user.exitProcess(0);
              });
      carried += report.carried();
      assertThat(handled).as("swap at %d", i).hasValue(1);
    }
    assertThat(carried).isPositive();
  }
}
