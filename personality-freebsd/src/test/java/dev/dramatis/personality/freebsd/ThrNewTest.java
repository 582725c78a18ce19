package dev.dramatis.personality.freebsd;

import static dev.dramatis.personality.freebsd.KernThr.RTP_PRIO_FIFO;
import static dev.dramatis.personality.freebsd.KernThr.RTP_PRIO_IDLE;
import static dev.dramatis.personality.freebsd.KernThr.RTP_PRIO_NORMAL;
import static dev.dramatis.personality.freebsd.KernThr.RTP_PRIO_REALTIME;
import static dev.dramatis.personality.freebsd.Lab.MS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.Signals;
import dev.dramatis.spi.workload.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threads made by native calls, which have no program. */
class ThrNewTest {
  private static final int NONE = -1;
  private static final long SIZE = ThrNew.PARAM_SIZE;

  private final List<Object> seen = new ArrayList<>();

  private static long thrNew(User user, long size, long child, long parent, int type, int prio) {
    return user.call("thr_new", 8, size, child, parent, 0, type, prio);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void shouldTellItsIdTwiceAndSayWhenItHasEnded(int cpus) {
    Lab.run(
        cpus,
        user -> {
          seen.add(user.call("thr_new", 8, SIZE, 64, 72, 80, NONE, 0));
          long id = user.call("fuword", 64);
          seen.add(id > user.call("thr_self"));
          seen.add(user.call("fuword", 72) == id);
          seen.add(user.call("_umtx_op", 80, 2, 0, -1));
          seen.add(user.call("fuword", 80));
          user.sleep(MS);
          seen.add(user.call("thr_kill", id, 0));
        });
    assertThat(seen).containsExactly(0L, true, true, 0L, 1L, -(long) Errno.ESRCH);
  }

  /** It is scheduled like a thread of the kernel. */
  @Test
  void shouldHaveEndedBeforeItsCreatorGoesOn() {
    Lab.run(
        1,
        user -> {
          seen.add(user.call("thr_create", 8, 64));
          long id = user.call("fuword", 64);
          seen.add(user.call("thr_kill", id, 0));
          seen.add(Lab.kthread(user).proc().numthreads);
        });
    assertThat(seen).containsExactly(0L, -(long) Errno.ESRCH, 1);
  }

  @Test
  void shouldRefuseParametersThatAreTooLongOrNowhere() {
    Lab.run(
        1,
        user -> {
          seen.add(thrNew(user, -1, 0, 0, NONE, 0));
          seen.add(thrNew(user, SIZE + 1, 0, 0, NONE, 0));
          seen.add(user.call("thr_new", 0, SIZE, 0, 0, 0, NONE, 0));
          seen.add(user.call("thr_create", 0, 64));
        });
    assertThat(seen)
        .containsExactly(
            -(long) Errno.EINVAL, -(long) Errno.EINVAL, -(long) Errno.EFAULT, -(long) Errno.EFAULT);
  }

  /** The id cannot be told: what was allocated is given back. */
  @Test
  void shouldLeaveNothingBehindIfTheIdCannotBeTold() {
    Lab.run(
        1,
        user -> {
          Kern k = Lab.kthread(user).k;
          int before = k.threadCount.nthreads();
          seen.add(thrNew(user, SIZE, -1, 0, NONE, 0));
          seen.add(thrNew(user, SIZE, 64, -1, NONE, 0));
          seen.add(user.call("thr_create", 8, 0));
          seen.add(k.threadCount.nthreads() - before);
          Invariants.check(k);
        });
    assertThat(seen)
        .containsExactly(-(long) Errno.EFAULT, -(long) Errno.EFAULT, -(long) Errno.EFAULT, 0);
  }

  @Test
  void shouldGiveThePrioritiesThatThePrivilegedAskFor() {
    Lab.run(
        1,
        Map.of("uid", "0"),
        user -> {
          for (int type : new int[] {RTP_PRIO_REALTIME, RTP_PRIO_FIFO, RTP_PRIO_NORMAL}) {
            seen.add(thrNew(user, SIZE, 0, 0, type, 31));
          }
          seen.add(thrNew(user, SIZE, 0, 0, RTP_PRIO_REALTIME, 32));
          seen.add(thrNew(user, SIZE, 0, 0, RTP_PRIO_IDLE, 0));
        });
    assertThat(seen).containsExactly(0L, 0L, 0L, -(long) Errno.EINVAL, -(long) Errno.EINVAL);
  }

  @Test
  void shouldRefuseRealTimeToOthers() {
    Lab.run(1, user -> seen.add(thrNew(user, SIZE, 0, 0, RTP_PRIO_REALTIME, 0)));
    assertThat(seen).containsExactly(-(long) Errno.EPERM);
  }

  /** The limit of the process, and that of the system. */
  @Test
  void shouldBeRefusedBeyondTheLimits() {
    Lab.run(
        1,
        Map.of("max-threads-per-proc", "1"),
        user -> seen.add(thrNew(user, SIZE, 0, 0, NONE, 0)));
    Lab.run(
        1,
        Map.of("maxthread", "105"),
        user -> {
          long error = 0;
          for (int i = 0; i < 8 && error == 0; i++) {
            error = thrNew(user, SIZE, 0, 0, NONE, 0);
          }
          seen.add(error);
        });
    assertThat(seen).containsExactly(-(long) Errno.EPROCLIM, -(long) Errno.ENOMEM);
  }

  /** A thread that stopped on its way to the first instruction goes with its process. */
  @Test
  void shouldEndWithItsProcess() {
    Lab.run(
        2,
        user -> {
          Lab.fork(
              user,
              u -> {
                for (int i = 0; i < 3; i++) {
                  u.call("thr_create", 8, 64);
                }
                u.kill(2, Signals.SIGSTOP);
                u.call("thr_create", 8, 64);
              });
          user.sleep(MS);
          user.kill(2, Signals.SIGKILL);
          seen.add(Lab.await(user, 2, 0));
        });
    assertThat(seen).containsExactly("2 KILLED 9");
  }
}
