package dev.dramatis.lab;

import dev.dramatis.simulation.RunResult;
import dev.dramatis.simulation.RunResult.ThreadName;
import dev.dramatis.spi.trace.EventKind;
import dev.dramatis.spi.trace.OffReason;
import dev.dramatis.spi.trace.TraceSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Event streams written by hand: what a kernel would emit. */
public final class Events {
  private record Event(long time, EventKind kind, int cpu, int thread, long arg) {}

  private final List<Event> events = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final List<ThreadName> threads = new ArrayList<>();

  /** An empty stream. */
  public Events() {}

  /** Any event. */
  public Events add(long time, EventKind kind, int cpu, int thread, long arg) {
    events.add(new Event(time, kind, cpu, thread, arg));
    return this;
  }

  /** Creation, and ready at once. */
  public Events create(long time, int cpu, int thread, String name) {
    threads.add(new ThreadName(thread, name, "p"));
    return add(time, EventKind.THREAD_CREATE, cpu, thread, 1).ready(time, cpu, thread);
  }

  /** Ready. */
  public Events ready(long time, int cpu, int thread) {
    return add(time, EventKind.THREAD_READY, cpu, thread, cpu);
  }

  /** Woken and ready. */
  public Events wake(long time, int cpu, int thread) {
    return add(time, EventKind.WAKEUP, cpu, thread, 0).ready(time, cpu, thread);
  }

  /** On a CPU. */
  public Events in(long time, int cpu, int thread) {
    return add(time, EventKind.SWITCH_IN, cpu, thread, 0);
  }

  /** Off a CPU. */
  public Events out(long time, int cpu, int thread, OffReason reason) {
    return add(time, EventKind.SWITCH_OUT, cpu, thread, reason.ordinal());
  }

  /** The number of a name. */
  public int name(String name) {
    if (!names.contains(name)) {
      names.add(name);
    }
    return names.indexOf(name);
  }

  /** Plays the stream. */
  public <S extends TraceSink> S into(S sink) {
    for (int i = 0; i < names.size(); i++) {
      sink.name(i, names.get(i));
    }
    for (Event e : events) {
      sink.event(e.time, e.kind, e.cpu, e.thread, e.arg);
    }
    return sink;
  }

  /** What the run came to. */
  public RunResult result(long end) {
    return new RunResult(
        RunResult.Ending.COMPLETED,
        end,
        events.size(),
        "00ff" + end,
        threads,
        List.of(),
        List.of(),
        null);
  }

  /** Inputs that do not matter. */
  public static RunReport.Inputs inputs() {
    return new RunReport.Inputs(
        "w",
        "abc",
        "netbsd",
        "x86-2",
        "m2",
        1,
        Long.MAX_VALUE,
        Map.of(),
        Map.of(),
        List.of(),
        true,
        Map.of());
  }

  /** The report of the stream. */
  public RunReport report(long end, int cpus) {
    return into(new MetricsSink()).report(inputs(), result(end), cpus);
  }

  /**
   * Two threads on two CPUs: a runs 0-100 on CPU 0, sleeps until 150, is ready, runs 160-200 on CPU
   * 1 and ends; b waits for CPU 0 until 110, is preempted at 140, runs 145-180 and ends. An
   * interrupt on CPU 0 takes 120-125.
   */
  public static Events twoThreads() {
    Events e = new Events();
    int clock = e.name("clock");
    return e.create(0, 0, 1, "a")
        .create(0, 0, 2, "b")
        .in(0, 0, 1)
        .out(100, 0, 1, OffReason.SLEEP)
        .in(110, 0, 2)
        .add(120, EventKind.IRQ_ENTER, 0, 2, clock)
        .add(125, EventKind.IRQ_EXIT, 0, 2, clock)
        .ready(140, 0, 2)
        .out(140, 0, 2, OffReason.PREEMPTED)
        .in(145, 0, 2)
        .wake(150, 0, 1)
        .in(160, 1, 1)
        .add(180, EventKind.THREAD_EXIT, 0, 2, 0)
        .out(180, 0, 2, OffReason.EXIT)
        .in(182, 0, -1)
        .out(200, 1, 1, OffReason.EXIT)
        .in(200, 1, -2);
  }
}
