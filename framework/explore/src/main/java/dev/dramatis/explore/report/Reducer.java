package dev.dramatis.explore.report;

import dev.dramatis.engine.choice.ChoicePolicy;
import dev.dramatis.explore.Budget;
import dev.dramatis.explore.Failure;
import dev.dramatis.explore.Outcome;
import dev.dramatis.explore.PreemptionBound;
import dev.dramatis.explore.Subject;
import dev.dramatis.explore.scenario.ScenarioSubject;
import dev.dramatis.explore.scenario.Setup;
import dev.dramatis.explore.schedule.Minimiser;
import dev.dramatis.explore.schedule.Schedule;
import dev.dramatis.explore.schedule.SchedulePolicy;
import dev.dramatis.workloads.scenario.Cut;
import dev.dramatis.workloads.scenario.SmallerScenarios;
import dev.dramatis.workloads.scenario.SmallerScenarios.Smaller;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Leaves threads and steps out of a scenario as long as it fails as before.
 *
 * <p>A scenario without a step can fail for another reason than the one with it: a thread that
 * nobody resumes sleeps for ever. So a smaller scenario counts only if it ends well where nobody is
 * interrupted, if the larger one does; if it does not fail with fewer interruptions; and if the
 * same threads are stuck in the same places.
 */
final class Reducer {
  /** Executions of a search for the failure in one smaller scenario. */
  private static final long EACH = 1_500;

  /** Executions to make the schedule of one smaller scenario small. */
  private static final long MINIMISING = 200;

  private static final Pattern LINE_OF_CLASS = Pattern.compile("(result|require):(\\d+)");
  private static final Pattern LINE_OF_DETAIL = Pattern.compile(" \\(line \\d+\\)|^line \\d+");

  private final long budget;
  private long executions;

  /**
   * Ready to work.
   *
   * @param budget executions that it may cost altogether
   */
  Reducer(long budget) {
    this.budget = budget;
  }

  /**
   * A scenario and a schedule that makes it fail.
   *
   * @param setup the scenario
   * @param small the schedule
   */
  record Reduced(Setup setup, Minimiser.Result small) {}

  /** The smallest that was found, which may be the one that is given. */
  Reduced reduce(Setup setup, Minimiser.Result small) {
    Reduced best = new Reduced(setup, small);
    Reduced smaller = best;
    while (smaller != null) {
      best = smaller;
      smaller = smaller(best);
    }
    if (best.setup != setup && executions < budget) {
      Minimiser.Result least =
          new Minimiser(new ScenarioSubject(best.setup), budget - executions)
              .minimise(best.small.schedule(), best.small.outcome().failureClass());
      best = least == null ? best : new Reduced(best.setup, least);
    }
    return best;
  }

  /** Executions that it has cost. */
  long executions() {
    return executions;
  }

  private @Nullable Reduced smaller(Reduced than) {
    boolean ends = endsWell(new ScenarioSubject(than.setup));
    for (Smaller candidate : SmallerScenarios.of(than.setup.scenario())) {
      if (executions >= budget) {
        return null;
      }
      ScenarioSubject subject = new ScenarioSubject(than.setup.of(candidate.scenario()));
      String expected = movedTo(than.small.outcome().failureClass(), candidate.cut());
      if (!expected.isEmpty() && (!ends || endsWell(subject))) {
        Minimiser.Result fails = failing(subject, than.small, expected);
        executions += subject.executions();
        if (fails != null) {
          return new Reduced(subject.setup(), fails);
        }
      } else {
        executions += subject.executions();
      }
    }
    return null;
  }

  private boolean endsWell(ScenarioSubject subject) {
    return !subject.execute(new SchedulePolicy(Schedule.DEFAULT)).failed();
  }

  /** A failure named after a line keeps to its line; empty if that is gone. */
  private static String movedTo(String failureClass, Cut cut) {
    Matcher matcher = LINE_OF_CLASS.matcher(failureClass);
    if (!matcher.matches()) {
      return failureClass;
    }
    int line = cut.line(Integer.parseInt(matcher.group(2)));
    return line == 0 ? "" : matcher.group(1) + ":" + line;
  }

  private Minimiser.@Nullable Result failing(
      ScenarioSubject subject, Minimiser.Result before, String expected) {
    Predicate<Outcome> same =
        outcome -> outcome.failureClass().equals(expected) && alike(outcome, before.outcome());
    Minimiser minimiser = new Minimiser(subject, MINIMISING);
    int fewer = before.preemptions() - 1;
    Minimiser.Result found = minimiser.minimise(before.schedule(), expected);
    if (found == null || found.preemptions() > before.preemptions()) {
      Failure failure = search(subject, before.preemptions(), same);
      found = failure == null ? null : minimiser.minimise(failure);
    } else if (fewer >= 0 && search(subject, fewer, same) != null) {
      return null;
    }
    return found != null
            && found.preemptions() == before.preemptions()
            && same.test(found.outcome())
        ? found
        : null;
  }

  /** The first such failure, with the fewest interruptions. */
  private static @Nullable Failure search(
      ScenarioSubject subject, int most, Predicate<Outcome> same) {
    List<Failure> failures =
        new PreemptionBound(most)
            .explore(new Only(subject, same), Budget.executions(EACH).toFirstFailure())
            .failures();
    return failures.isEmpty() ? null : failures.getFirst();
  }

  /** A scenario in which one kind of failure counts. */
  private record Only(ScenarioSubject subject, Predicate<Outcome> same) implements Subject {
    @Override
    public String name() {
      return subject.name();
    }

    @Override
    public Outcome execute(ChoicePolicy policy) {
      Outcome outcome = subject.execute(policy);
      return outcome.failed() && !same.test(outcome) ? Outcome.OK : outcome;
    }
  }

  private static boolean alike(Outcome now, Outcome before) {
    if (now.kind() != before.kind()) {
      return false;
    }
    if (now.kind() == Outcome.Kind.VIOLATION) {
      return !LINE_OF_CLASS.matcher(before.failureClass()).matches()
          || withoutLines(now.detail()).equals(withoutLines(before.detail()));
    }
    return stuck(before).equals(stuck(now));
  }

  private static Set<String> stuck(Outcome outcome) {
    List<String> threads = Arrays.asList(withoutLines(outcome.detail()).split("; ", -1));
    return new HashSet<>(threads);
  }

  private static String withoutLines(String detail) {
    return LINE_OF_DETAIL.matcher(detail).replaceAll("");
  }
}
