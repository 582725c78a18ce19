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
}
