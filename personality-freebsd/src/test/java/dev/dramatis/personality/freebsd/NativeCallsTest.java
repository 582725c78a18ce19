package dev.dramatis.personality.freebsd;

import static dev.dramatis.personality.freebsd.Lab.MS;
import static dev.dramatis.personality.freebsd.Lab.await;
import static dev.dramatis.personality.freebsd.Lab.fork;
import static dev.dramatis.personality.freebsd.Lab.thread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.NativeCall;
import dev.dramatis.spi.kernel.Processes;
import dev.dramatis.spi.kernel.SignalAction;
import dev.dramatis.spi.kernel.Signals;
import dev.dramatis.spi.kernel.UserThread;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** System calls under their own names. */
class NativeCallsTest {
  private static final long NO_TIMEOUT = -1;

  private final List<Object> seen = new ArrayList<>();

  @Test
  void shouldListCallsInAlphabeticalOrderWithTheirArguments() {
    List<NativeCall> calls = new FreebsdKernel(new StillMachine()).nativeCalls();
    assertThat(calls).extracting(NativeCall::name).isSorted().contains("thr_kill2", "_umtx_op");
    assertThat(calls)
        .allSatisfy(c -> assertThat(c.synopsis()).startsWith(c.name() + "(").contains("): "));
    assertThat(calls)
        .filteredOn(c -> c.name().equals("thr_kill2"))
        .extracting(NativeCall::arguments)
        .containsExactly(3);
  }

  @Test
  void shouldKnowThreadsByTheIdsThatTheyKnowThemselvesBy() {
    Lab.run(
        1,
        user -> {
          seen.add(user.call("thr_self") == user.nativeId(user.self()));
          seen.add(user.call("thr_self") > PidMap.PID_MAX);
          seen.add(user.call("getpid") < PidMap.PID_MAX);
          UserThread gone = thread(user, u -> {});
          user.join(gone);
          seen.add(user.nativeId(gone));
        });
    assertThat(seen).containsExactly(true, true, true, 0);
  }

  @Test
  void shouldSayWhatAnUnknownCallAndAWrongNumberOfArgumentsMean() {
    Lab.run(
        1,
        user -> {
          seen.add(user.call("no_such_call"));
          assertThatThrownBy(() -> user.call("thr_wake"))
              .hasMessageContaining("thr_wake takes 1 arguments");
        });
    assertThat(seen).containsExactly(-(long) Errno.ENOSYS);
  }

  // ---- thr_suspend and thr_wake

  @Test
  void shouldSuspendUntilWoken() {
    Lab.run(
        1,
        user -> {
          UserThread sleeper =
              thread(
                  user,
                  u -> {
                    seen.add(u.call("thr_suspend", NO_TIMEOUT));
                    seen.add(u.now() >= 5 * MS);
                  });
          user.sleep(5 * MS);
          seen.add(user.call("thr_wake", user.nativeId(sleeper)));
          user.join(sleeper);
        });
    assertThat(seen).containsExactly(0L, 0L, true);
  }

  @Test
  void shouldRememberAWakeupOnce() {
    Lab.run(
        1,
        user -> {
          long self = user.call("thr_self");
          user.call("thr_wake", self);
          user.call("thr_wake", self);
          seen.add(user.call("thr_suspend", MS));
          seen.add(user.call("thr_suspend", MS));
          seen.add(user.call("thr_suspend", 0));
        });
    assertThat(seen).containsExactly(0L, -(long) Errno.ETIMEDOUT, -(long) Errno.ETIMEDOUT);
  }

  @Test
  void shouldRememberAWakeupOfAnotherThreadEvenIfTheTimeIsUp() {
    Lab.run(
        1,
        user -> {
          UserThread sleeper =
              thread(
                  user,
                  u -> {
                    u.sleep(5 * MS);
                    seen.add(u.call("thr_suspend", 0));
                    seen.add(u.call("thr_suspend", 0));
                  });
          user.sleep(MS);
          user.call("thr_wake", user.nativeId(sleeper));
          user.join(sleeper);
        });
    assertThat(seen).containsExactly(0L, -(long) Errno.ETIMEDOUT);
  }

  @ParameterizedTest
  @ValueSource(longs = {NO_TIMEOUT, 50 * MS})
  void shouldFailASuspensionBySignalOnlyIfItHasATimeout(long timeout) {
    Lab.run(
        1,
        user -> {
          user.setSignalAction(
              Signals.SIGUSR1, SignalAction.caught(true), u -> seen.add("handler"));
          UserThread sleeper = thread(user, u -> seen.add(u.call("thr_suspend", timeout)));
          user.sleep(MS);
          user.kill(sleeper, Signals.SIGUSR1);
          user.sleep(MS);
          user.call("thr_wake", user.nativeId(sleeper));
          user.join(sleeper);
        });
    assertThat(seen).containsExactly("handler", timeout < 0 ? 0L : -(long) Errno.EINTR);
  }

  // ---- words

