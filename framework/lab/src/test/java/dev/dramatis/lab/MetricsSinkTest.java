package dev.dramatis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.spi.trace.EventKind;
import dev.dramatis.spi.trace.OffReason;
import org.junit.jupiter.api.Test;

class MetricsSinkTest {
  @Test
  void shouldSplitTheLifeOfAThread() {
    RunReport report = Events.twoThreads().report(200, 2);

    RunReport.Thread a = report.threads().get(0);
    assertThat(a.name()).isEqualTo("a");
    assertThat(a.cpuTimeNanos()).isEqualTo(140);
    assertThat(a.sleepNanos()).isEqualTo(50);
    assertThat(a.runQueueWaitNanos()).isEqualTo(10);
    assertThat(a.migrations()).isEqualTo(1);
    assertThat(a.voluntarySwitches()).isEqualTo(2);
    assertThat(a.wakeupLatency()).isEqualTo(new RunReport.Latency(1, 10, 10, 10, 10, 10));

    RunReport.Thread b = report.threads().get(1);
    assertThat(b.cpuTimeNanos()).isEqualTo(60);
    assertThat(b.interruptedNanos()).isEqualTo(5);
    assertThat(b.runQueueWaitNanos()).isEqualTo(110 + 5);
    assertThat(b.involuntarySwitches()).isEqualTo(1);
    assertThat(b.wakeupLatency().count()).isZero();
  }

  @Test
  void shouldCountAThreadOnceThatAnotherKernelTakesOver() {
    RunReport report = new Events().create(0, 0, 1, "a").create(50, 0, 1, "a").report(100, 1);
    assertThat(report.totals().threads()).isEqualTo(1);
    assertThat(report.totals().threadsAtOnce()).isEqualTo(1);
  }

  @Test
  void shouldAddUpTheTimeOfACpu() {
    RunReport report = Events.twoThreads().report(200, 3);

    assertThat(report.cpus()).hasSize(3);
    for (RunReport.Cpu cpu : report.cpus()) {
      assertThat(cpu.busyNanos() + cpu.idleNanos() + cpu.interruptNanos()).isEqualTo(200);
    }
    RunReport.Cpu first = report.cpus().get(0);
    assertThat(first.interruptNanos()).isEqualTo(5);
    assertThat(first.idleNanos()).isEqualTo(18);
    assertThat(first.switchingNanos()).isEqualTo(10 + 5 + 2);
    assertThat(first.switches()).isEqualTo(3);
    assertThat(report.cpus().get(2).idleNanos()).isEqualTo(200);
    assertThat(report.interrupts()).containsEntry("clock", 1L);
  }

  @Test
  void shouldCountAnInterruptOfAnIdleCpuNeitherAsBusyNorAsIdle() {
    Events e = new Events();
    int n = e.name("ipi");
    RunReport report =
        e.add(10, EventKind.IRQ_ENTER, 0, -1, n)
            .add(15, EventKind.IRQ_ENTER, 0, -1, n)
            .add(18, EventKind.IRQ_EXIT, 0, -1, n)
            .add(30, EventKind.IRQ_EXIT, 0, -1, n)
            .report(100, 1);

    assertThat(report.cpus().get(0).interruptNanos()).isEqualTo(20);
    assertThat(report.cpus().get(0).idleNanos()).isEqualTo(80);
    assertThat(report.cpus().get(0).busyNanos()).isZero();
  }

  @Test
  void shouldTellWaitsApart() {
    RunReport report =
        new Events()
            .create(0, 0, 1, "a")
            .in(0, 0, 1)
            .add(1, EventKind.LOCK_CONTEND, 0, 1, 7)
            .out(2, 0, 1, OffReason.LOCK)
            .wake(12, 0, 1)
            .in(12, 0, 1)
            .out(20, 0, 1, OffReason.JOIN)
            .wake(50, 0, 1)
            .in(53, 0, 1)
            .out(60, 0, 1, OffReason.STOPPED)
            .ready(160, 0, 1)
            .in(160, 0, 1)
            .out(170, 0, 1, OffReason.EXPORTED)
            .ready(171, 0, 1)
            .in(172, 0, 1)
            .out(180, 0, 1, OffReason.EXIT)
            .report(180, 1);

    RunReport.Thread a = report.threads().get(0);
    assertThat(a.lockWaitNanos()).isEqualTo(10);
    assertThat(a.joinWaitNanos()).isEqualTo(30);
    assertThat(a.stoppedNanos()).isEqualTo(100);
    assertThat(a.swapNanos()).isEqualTo(1);
    assertThat(a.runQueueWaitNanos()).isEqualTo(3 + 1);
    assertThat(a.lockContentions()).isEqualTo(1);
    assertThat(report.locks()).containsExactly(new RunReport.Lock(7, 0, 1, 0));
    assertThat(a.wakeupLatency().maxNanos()).isEqualTo(3);
  }

