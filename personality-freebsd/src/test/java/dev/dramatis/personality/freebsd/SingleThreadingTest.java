package dev.dramatis.personality.freebsd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.sched.basic.BasicSchedulers;
import dev.dramatis.simulation.RunResult;
import dev.dramatis.simulation.RunResult.Ending;
import dev.dramatis.simulation.Simulation;
import dev.dramatis.spi.workload.Launcher;
import dev.dramatis.spi.workload.Program;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.User;
import dev.dramatis.spi.workload.Workload;
import dev.dramatis.testkit.Runs;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A process that one thread wants for itself, on the whole machine. Programs enter the kernel here
 * as a system call would.
 */
class SingleThreadingTest {
  private static final Program BUSY = u -> u.compute(50_000_000);
  private static final Program ASLEEP = u -> u.sleep(50_000_000);

  /** What a single-threader saw. */
  private static final class Report {
    final List<String> lines = new ArrayList<>();
    boolean done;
  }

  private static RunResult run(int cpus, Launching launching) {
    return Simulation.run(
        Runs.on(
            cpus,
            new Workload() {
              @Override
              public String name() {
                return "single";
              }

              @Override
              public void start(Launcher launcher) {
                launching.launch(launcher);
              }
            },
            new FreebsdPersonality(),
            BasicSchedulers.roundRobin()));
  }

  private interface Launching {
    void launch(Launcher launcher);
  }

  private static void inKernel(User user, Consumer<KThread> call) {
    KThread td = (KThread) user.self().attachment();
    call.accept(td);
    td.k.asts.userReturn(td);
  }

  private static void completes(RunResult result, Report report) {
    assertThat(result.failure())
        .as(() -> String.valueOf(result.failure() == null ? "" : result.failure().report()))
        .isNull();
    assertThat(result.ending()).isEqualTo(Ending.COMPLETED);
    assertThat(report.done).isTrue();
  }

  /** Single-threads the caller's process in the given mode, looks, and ends it. */
  private static Program singleThreader(int mode, Report report) {
    return user -> {
      user.sleep(3_000_000);
      inKernel(
          user,
          td -> {
            Proc p = td.proc();
            p.mtx.lock(td);
            assertThat(td.k.single.threadSingle(td, p, mode)).isTrue();
            for (KThread t = p.firstThread; t != null; t = t.plistNext) {
              if (t != td) {
                report.lines.add(
                    (t.isSuspended() ? "suspended" : "free")
                        + ((t.flags & KThread.TDF_BOUNDARY) != 0 ? " boundary" : ""));
              }
            }
            td.k.single.threadSingleEnd(td, p, mode);
            p.mtx.unlock(td);
            report.done = true;
          });
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void shouldStopRunningThreadsAtTheUserBoundary(int cpus) {
    Report report = new Report();
    completes(
        run(
            cpus,
            l -> {
              int p = l.newProcess("p");
              l.launch(p, ThreadSpec.named("a"), BUSY);
              l.launch(p, ThreadSpec.named("b"), BUSY);
              l.launch(p, ThreadSpec.named("x"), singleThreader(SingleThreading.BOUNDARY, report));
            }),
        report);
    assertThat(report.lines).containsExactly("suspended boundary", "suspended boundary");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void shouldBringSleepersToTheUserBoundaryAndRestartTheirSleep(int cpus) {
    Report report = new Report();
    long[] slept = {0};
    completes(
        run(
            cpus,
            l -> {
              int p = l.newProcess("p");
              l.launch(
                  p,
                  ThreadSpec.named("a"),
                  u -> {
                    long start = u.now();
                    ASLEEP.run(u);
                    slept[0] = u.now() - start;
                  });
              l.launch(p, ThreadSpec.named("b"), ASLEEP);
              l.launch(p, ThreadSpec.named("x"), singleThreader(SingleThreading.BOUNDARY, report));
            }),
        report);
    assertThat(report.lines).containsExactly("suspended boundary", "suspended boundary");
    assertThat(slept[0]).isGreaterThanOrEqualTo(50_000_000L);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void shouldSuspendAllThreadsOfAnotherProcess(int cpus) {
    Report report = new Report();
    Kern[] kernel = {null};
    completes(
        run(
            cpus,
            l -> {
              int p = l.newProcess("target");
              l.launch(p, ThreadSpec.named("a"), BUSY);
              l.launch(p, ThreadSpec.named("b"), ASLEEP);
              l.launch(
                  l.newProcess("stopper"),
                  ThreadSpec.named("x"),
                  user -> {
                    user.sleep(3_000_000);
                    inKernel(
                        user,
                        td -> {
                          kernel[0] = td.k;
                          List<Proc> procs = new ArrayList<>();
                          td.k.procs.forEach(procs::add);
                          Proc target = procs.get(0);
                          target.mtx.lock(td);
                          assertThat(td.k.single.threadSingle(td, target, SingleThreading.ALLPROC))
                              .isTrue();
                          assertThat(target.suspcount).isEqualTo(target.numthreads);
                          td.k.single.threadSingleEnd(td, target, SingleThreading.ALLPROC);
                          target.mtx.unlock(td);
                          report.done = true;
                        });
                  });
            }),
        report);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void shouldMakeAllOthersExit(int cpus) {
    Report report = new Report();
    run(
        cpus,
        l -> {
          int p = l.newProcess("p");
          l.launch(p, ThreadSpec.named("a"), BUSY);
          l.launch(p, ThreadSpec.named("b"), ASLEEP);
          l.launch(
              p,
              ThreadSpec.named("x"),
              user -> {
                user.sleep(3_000_000);
                inKernel(
                    user,
                    td -> {
                      Proc q = td.proc();
                      q.mtx.lock(td);
                      assertThat(td.k.single.threadSingle(td, q, SingleThreading.EXIT)).isTrue();
                      assertThat(q.numthreads).isEqualTo(1);
                      assertThat(q.exitthreads).isZero();
                      assertThat(q.flag & Proc.P_HADTHREADS).isZero();
                      assertThat(td.k.reaper.count()).isEqualTo(2);
                      q.mtx.unlock(td);
                      report.done = true;
                    });
              });
        });
    assertThat(report.done).isTrue();
  }
}
