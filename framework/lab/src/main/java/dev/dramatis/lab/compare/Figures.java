package dev.dramatis.lab.compare;

import dev.dramatis.lab.RunReport;
import dev.dramatis.lab.Units;
import java.util.List;
import java.util.function.ToLongFunction;

/** The figures that are compared. */
enum Figures {
  END("end", "end_ns", true, RunReport::endNanos),
  CPU_TIME("cpu time", "cpu_time_ns", true, r -> r.totals().cpuTimeNanos()),
  WAIT("queue wait", "run_queue_wait_ns", true, r -> r.totals().runQueueWaitNanos()),
  WAKE_P50("wake p50", "wakeup_p50_ns", true, r -> r.totals().wakeupLatency().p50Nanos()),
  WAKE_P99("wake p99", "wakeup_p99_ns", true, r -> r.totals().wakeupLatency().p99Nanos()),
  WAKE_MAX("wake max", "wakeup_max_ns", true, r -> r.totals().wakeupLatency().maxNanos()),
  SLEEP("sleep", "sleep_ns", true, r -> r.totals().sleepNanos()),
  LOCK_WAIT("lock wait", "lock_wait_ns", true, r -> r.totals().lockWaitNanos()),
  SWITCHING("switching", "switching_ns", true, r -> r.totals().switchingNanos()),
  INTERRUPT("interrupts", "interrupt_ns", true, r -> r.totals().interruptNanos()),
  IDLE("idle", "idle_ns", true, r -> r.totals().idleNanos()),
  SWITCHES("switches", "switches", false, r -> r.totals().switches()),
  INVOLUNTARY("preempted", "involuntary_switches", false, r -> r.totals().involuntarySwitches()),
  MIGRATIONS("migrations", "migrations", false, r -> r.totals().migrations()),
  CONTENTIONS("contended", "lock_contentions", false, r -> r.totals().lockContentions()),
  IPIS("IPIs", "ipis", false, r -> r.totals().ipis());

  static final List<Figures> ALL = List.of(values());

  private final String title;
  private final String key;
  private final boolean time;
  private final ToLongFunction<RunReport> reader;

  Figures(String title, String key, boolean time, ToLongFunction<RunReport> reader) {
    this.title = title;
    this.key = key;
    this.time = time;
    this.reader = reader;
  }

  String title() {
    return title;
  }

  String key() {
    return key;
  }

  long of(RunReport report) {
    return reader.applyAsLong(report);
  }

  String format(double value) {
    return time ? Units.time(Math.round(value)) : Units.count(Math.round(value));
  }
}
