package dev.dramatis.personality.freebsd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.spi.kernel.NativeTable;
import dev.dramatis.spi.kernel.Signals;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code ps} and {@code procstat} say about threads. */
class NativeTablesTest {
  private final Stage stage = new Stage();
  private final Kern k = stage.k;
  private final Proc p = stage.process(10, k.kthreads.initproc);
  private final KThread a = stage.thread(p, 100_011);
  private final KThread b = stage.thread(p, 100_012);

  private static NativeTable table(Kern k, String command) {
    return NativeTables.of(k).stream()
        .filter(t -> t.command().startsWith(command))
        .findFirst()
        .orElseThrow();
  }

  private List<String> row(String command, KThread td) {
    String tid = Integer.toString(td.tid);
    return table(k, command).rows().stream()
        .filter(r -> r.get(1).equals(tid))
        .findFirst()
        .orElseThrow();
  }

  private void sleep(KThread td, int flags) {
    stage.run(td, () -> k.sleepqueues.sleep(td, 0x1000, null, flags, "uwait", SleepQueues.FOREVER));
  }

  @Test
  void shouldListEveryThreadOfAProcessUnderItsId() {
    assertThat(table(k, "ps").columns())
        .containsExactly("PID", "LWP", "STAT", "WCHAN", "PRI", "NI", "C", "TIME", "COMMAND");
    assertThat(row("ps", a)).startsWith("10", "100011", "R", "-");
    assertThat(row("ps", b)).startsWith("10", "100012", "R", "-");
  }

  @Test
  void shouldNameWhatAThreadSleepsFor() {
    stage.run(a);
    sleep(a, SleepQueues.PCATCH);
    stage.run(b);
    sleep(b, 0);
    assertThat(row("ps", a)).startsWith("10", "100011", "S", "uwait");
    assertThat(row("ps", b)).startsWith("10", "100012", "D", "uwait");
    assertThat(row("procstat", a)).endsWith("sleep", "uwait");
  }

  @Test
  void shouldShowAStoppedThread() {
    stage.run(a);
    stage.run(b);
    stage.run(
        b,
        () -> {
          p.mtx.lock(b);
          k.sig.tdsendsignal(b, p, null, Signals.SIGSTOP, new Ksi(Signals.SIGSTOP, null));
          p.mtx.unlock(b);
          k.asts.userReturn(b);
        });
    assertThat(row("ps", b)).startsWith("10", "100012", "T");
    assertThat(row("procstat", b)).contains("stop");
  }

  @Test
  void shouldShowTheIdleThreadInTheKernelsProcess() {
    assertThat(row("procstat", stage.pc.idle)).startsWith("0", "100002", "kernel", "idle/0", "0");
  }

  @Test
  void shouldShowWhichLocksWereTakenWhileOthersWereHeld() {
    stage.run(a);
    sleep(a, SleepQueues.PCATCH);
    assertThat(table(k, "sysctl debug.witness").rows())
        .containsExactly(List.of("sleepq chain", "sched lock"));
  }
}
