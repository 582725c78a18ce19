package dev.dramatis.personality.freebsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dramatis.testkit.Vectors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Whole stories of single-threading, step by step, against the original: counters, flags and the
 * states of all threads after every step. The original was observed between steps on one CPU, where
 * nobody runs.
 */
class SingleThreadScenarioVectorsTest {
  private static final Vectors VECTORS =
      Vectors.of(SingleThreadScenarioVectorsTest.class, "freebsd");

  private static final int MASK =
      Proc.P_HADTHREADS
          | Proc.P_SINGLE_EXIT
          | Proc.P_STOPPED
          | Proc.P_SINGLE_BOUNDARY
          | Proc.P_TOTAL_STOP;

  private static final int FIRST_THREAD = 10;
  private static final int THREAD_COLUMNS = 4;
  private static final long CHANNEL = 0x1000;

  private final Stage stage = new Stage();
  private final Kern k = stage.k;
  private final Proc other = stage.process(2, k.kthreads.initproc);
  private final Proc p = stage.process(10, other);
  private final Map<Integer, KThread> threads = new LinkedHashMap<>();

  private KThread thread(Proc of, int tid) {
    KThread td = stage.thread(of, tid);
    threads.put(tid, td);
    stage.run(td);
    return td;
  }

  @TestFactory
  List<DynamicTest> shouldGoThroughTheStatesOfTheOriginal() {
    Map<Long, List<long[]>> stories = new LinkedHashMap<>();
    List<String> columns =
        new ArrayList<>(
            List.of(
                "scenario",
                "step",
                "pid_observed",
                "numthreads",
                "suspcount",
                "boundary_count",
                "exitthreads",
                "p_flag_masked",
                "singlethread_tid",
                "asserts_so_far"));
    for (int i = 0; i < 4; i++) {
      columns.addAll(List.of("t" + i + "_tid", "t" + i + "_state", "t" + i + "_inhib"));
      columns.add("t" + i + "_boundary");
    }
    for (long[] row : VECTORS.rows("scen_singlethread", columns.toArray(String[]::new))) {
      stories.computeIfAbsent(row[0], s -> new ArrayList<>()).add(row);
    }
    return stories.entrySet().stream()
        .map(e ->
            DynamicTest.dynamicTest(
                "scenario " + e.getKey(),
                () -> new SingleThreadScenarioVectorsTest().play(e.getKey(), e.getValue())))
        .toList();
  }

  private void play(long scenario, List<long[]> rows) {
    List<Runnable> steps =
        switch ((int) scenario) {
          case 0 -> boundary();
          case 1 -> exit();
          case 13 -> stopWhileExiting();
          case 14 -> suspendedOnSleepQueue();
          default -> List.of();
        };
    if (VECTORS.named()) { // a newer table may have scenarios of which nobody here knows
      assumeTrue(!steps.isEmpty(), "the script of scenario " + scenario + " is not known here");
    }
    assertThat(rows).hasSizeLessThanOrEqualTo(steps.size());
    for (long[] row : rows) {
      steps.get((int) row[1]).run();
      compare(row);
    }
  }

  private void compare(long[] row) {
    String where = "scenario " + row[0] + " step " + row[1];
    KThread single = p.singlethread;
    assertThat(
            new long[] {
              p.pid,
              p.numthreads,
              p.suspcount,
              p.boundaryCount,
              p.exitthreads,
              p.flag & MASK,
              single == null ? 0 : single.tid,
              0
            })
        .as(where)
        .containsExactly(row[2], row[3], row[4], row[5], row[6], row[7], row[8], row[9]);
    for (int c = FIRST_THREAD; c < row.length; c += THREAD_COLUMNS) {
      if (row[c] != 0) {
        KThread td = threads.get((int) row[c]);
        assertThat(td).as("%s: tid %d", where, row[c]).isNotNull();
        assertThat(
                new long[] {
                  td.state, td.inhibitors, (td.flags & KThread.TDF_BOUNDARY) == 0 ? 0 : 1
                })
            .as("%s: tid %d", where, row[c])
            .containsExactly(row[c + 1], row[c + 2], row[c + 3]);
      }
    }
  }

  // ---- parts

  private void single(KThread td, int mode) {
    stage.run(
        td,
        () -> {
          p.mtx.lock(td);
          assertThat(k.single.threadSingle(td, p, mode)).isTrue();
          p.mtx.unlock(td);
        });
  }

  private void end(KThread td, int mode) {
    stage.run(
        td,
        () -> {
          p.mtx.lock(td);
          k.single.threadSingleEnd(td, p, mode);
          p.mtx.unlock(td);
        });
  }

  private void toUserMode(KThread td) {
    stage.run(td, () -> k.asts.userReturn(td));
  }

  /** Sleeps, and returns to user mode when the sleep has ended. */
  private void sleep(KThread td) {
    stage.run(
        td,
        () -> {
          k.sleepqueues.sleep(td, CHANNEL, null, SleepQueues.PCATCH, "test", SleepQueues.FOREVER);
          k.asts.userReturn(td);
        });
  }

  // ---- stories

  private List<Runnable> boundary() {
    KThread a = thread(p, 100_001);
    KThread b = thread(p, 100_002);
    KThread x = thread(p, 100_003);
    return List.of(
        () -> single(x, SingleThreading.BOUNDARY),
        () -> toUserMode(a),
        () -> toUserMode(b),
        () -> stage.run(x),
        () -> end(x, SingleThreading.BOUNDARY),
        () -> {
          stage.run(a);
          stage.run(b);
        });
  }

  private List<Runnable> exit() {
    KThread a = thread(p, 100_001);
    KThread b = thread(p, 100_002);
    KThread x = thread(p, 100_003);
    sleep(b);
    return List.of(
        () -> single(x, SingleThreading.EXIT),
        () -> {
          toUserMode(a);
          stage.run(b);
        },
        () -> stage.run(x),
        () -> {
          stage.stash();
          stage.run(x);
        });
  }

  private List<Runnable> stopWhileExiting() {
    KThread a = thread(p, 100_001);
    KThread x = thread(p, 100_003);
    KThread killer = thread(other, 100_009);
    return List.of(
        () -> {
          single(x, SingleThreading.EXIT);
          signal(killer, dev.dramatis.spi.kernel.Signals.SIGSTOP);
          toUserMode(a);
          stage.stash();
        },
        () -> {
          signal(killer, dev.dramatis.spi.kernel.Signals.SIGKILL);
          stage.run(x);
        });
  }

  private void signal(KThread from, int sig) {
    stage.run(
        from,
        () -> {
          p.mtx.lock(from);
          k.sig.tdsendsignal(from, p, null, sig, new Ksi(sig, null));
          p.mtx.unlock(from);
        });
  }

  private List<Runnable> suspendedOnSleepQueue() {
    KThread a = thread(p, 100_001);
    KThread x = thread(p, 100_003);
    KThread waker = thread(other, 100_009);
    return List.of(
        () -> single(x, SingleThreading.NO_EXIT),
        () -> {
          sleep(a);
          assertThat(a.onSleepq()).isTrue();
          stage.run(waker, () -> k.sleepqueues.wakeup(waker, CHANNEL));
          assertThat(a.onSleepq()).isFalse();
        },
        () -> {
          stage.run(x);
          end(x, SingleThreading.NO_EXIT);
        });
  }
}
