package dev.dramatis.personality.netbsd;

import static dev.dramatis.personality.netbsd.Runs.completed;
import static dev.dramatis.personality.netbsd.Runs.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.ProcessStatus;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.workload.Program;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** kern.maxlwp, RLIMIT_NTHR, and what happens when there are no numbers left. */
class LimitsTest {
  private final List<Object> seen = new ArrayList<>();

  private static void runMain(Map<String, String> options, Program main) {
    completed(
        run(
            1,
            c -> c.withOptions(options, Map.of()),
            w -> w.launch(w.newProcess("p"), ThreadSpec.named("main"), main)));
  }

  @ParameterizedTest
  @CsvSource({"1024,4096", "4096,4096", "16384,16384", "1000000,65535"})
  void shouldAllowOneLwpForEachMegabyteWithinBounds(String memory, int limit) {
    Bench bench = new Bench(true, Map.of("physmem-mib", memory));
    assertThat(bench.kern.init.lwpMaxlwp()).isEqualTo(limit);
    assertThat(bench.kern.init.maxlwp()).isEqualTo(limit);
  }

  @Test
  void shouldSetTheLimitWithinItsBounds() {
    runMain(
        Map.of("physmem-mib", "8192"),
        user -> {
          for (long value : new long[] {100, 0, 8192, -1, 8193, 65535, 1L << 40}) {
            seen.add(user.call("sysctl kern.maxlwp=", value));
          }
          seen.add(user.call("sysctl kern.maxlwp"));
        });
    long no = -Errno.EINVAL;
    assertThat(seen).containsExactly(0L, 0L, 0L, no, no, no, no, 8192L);
  }

  private static UserThread child(User user) {
    return user.create(ThreadSpec.named("c"), u -> u.sleep(1_000_000));
  }

  private static UserThread detached(User user) {
    return user.create(ThreadSpec.named("d").asDetached(), u -> u.compute(1000));
  }

  @Test
  void shouldRefuseMoreThanTheLimit() {
    runMain(
        Map.of("rlimit-nthr", "2"),
        user -> {
          UserThread a = child(user);
          UserThread b = child(user);
          seen.add(child(user) == null);
          user.join(a);
          UserThread c = child(user);
          seen.add(c == null);
          user.join(b);
          user.join(c);
        });
    assertThat(seen).containsExactly(true, false);
  }

  @ParameterizedTest
  @CsvSource({"false,true", "true,false"})
  void shouldCountACorpseThatItIsAboutToReuse(String repair, boolean refused) {
    runMain(
        Map.of("rlimit-nthr", "1", "repair-create-reap", repair),
        user -> {
          detached(user);
          user.sleep(20_000_000);
          UserThread next = child(user);
          seen.add(next == null);
          if (next != null) {
            user.join(next);
          }
        });
    assertThat(seen).containsExactly(refused);
  }

  @ParameterizedTest
  @CsvSource({"false,1", "true,0"})
  void shouldLoseACountWhenThereIsNoNumber(String repair, int lost) {
    Bench bench = new Bench(true, Map.of("pid-table-limit", "32", "repair-create-count", repair));
    Proc p = bench.newProc();
    Lwp l = bench.member(p, LwpState.ONPROC);
    bench.run(l);
    while (!bench.kern.pidTable.mustGrow()) {
      bench.member(p, LwpState.SUSPENDED);
    }
    int before = bench.kern.uids.lwps();
    UserThread user = org.mockito.Mockito.mock(UserThread.class);
    org.mockito.Mockito.when(user.schedClass())
        .thenReturn(dev.dramatis.spi.sched.SchedClass.TIMESHARE);
    assertThat(bench.kern.life.lwpCreate(l, p, 0, user)).isNull();
    assertThat(bench.kern.uids.lwps() - before).isEqualTo(lost);
  }

  @Test
  void shouldLetTheSuperuserPassTheLimit() {
    runMain(
        Map.of("rlimit-nthr", "1", "uid", "0"),
        user -> {
          UserThread a = child(user);
          UserThread b = child(user);
          seen.add(b == null);
          user.join(a);
          user.join(b);
          seen.add(user.call("getuid"));
        });
    assertThat(seen).containsExactly(false, 0L);
  }