  @Test
  void shouldWaitOnAWordUntilWoken() {
    Lab.run(
        2,
        user -> {
          user.call("suword", 64, 5);
          thread(user, u -> seen.add(u.call("_umtx_op", 64, 2, 5, NO_TIMEOUT)));
          user.sleep(MS);
          user.call("suword", 64, 6);
          seen.add(user.call("_umtx_op", 64, 2, 5, NO_TIMEOUT));
          seen.add(user.call("_umtx_op", 64, 3, 1, 0));
          user.sleep(MS);
          seen.add(user.call("fuword", 64));
        });
    assertThat(seen).containsExactly(0L, 0L, 0L, 6L);
  }

  @Test
  void shouldRefuseBadAddressesAndOperations() {
    Lab.run(
        1,
        user -> {
          seen.add(user.call("_umtx_op", 0, 2, 0, NO_TIMEOUT));
          seen.add(user.call("_umtx_op", 64, 99, 0, NO_TIMEOUT));
          seen.add(user.call("_umtx_op", 64, 2, 0, MS));
          seen.add(user.call("fuword", -1));
        });
    assertThat(seen)
        .containsExactly(
            -(long) Errno.EFAULT,
            -(long) Errno.EINVAL,
            -(long) Errno.ETIMEDOUT,
            -(long) Errno.EFAULT);
  }

  @Test
  void shouldSayInAWordThatAThreadHasEnded() {
    Lab.run(
        2,
        user -> {
          thread(user, u -> u.call("thr_exit", 128));
          seen.add(user.call("_umtx_op", 128, 2, 0, NO_TIMEOUT));
          seen.add(user.call("fuword", 128));
        });
    assertThat(seen).containsExactly(0L, 1L);
  }

  @Test
  void shouldReturnFromThrExitOnlyInTheLastThread() {
    Lab.run(
        1,
        user -> {
          seen.add(user.call("thr_exit", 0));
          user.exitProcess(0);
        });
    assertThat(seen).containsExactly(0L);
  }

  // ---- processes by id

  @Test
  void shouldReportTheIdOfTheChildThatWasWaitedFor() {
    Lab.run(
        1,
        user -> {
          fork(user, u -> seen.add(u.call("getpid")));
          seen.add(user.call("wait4", -1, 0));
          seen.add(user.call("wait4", -1, 0));
        });
    assertThat(seen.get(1)).isEqualTo(seen.get(0));
    assertThat(seen.get(2)).isEqualTo(-(long) Errno.ECHILD);
  }

  @Test
  void shouldSignalTheOwnGroupAndAllOthers() {
    Lab.run(
        1,
        user -> {
          fork(user, u -> u.compute(500 * MS));
          fork(user, u -> u.compute(500 * MS));
          user.setGroup(3, 0);
          user.setSignalAction(Signals.SIGTERM, SignalAction.IGNORE, null);
          seen.add(user.call("kill", 0, Signals.SIGTERM));
          seen.add(await(user, 2, 0));
          seen.add(await(user, 3, Processes.WNOHANG));
          seen.add(user.call("kill", -1, Signals.SIGTERM));
          seen.add(await(user, 3, 0));
          seen.add(user.call("kill", -1, 0));
        });
    // children inherit what is ignored only if it was so before the fork
    assertThat(seen)
        .containsExactly(0L, "2 KILLED 15", "0 EXITED 0", 0L, "3 KILLED 15", -(long) Errno.ESRCH);
  }

  @Test
  void shouldNotLetAUserSignalInit() {
    Lab.run(
        1,
        user -> {
          seen.add(user.call("kill", 1, Signals.SIGKILL));
          seen.add(user.call("kill", 4711, 0));
          seen.add(user.call("kill", user.call("getpid"), 200));
        });
    assertThat(seen)
        .containsExactly(-(long) Errno.EPERM, -(long) Errno.ESRCH, -(long) Errno.EINVAL);
  }

  @Test
  void shouldKillDescendantsWhichAreStoppedMeanwhile() {
    Lab.run(
        2,
        user -> {
          user.call("procctl", 0, 2, 0, 0, 0);
          fork(
              user,
              u -> {
                fork(u, v -> v.compute(500 * MS));
                thread(u, v -> v.compute(500 * MS));
                u.sleep(500 * MS);
              });
          user.sleep(MS);
          seen.add(user.call("procctl", 0, 6, Signals.SIGKILL, 0, 0));
          seen.add(await(user, 2, 0));
          seen.add(await(user, 3, 0));
          seen.add(user.call("procctl", 0, 6, Signals.SIGKILL, 0, 0));
          seen.add(user.now() < 100 * MS);
        });
    assertThat(seen).containsExactly(2L, "2 KILLED 9", "3 KILLED 9", -(long) Errno.ESRCH, true);
  }

  @Test
  void shouldSignalAChildWhenItsParentEnds() {
    Lab.run(
        1,
        user -> {
          user.call("procctl", 0, 2, 0, 0, 0);
          fork(
              user,
              u -> {
                fork(
                    u,
                    v -> {
                      v.call("procctl", 0, 11, Signals.SIGTERM, 0, 0);
                      v.sleep(500 * MS);
                    });
                u.sleep(MS);
              });
          seen.add(await(user, 2, 0));
          seen.add(await(user, 3, 0));
        });
    assertThat(seen).containsExactly("2 EXITED 0", "3 KILLED 15");
  }
}
