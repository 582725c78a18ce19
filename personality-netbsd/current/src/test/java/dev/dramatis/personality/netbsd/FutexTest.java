package dev.dramatis.personality.netbsd;

import static dev.dramatis.personality.netbsd.Runs.completed;
import static dev.dramatis.personality.netbsd.Runs.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.workload.Program;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FutexTest {
  private static final long WORD = 0x1000;
  private static final long OTHER = 0x2000;
  private static final long HEAD = 0x8000;
  private static final long ENTRY = 0x9000;
  private static final long OFFSET = 16;
  private static final long MS = 1_000_000;

  private final List<Long> seen = new ArrayList<>();

  private void runMain(int cpus, Map<String, String> options, Program main) {
    completed(
        run(
            cpus,
            c -> c.withOptions(options, Map.of()),
            w -> w.launch(w.newProcess("p"), ThreadSpec.named("main"), main)));
  }

  private static long futex(
      User user, long address, int op, long value, long timeout, long address2, long value2) {
    return user.call("__futex", address, op, value, timeout, address2, value2, 0);
  }

  private static long await(User user, long address, long value, long timeout) {
    return futex(user, address, Futexes.WAIT, value, timeout, 0, 0);
  }

  private static long wake(User user, long address, long count) {
    return futex(user, address, Futexes.WAKE, count, -1, 0, 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void shouldWakeAsManyAsAsked(int cpus) {
    runMain(
        cpus,
        Map.of(),
        user -> {
          List<UserThread> sleepers = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            sleepers.add(
                user.create(ThreadSpec.named("s" + i), u -> seen.add(await(u, WORD, 0, -1))));
          }
          user.sleep(20 * MS);
          seen.add(100 + wake(user, WORD, 2));
          user.sleep(20 * MS);
          seen.add(100 + wake(user, WORD, 5));
          seen.add(100 + wake(user, WORD, 5));
          sleepers.forEach(user::join);
        });
    assertThat(seen).containsExactlyInAnyOrder(102L, 0L, 0L, 101L, 100L, 0L);
  }

  @Test
  void shouldNotSleepIfTheWordHasChanged() {
    runMain(
        1,
        Map.of(),
        user -> {
          user.call("ustore_long", WORD, 5);
          seen.add(await(user, WORD, 4, -1));
          seen.add(user.call("ufetch_long", WORD));
        });
    assertThat(seen).containsExactly((long) -Errno.EAGAIN, 5L);
  }

  @Test
  void shouldTimeOut() {
    runMain(
        1,
        Map.of(),
        user -> {
          seen.add(await(user, WORD, 0, 30 * MS));
          seen.add(await(user, WORD, 0, 0));
        });
    assertThat(seen).containsExactly((long) -Errno.ETIMEDOUT, (long) -Errno.ETIMEDOUT);
  }

  @Test
  void shouldMoveSleepersToAnotherFutex() {
    runMain(
        2,
        Map.of(),
        user -> {
          List<UserThread> sleepers = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            sleepers.add(user.create(ThreadSpec.named("s" + i), u -> await(u, WORD, 0, -1)));
          }
          user.sleep(20 * MS);
          seen.add(futex(user, WORD, Futexes.REQUEUE, 1, -1, OTHER, 5));
          seen.add(wake(user, WORD, 5));
          seen.add(wake(user, OTHER, 5));
          sleepers.forEach(user::join);
        });
    assertThat(seen).containsExactly(3L, 0L, 2L);
  }

  @Test
  void shouldRefuseNonsense() {
    runMain(
        1,
        Map.of(),
        user -> {
          seen.add(await(user, WORD + 1, 0, -1));
          seen.add(user.call("__futex", WORD, 42, 0, -1, 0, 0, 0));
          seen.add(user.call("__futex_set_robust_list", HEAD, 16));
          seen.add(user.call("__futex_get_robust_list", 4711));
        });
    assertThat(seen)
        .containsExactly(
            (long) -Errno.EINVAL, (long) -Errno.ENOSYS, (long) -Errno.EINVAL, (long) -Errno.ESRCH);
  }

  /** An LWP that holds a lock of its robust list and ends without releasing it. */
  private static void dieWithLock(User user, long waiters) {
    user.call("ustore_long", HEAD, ENTRY);
    user.call("ustore_long", HEAD + 8, OFFSET);
    user.call("ustore_long", ENTRY, HEAD);
    user.call("ustore_long", ENTRY + OFFSET, user.call("_lwp_self") | waiters);
    user.call("__futex_set_robust_list", HEAD, RobustFutexes.HEAD_SIZE);
    user.sleep(30 * MS);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void shouldReleaseTheLocksOfADeadLwp(int cpus) {
    runMain(
        cpus,
        Map.of(),
        user -> {
          UserThread owner =
              user.create(ThreadSpec.named("o"), u -> dieWithLock(u, Futexes.WAITERS));
          user.sleep(15 * MS);
          long word = user.call("ufetch_long", ENTRY + OFFSET);
          seen.add(await(user, ENTRY + OFFSET, (int) word, -1));
          long after = user.call("ufetch_long", ENTRY + OFFSET);
          seen.add(after & Futexes.OWNER_DIED);
          user.join(owner);
        });
    assertThat(seen).containsExactly(0L, (long) Futexes.OWNER_DIED);
  }

  @Test
  void shouldMarkALockThatNobodyWaitsFor() {
    runMain(
        1,
        Map.of(),
        user -> {
          UserThread owner = user.create(ThreadSpec.named("o"), u -> dieWithLock(u, 0));
          user.join(owner);
          seen.add(user.call("ufetch_long", ENTRY + OFFSET) & Futexes.OWNER_DIED);
        });
    assertThat(seen).containsExactly((long) Futexes.OWNER_DIED);
  }

  @Test
  void shouldWakeForAPendingLockThatIsFree() {
    runMain(
        2,
        Map.of(),
        user -> {
          UserThread owner =
              user.create(
                  ThreadSpec.named("o"),
                  u -> {
                    u.call("ustore_long", HEAD, HEAD);
                    u.call("ustore_long", HEAD + 16, ENTRY);
                    u.call("__futex_set_robust_list", HEAD, RobustFutexes.HEAD_SIZE);
                    u.sleep(30 * MS);
                  });
          seen.add(await(user, ENTRY, 0, -1));
          user.join(owner);
        });
    assertThat(seen).containsExactly(0L);
  }

  @Test
  void shouldLeaveTheWaiterAsleepIfTheCleanupIsSkipped() {
    Program main =
        user -> {
          UserThread owner =
              user.create(ThreadSpec.named("o"), u -> dieWithLock(u, Futexes.WAITERS));
          user.sleep(15 * MS);
          long word = user.call("ufetch_long", ENTRY + OFFSET);
          seen.add(await(user, ENTRY + OFFSET, (int) word, 100 * MS));
          user.join(owner);
        };
    runMain(1, Map.of("mutate", Mutant.CLEANUP_SKIP_ROBUST.id), main);
    assertThat(seen).containsExactly((long) -Errno.ETIMEDOUT);
  }
}
