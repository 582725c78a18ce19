package dev.dramatis.personality.freebsd;

import static dev.dramatis.personality.freebsd.Lab.MS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.Signals;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.workload.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may signal whom, and what becomes of options that mean nothing. */
class PermissionsTest {
  private static final long REFUSED = -(long) Errno.EPERM;

  private final List<Object> seen = new ArrayList<>();

  /** A process of user 7 looks at one of user 5, whose ids are in {@code seen}. */
  private void asStranger(Map<String, String> options, Consumer<User> stranger) {
    List<Object> ids = new ArrayList<>();
    Lab.run(
        1,
        options,
        user -> {
          UserThread other =
              Lab.fork(
                  user,
                  u -> {
                    u.call("setuid", 5);
                    ids.add(u.call("getpid"));
                    ids.add(u.call("thr_self"));
                    u.sleep(20 * MS);
                  });
          user.sleep(MS);
          pid = (long) ids.get(0);
          tid = (long) ids.get(1);
          user.call("setuid", 7);
          stranger.accept(user);
          seen.add(Lab.await(user, other.process(), 0));
        });
  }

  private long pid;
  private long tid;

  @Test
  void shouldRefuseSignalsToProcessesOfOthers() {
    asStranger(
        Map.of(),
        user -> {
          seen.add(user.call("kill", pid, Signals.SIGKILL));
          seen.add(user.call("kill", pid, 0));
          seen.add(user.call("thr_kill2", pid, -1, Signals.SIGKILL));
          seen.add(user.call("thr_kill2", pid, tid, 0));
        });
    assertThat(seen).containsExactly(REFUSED, REFUSED, REFUSED, REFUSED, "2 EXITED 0");
  }

  /** To a group it is enough that one member can be signalled. */
  @Test
  void shouldSignalThoseOfAGroupThatMayBe() {
    asStranger(Map.of(), user -> seen.add(user.call("kill", 0, 0)));
    assertThat(seen).containsExactly(0L, "2 EXITED 0");
  }

  @Test
  void shouldLetThePrivilegedSignalEverybody() {
    asStranger(
        Map.of(),
        user -> {
          user.call("setuid", 0);
          seen.add(user.call("kill", pid, Signals.SIGKILL));
        });
    assertThat(seen).containsExactly(0L, "2 KILLED 9");
  }

  /** A fault of the original, and its repair. */
  @ParameterizedTest
  @CsvSource({"'', 2 KILLED 15", "thr-kill2-refusal, 2 EXITED 0"})
  void shouldSendTheSignalToAThreadThatItRefusesUnlessRepaired(String hardened, String outcome) {
    asStranger(
        Map.of("hardened", hardened),
        user -> {
          seen.add(user.call("thr_kill2", pid, tid, Signals.SIGTERM));
          seen.add(user.call("thr_kill2", pid, tid, 200));
        });
    long second = hardened.isEmpty() ? -(long) Errno.EINVAL : REFUSED;
    assertThat(seen).startsWith(REFUSED).endsWith(outcome);
    assertThat(seen.get(1)).isIn(second, -(long) Errno.ESRCH);
  }

  @ParameterizedTest
  @CsvSource({
    "maxproc, many",
    "maxproc, 2",
    "maxthread, -1",
    "max-threads-per-proc, 0",
    "uid, root",
    "kstacks, 1e3"
  })
  void shouldRefuseNumbersThatAreNone(String name, String value) {
    assertThatThrownBy(() -> Lab.run(1, Map.of(name, value), user -> {}))
        .hasStackTraceContaining("personality." + name + "=" + value + ": a whole number from ");
  }

  @Test
  void shouldRefuseALockThatDoesNotExist() {
    assertThatThrownBy(() -> Lab.run(1, Map.of("sched-lock", "none"), user -> {}))
        .hasStackTraceContaining("personality.sched-lock=none: percpu or global is expected");
  }
}
