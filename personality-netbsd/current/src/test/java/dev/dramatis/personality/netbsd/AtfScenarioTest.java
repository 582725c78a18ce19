package dev.dramatis.personality.netbsd;

import static dev.dramatis.personality.netbsd.Runs.completed;
import static dev.dramatis.personality.netbsd.Runs.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.SignalAction;
import dev.dramatis.spi.kernel.Signals;
import dev.dramatis.spi.kernel.UserCondition;
import dev.dramatis.spi.kernel.UserMutex;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.spi.workload.Program;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.User;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The situations of NetBSD's own tests of LWPs and of its thread library, with the same expected
 * results. Methods bear the names of the test programs and cases.
 */
class AtfScenarioTest {
  private static final int FUTEX_TID_MASK = 0x3fff_ffff;

  private final List<Object> seen = new ArrayList<>();

  private void scenario(int cpus, Program main) {
    completed(run(cpus, w -> w.launch(w.newProcess("p"), ThreadSpec.named("main"), main)));
  }

  // ---- lib/libc/sys

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void lwpCreate_works(int cpus) {
    scenario(
        cpus,
        user -> {
          long[] self = new long[1];
          UserThread child =
              user.create(ThreadSpec.named("child"), u -> self[0] = u.call("_lwp_self"));
          long lid = user.nativeId(child);
          seen.add(user.call("_lwp_wait", lid, 1) == lid);
          seen.add(self[0] == lid);
        });
    assertThat(seen).containsExactly(true, true);
  }

  @Test
  void lwpCreate_genericFailNoUcCpu() {
    scenario(
        1,
        user -> {
          seen.add(user.call("_lwp_create", 2, 0, 1));
          seen.add(user.call("_lwp_wait", 0, 0));
        });
    assertThat(seen).containsExactly((long) -Errno.EINVAL, (long) -Errno.ESRCH);
  }

