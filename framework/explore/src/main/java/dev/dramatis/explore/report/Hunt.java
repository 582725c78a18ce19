package dev.dramatis.explore.report;

import dev.dramatis.explore.Budget;
import dev.dramatis.explore.Exploration;
import dev.dramatis.explore.Failure;
import dev.dramatis.explore.Search;
import dev.dramatis.explore.Strategy;
import dev.dramatis.explore.scenario.LockOrder;
import dev.dramatis.explore.scenario.ScenarioSubject;
import dev.dramatis.explore.scenario.Setup;
import dev.dramatis.explore.schedule.Minimiser;
import dev.dramatis.explore.schedule.ScheduleFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Explores a scenario, and makes the failures that it finds small and plain. */
public final class Hunt {
  /** Executions between two reports of progress. */
  private static final long SLICE = 2_000;

  private final Setup setup;
  private final Strategy strategy;
  private final boolean racesTimers;
  private final String bundle;
  private long minimising = 5_000;

  /**
   * A hunt to be.
   *
   * @param bundle bundle and version of the personality, for schedule files
   */
  public Hunt(Setup setup, Strategy strategy, boolean racesTimers, String bundle) {
    this.setup = setup;
    this.strategy = strategy;
    this.racesTimers = racesTimers;
    this.bundle = bundle;
  }

  /** Executions that it may cost to make one failure small. */
  public Hunt minimisingFor(long executions) {
    minimising = executions;
    return this;
  }

  /**
   * What came of it.
   *
   * @param setup what was explored
   * @param exploration counts
   * @param findings failures, one of each class
   * @param lockCycles orders of locks that can deadlock
   */
  public record Result(
      Setup setup, Exploration exploration, List<Finding> findings, List<String> lockCycles) {
    /** Copies the lists. */
    public Result {
      findings = List.copyOf(findings);
      lockCycles = List.copyOf(lockCycles);
    }

    /** Whether anything is wrong, expected or not. */
    public boolean failed() {
      return !findings.isEmpty() || !lockCycles.isEmpty();
    }

    /**
     * Whether anything is wrong that the scenario does not expect. An order of locks that only
     * several executions together violate is nothing that it could expect.
     */
    public boolean unexpected() {
      return findings.stream().anyMatch(Finding::unexpected)
          || !lockCycles.isEmpty() && !findings.stream().anyMatch(Hunt::isLockOrder);
    }
  }

  /**
   * Explores.
   *
   * @param progress is told the executions so far, now and then
   */
  public Result explore(Budget budget, LongConsumer progress) {
    ScenarioSubject subject = new ScenarioSubject(setup);
    Search search = strategy.search(subject);
    boolean more = true;
    while (more
        && search.executions() < budget.executions()
        && search.failed() < budget.failures()) {
      long before = search.executions();
      long left = budget.executions() - before;
      more =
          search.advance(
              new Budget(
                  Math.min(SLICE, left), budget.steps(), budget.failures() - search.failed()));
      progress.accept(search.executions());
    }
    Exploration exploration = search.result();
    return new Result(setup, exploration, findings(exploration), subject.lockOrder().cycles());
  }

  private List<Finding> findings(Exploration exploration) {
    Map<String, List<Failure>> classes = new LinkedHashMap<>();
    for (Failure failure : exploration.failures()) {
      classes
          .computeIfAbsent(failure.outcome().failureClass(), c -> new ArrayList<>())
          .add(failure);
    }
    List<Finding> findings = new ArrayList<>();
    classes.forEach((failureClass, failures) -> {
      Finding finding = finding(failureClass, failures);
      if (finding != null) {
        findings.add(finding);
      }
    });
    return findings;
  }

  private @Nullable Finding finding(String failureClass, List<Failure> failures) {
    ScenarioSubject subject = new ScenarioSubject(setup);
    Failure first = failures.getFirst();
    Minimiser.Result small = new Minimiser(subject, minimising, racesTimers).minimise(first);
    if (small == null) {
      throw new IllegalStateException(
          subject.name()
              + " is not a function of the choices: "
              + failureClass
              + " is not repeated");
    }
    Explanation explanation = Explanation.of(subject, small.schedule(), racesTimers, false);
    return new Finding(
        setup.scenario().name(),
        failureClass,
        first,
        failures.size(),
        small,
        explanation.text(),
        file(small),
        setup.scenario().known(setup.personality()).getOrDefault(failureClass, ""));
  }

  private static boolean isLockOrder(Finding finding) {
    return finding.failureClass().equals(LockOrder.CHECK);
  }

  private ScheduleFile file(Minimiser.Result small) {
    Map<String, String> options = new LinkedHashMap<>();
    setup.options().forEach((key, value) -> options.put("personality." + key, value));
    setup.schedulerOptions().forEach((key, value) -> options.put("scheduler." + key, value));
    return new ScheduleFile(
        setup.scenario().text(),
        setup.personality(),
        setup.schedulerId(),
        setup.cpus(),
        racesTimers,
        options,
        small.outcome().failureClass(),
        small.outcome().detail(),
        bundle,
        small.schedule());
  }
}
