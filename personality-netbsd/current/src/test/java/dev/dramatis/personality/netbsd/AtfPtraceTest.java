package dev.dramatis.personality.netbsd;

import static dev.dramatis.personality.netbsd.Runs.completed;
import static dev.dramatis.personality.netbsd.Runs.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.ProcessStatus;
import dev.dramatis.spi.kernel.Signals;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.workload.Program;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The situations of NetBSD's own tests of debugging LWPs, t_ptrace_lwp_wait and
 * t_ptrace_threads_wait, with the same expected results.
 */
class AtfPtraceTest {
  private static final long SIGNALLED = 1L << 32;
  private static final long FOREVER = 10_000_000_000L;
  private static final int BOTH = Ptrace.PTRACE_LWP_CREATE | Ptrace.PTRACE_LWP_EXIT;

  private final List<Object> seen = new ArrayList<>();

  private static void scenario(int cpus, Program main) {
    completed(run(cpus, w -> w.launch(w.newProcess("p"), ThreadSpec.named("debugger"), main)));
  }

  private static UserThread fork(User user, Program program) {
    return Objects.requireNonNull(user.fork(ThreadSpec.named("child"), false, program));
  }

  private static String await(User user, UserThread child) {
    ProcessStatus status = new ProcessStatus();
    int error = user.awaitProcess(child.process(), 0, status);
    return error != 0 ? Errno.name(error) : status.how() + " " + status.value();
  }

  private static void traceMe(User user) {
    assertThat(user.call("ptrace", Ptrace.PT_TRACE_ME, 0, 0, 0)).isZero();
  }

  private static long ptrace(User user, int request, UserThread child, long lid, long data) {
    return user.call("ptrace", request, user.nativeId(child), lid, data);
  }

  /** Goes through all LWPs; the result says for each whether the stop was its doing. */
  private static TreeMap<Long, Boolean> lwps(User user, UserThread child, int request) {
    TreeMap<Long, Boolean> found = new TreeMap<>();
    long next = ptrace(user, request, child, 0, 0);
    while (next > 0) {
      long lid = next & ~SIGNALLED;
      found.put(lid, (next & SIGNALLED) != 0);
      next = ptrace(user, request, child, lid, 0);
    }
    assertThat(next).isZero();
    return found;
  }

  // ---- t_ptrace_lwp_wait

