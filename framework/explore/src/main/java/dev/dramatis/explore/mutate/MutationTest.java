package dev.dramatis.explore.mutate;

import dev.dramatis.explore.Budget;
import dev.dramatis.explore.Exploration;
import dev.dramatis.explore.Failure;
import dev.dramatis.explore.Search;
import dev.dramatis.explore.Strategy;
import dev.dramatis.explore.scenario.ScenarioSubject;
import dev.dramatis.explore.scenario.Setup;
import dev.dramatis.spi.kernel.Mutation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Boots a personality with a deliberate fault and looks whether the scenarios find it. A failure
 * counts only if the personality as it is does not fail in the same way in the same scenario.
 */
public final class MutationTest {
  /** The switch of every personality that turns a fault on. */
  public static final String OPTION = "mutate";

  /** Steps of an execution; some faults make kernels go round in circles. */
  private static final int STEP_LIMIT = 3_000;

  private final List<Setup> setups;
  private final Strategy strategy;
  private final Budget budget;
  private final Map<String, Set<String>> known = new LinkedHashMap<>();

  /**
   * Explores the personality as it is.
   *
   * @param setups the scenarios, without a fault
   * @param strategy searches each
   * @param budget for each scenario and fault
   */
  public MutationTest(List<Setup> setups, Strategy strategy, Budget budget) {
    this.setups = List.copyOf(setups);
    this.strategy = strategy;
    this.budget = budget;
    for (Setup setup : setups) {
      Set<String> failing = classes(explore(setup, budget));
      failing.addAll(setup.scenario().known(setup.personality()).keySet());
      known.put(setup.scenario().name(), failing);
    }
  }

  private Exploration explore(Setup setup, Budget limit) {
    return strategy.explore(new ScenarioSubject(setup.limitedTo(STEP_LIMIT)), limit);
  }

  /** Ends with the first failure that the personality as it is does not have. */
  private Exploration hunt(Setup setup, Set<String> before) {
    Search search = strategy.search(new ScenarioSubject(setup.limitedTo(STEP_LIMIT)));
    boolean more = true;
    while (more && search.executions() < budget.executions()) {
      long failed = search.failed();
      more =
          search.advance(
              Budget.executions(budget.executions() - search.executions()).toFirstFailure());
      if (search.failed() > failed && unknown(before, search.result()) != null) {
        return search.result();
      }
    }
    return search.result();
  }

  private static Set<String> classes(Exploration exploration) {
    Set<String> classes = new LinkedHashSet<>();
    exploration.failures().forEach(f -> classes.add(f.outcome().failureClass()));
    return classes;
  }

  /** Failures of the personality as it is, by scenario. */
  public Map<String, Set<String>> known() {
    return known;
  }

  /** What became of a fault. */
  public enum Fate {
    /** Some scenario fails with it. */
    KILLED,
    /** No interleaving of any scenario shows it: all were explored. */
    EQUIVALENT,
    /** Nothing was found within the budget. */
    SURVIVED
  }

  /**
   * What became of one fault.
   *
   * @param mutation the fault
   * @param fate whether it was found
   * @param scenario what found it, or empty
   * @param failure how it showed, or empty
   * @param executions what it cost
   */
  public record Verdict(
      Mutation mutation, Fate fate, String scenario, String failure, long executions) {}

  /** Tries one fault. May be called from several host threads at a time. */
  public Verdict test(Mutation mutation) {
    long spent = 0;
    boolean complete = true;
    for (Setup setup : setups) {
      Setup mutant = setup.with(OPTION, mutation.id());
      Set<String> before = known.getOrDefault(setup.scenario().name(), Set.of());
      Exploration exploration = hunt(mutant, before);
      Failure failure = unknown(before, exploration);
      if (failure != null) {
        return new Verdict(
            mutation,
            Fate.KILLED,
            setup.scenario().name(),
            failure.outcome().failureClass(),
            spent + failure.execution());
      }
      spent += exploration.executions();
      complete &= exploration.complete();
    }
    return new Verdict(mutation, complete ? Fate.EQUIVALENT : Fate.SURVIVED, "", "", spent);
  }

  private static @Nullable Failure unknown(Set<String> before, Exploration found) {
    for (Failure failure : found.failures()) {
      if (!before.contains(failure.outcome().failureClass())) {
        return failure;
      }
    }
    return null;
  }

  /**
   * Faults of one function.
   *
   * @param function function of the seed
   * @param killed found
   * @param equivalent proved to change nothing that a scenario can see
   * @param survived neither
   */
  public record Score(String function, int killed, int equivalent, int survived) {
    /** Found of those that can be found, in percent. */
    public double percent() {
      int findable = killed + survived;
      return findable == 0 ? 100 : 100.0 * killed / findable;
    }
  }

  /** The scores function by function, and of all together under an empty name. */
  public static List<Score> scores(List<Verdict> verdicts) {
    Map<String, int[]> counts = new LinkedHashMap<>();
    int[] all = new int[Fate.values().length];
    for (Verdict v : verdicts) {
      counts
          .computeIfAbsent(v.mutation().function(), f -> new int[Fate.values().length])[
          v.fate().ordinal()]++;
      all[v.fate().ordinal()]++;
    }
    List<Score> scores = new ArrayList<>();
    counts.forEach((function, n) -> scores.add(new Score(function, n[0], n[1], n[2])));
    scores.add(new Score("", all[0], all[1], all[2]));
    return scores;
  }
}
