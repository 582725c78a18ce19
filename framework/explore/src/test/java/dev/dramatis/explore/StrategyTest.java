package dev.dramatis.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.engine.choice.ChoicePolicy;
import dev.dramatis.explore.toy.Toy;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What strategies find, and what they say about it. */
class StrategyTest {

  static List<Strategy> strategies() {
    return List.of(
        Sampler.random(1),
        Sampler.pct(2, 1),
        Sampler.pct(3, 1),
        Sampler.pos(1),
        Sampler.surw(1),
        new PreemptionBound(2),
        new Stateful(),
        new Exhaustive(),
        PartialOrder.SLEEP,
        PartialOrder.SOURCE,
        PartialOrder.OPTIMAL,
        Portfolio.standard(1));
  }

  static List<Supplier<Toy>> bugs() {
    return List.of(
        Bugs::account,
        Bugs::bluetooth,
        () -> Bugs.reorder(2, 1),
        () -> Bugs.wrongLock(3),
        Bugs::lostWakeup,
        Bugs::lateCancel,
        () -> Programs.philosophers(3, false));
  }

  static Stream<Arguments> everyStrategyOnEveryBug() {
    return strategies().stream()
        .filter(s -> !s.name().equals("pct2")) // too shallow for some
        .flatMap(s -> bugs().stream().map(b -> Arguments.of(s.name(), s, b.get())));
  }

  @ParameterizedTest(name = "{0} {index}")
  @MethodSource("everyStrategyOnEveryBug")
  void shouldFindTheBugAndRepeatIt(String name, Strategy strategy, Toy toy) {
    Exploration found = strategy.explore(toy, Budget.executions(20_000).toFirstFailure());
    assertThat(found.failures()).as(name).hasSize(1);
    Failure failure = found.failures().getFirst();
    for (int i = 0; i < 100; i++) {
      assertThat(toy.execute(Replay.of(failure.choices()))).isEqualTo(failure.outcome());
    }
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void shouldDoTheSameAgain(Strategy strategy) {
    Exploration once = strategy.explore(Bugs.reorder(2, 1), Budget.executions(300));
    assertThat(strategy.explore(Bugs.reorder(2, 1), Budget.executions(300))).isEqualTo(once);
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void shouldNotMindBeingInterrupted(Strategy strategy) {
    Search search = strategy.search(Programs.sigma(3));
    boolean more = true;
    for (int i = 0; i < 300 && more; i++) {
      more = search.advance(Budget.executions(1));
    }
    assertThat(search.result())
        .isEqualTo(strategy.explore(Programs.sigma(3), Budget.executions(300)));
  }

  /** Even one that was ended while a thread waited for the end of another one. */
  @ParameterizedTest
  @MethodSource("strategies")
  void shouldNotRememberEarlierExecutions(Strategy strategy) {
    Toy fresh = Programs.sigma(4);
    Toy used = Programs.sigma(4);
    for (int steps = 1; steps < 20; steps++) {
      int[] left = {steps};
      used.execute((enabled, count) -> left[0]-- > 0 ? count - 1 : -1);
    }
    assertThat(strategy.explore(used, Budget.executions(300)))
        .isEqualTo(strategy.explore(fresh, Budget.executions(300)));
  }

  @Test
  void shouldFindTheFailureWithFewestPreemptionsFirst() {
    assertThat(new PreemptionBound(0).explore(Bugs.bluetooth(), Budget.UNLIMITED).failures())
        .isEmpty();
    assertThat(new PreemptionBound(1).explore(Bugs.bluetooth(), Budget.UNLIMITED).failures())
        .isNotEmpty();
  }

  @Test
  void shouldSayUpToHowManyPreemptionsEverythingWasExplored() {
    Toy program = Programs.raceParametric(2);
    assertThat(new PreemptionBound(1).explore(program, Budget.UNLIMITED).bound()).isEqualTo(1);
    assertThat(PreemptionBound.ITERATIVE.explore(program, Budget.executions(1)).bound())
        .isEqualTo(-1);
    assertThat(PreemptionBound.ITERATIVE.explore(program, Budget.executions(200)).bound())
        .isBetween(1, 8);
    assertThat(PreemptionBound.ITERATIVE.explore(program, Budget.UNLIMITED).bound())
        .isEqualTo(Exploration.ANY);
    assertThat(Sampler.random(1).explore(program, Budget.executions(100)).bound()).isEqualTo(-1);
  }

  @Test
  void shouldSayWhetherTheBoundLeftAnythingOut() {
    assertThat(new PreemptionBound(1).explore(Programs.ainc(2), Budget.UNLIMITED).complete())
        .isTrue();
    assertThat(
            new PreemptionBound(1).explore(Programs.raceParametric(2), Budget.UNLIMITED).complete())
        .isFalse();
    assertThat(
            new PreemptionBound(9).explore(Programs.raceParametric(2), Budget.UNLIMITED).complete())
        .isTrue();
  }

  @Test
  void shouldSayInAPortfolioWhoFoundWhat() {
    Exploration found =
        Portfolio.standard(1).explore(Programs.philosophers(4, false), Budget.executions(2_000));
    assertThat(found.failures()).isNotEmpty();
    assertThat(found.failures())
        .extracting(Failure::strategy)
        .isSubsetOf(Portfolio.standard(1).members().stream().map(Strategy::name).toList());
  }

  @Test
  void shouldEndAPortfolioWhenEverythingIsExplored() {
    Exploration found = Portfolio.standard(1).explore(Programs.sigma(3), Budget.UNLIMITED);
    assertThat(found.complete()).isTrue();
  }

  @Test
  void shouldCoverAllTracesBySampling() {
    assertThat(tracesSeenBy(Sampler.random(1))).isEqualTo(120);
    assertThat(tracesSeenBy(Sampler.pos(1))).isEqualTo(120);
  }

  private static int tracesSeenBy(Strategy strategy) {
    Toy toy = Programs.exitWait(3);
    TraceSet seen = new TraceSet();
    HappensBefore order = new HappensBefore();
    Search search =
        strategy.search(
            new Subject() {
              @Override
              public String name() {
                return toy.name();
              }

              @Override
              public Outcome execute(ChoicePolicy policy) {
                order.reset();
                Outcome outcome = toy.execute(new Observed(policy, order));
                seen.add(order.sum().high, order.sum().low);
                return outcome;
              }
            });
    search.advance(Budget.executions(20_000));
    return seen.size();
  }
}
