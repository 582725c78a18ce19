package dev.dramatis.explore.mutate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.explore.mutate.MutationTest.Fate;
import dev.dramatis.explore.mutate.MutationTest.Score;
import dev.dramatis.explore.mutate.MutationTest.Verdict;
import dev.dramatis.spi.kernel.Mutation;
import java.util.List;
import org.junit.jupiter.api.Test;

class MutationScoreTest {
  private static Verdict verdict(String function, Fate fate) {
    return new Verdict(new Mutation(function + fate, function, "changed"), fate, "", "", 1);
  }

  @Test
  void shouldNotCountFaultsThatNobodyCanSee() {
    List<Score> scores =
        MutationTest.scores(
            List.of(
                verdict("lwp_exit", Fate.KILLED),
                verdict("lwp_exit", Fate.EQUIVALENT),
                verdict("lwp_wait", Fate.KILLED),
                verdict("lwp_wait", Fate.SURVIVED)));
    assertThat(scores)
        .containsExactly(
            new Score("lwp_exit", 1, 1, 0), new Score("lwp_wait", 1, 0, 1), new Score("", 2, 1, 1));
    assertThat(scores.stream().map(Score::percent)).containsExactly(100.0, 50.0, 200.0 / 3);
  }
}
