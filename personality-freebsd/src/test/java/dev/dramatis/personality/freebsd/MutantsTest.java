package dev.dramatis.personality.freebsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dramatis.simulation.RunResult;
import dev.dramatis.simulation.RunResult.Ending;
import dev.dramatis.spi.kernel.Mutation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Deliberate faults are found by short random programs. */
class MutantsTest {
  private static final int RUNS = 48;

  /**
   * Faults that need no special program; the rest is left to directed tests and to the explorer.
   */
  @ParameterizedTest
  @EnumSource(
      names = {
        "TID_ROTOR_AHEAD",
        "TID_BIT_LOST",
        "TID_FREE_UNLOCKED",
        "ALLOC_KEEP_STACK",
        "COW_NO_HOLD",
        "LINK_NO_COUNT",
        "UNLINK_KEEP_LISTED",
        "EXIT_DROP_WAKEUP",
        "EXIT_NO_COUNT",
        "EXIT_KEEP_STATE",
        "EXIT_RETURNS",
        "REMAINING_SUSPENDED",
        "WEED_SKIP_ABORT",
        "SINGLE_DROP_AST",
        "SINGLE_DROP_IPI",
        "SINGLE_IGNORE_OTHER",
        "CHECK_DROP_WAKEUP",
        "CHECK_IF",
        "CHECK_NO_BOUNDARY",
        "CHECK_EARLY_UNLOCK",
        "CHECK_SWAPPED_LOCKS",
        "CHECK_RETURNS",
        "SWITCH_NO_COUNT",
        "UNSUSPEND_KEEP_BOUNDARY",
        "UNSUSPEND_FORGET_WAITER",
        "END_KEEP_FLAG",
        "END_KEEP_SUSPENDED",
        "HASH_KEEP_LISTED"
      })
  void shouldBeFound(Mutant mutant) {
    for (int run = 0; run < RUNS; run++) {
      if (found(run, mutant)) {
        return;
      }
    }
    throw new AssertionError(mutant.id + " survived " + RUNS + " runs");
  }

  private static boolean found(int run, Mutant mutant) {
    SingleThreadingStormTest.Outcome outcome = new SingleThreadingStormTest.Outcome();
    RunResult result =
        SingleThreadingStormTest.storm(run, 1 + run % 3, run % 2 != 0, outcome, mutant.id);
    return result.ending() != Ending.COMPLETED || !outcome.ended;
  }

  @Test
  void shouldBeDeclaredUnderOneNameEach() {
    List<Mutation> mutations = new FreebsdPersonality().mutations();
    assertThat(mutations).hasSizeGreaterThanOrEqualTo(25);
    assertThat(mutations.stream().map(Mutation::id)).doesNotHaveDuplicates();
    assertThat(mutations).allSatisfy(m -> assertThat(m.id()).startsWith(m.function() + "."));
  }

  @Test
  void shouldRefuseAnUnknownName() {
    assertThatThrownBy(() -> Mutant.of("thread_exit.nonsense"))
        .hasMessageContaining("thread_exit.nonsense")
        .hasMessageContaining("thread_exit.drop-wakeup");
  }
}