  @Test
  void shouldCountTheLwpsOfAUserInAllItsProcesses() {
    runMain(
        Map.of("rlimit-nthr", "2"),
        user -> {
          UserThread a = child(user);
          UserThread other =
              user.fork(
                  ThreadSpec.named("other"),
                  false,
                  u -> {
                    UserThread one = child(u);
                    u.exitProcess(one != null && child(u) == null ? 7 : 1);
                  });
          ProcessStatus status = new ProcessStatus();
          user.awaitProcess(other.process(), 0, status);
          seen.add(status.value());
          user.join(a);
        });
    assertThat(seen).containsExactly(7);
  }

  @Test
  void shouldLowerAndRaiseLimitsAsFarAsAllowed() {
    runMain(
        Map.of("rlimit-nthr", "10"),
        user -> {
          seen.add(user.call("setrlimit", Rlimits.NTHR, 1, 5));
          seen.add(user.call("setrlimit", Rlimits.NTHR, 6, 5));
          seen.add(user.call("setrlimit", Rlimits.NTHR, 1, 6));
          seen.add(user.call("setrlimit", 4, 1, 1));
          seen.add(user.call("getrlimit", Rlimits.NTHR, 0));
          seen.add(user.call("getrlimit", Rlimits.NTHR, 1));
          seen.add(user.call("getrlimit", 4, 1));
          UserThread a = child(user);
          seen.add(child(user) == null);
          user.join(a);
        });
    long no = -Errno.EINVAL;
    assertThat(seen).containsExactly(0L, no, (long) -Errno.EPERM, no, 1L, 5L, no, true);
  }

  @Test
  void shouldLimitTheProcessesOfAUser() {
    runMain(
        Map.of("uid", "1001"),
        user -> {
          user.call("setrlimit", Rlimits.NPROC, 2, 2);
          UserThread first = user.fork(ThreadSpec.named("c"), false, u -> u.sleep(1_000_000));
          seen.add(first == null);
          seen.add(user.fork(ThreadSpec.named("d"), false, u -> {}) == null);
          user.awaitProcess(first.process(), 0, new ProcessStatus());
          UserThread second = user.fork(ThreadSpec.named("e"), false, u -> {});
          seen.add(second == null);
          user.awaitProcess(second.process(), 0, new ProcessStatus());
        });
    assertThat(seen).containsExactly(false, true, false);
  }

  /** The kernel, init and the program are three; the last five are for the superuser. */
  @ParameterizedTest
  @CsvSource({"0,false", "1001,true"})
  void shouldKeepTheLastProcessesForTheSuperuser(int uid, boolean refused) {
    runMain(
        Map.of("uid", String.valueOf(uid), "maxproc", "8"),
        user -> {
          UserThread child = user.fork(ThreadSpec.named("c"), false, u -> {});
          seen.add(child == null);
          if (child != null) {
            user.awaitProcess(child.process(), 0, new ProcessStatus());
          }
        });
    assertThat(seen).containsExactly(refused);
  }

  @Test
  void shouldMoveTheCountsWithTheUserAndNotBack() {
    Bench bench = new Bench(true);
    Proc p = bench.newProc();
    Lwp l = bench.member(p, LwpState.ONPROC);
    bench.run(l);
    bench.member(p, LwpState.SUSPENDED);
    p.uid.chgproccnt(1);
    assertThat(bench.kern.resource.setuid(l, 1001)).isZero();
    assertThat(bench.kern.uids.find(0).chglwpcnt(0)).isZero();
    assertThat(bench.kern.uids.find(0).chgproccnt(0)).isZero();
    assertThat(bench.kern.uids.find(1001).chglwpcnt(0)).isEqualTo(1);
    assertThat(bench.kern.uids.find(1001).chgproccnt(0)).isEqualTo(1);
    l.cred = 1001;
    assertThat(bench.kern.resource.setuid(l, 0)).isEqualTo(-Errno.EPERM);
  }

  /** What a thread has used is the process's when it is gone. */
  @Test
  void shouldAddUpWhatDeadLwpsHaveUsed() {
    runMain(
        Map.of(),
        user -> {
          long before = user.call("getrusage", 14);
          UserThread t =
              user.create(
                  ThreadSpec.named("t"),
                  u -> {
                    u.compute(5_000_000);
                    u.sleep(1_000_000);
                    u.sleep(1_000_000);
                  });
          user.join(t);
          seen.add(user.call("getrusage", 14) - before >= 4);
          seen.add(user.call("getrusage", 0) >= 5_000_000);
          seen.add(user.call("getrusage", 1));
        });
    assertThat(seen).containsExactly(true, true, (long) -Errno.EINVAL);
  }
}
