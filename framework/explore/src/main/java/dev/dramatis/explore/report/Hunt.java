package dev.dramatis.explore.report;

import dev.dramatis.explore.Budget;
import dev.dramatis.explore.Exploration;
import dev.dramatis.explore.Failure;
import dev.dramatis.explore.Search;
import dev.dramatis.explore.Strategy;
import dev.dramatis.explore.scenario.LockOrder;
import dev.dramatis.explore.scenario.MemoryOrders;
import dev.dramatis.explore.scenario.ScenarioSubject;
import dev.dramatis.explore.scenario.Setup;
import dev.dramatis.explore.schedule.Minimiser;
import dev.dramatis.explore.schedule.ScheduleFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongConsumer;

/** Explores a scenario, and makes the failures that it finds small and plain. */
public final class Hunt {
  /** Executions between two reports of progress. */
  private static final long SLICE = 2_000;

  /** Failures of a class that are made small. */
  private static final int TRIES = 6;

  /** Failures of a class that these are chosen from. */
  private static final int LOOKED_AT = 40;

  private final Setup setup;
  private final Strategy strategy;
  private final String bundle;
  private long minimising = 5_000;
  private long reducing;

  /**
   * A hunt to be.
   *
   * @param bundle bundle and version of the personality, for schedule files
   */
  public Hunt(Setup setup, Strategy strategy, String bundle) {
    this.setup = setup;
    this.strategy = strategy;
    this.bundle = bundle;
  }

  /** Executions that it may cost to make the schedule of one failure small. */
  public Hunt minimisingFor(long executions) {
    minimising = executions;
    return this;
  }

  /** Executions that it may cost to leave threads and steps out of the scenario; 0 keeps them. */
  public Hunt reducingFor(long executions) {
    reducing = executions;
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

    /** Whether anything is wrong that the scenario does not expect. */
    public boolean unexpected() {
      boolean cycles =
          !lockCycles.isEmpty()
              && !setup.scenario().known(setup.personality()).containsKey(LockOrder.CHECK);
      return cycles || findings.stream().anyMatch(Finding::unexpected);
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
    classes.forEach((failureClass, failures) -> findings.add(finding(failureClass, failures)));
    return findings;
  }

  private Finding finding(String failureClass, List<Failure> failures) {
    Minimiser.Result small = smallest(new ScenarioSubject(setup), failureClass, failures);
    Reducer.Reduced reduced = new Reducer(reducing).reduce(setup, small);
    ScenarioSubject subject = new ScenarioSubject(reduced.setup());
    Explanation explanation = Explanation.of(subject, reduced.small().schedule(), false);
    return new Finding(
        setup.scenario().name(),
        failureClass,
        failures.getFirst(),
        failures.size(),
        reduced.small(),
        reduced.setup().scenario(),
        explanation.text(),
        file(reduced),
        setup.scenario().known(setup.personality()).getOrDefault(failureClass, ""));
  }

  /**
   * Makes several executions that fail in this way small, for what can be left out depends on where
   * one begins, and takes the smallest.
   */
  private Minimiser.Result smallest(
      ScenarioSubject subject, String failureClass, List<Failure> failures) {
    List<Failure> calm = calmest(subject, failures);
    int tries = calm.size();
    long spent = 0;
    Minimiser.Result best = null;
    for (int i = 0; i < tries && (best == null || !best.minimal()); i++) {
      Minimiser.Result small = new Minimiser(subject, minimising / tries).minimise(calm.get(i));
      if (small == null) {
        throw new IllegalStateException(
            subject.name()
                + " is not a function of the choices: "
                + failureClass
                + " is not repeated");
      }
      spent += small.executions();
      best = best == null || smaller(small, best) ? small : best;
    }
    return Objects.requireNonNull(best).after(spent);
  }

  /** Those in which fewest are interrupted, of the first ones. */
  private static List<Failure> calmest(ScenarioSubject subject, List<Failure> failures) {
    if (failures.size() == 1) {
      return failures;
    }
    Map<Failure, Integer> preemptions = new IdentityHashMap<>();
    List<Failure> first = failures.subList(0, Math.min(LOOKED_AT, failures.size()));
    first.forEach(f -> preemptions.put(f, Minimiser.preemptions(subject, f)));
    return first.stream().sorted(Comparator.comparing(preemptions::get)).limit(TRIES).toList();
  }

  private static boolean smaller(Minimiser.Result a, Minimiser.Result b) {
    return a.preemptions() < b.preemptions()
        || a.preemptions() == b.preemptions()
            && a.schedule().switches().size() < b.schedule().switches().size();
  }

  private ScheduleFile file(Reducer.Reduced reduced) {
    Minimiser.Result small = reduced.small();
    Map<String, String> options = new LinkedHashMap<>();
    setup.options().forEach((key, value) -> options.put("personality." + key, value));
    setup.schedulerOptions().forEach((key, value) -> options.put("scheduler." + key, value));
    if (setup.memory() != null) {
      options.put("machine.memory", MemoryOrders.nameOf(setup.memory()));
    }
    return new ScheduleFile(
        reduced.setup().scenario().text(),
        setup.personality(),
        setup.schedulerId(),
        setup.cpus(),
        setup.racesTimers(),
        options,
        small.outcome().failureClass(),
        small.outcome().detail(),
        bundle,
        small.schedule());
  }
}
