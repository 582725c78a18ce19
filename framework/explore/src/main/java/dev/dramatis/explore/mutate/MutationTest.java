package dev.dramatis.explore.mutate;

import dev.dramatis.explore.Budget;
import dev.dramatis.explore.Exploration;
import dev.dramatis.explore.Failure;
import dev.dramatis.explore.PreemptionBound;
import dev.dramatis.explore.Search;
import dev.dramatis.explore.Strategy;
import dev.dramatis.explore.scenario.ScenarioSubject;
import dev.dramatis.explore.scenario.Setup;
import dev.dramatis.spi.hardware.MemoryOrder;
import dev.dramatis.spi.kernel.Mutation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Boots a personality with a deliberate fault and looks whether the scenarios find it. A failure
 * counts only if the personality as it is does not fail in the same way in the same scenario.
 *
 * <p>A fault that survives the hunt is looked at once more: all executions with few interruptions
 * are explored of each scenario that comes to its place. That finds it, or proves that none of
 * those executions shows it.
 *
 * <p>Faults of memory are tried where memory is weakest, the others in the order of the setups.
 */
public final class MutationTest {
  /** The switch of every personality that turns a fault on. */
  public static final String OPTION = "mutate";

  /** Steps of an execution; some faults make kernels go round in circles. */
  private static final int STEP_LIMIT = 3_000;

  /** Executions after which a scenario that has not come to the place of a fault is given up. */
  private static final int PROBE = 64;

  private final List<Setup> setups;
  private final Strategy strategy;
  private final long budget;
  private final int bound;
  private final long proofBudget;

  /** Failures of the personality as it is, by scenario and order of memory. */
  private final Map<String, Set<String>> known = new ConcurrentHashMap<>();

  /**
   * A test of any number of faults.
   *
   * @param setups the scenarios, without a fault
   * @param strategy searches each
   * @param budget executions for each scenario and fault
   * @param bound interruptions up to which survivors are looked at; -1 not to
   * @param proofBudget executions that this may cost for each scenario
   */
  public MutationTest(
      List<Setup> setups, Strategy strategy, long budget, int bound, long proofBudget) {
    this.setups = List.copyOf(setups);
    this.strategy = strategy;
    this.budget = budget;
    this.bound = bound;
    this.proofBudget = proofBudget;
  }

  /** Tries one fault. May be called from several host threads at a time. */
  public Verdict test(Mutation mutation) {
    return new Trial(mutation).verdict();
  }

  /**
   * Failures of a scenario on the personality as it is. Two workers may both find them out, rather
   * than one wait for the other: nobody may run a machine under a monitor.
   */
  private Set<String> known(Setup honest) {
    String key = honest.scenario().name() + "/" + honest.memory();
    Set<String> classes = known.get(key);
    if (classes == null) {
      classes = failures(honest);
      known.put(key, classes);
    }
    return classes;
  }

  private Set<String> failures(Setup honest) {
    Set<String> classes = new TreeSet<>(honest.scenario().known(honest.personality()).keySet());
    strategy
        .explore(new ScenarioSubject(honest.limitedTo(STEP_LIMIT)), Budget.executions(budget))
        .failures()
        .forEach(f -> classes.add(f.outcome().failureClass()));
    return classes;
  }

  private static @Nullable Failure unknown(Set<String> known, Exploration found) {
    for (Failure failure : found.failures()) {
      if (!known.contains(failure.outcome().failureClass())) {
        return failure;
      }
    }
    return null;
  }

  /** What is done to one fault. */
  private final class Trial {
    private final Mutation mutation;

    /** Scenarios that came to the place of the fault. */
    private final List<Setup> places = new ArrayList<>();

    private long executions;

    Trial(Mutation mutation) {
      this.mutation = mutation;
    }

    Verdict verdict() {
      Verdict killed = hunt(Math.min(PROBE, budget));
      if (killed == null && places.isEmpty() && budget > PROBE) {
        killed = hunt(budget);
      }
      if (killed != null) {
        return killed;
      }
      return places.isEmpty() ? ended(Fate.UNREACHED, -1) : proof();
    }

    /** Searches every scenario; those that have not come to the place by then, no longer. */
    private @Nullable Verdict hunt(long probe) {
      for (Setup setup : setups) {
        Setup honest = mutation.ofMemory() ? setup.with(MemoryOrder.ARM_WEAK) : setup;
        ScenarioSubject subject = mutant(honest);
        Search search = strategy.search(subject);
        Failure failure = search(search, known(honest), probe);
        if (failure == null && subject.mutationReached()) {
          failure = search(search, known(honest), budget);
        }
        if (subject.mutationReached()) {
          places.add(honest);
        }
        if (failure != null) {
          return killed(honest, failure);
        }
        executions += search.executions();
      }
      return null;
    }

    private Verdict proof() {
      int proved = bound;
      for (Setup honest : places) {
        if (proved < 0) {
          break;
        }
        Search search = new PreemptionBound(proved).search(mutant(honest));
        Failure failure = search(search, known(honest), proofBudget);
        if (failure != null) {
          return killed(honest, failure);
        }
        executions += search.executions();
        proved = Math.min(proved, search.result().bound());
      }
      return ended(bound >= 0 && proved >= bound ? Fate.EQUIVALENT : Fate.SURVIVED, proved);
    }

    /** Goes on until so many executions; ends with the first failure that is not known. */
    private @Nullable Failure search(Search search, Set<String> known, long until) {
      boolean more = true;
      while (more && search.executions() < until) {
        long failed = search.failed();
        more = search.advance(Budget.executions(until - search.executions()).toFirstFailure());
        Failure failure = search.failed() > failed ? unknown(known, search.result()) : null;
        if (failure != null) {
          return failure;
        }
      }
      return null;
    }

    private ScenarioSubject mutant(Setup honest) {
      return new ScenarioSubject(honest.with(OPTION, mutation.id()).limitedTo(STEP_LIMIT));
    }

    private Verdict killed(Setup setup, Failure failure) {
      return new Verdict(
          mutation,
          Fate.KILLED,
          setup.scenario().name(),
          failure.outcome().failureClass(),
          executions + failure.execution(),
          places.size(),
          -1);
    }

    private Verdict ended(Fate fate, int proved) {
      return new Verdict(mutation, fate, "", "", executions, places.size(), proved);
    }
  }
}
