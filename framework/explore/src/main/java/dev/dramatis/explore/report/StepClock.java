package dev.dramatis.explore.report;

import dev.dramatis.spi.trace.EventKind;
import dev.dramatis.spi.trace.TraceSink;

/**
 * Gives every event of an execution a microsecond of its own. Where nothing costs anything all
 * events would lie at one instant, and a trace would show nothing.
 */
final class StepClock implements TraceSink {
  private static final long STEP_NANOS = 1_000;

  private final TraceSink sink;
  private long time;

  /** Hands events on to another sink. */
  StepClock(TraceSink sink) {
    this.sink = sink;
  }

  @Override
  public void event(long at, EventKind kind, int cpu, int thread, long arg) {
    time += STEP_NANOS;
    sink.event(time, kind, cpu, thread, arg);
  }

  @Override
  public void name(int number, String name) {
    sink.name(number, name);
  }
}