  @Test
  void lwpCreate_failBadRegisters() {
    scenario(1, user -> seen.add(user.call("_lwp_create", 3, 0, 1)));
    assertThat(seen).containsExactly((long) -Errno.EINVAL);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void lwpTid_gettid(int cpus) {
    scenario(
        cpus,
        user -> {
          Set<Long> ids = new HashSet<>();
          ids.add(user.call("_lwp_self"));
          for (int i = 0; i < 8; i++) {
            user.create(ThreadSpec.named("t" + i), u -> ids.add(u.call("_lwp_self")));
          }
          for (int i = 0; i < 8; i++) {
            seen.add(user.call("_lwp_wait", 0, 1) > 0);
          }
          seen.add(user.call("_lwp_wait", 0, 1));
          assertThat(ids).hasSize(9).allMatch(id -> id > 0 && id <= FUTEX_TID_MASK);
        });
    assertThat(seen).hasSize(9).endsWith((long) -Errno.ESRCH);
    assertThat(seen.subList(0, 8)).containsOnly(true);
  }

  @Test
  void lwpCtl_counter() {
    scenario(
        1,
        user -> {
          user.call("_lwp_ctl", 3);
          Lwp l = (Lwp) user.self().attachment();
          int before = l.lwpctl.pctr;
          user.sleep(10_000_000);
          seen.add(l.lwpctl.pctr - before > 0);
          seen.add(l.lwpctl.curcpu);
        });
    assertThat(seen).containsExactly(true, 0);
  }

  // ---- lib/libpthread

  @Test
  void detach_pthreadDetach() {
    scenario(
        1,
        user -> {
          UserThread t = user.create(ThreadSpec.named("t"), u -> u.sleep(20_000_000));
          user.yield();
          seen.add(user.detach(t));
          seen.add(user.join(t));
          user.sleep(100_000_000);
          seen.add(user.kill(t, 0));
        });
    assertThat(seen).containsExactly(0, Errno.EINVAL, Errno.ESRCH);
  }

  @Test
  void thrd_sleepShouldLastAndBeInterruptible() {
    scenario(
        2,
        user -> {
          user.setSignalAction(Signals.SIGALRM, SignalAction.caught(true), u -> {});
          UserThread me = user.self();
          user.create(
              ThreadSpec.named("alarm").asDetached(),
              u -> {
                u.sleep(1_000_000_000);
                u.kill(me, Signals.SIGALRM);
              });
          seen.add(user.call("nanosleep", 100_000_000));
          seen.add(user.now() >= 100_000_000);
          seen.add(user.call("nanosleep", 10_000_000_000L));
          seen.add(user.now() < 2_000_000_000L);
        });
    assertThat(seen).containsExactly(0L, true, (long) -Errno.EINTR, true);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void thrd_yield(int cpus) {
    int[] turns = {0};
    scenario(
        cpus,
        user -> {
          List<UserThread> threads = new ArrayList<>();
          for (int i = 0; i < 8; i++) {
            threads.add(
                user.create(
                    ThreadSpec.named("t" + i),
                    u -> {
                      for (int n = 0; n < 100; n++) {
                        seen.add(u.call("sched_yield"));
                        turns[0]++;
                      }
                    }));
          }
          threads.forEach(user::join);
        });
    assertThat(turns[0]).isEqualTo(800);
    assertThat(seen).containsOnly(0L);
  }

  @Test
  void cond_signalDelayWait() {
    scenario(
        1,
        user -> {
          UserMutex mutex = user.newMutex("m");
          UserCondition condition = user.newCondition("c");
          user.lock(mutex);
          user.create(
              ThreadSpec.named("t").asDetached(),
              u -> {
                u.lock(mutex);
                u.signal(condition);
                u.unlock(mutex);
              });
          seen.add(user.await(condition, mutex));
          user.unlock(mutex);
        });
    assertThat(seen).containsExactly(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void cond_signalWaitRace(int cpus) {
    int toggles = 2_000;
    int[] total = {0};
    scenario(
        cpus,
        user -> {
          UserMutex mutex = user.newMutex("m");
          UserCondition condition = user.newCondition("c");
          int[] share = {0};
          UserThread t =
              user.create(
                  ThreadSpec.named("t"),
                  u -> toggle(u, mutex, condition, share, 1, toggles, total));
          toggle(user, mutex, condition, share, 0, toggles, total);
          user.join(t);
        });
    assertThat(total[0]).isEqualTo(2 * toggles);
  }

  private static void toggle(
      User user,
      UserMutex mutex,
      UserCondition condition,
      int[] share,
      int mine,
      int toggles,
      int[] total) {
    user.lock(mutex);
    for (int n = 0; n < toggles; n++) {
      while (share[0] != mine) {
        user.await(condition, mutex);
      }
      share[0] = 1 - mine;
      total[0]++;
      user.signal(condition);
    }
    user.unlock(mutex);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void cond_timedwaitRace(int cpus) {
    scenario(
        cpus,
        user -> {
          UserMutex mutex = user.newMutex("m");
          UserCondition condition = user.newCondition("c");
          List<UserThread> threads = new ArrayList<>();
          for (int i = 0; i < 16; i++) {
            threads.add(
                user.create(
                    ThreadSpec.named("t" + i),
                    u -> {
                      for (int n = 0; n < 100; n++) {
                        u.lock(mutex);
                        seen.add(u.await(condition, mutex, u.now()));
                        u.unlock(mutex);
                      }
                    }));
          }
          threads.forEach(user::join);
        });
    assertThat(seen).hasSize(1600).containsOnly(Errno.ETIMEDOUT);
  }

  @Test
  void cond_bogusTimedwaits() {
    scenario(
        1,
        user -> {
          UserMutex mutex = user.newMutex("m");
          UserCondition condition = user.newCondition("c");
          user.lock(mutex);
          seen.add(user.await(condition, mutex, 0));
          seen.add(user.await(condition, mutex, user.now() - 1));
          seen.add(user.unlock(mutex));
        });
    assertThat(seen).containsExactly(Errno.ETIMEDOUT, Errno.ETIMEDOUT, 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void cond_broadcast(int cpus) {
    int[] woken = {0};
    scenario(
        cpus,
        user -> {
          UserMutex mutex = user.newMutex("m");
          UserCondition condition = user.newCondition("c");
          boolean[] go = {false};
          List<UserThread> threads = new ArrayList<>();
          for (int i = 0; i < 16; i++) {
            threads.add(
                user.create(
                    ThreadSpec.named("t" + i),
                    u -> {
                      u.lock(mutex);
                      while (!go[0]) {
                        u.await(condition, mutex);
                      }
                      woken[0]++;
                      u.unlock(mutex);
                    }));
          }
          user.sleep(50_000_000);
          user.lock(mutex);
          go[0] = true;
          user.broadcast(condition);
          user.unlock(mutex);
          threads.forEach(user::join);
        });
    assertThat(woken[0]).isEqualTo(16);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void mutex_incrementsShouldNotBeLost(int cpus) {
    int[] total = {0};
    scenario(
        cpus,
        user -> {
          UserMutex mutex = user.newMutex("m");
          Program increments =
              u -> {
                for (int n = 0; n < 5_000; n++) {
                  u.lock(mutex);
                  int before = total[0];
                  u.compute(50);
                  total[0] = before + 1;
                  u.unlock(mutex);
                }
              };
          UserThread t = user.create(ThreadSpec.named("t"), increments);
          increments.run(user);
          user.join(t);
        });
    assertThat(total[0]).isEqualTo(10_000);
  }

  @Test
  void mutex_ownershipShouldBeHandedOver() {
    scenario(
        1,
        user -> {
          UserMutex mutex = user.newMutex("m");
          int[] x = {1};
          user.lock(mutex);
          UserThread t =
              user.create(
                  ThreadSpec.named("t"),
                  u -> {
                    u.lock(mutex);
                    x[0] = 21;
                    u.unlock(mutex);
                  });
          user.sleep(20_000_000);
          x[0] = 20;
          user.unlock(mutex);
          user.join(t);
          user.lock(mutex);
          seen.add(x[0]);
        });
    assertThat(seen).containsExactly(21);
  }

  @Test
  void cond_signalBeforeUnlock() {
    scenario(
        2,
        user -> {
          UserMutex mutex = user.newMutex("m");
          UserCondition condition = user.newCondition("c");
          boolean[] ready = {false};
          user.lock(mutex);
          UserThread t =
              user.create(
                  ThreadSpec.named("t"),
                  u -> {
                    u.lock(mutex);
                    ready[0] = true;
                    u.signal(condition);
                    u.unlock(mutex);
                  });
          while (!ready[0]) {
            seen.add(user.await(condition, mutex));
          }
          user.unlock(mutex);
          user.join(t);
        });
    assertThat(seen).containsExactly(0);
  }

  /** A thread that must not wait runs while another one makes system calls all the time. */
  @Test
  void preempt_preempt1() {
    scenario(
        1,
        user -> {
          UserThread second =
              user.create(
                  ThreadSpec.named("second").scheduled(SchedClass.FIFO, 50, 0),
                  u -> {
                    u.sleep(30_000_000);
                    seen.add("second");
                  });
          for (int n = 0; n < 200_000 && user.now() < 500_000_000; n++) {
            user.call("getpid");
            user.compute(1000);
          }
          seen.add("first");
          user.join(second);
        });
    assertThat(seen).containsExactly("second", "first");
  }

  @Test
  void thrd_createCurrentDetachExit() {
    scenario(
        1,
        user -> {
          UserThread[] itself = new UserThread[1];
          UserThread t = user.create(ThreadSpec.named("t"), u -> itself[0] = u.self());
          seen.add(user.join(t));
          seen.add(itself[0] == t);
          UserThread detached = user.create(ThreadSpec.named("d"), u -> u.call("_lwp_exit"));
          seen.add(user.detach(detached));
          user.sleep(20_000_000);
          seen.add(user.join(detached));
        });
    assertThat(seen).containsExactly(0, true, 0, Errno.ESRCH);
  }
}