  @ParameterizedTest
  @CsvSource({"0,13", "1,13", "2,13", "3,13", "0,25", "1,25", "2,25", "3,25"})
  void tracemeLwpinfoAndLwpnext(int threads, int request) {
    scenario(
        2,
        user -> {
          UserThread child =
              fork(
                  user,
                  u -> {
                    traceMe(u);
                    for (int i = 0; i < threads; i++) {
                      u.create(ThreadSpec.named("t" + i), t -> t.sleep(FOREVER));
                    }
                    u.sleep(20_000_000);
                    u.kill(u.self(), Signals.SIGUSR1);
                    u.exitProcess(5);
                  });
          seen.add(await(user, child));
          TreeMap<Long, Boolean> lwps = lwps(user, child, request);
          seen.add(lwps.size());
          seen.add(lwps.get((long) user.nativeId(child)));
          seen.add(lwps.values().stream().filter(signalled -> signalled).count());
          ptrace(user, Ptrace.PT_CONTINUE, child, 1, 0);
          seen.add(await(user, child));
        });
    assertThat(seen).containsExactly("STOPPED 30", threads + 1, true, 1L, "EXITED 5");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void attachLwpinfo(int threads) {
    scenario(
        2,
        user -> {
          UserThread child =
              fork(
                  user,
                  u -> {
                    for (int i = 0; i < threads; i++) {
                      u.create(ThreadSpec.named("t" + i), t -> t.sleep(FOREVER));
                    }
                    u.sleep(FOREVER);
                  });
          user.sleep(20_000_000);
          seen.add(ptrace(user, Ptrace.PT_ATTACH, child, 0, 0));
          seen.add(await(user, child));
          seen.add(lwps(user, child, Ptrace.PT_LWPINFO).size());
          seen.add(ptrace(user, Ptrace.PT_KILL, child, 0, 0));
          seen.add(await(user, child));
        });
    assertThat(seen).containsExactly(0L, "STOPPED 17", threads + 1, 0L, "KILLED 9");
  }

  /** Mask, name and private pointer are those of the LWP asked for, not of another. */
  @Test
  void tracemeLwpstatus_plSigmask_plName_plPrivate() {
    long name = NativeCalls.word("worker", 0);
    scenario(
        1,
        user -> {
          UserThread child =
              fork(
                  user,
                  u -> {
                    traceMe(u);
                    u.create(
                        ThreadSpec.named("t"),
                        t -> {
                          t.call("sigprocmask", 1L << Signals.SIGUSR2);
                          t.call("_lwp_setname", 0, name, 0);
                          t.call("_lwp_setprivate", 0xabc);
                          t.sleep(FOREVER);
                        });
                    u.call("_lwp_setprivate", 0x123);
                    u.sleep(20_000_000);
                    u.kill(u.self(), Signals.SIGUSR1);
                  });
          await(user, child);
          long main = user.nativeId(child);
          TreeSet<Long> others = new TreeSet<>(lwps(user, child, Ptrace.PT_LWPNEXT).keySet());
          others.remove(main);
          for (long lid : new long[] {main, others.first()}) {
            for (int member = Ptrace.PL_SIGPEND; member <= Ptrace.PL_PRIVATE; member++) {
              seen.add(ptrace(user, Ptrace.PT_LWPSTATUS, child, lid, member));
            }
          }
          seen.add(ptrace(user, Ptrace.PT_LWPSTATUS, child, 4711, 0));
          ptrace(user, Ptrace.PT_KILL, child, 0, 0);
          await(user, child);
        });
    assertThat(seen)
        .containsExactly(
            0L,
            0L,
            0L,
            0L,
            0x123L, //
            0L,
            1L << Signals.SIGUSR2,
            name,
            0L,
            0xabcL, //
            (long) -Errno.ESRCH);
  }

  // ---- t_ptrace_threads_wait

  /**
   * A hundred threads are created and joined. The debugger sees as many events as it has asked for,
   * each LWP once; a blocked SIGTRAP makes no difference.
   */
  @ParameterizedTest
  @CsvSource({
    "0,1,false",
    "16,1,false",
    "8,1,false",
    "24,1,false",
    "24,4,false",
    "16,2,true",
    "8,2,true",
    "24,2,true"
  })
  void traceThread(int mask, int cpus, boolean maskedSigtrap) {
    TreeSet<Long> created = new TreeSet<>();
    TreeSet<Long> exited = new TreeSet<>();
    scenario(
        cpus,
        user -> {
          UserThread child =
              fork(
                  user,
                  u -> {
                    traceMe(u);
                    if (maskedSigtrap) {
                      u.call("sigprocmask", 1L << Signals.SIGTRAP);
                    }
                    u.kill(u.self().process(), Signals.SIGSTOP);
                    List<UserThread> threads = new ArrayList<>();
                    for (int i = 0; i < 100; i++) {
                      threads.add(u.create(ThreadSpec.named("t" + i), t -> t.compute(1000)));
                    }
                    threads.forEach(u::join);
                  });
          seen.add(await(user, child));
          ptrace(user, Ptrace.PT_SET_EVENT_MASK, child, 0, mask);
          seen.add(ptrace(user, Ptrace.PT_GET_EVENT_MASK, child, 0, 0));
          ptrace(user, Ptrace.PT_CONTINUE, child, 1, 0);
          String status = await(user, child);
          while (status.equals("STOPPED 5")) {
            long state = ptrace(user, Ptrace.PT_GET_PROCESS_STATE, child, 0, 0);
            boolean birth = state >> 32 == Ptrace.PTRACE_LWP_CREATE;
            assertThat((birth ? created : exited).add(state & 0xffff_ffffL)).isTrue();
            ptrace(user, Ptrace.PT_CONTINUE, child, 1, 0);
            status = await(user, child);
          }
          seen.add(status);
        });
    assertThat(seen).containsExactly("STOPPED 17", (long) mask, "EXITED 0");
    assertThat(created).hasSize((mask & Ptrace.PTRACE_LWP_CREATE) != 0 ? 100 : 0);
    assertThat(exited).hasSize((mask & Ptrace.PTRACE_LWP_EXIT) != 0 ? 100 : 0);
    assertThat(mask != BOTH || created.equals(exited)).isTrue();
  }

  /** Fifty LWPs signal themselves at once: one stop for each. */
  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void threadConcurrent_signals(int cpus) {
    TreeSet<Long> stopped = new TreeSet<>();
    scenario(
        cpus,
        user -> {
          UserThread child =
              fork(
                  user,
                  u -> {
                    traceMe(u);
                    List<UserThread> threads = new ArrayList<>();
                    for (int i = 0; i < 50; i++) {
                      threads.add(
                          u.create(
                              ThreadSpec.named("t" + i), t -> t.kill(t.self(), Signals.SIGUSR1)));
                    }
                    threads.forEach(u::join);
                  });
          String status = await(user, child);
          while (status.equals("STOPPED 30")) {
            TreeMap<Long, Boolean> lwps = lwps(user, child, Ptrace.PT_LWPNEXT);
            lwps.values().removeIf(signalled -> !signalled);
            assertThat(lwps).hasSize(1);
            assertThat(stopped.add(lwps.firstKey())).isTrue();
            ptrace(user, Ptrace.PT_CONTINUE, child, 1, 0);
            status = await(user, child);
          }
          seen.add(status);
        });
    assertThat(seen).containsExactly("EXITED 0");
    assertThat(stopped).hasSize(50);
  }
}
