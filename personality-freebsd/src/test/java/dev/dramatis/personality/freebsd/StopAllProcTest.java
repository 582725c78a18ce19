package dev.dramatis.personality.freebsd;

import static dev.dramatis.personality.freebsd.Lab.MS;
import static dev.dramatis.personality.freebsd.Lab.thread;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.workload.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole system but one process stands still, and goes on as if nothing had been. */
class StopAllProcTest {
  private static final Map<String, String> ROOT = Map.of("uid", "0");

  private int steps;

  /** Threads that compute, sleep, wait for each other and make processes. */
  private void busy(User user, int seed) {
    UserMutex m = user.newMutex("m");
    List<UserThread> threads = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      SplittableRandom random = new SplittableRandom(10L * seed + i);
      threads.add(thread(user, u -> work(u, m, random)));
    }
    threads.forEach(user::join);
  }

  private void work(User user, UserMutex m, SplittableRandom random) {
    for (int i = 0; i < 12; i++) {
      steps++;
      switch (random.nextInt(5)) {
        case 0 -> user.compute(MS / 2);
        case 1 -> user.sleep(MS / 2);
        case 2 -> {
          user.lock(m);
          user.compute(MS / 4);
          user.unlock(m);
        }
        case 3 -> Lab.await(user, Lab.fork(user, u -> u.compute(MS / 10)).process(), 0);
        default -> user.yield();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void shouldStopEverybodyElseAndLetThemGo(int cpus) {
    for (int seed = 0; seed < 5; seed++) {
      int first = seed;
      Lab.run(
          cpus,
          ROOT,
          user -> {
            List<Integer> children = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
              int own = 3 * first + i;
              children.add(Lab.fork(user, u -> busy(u, own)).process());
            }
            for (int round = 0; round < 4; round++) {
              user.sleep(MS);
              assertThat(user.call("stop_all_proc")).isZero();
              nobodyMoves(user);
              assertThat(user.call("resume_all_proc")).isZero();
            }
            for (int child : children) {
              assertThat(Lab.await(user, child, 0)).isEqualTo(child + " EXITED 0");
            }
          });
    }
  }

  private void nobodyMoves(User user) {
    int before = steps;
    Kern k = Lab.kthread(user).k;
    k.procs.forEach(p -> {
      if (p.userProcess != user.self().process() && p.state == Proc.PRS_NORMAL) {
        assertThat(p.suspcount).as("process %s", p.pid).isEqualTo(p.numthreads);
        assertThat(p.flag & Proc.P_TOTAL_STOP).isNotZero();
      }
    });
    Invariants.check(k);
    user.sleep(2 * MS);
    assertThat(steps).isEqualTo(before);
  }

  @Test
  void shouldBeForThePrivileged() {
    List<Long> errors = new ArrayList<>();
    Lab.run(
        1,
        user -> {
          errors.add(user.call("stop_all_proc"));
          errors.add(user.call("resume_all_proc"));
        });
    assertThat(errors).containsOnly(-(long) Errno.EPERM);
  }
}
