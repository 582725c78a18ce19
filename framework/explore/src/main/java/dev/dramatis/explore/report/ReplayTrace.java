package dev.dramatis.explore.report;

import dev.dramatis.explore.scenario.ScenarioSubject;
import dev.dramatis.explore.schedule.ScheduleFile;
import dev.dramatis.explore.schedule.SchedulePolicy;
import dev.dramatis.spi.trace.TraceSink;
import java.util.List;

/** The events of a replay. */
public final class ReplayTrace {
  private ReplayTrace() {}

  /** Executes a schedule; each event a microsecond after the one before. */
  public static void record(ScenarioSubject subject, ScheduleFile file, TraceSink sink) {
    subject.execute(new SchedulePolicy(file.schedule()), List.of(new StepClock(sink)));
  }
}
