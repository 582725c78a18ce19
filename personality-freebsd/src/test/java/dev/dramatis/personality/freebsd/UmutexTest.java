package dev.dramatis.personality.freebsd;

import static dev.dramatis.personality.freebsd.Lab.MS;
import static dev.dramatis.personality.freebsd.Lab.thread;
import static dev.dramatis.personality.freebsd.UmutexCalls.CONTESTED;
import static dev.dramatis.personality.freebsd.UmutexCalls.EOWNERDEAD;
import static dev.dramatis.personality.freebsd.UmutexCalls.FLAGS;
import static dev.dramatis.personality.freebsd.UmutexCalls.LINK;
import static dev.dramatis.personality.freebsd.UmutexCalls.NONCONSISTENT;
import static dev.dramatis.personality.freebsd.UmutexCalls.NOTRECOV;
import static dev.dramatis.personality.freebsd.UmutexCalls.OWNERDEAD;
import static dev.dramatis.personality.freebsd.UmutexCalls.ROBUST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.SignalAction;
import dev.dramatis.spi.kernel.Signals;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.workload.User;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mutexes in words of user memory, by native call. */
class UmutexTest {
  private static final long NO_TIMEOUT = -1;
  private static final long M = 4096;
  private static final long HEAD = 64;

  private final List<Object> seen = new ArrayList<>();

  private static long tryLock(User user, long m) {
    return user.call("_umtx_op", m, UserWords.UMTX_OP_MUTEX_TRYLOCK, 0, NO_TIMEOUT);
  }

  private static long lock(User user, long m, long timeout) {
    return user.call("_umtx_op", m, UserWords.UMTX_OP_MUTEX_LOCK, 0, timeout);
  }

  private static long unlock(User user, long m) {
    return user.call("_umtx_op", m, UserWords.UMTX_OP_MUTEX_UNLOCK, 0, NO_TIMEOUT);
  }

  private static void robust(User user, long head, long... mutexes) {
    user.call("_umtx_op", head, UserWords.UMTX_OP_ROBUST_LISTS, 0, NO_TIMEOUT);
    user.call("suword", head, mutexes[0]);
    for (int i = 0; i < mutexes.length; i++) {
      user.call("suword", mutexes[i] + FLAGS, ROBUST);
      if (i + 1 < mutexes.length) {
        user.call("suword", mutexes[i] + LINK, mutexes[i + 1]);
      }
    }
  }