  @Test
  void shouldTakeAThreadThatWasWokenBeforeItLeftForRunnable() {
    RunReport report =
        new Events()
            .create(0, 0, 1, "a")
            .in(0, 0, 1)
            .ready(9, 1, 1)
            .out(10, 0, 1, OffReason.SLEEP)
            .in(15, 1, 1)
            .report(20, 2);

    assertThat(report.threads().get(0).sleepNanos()).isZero();
    assertThat(report.threads().get(0).runQueueWaitNanos()).isEqualTo(5);
    assertThat(report.threads().get(0).cpuTimeNanos()).isEqualTo(15);
  }

  @Test
  void shouldNeverCountNegativeTimeWhenClocksDisagree() {
    RunReport report =
        new Events()
            .create(100, 0, 1, "a")
            .in(95, 1, 1)
            .out(105, 1, 1, OffReason.EXIT)
            .report(105, 2);

    assertThat(report.threads().get(0).runQueueWaitNanos()).isZero();
    assertThat(report.threads().get(0).cpuTimeNanos()).isEqualTo(10);
  }

  @Test
  void shouldCloseWhatIsOpenAtTheEnd() {
    RunReport report = new Events().create(0, 0, 1, "a").in(10, 0, 1).report(100, 1);

    assertThat(report.threads().get(0).cpuTimeNanos()).isEqualTo(90);
    assertThat(report.cpus().get(0).busyNanos()).isEqualTo(90);
  }

  @Test
  void shouldCollectMeasurementsByName() {
    Events e = new Events().create(0, 0, 1, "a");
    int slack = e.name("slack");
    for (int i = 1; i <= 100; i++) {
      e.add(i, EventKind.MARK, slack, 1, i * 10L);
    }
    RunReport report = e.report(200, 1);

    RunReport.Mark mark = report.marks().get(0);
    assertThat(mark.name()).isEqualTo("slack");
    assertThat(mark.values().count()).isEqualTo(100);
    assertThat(mark.values().p50Nanos()).isEqualTo(500);
    assertThat(mark.values().p99Nanos()).isEqualTo(990);
    assertThat(mark.values().maxNanos()).isEqualTo(1000);
  }

  @Test
  void shouldReportKernelThreadsThatRanButNotIdleOnes() {
    RunReport report =
        new Events()
            .in(0, 0, -1)
            .in(10, 0, -5)
            .out(30, 0, -5, OffReason.SLEEP)
            .in(31, 0, -1)
            .report(40, 1);

    assertThat(report.threads()).hasSize(1);
    assertThat(report.threads().get(0).kernel()).isTrue();
    assertThat(report.threads().get(0).cpuTimeNanos()).isEqualTo(20);
    assertThat(report.totals().cpuTimeNanos()).isZero();
  }

  @Test
  void shouldAllocateNothingInTheSteadyState() {
    MetricsSink sink = new MetricsSink();
    play(sink, 0, 20_000);
    com.sun.management.ThreadMXBean bean =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    long before = bean.getCurrentThreadAllocatedBytes();
    play(sink, 20_000, 60_000);
    assertThat(bean.getCurrentThreadAllocatedBytes() - before).isLessThan(20_000);
  }

  private static void play(MetricsSink sink, int from, int to) {
    for (int i = from; i < to; i++) {
      long t = i * 100L;
      sink.event(t, EventKind.WAKEUP, 0, 1, 0);
      sink.event(t, EventKind.THREAD_READY, 0, 1, 0);
      sink.event(t + 5 + i % 40, EventKind.SWITCH_IN, 0, 1, -1);
      sink.event(t + 60, EventKind.MARK, 0, 1, i % 50);
      sink.event(t + 70, EventKind.SWITCH_OUT, 0, 1, OffReason.SLEEP.ordinal());
      sink.event(t + 71, EventKind.SWITCH_IN, 0, -1, 1);
    }
  }
}
