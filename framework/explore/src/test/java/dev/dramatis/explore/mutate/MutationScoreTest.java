package dev.dramatis.explore.mutate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.spi.kernel.Mutation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MutationScoreTest {
  private static Verdict verdict(String function, Fate fate) {
    return new Verdict(new Mutation(function + fate, function, "changed"), fate, "", "", 1, 1, -1);
  }

  @Test
  void shouldNotCountFaultsThatNobodyCanSee() {
    List<Score> scores =
        Score.of(
            List.of(
                verdict("lwp_exit", Fate.KILLED),
                verdict("lwp_exit", Fate.EQUIVALENT),
                verdict("lwp_wait", Fate.KILLED),
                verdict("lwp_wait", Fate.SURVIVED),
                verdict("lwp_wait", Fate.UNREACHED)));
    assertThat(scores)
        .containsExactly(
            new Score("lwp_exit", Map.of(Fate.KILLED, 1, Fate.EQUIVALENT, 1)),
            new Score("lwp_wait", Map.of(Fate.KILLED, 1, Fate.SURVIVED, 1, Fate.UNREACHED, 1)),
            new Score(
                "",
                Map.of(Fate.KILLED, 2, Fate.EQUIVALENT, 1, Fate.SURVIVED, 1, Fate.UNREACHED, 1)));
    assertThat(scores.stream().map(Score::percent)).containsExactly(100.0, 100.0 / 3, 50.0);
  }
}
