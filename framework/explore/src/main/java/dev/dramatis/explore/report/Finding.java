package dev.dramatis.explore.report;

import dev.dramatis.explore.Failure;
import dev.dramatis.explore.schedule.Minimiser;
import dev.dramatis.explore.schedule.ScheduleFile;
import dev.dramatis.workloads.scenario.Scenario;

/**
 * A failure that a search found, made small and explained.
 *
 * @param scenario name of the scenario
 * @param failureClass what kind of failure, by name
 * @param first as it was found first
 * @param occurrences how many of the remembered executions failed in this way
 * @param minimised the small schedule
 * @param reduced the scenario that it is for: that which was explored, without what it does not
 *     take
 * @param explanation in words and columns
 * @param file what repeats it
 * @param known the finding that says why the original fails so; empty if nobody expects it
 */
public record Finding(
    String scenario,
    String failureClass,
    Failure first,
    int occurrences,
    Minimiser.Result minimised,
    Scenario reduced,
    String explanation,
    ScheduleFile file,
    String known) {
  /** Whether nothing says that this has to be expected. */
  public boolean unexpected() {
    return known.isEmpty();
  }
}
