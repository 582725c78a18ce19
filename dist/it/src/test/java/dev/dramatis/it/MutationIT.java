package dev.dramatis.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.explore.Portfolio;
import dev.dramatis.explore.mutate.Fate;
import dev.dramatis.explore.mutate.MutationTest;
import dev.dramatis.explore.mutate.Verdict;
import dev.dramatis.explore.scenario.Setup;
import dev.dramatis.spi.kernel.Mutation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of deliberate faults, on kernels as they are shipped. */
class MutationIT {
  private static final int BUDGET = 64;
  private static final int PROOF = 20_000;

  private static Verdict verdict(String personality, String mutation, String... scenarios)
      throws Exception {
    List<Setup> setups = new ArrayList<>();
    for (String scenario : scenarios) {
      setups.add(Kernels.setup(personality, Kernels.scenario(scenario)));
    }
    Mutation tried =
        setups.getFirst().kernel().mutations().stream()
            .filter(m -> m.id().equals(mutation))
            .findAny()
            .orElseThrow();
    return new MutationTest(setups, Portfolio.standard(1), BUDGET, 1, PROOF).test(tried);
  }

  @ParameterizedTest
  @CsvSource({
    "netbsd, lwp_exit.drop-broadcast, lost-wakeup",
    "freebsd, thread_exit.keep-state, A10",
  })
  void shouldKillAFaultThatAScenarioShows(String personality, String mutation, String failure)
      throws Exception {
    Verdict verdict = verdict(personality, mutation, "create-join");
    assertThat(verdict.fate()).isEqualTo(Fate.KILLED);
    assertThat(verdict.failure()).isEqualTo(failure);
    assertThat(verdict.scenario()).isEqualTo("create-join");
  }

  @Test
  void shouldProveThatFewInterruptionsDoNotShowAFault() throws Exception {
    Verdict verdict = verdict("netbsd", "lwp_suspend.drop-ast", "create-join", "suspend-resume");
    assertThat(verdict.fate()).isEqualTo(Fate.EQUIVALENT);
    assertThat(verdict.places()).as("scenarios that suspend").isEqualTo(1);
    assertThat(verdict.bound()).isEqualTo(1);
  }

  @Test
  void shouldTellAFaultThatNoScenarioComesTo() throws Exception {
    Verdict verdict = verdict("netbsd", "lwp_suspend.drop-ast", "create-join");
    assertThat(verdict.fate()).isEqualTo(Fate.UNREACHED);
    assertThat(verdict.places()).isZero();
  }
}