  @Test
  void shouldHoldTheIdOfTheOwner() {
    Lab.run(
        1,
        user -> {
          seen.add(tryLock(user, M));
          seen.add(user.call("fuword", M) == user.call("thr_self"));
          seen.add(tryLock(user, M));
          seen.add(unlock(user, M));
          seen.add(user.call("fuword", M));
          seen.add(unlock(user, M));
        });
    assertThat(seen).containsExactly(0L, true, -(long) Errno.EBUSY, 0L, 0L, -(long) Errno.EPERM);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void shouldExcludeAndLoseNobody(int cpus) {
    int[] inside = {0};
    int[] total = {0};
    Lab.run(
        cpus,
        user -> {
          List<UserThread> threads = new ArrayList<>();
          for (int i = 0; i < 5; i++) {
            threads.add(
                thread(
                    user,
                    u -> {
                      for (int n = 0; n < 20; n++) {
                        assertThat(lock(u, M, NO_TIMEOUT)).isZero();
                        assertThat(++inside[0]).isEqualTo(1);
                        u.compute(20_000);
                        total[0]++;
                        inside[0]--;
                        assertThat(unlock(u, M)).isZero();
                        u.yield();
                      }
                    }));
          }
          threads.forEach(user::join);
          seen.add(user.call("fuword", M));
        });
    assertThat(total[0]).isEqualTo(100);
    assertThat((long) seen.getFirst() & ~CONTESTED).isZero();
  }

  @Test
  void shouldKeepTheMarkWhileMoreThanOneWaits() {
    Lab.run(
        1,
        user -> {
          lock(user, M, NO_TIMEOUT);
          for (int i = 0; i < 2; i++) {
            thread(
                user,
                u -> {
                  lock(u, M, NO_TIMEOUT);
                  seen.add(u.call("fuword", M) >= CONTESTED);
                  unlock(u, M);
                });
          }
          user.sleep(MS);
          unlock(user, M);
        });
    assertThat(seen).containsExactly(true, false);
  }

  @Test
  void shouldGiveUpInTime() {
    Lab.run(
        1,
        user -> {
          lock(user, M, NO_TIMEOUT);
          UserThread t = thread(user, u -> seen.add(lock(u, M, MS)));
          user.join(t);
        });
    assertThat(seen).containsExactly(-(long) Errno.ETIMEDOUT);
  }

  /** A wait with a time limit ends with EINTR, one without goes on. */
  @ParameterizedTest
  @ValueSource(longs = {NO_TIMEOUT, 100 * MS})
  void shouldBeRestartedAfterASignalOnlyWithoutALimit(long timeout) {
    Lab.run(
        1,
        user -> {
          user.setSignalAction(Signals.SIGUSR1, SignalAction.caught(true), u -> {});
          lock(user, M, NO_TIMEOUT);
          UserThread t = thread(user, u -> seen.add(lock(u, M, timeout)));
          user.sleep(MS);
          user.kill(t, Signals.SIGUSR1);
          user.sleep(MS);
          unlock(user, M);
          user.join(t);
        });
    assertThat(seen).containsExactly(timeout < 0 ? 0L : -(long) Errno.EINTR);
  }

  @Test
  void shouldBeLeftByADeadOwnerToTheNext() {
    Lab.run(
        1,
        user -> {
          user.join(
              thread(
                  user,
                  u -> {
                    robust(u, HEAD, M, M + 64);
                    lock(u, M, NO_TIMEOUT);
                    lock(u, M + 64, NO_TIMEOUT);
                    u.call("suword", M + 64 + FLAGS, ROBUST | NONCONSISTENT);
                  }));
          seen.add(user.call("fuword", M) == OWNERDEAD);
          seen.add(user.call("fuword", M + 64) == NOTRECOV);
          seen.add(lock(user, M, NO_TIMEOUT));
          seen.add(user.call("fuword", M) == (CONTESTED | user.call("thr_self")));
          seen.add(lock(user, M + 64, NO_TIMEOUT));
        });
    assertThat(seen)
        .containsExactly(true, true, -(long) EOWNERDEAD, true, -(long) UmutexCalls.ENOTRECOVERABLE);
  }

  @Test
  void shouldWakeAWaiterOfADeadOwner() {
    Lab.run(
        2,
        user -> {
          thread(
              user,
              u -> {
                robust(u, HEAD, M);
                lock(u, M, NO_TIMEOUT);
                u.sleep(5 * MS);
              });
          user.sleep(MS);
          seen.add(lock(user, M, NO_TIMEOUT));
        });
    assertThat(seen).containsExactly(-(long) EOWNERDEAD);
  }

  /** Single-threading for exit ends threads in the middle of what they do. */
  @Test
  void shouldSurviveListsThatAreRingsOrLeadNowhere() {
    Lab.run(
        1,
        user -> {
          for (long next : new long[] {M, M + 999, -5}) {
            user.join(
                thread(
                    user,
                    u -> {
                      robust(u, HEAD, M);
                      u.call("suword", M + LINK, next);
                      u.call("suword", M, u.call("thr_self"));
                    }));
            seen.add(user.call("fuword", M) == OWNERDEAD);
          }
        });
    assertThat(seen).containsExactly(true, true, true);
  }

  @Test
  void shouldRefuseAddressesWhereNothingIs() {
    Lab.run(
        1,
        user -> {
          seen.add(lock(user, 0, NO_TIMEOUT));
          seen.add(unlock(user, -8));
        });
    assertThat(seen).containsExactly(-(long) Errno.EFAULT, -(long) Errno.EFAULT);
  }
}
