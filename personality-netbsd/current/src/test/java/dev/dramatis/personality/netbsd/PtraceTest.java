package dev.dramatis.personality.netbsd;

import static dev.dramatis.personality.netbsd.Runs.completed;
import static dev.dramatis.personality.netbsd.Runs.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.kernel.ProcessStatus;
import dev.dramatis.spi.kernel.ProcessStatus.How;
import dev.dramatis.spi.kernel.Processes;
import dev.dramatis.spi.kernel.SignalAction;
import dev.dramatis.spi.kernel.Signals;
import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.workload.Program;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A debugger and its process: NetBSD's t_ptrace tests as far as they are about LWPs. */
class PtraceTest {
  private static final long SIGNALLED = 1L << 32;

  private final List<Object> seen = new ArrayList<>();

  private void scenario(int cpus, Program main) {
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

  @ParameterizedTest
  @CsvSource({"0,1", "1,1", "2,2", "3,4"})
  void tracemeLwpnext(int threads, int cpus) {
    scenario(
        cpus,
        user -> {
          UserThread child =
              fork(
                  user,
                  u -> {
                    traceMe(u);
                    for (int i = 0; i < threads; i++) {
                      u.create(ThreadSpec.named("t" + i), t -> t.sleep(10_000_000_000L));
                    }
                    u.sleep(20_000_000);
                    u.kill(u.self(), Signals.SIGUSR1);
                    u.exitProcess(5);
                  });
          long pid = user.nativeId(child);
          seen.add(await(user, child));
          TreeSet<Long> lids = new TreeSet<>();
          int signalled = 0;
          long next = user.call("ptrace", Ptrace.PT_LWPNEXT, pid, 0, 0);
          while (next != 0) {
            signalled += (next & SIGNALLED) != 0 ? 1 : 0;
            long lid = next & ~SIGNALLED;
            lids.add(lid);
            next = user.call("ptrace", Ptrace.PT_LWPNEXT, pid, lid, 0);
          }
          seen.add(lids.size());
          seen.add(signalled);
          seen.add(user.call("ptrace", Ptrace.PT_CONTINUE, pid, 1, 0));
          seen.add(await(user, child));
        });
    assertThat(seen).containsExactly("STOPPED 30", threads + 1, 1, 0L, "EXITED 5");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void traceThreadLwpcreateAndExit(int cpus) {
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
                    u.kill(u.self().process(), Signals.SIGSTOP);
                    for (int i = 0; i < 10; i++) {
                      u.join(u.create(ThreadSpec.named("t" + i), t -> t.compute(100_000)));
                    }
                  });
          long pid = user.nativeId(child);
          seen.add(await(user, child));
          int mask = Ptrace.PTRACE_LWP_CREATE | Ptrace.PTRACE_LWP_EXIT;
          user.call("ptrace", Ptrace.PT_SET_EVENT_MASK, pid, 0, mask);
          user.call("ptrace", Ptrace.PT_CONTINUE, pid, 1, 0);
          String status = await(user, child);
          while (status.equals("STOPPED 5")) {
            long state = user.call("ptrace", Ptrace.PT_GET_PROCESS_STATE, pid, 0, 0);
            boolean birth = state >> 32 == Ptrace.PTRACE_LWP_CREATE;
            assertThat((birth ? created : exited).add(state & 0xffff_ffffL)).isTrue();
            user.call("ptrace", Ptrace.PT_CONTINUE, pid, 1, 0);
            status = await(user, child);
          }
          seen.add(status);
        });
    assertThat(seen).containsExactly("STOPPED 17", "EXITED 0");
    assertThat(created).hasSize(10).isEqualTo(exited);
  }

  @Test
  void suspendNoDeadlock() {
    scenario(
        1,
        user -> {
          UserThread child =
              fork(
                  user,
                  u -> {
                    traceMe(u);
                    u.kill(u.self().process(), Signals.SIGSTOP);
                    u.exitProcess(15);
                  });
          long pid = user.nativeId(child);
          seen.add(await(user, child));
          seen.add(user.call("ptrace", Ptrace.PT_SUSPEND, pid, pid, 0));
          seen.add(user.call("ptrace", Ptrace.PT_CONTINUE, pid, 1, 0));
          seen.add(user.call("ptrace", Ptrace.PT_RESUME, pid, pid, 0));
          seen.add(user.call("ptrace", Ptrace.PT_CONTINUE, pid, 1, 0));
          seen.add(await(user, child));
        });
    assertThat(seen).containsExactly("STOPPED 17", 0L, (long) -Errno.EDEADLK, 0L, 0L, "EXITED 15");
  }

  @Test
  void shouldKeepASuspendedLwpStoppedWhileOthersGoOn() {
    scenario(
        2,
        user -> {
          UserThread[] held = new UserThread[1];
          UserThread child =
              fork(
                  user,
                  u -> {
                    traceMe(u);
                    held[0] =
                        u.create(
                            ThreadSpec.named("held"),
                            t -> {
                              t.compute(30_000_000);
                              seen.add("held " + t.now() / 1_000_000_000);
                            });
                    u.sleep(10_000_000);
                    u.kill(u.self().process(), Signals.SIGSTOP);
                    seen.add("main");
                    u.sleep(1_000_000_000);
                    u.kill(u.self().process(), Signals.SIGSTOP);
                    u.join(held[0]);
                  });
          long pid = user.nativeId(child);
          await(user, child);
          user.call("ptrace", Ptrace.PT_SUSPEND, pid, user.nativeId(held[0]), 0);
          user.call("ptrace", Ptrace.PT_CONTINUE, pid, 1, 0);
          await(user, child);
          user.call("ptrace", Ptrace.PT_RESUME, pid, user.nativeId(held[0]), 0);
          user.call("ptrace", Ptrace.PT_CONTINUE, pid, 1, 0);
          seen.add(await(user, child));
        });
    assertThat(seen).containsExactly("main", "held 1", "EXITED 0");
  }

  @Test
  void shouldContinueOneLwpOnly() {
    scenario(
        2,
        user -> {
          UserThread[] other = new UserThread[1];
          UserThread child =
              fork(
                  user,
                  u -> {
                    traceMe(u);
                    other[0] =
                        u.create(
                            ThreadSpec.named("other"),
                            t -> {
                              t.compute(30_000_000);
                              seen.add("other");
                            });
                    u.sleep(10_000_000);
                    u.kill(u.self().process(), Signals.SIGSTOP);
                    seen.add("main");
                  });
          long pid = user.nativeId(child);
          await(user, child);
          user.call("ptrace", Ptrace.PT_CONTINUE, pid, 1, -user.nativeId(other[0]));
          user.sleep(200_000_000);
          seen.add("debugger");
          user.kill(child.process(), Signals.SIGKILL);
          seen.add(await(user, child));
        });
    assertThat(seen).containsExactly("other", "debugger", "KILLED 9");
  }

  @Test
  void shouldLetTheDebuggerDecideWhichSignalIsTaken() {
    scenario(
        1,
        user -> {
          UserThread child =
              fork(
                  user,
                  u -> {
                    u.setSignalAction(
                        Signals.SIGUSR2, SignalAction.caught(true), h -> seen.add("handler"));
                    traceMe(u);
                    u.kill(u.self().process(), Signals.SIGUSR1);
                    u.kill(u.self().process(), Signals.SIGTERM);
                  });
          long pid = user.nativeId(child);
          seen.add(await(user, child));
          user.call("ptrace", Ptrace.PT_CONTINUE, pid, 1, Signals.SIGUSR2);
          seen.add(await(user, child));
          user.call("ptrace", Ptrace.PT_CONTINUE, pid, 1, 0);
          seen.add(await(user, child));
        });
    assertThat(seen).containsExactly("STOPPED 30", "handler", "STOPPED 15", "EXITED 0");
  }

  @Test
  void shouldKillTheProcessThatIsStopped() {
    scenario(
        2,
        user -> {
          UserThread child =
              fork(
                  user,
                  u -> {
                    traceMe(u);
                    u.create(ThreadSpec.named("t"), t -> t.compute(1_000_000_000_000L));
                    u.kill(u.self().process(), Signals.SIGSTOP);
                  });
          await(user, child);
          seen.add(user.call("ptrace", Ptrace.PT_KILL, user.nativeId(child), 0, 0));
          seen.add(await(user, child));
        });
    assertThat(seen).containsExactly(0L, "KILLED 9");
  }

  @Test
  void shouldBorrowAProcessFromItsParentAndGiveItBack() {
    scenario(
        2,
        user -> {
          UserThread child = fork(user, u -> u.compute(300_000_000));
          long pid = user.nativeId(child);
          UserThread debugger =
              fork(
                  user,
                  u -> {
                    seen.add(u.call("ptrace", Ptrace.PT_ATTACH, pid, 0, 0));
                    ProcessStatus status = new ProcessStatus();
                    u.awaitProcess(Processes.ANY, 0, status);
                    seen.add(status.how());
                    u.sleep(100_000_000);
                    seen.add(u.call("ptrace", Ptrace.PT_DETACH, pid, 0, 0));
                  });
          user.sleep(50_000_000);
          seen.add(user.call("getpid") > 0 ? "parent waits" : "");
          seen.add(await(user, child));
          seen.add(await(user, debugger));
        });
    assertThat(seen).containsExactly(0L, How.STOPPED, "parent waits", 0L, "EXITED 0", "EXITED 0");
  }

  @Test
  void shouldTellBothParentsOfADeath() {
    scenario(
        2,
        user -> {
          UserThread child = fork(user, u -> u.compute(100_000_000));
          long pid = user.nativeId(child);
          UserThread debugger =
              fork(
                  user,
                  u -> {
                    u.call("ptrace", Ptrace.PT_ATTACH, pid, 0, 0);
                    ProcessStatus status = new ProcessStatus();
                    u.awaitProcess(Processes.ANY, 0, status);
                    u.call("ptrace", Ptrace.PT_CONTINUE, pid, 1, 0);
                    u.awaitProcess(Processes.ANY, 0, status);
                    seen.add("debugger " + status.how());
                  });
          seen.add("parent " + await(user, child));
          await(user, debugger);
        });
    assertThat(seen).containsExactlyInAnyOrder("debugger EXITED", "parent EXITED 0");
  }

  @Test
  void shouldKillTheProcessIfItsDebuggerExits() {
    scenario(
        2,
        user -> {
          UserThread child = fork(user, u -> u.compute(1_000_000_000_000L));
          long pid = user.nativeId(child);
          UserThread debugger =
              fork(
                  user,
                  u -> {
                    u.call("ptrace", Ptrace.PT_ATTACH, pid, 0, 0);
                    u.awaitProcess(Processes.ANY, 0, new ProcessStatus());
                  });
          seen.add(await(user, debugger));
          seen.add(await(user, child));
        });
    assertThat(seen).containsExactly("EXITED 0", "KILLED 9");
  }

  @Test
  void shouldRefuseStrangersAndRunningProcesses() {
    scenario(
        1,
        user -> {
          UserThread child = fork(user, u -> u.sleep(50_000_000));
          long pid = user.nativeId(child);
          seen.add(user.call("ptrace", Ptrace.PT_CONTINUE, pid, 1, 0));
          seen.add(user.call("ptrace", Ptrace.PT_ATTACH, user.call("getpid"), 0, 0));
          seen.add(user.call("ptrace", Ptrace.PT_ATTACH, 9999, 0, 0));
          seen.add(user.call("ptrace", Ptrace.PT_ATTACH, pid, 0, 0));
          seen.add(user.call("ptrace", Ptrace.PT_ATTACH, pid, 0, 0));
          await(user, child);
          seen.add(user.call("ptrace", Ptrace.PT_CONTINUE, pid, 1, 64));
          seen.add(user.call("ptrace", 99, pid, 1, 0));
          user.call("ptrace", Ptrace.PT_CONTINUE, pid, 1, 0);
          seen.add(user.call("ptrace", Ptrace.PT_CONTINUE, pid, 1, 0));
          seen.add(await(user, child));
        });
    assertThat(seen)
        .containsExactly(
            (long) -Errno.EPERM,
            (long) -Errno.EINVAL,
            (long) -Errno.ESRCH,
            0L,
            (long) -Errno.EBUSY,
            (long) -Errno.EINVAL,
            (long) -Errno.EINVAL,
            (long) -Errno.EBUSY,
            "EXITED 0");
  }

  @Test
  void shouldStopWhenAProgramIsExecuted() {
    scenario(
        2,
        user -> {
          UserThread child =
              fork(
                  user,
                  u -> {
                    traceMe(u);
                    u.exec(program -> program.exitProcess(4));
                  });
          seen.add(await(user, child));
          user.call("ptrace", Ptrace.PT_CONTINUE, user.nativeId(child), 1, 0);
          seen.add(await(user, child));
        });
    assertThat(seen).containsExactly("STOPPED 5", "EXITED 4");
  }

  @Test
  void shouldStopAtForkExecAndExitIfAskedTo() {
    scenario(
        2,
        user -> {
          user.call("sysctl.proc.stopfork", 0, 1);
          user.call("sysctl.proc.stopexec", 0, 1);
          user.call("sysctl.proc.stopexit", 0, 1);
          UserThread child =
              fork(
                  user,
                  u -> {
                    seen.add("forked");
                    u.exec(program -> {
                      seen.add("executed");
                      program.exitProcess(6);
                    });
                  });
          ProcessStatus status = new ProcessStatus();
          for (int i = 0; i < 4; i++) {
            // Nobody is told of these stops; who wants to know has to look.
            user.sleep(50_000_000);
            user.awaitProcess(child.process(), Processes.WUNTRACED | Processes.WNOHANG, status);
            seen.add(status.how());
            user.kill(child.process(), Signals.SIGCONT);
          }
          user.call("sysctl.proc.stopexit", 0, 0);
        });
    assertThat(seen)
        .containsExactly(How.STOPPED, "forked", How.STOPPED, "executed", How.STOPPED, How.EXITED);
  }
}
