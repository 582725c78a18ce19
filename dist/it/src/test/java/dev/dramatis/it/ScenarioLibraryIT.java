package dev.dramatis.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.explore.Budget;
import dev.dramatis.explore.Portfolio;
import dev.dramatis.explore.report.Campaign;
import dev.dramatis.explore.report.Finding;
import dev.dramatis.explore.report.Hunt;
import dev.dramatis.explore.scenario.Library;
import dev.dramatis.workloads.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The scenario library over both personalities: whatever fails without the scenario expecting it is
 * a fault of the model, or a discovery. That what it expects does fail is shown by {@link
 * FindingsIT}.
 */
class ScenarioLibraryIT {
  private static final long EXECUTIONS = 400;
  private static final long MINIMISING = 100;
  private static final int STEPS = 2_500;
  private static final int WORKERS = 2;

  @ParameterizedTest
  @ValueSource(strings = {"netbsd", "freebsd"})
  void shouldFailInNoOtherWayThanTheOriginalDoes(String personality) throws Exception {
    List<Callable<Hunt.Result>> jobs = new ArrayList<>();
    for (Scenario scenario : Library.suiting(personality)) {
      Hunt hunt =
          new Hunt(Kernels.setup(personality, scenario).limitedTo(STEPS), Portfolio.standard(1), "")
              .minimisingFor(MINIMISING);
      jobs.add(() -> hunt.explore(Budget.executions(EXECUTIONS), n -> {}));
    }
    List<String> complaints = new ArrayList<>();
    Campaign.run(jobs, WORKERS, result -> complaints.addAll(complaints(result)));
    assertThat(jobs).hasSizeGreaterThanOrEqualTo(20);
    assertThat(complaints).isEmpty();
  }

  private static List<String> complaints(Hunt.Result result) {
    Scenario scenario = result.setup().scenario();
    List<String> complaints = new ArrayList<>();
    for (Finding finding : result.findings()) {
      if (finding.unexpected()) {
        complaints.add(scenario.name() + "\n" + finding.explanation() + finding.file().text());
      }
    }
    if (complaints.isEmpty() && result.unexpected()) {
      complaints.add(scenario.name() + ": order of locks: " + result.lockCycles());
    }
    return complaints;
  }
}
