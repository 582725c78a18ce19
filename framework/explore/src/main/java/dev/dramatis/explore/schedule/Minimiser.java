package dev.dramatis.explore.schedule;

import dev.dramatis.explore.Failure;
import dev.dramatis.explore.Outcome;
import dev.dramatis.explore.Replay;
import dev.dramatis.explore.Subject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds a schedule with few switches that fails in the same way as a longer one: first by leaving
 * out switches (delta debugging), then by searching all schedules with fewer preemptions, as far as
 * the budget goes.
 */
public final class Minimiser {
  private final Subject subject;
  private long budget;
  private long executions;

  /**
   * Ready to work.
   *
   * @param budget executions that it may cost altogether
   */
  public Minimiser(Subject subject, long budget) {
    this.subject = subject;
    this.budget = budget;
  }

  /**
   * A schedule made smaller.
   *
   * @param schedule the switches left
   * @param outcome how it ends
   * @param switchesBefore switches of the execution that it was made from
   * @param preemptionsBefore of these, how many interrupted somebody who could go on
   * @param preemptions how many do so now
   * @param executions what it cost
   * @param minimal whether no schedule with fewer preemptions fails in this way
   */
  public record Result(
      Schedule schedule,
      Outcome outcome,
      int switchesBefore,
      int preemptionsBefore,
      int preemptions,
      long executions,
      boolean minimal) {
    /** The same after so many executions. */
    public Result after(long spent) {
      return new Result(
          schedule, outcome, switchesBefore, preemptionsBefore, preemptions, spent, minimal);
    }
  }

  /** How often somebody is interrupted in an execution who could go on. */
  public static int preemptions(Subject subject, Failure failure) {
    Recorder recorder = new Recorder(Replay.of(failure.choices()), false);
    subject.execute(recorder);
    return recorder.preemptions();
  }

  /** Makes a failure smaller; null if it cannot be repeated. */
  public @Nullable Result minimise(Failure failure) {
    Recorder recorder = new Recorder(Replay.of(failure.choices()), false);
    Outcome repeated = execute(recorder);
    return repeated.failureClass().equals(failure.outcome().failureClass())
        ? minimise(recorder.schedule(), recorder.preemptions(), repeated)
        : null;
  }

  /** Makes a schedule smaller; null if it does not fail in that way. */
  public @Nullable Result minimise(Schedule schedule, String failureClass) {
    Attempt repeated = attempt(schedule.switches(), failureClass);
    return repeated == null
        ? null
        : minimise(repeated.schedule, repeated.preemptions, repeated.outcome);
  }

  private Result minimise(Schedule long1, int preemptionsBefore, Outcome outcome) {
    String failureClass = outcome.failureClass();
    Attempt best = leaveOut(new Attempt(long1, outcome, preemptionsBefore), failureClass);
    boolean minimal = true;
    if (best.preemptions > 0) {
      Attempt found = search(best.preemptions, failureClass);
      if (found != null) {
        best = leaveOut(found, failureClass);
      }
      minimal = !exhausted();
    }
    return new Result(
        best.schedule,
        best.outcome,
        long1.switches().size(),
        preemptionsBefore,
        best.preemptions,
        executions,
        minimal);
  }

  private record Attempt(Schedule schedule, Outcome outcome, int preemptions) {}

  private boolean exhausted() {
    return executions >= budget;
  }

  private Outcome execute(Recorder recorder) {
    executions++;
    return subject.execute(recorder);
  }

  /** The schedule as it really went if it fails in that way, else null. */
  private @Nullable Attempt attempt(List<Switch> switches, String failureClass) {
    Recorder recorder = new Recorder(new SchedulePolicy(new Schedule(switches)), false);
    Outcome outcome = execute(recorder);
    return outcome.failureClass().equals(failureClass)
        ? new Attempt(recorder.schedule(), outcome, recorder.preemptions())
        : null;
  }

  /** Zeller's ddmin over the switches. */
  private Attempt leaveOut(Attempt from, String failureClass) {
    Attempt best = from;
    int parts = 2;
    while (!best.schedule.switches().isEmpty() && !exhausted()) {
      List<Switch> switches = best.schedule.switches();
      int size = Math.max(1, (switches.size() + parts - 1) / parts);
      Attempt smaller = null;
      for (int start = 0; start < switches.size() && smaller == null; start += size) {
        List<Switch> rest = new ArrayList<>(switches.subList(0, start));
        rest.addAll(switches.subList(Math.min(switches.size(), start + size), switches.size()));
        Attempt tried = attempt(rest, failureClass);
        if (tried != null && tried.schedule.switches().size() < switches.size()) {
          smaller = tried;
        }
      }
      if (smaller != null) {
        best = smaller;
        parts = Math.max(2, parts - 1);
      } else if (size == 1) {
        break;
      } else {
        parts = 2 * parts;
      }
    }
    return best;
  }

  /** All schedules with fewer preemptions, those with the fewest first. */
  private @Nullable Attempt search(int below, String failureClass) {
    List<ArrayDeque<Schedule>> byCost = new ArrayList<>();
    for (int i = 0; i < below; i++) {
      byCost.add(new ArrayDeque<>());
    }
    byCost.getFirst().add(Schedule.DEFAULT);
    for (int cost = 0; cost < below; cost++) {
      ArrayDeque<Schedule> queue = byCost.get(cost);
      while (!queue.isEmpty()) {
        if (exhausted()) {
          return null;
        }
        Schedule schedule = queue.remove();
        Recorder recorder = new Recorder(new SchedulePolicy(schedule), true);
        Outcome outcome = execute(recorder);
        if (outcome.failureClass().equals(failureClass)) {
          return new Attempt(recorder.schedule(), outcome, recorder.preemptions());
        }
        for (Recorder.Alternative other : recorder.alternatives()) {
          if (other.after() == schedule.switches().size() && cost + other.cost() < below) {
            byCost.get(cost + other.cost()).add(schedule.plus(other.departure()));
          }
        }
      }
    }
    return null;
  }
}
