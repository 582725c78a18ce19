package dev.dramatis.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.explore.Budget;
import dev.dramatis.explore.PartialOrder;
import dev.dramatis.explore.Portfolio;
import dev.dramatis.explore.PreemptionBound;
import dev.dramatis.explore.Sampler;
import dev.dramatis.explore.Strategy;
import dev.dramatis.explore.report.Finding;
import dev.dramatis.explore.report.Hunt;
import dev.dramatis.explore.scenario.Setup;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Several workers find in a kernel what one finds. */
class WorkersIT {
  private static final long EXECUTIONS = 700;

  static Stream<Arguments> searches() {
    return Stream.of(
            Sampler.pos(1),
            PreemptionBound.ITERATIVE,
            PartialOrder.SOURCE,
            PartialOrder.OPTIMAL,
            Portfolio.standard(1))
        .flatMap(strategy ->
            Stream.of(
                Arguments.of(strategy, "netbsd", "resume-locked"),
                Arguments.of(strategy, "freebsd", "create-join")));
  }

  @ParameterizedTest(name = "{1} {2} {index}")
  @MethodSource("searches")
  void shouldFindTheSameWithAnyNumber(Strategy strategy, String personality, String scenario)
      throws Exception {
    Setup setup = Kernels.setup(personality, Kernels.scenario(scenario)).limitedTo(2_500);
    Hunt.Result one = explore(setup, strategy, 1);
    for (int workers = 2; workers <= 3; workers++) {
      Hunt.Result several = explore(setup, strategy, workers);
      assertThat(several.exploration()).isEqualTo(one.exploration());
      assertThat(several.lockCycles()).isEqualTo(one.lockCycles());
      assertThat(explanations(several)).isEqualTo(explanations(one));
    }
  }

  private static Hunt.Result explore(Setup setup, Strategy strategy, int workers) {
    return new Hunt(setup, strategy, "")
        .minimisingFor(20)
        .workers(workers)
        .explore(Budget.executions(EXECUTIONS), n -> {});
  }

  private static List<String> explanations(Hunt.Result result) {
    return result.findings().stream().map(Finding::explanation).toList();
  }
}
