package dev.dramatis.personality.netbsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dramatis.engine.choice.RandomPolicy;
import dev.dramatis.simulation.RunResult;
import dev.dramatis.simulation.Simulation;
import dev.dramatis.spi.kernel.Mutation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Deliberate faults are found by short random programs, and an honest kernel is not accused. */
class MutantTest {
  private static final int RUNS = 60;
  private static final long LIMIT = 3_000_000_000L;

  /**
   * Faults that need no special program; the rest is left to directed tests and to the explorer.
   */
  @ParameterizedTest
  @EnumSource(
      names = {
        "LWP0_NO_UAREA",
        "CTOR_WRONG_LOCK",
        "CTOR_NO_TURNSTILE",
        "SUSPEND_EARLY_UNLOCK",
        "CONTINUE_DROP_WAKEUP",
        "WAIT_KEEP_MARK",
        "FIND2_UNLOCKED",
        "CREATE_RECYCLE_LOAN",
        "CREATE_RECYCLE_LENDER",
        "WAIT_SWAPPED_LOCKS",
        "CREATE_SWAPPED_LOCKS",
        "CREATE_LATE_COUNT",
        "START_EARLY_UNLOCK",
        "STARTUP_KEEP_RUNNING",
        "EXIT_DROP_BROADCAST",
        "EXIT_EARLY_UNLOCK",
        "EXIT_KEEP_LISTED",
        "FREE_SKIP_SPIN",
        "FREE_KEEP_LISTED",
        "FREE_EARLY_ID",
        "FREE_KEEP_STATE",
        "LOCK_SKIP_RECHECK",
        "UNSLEEP_UNLOCKED",
        "CHANGEPRI_LOST",
        "LENDPRI_LOST",
        "EPRIO_UNLOCKED",
        "USERRET_UNLOCKED",
        "USERRET_DROP_BROADCAST",
        "CV_BROADCAST_ONE",
        "SLEEPQ_KEEP_QUEUED",
        "SETRUNNABLE_KEEP_COUNT",
        "RESCHED_DROP_IPI",
        "MI_SWITCH_EXTRA_LOCK",
        "MUTEX_EXIT_DROP_WAKEUP",
        "UNLENDPRI_KEEP_LOAN"
      })
  void shouldBeFound(Mutant mutant) {
    for (int seed = 1; seed <= RUNS; seed++) {
      if (isFound(seed, mutant)) {
        return;
      }
    }
    throw new AssertionError(mutant.id + " survived " + RUNS + " runs");
  }

  /** The machine notices by itself if an LWP is used again that has not left its CPU. */
  private static boolean isFound(int seed, Mutant mutant) {
    try {
      return run(seed, mutant.id).failure() != null;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  private static RunResult run(int seed, String mutate) {
    return Simulation.run(
        PropertyTest.config(seed).withOptions(Map.of("mutate", mutate), Map.of()).until(LIMIT),
        random -> seed % 2 == 0 ? null : new RandomPolicy(random));
  }

  @Test
  void shouldNotAccuseAnHonestKernel() {
    for (int seed = 1; seed <= RUNS; seed++) {
      assertThat(run(seed, "").failure()).isNull();
    }
  }

  @Test
  void shouldBeDeclaredUnderOneNameEach() {
    List<Mutation> mutations = new NetbsdPersonality().mutations();
    assertThat(mutations).hasSizeGreaterThanOrEqualTo(25);
    assertThat(mutations.stream().map(Mutation::id)).doesNotHaveDuplicates();
    assertThat(mutations).allSatisfy(m -> assertThat(m.id()).startsWith(m.function() + "."));
  }

  @Test
  void shouldRefuseAnUnknownName() {
    assertThatThrownBy(() -> new Bench(true, Map.of("mutate", "lwp_exit.nonsense")))
        .hasMessageContaining("lwp_exit.nonsense")
        .hasMessageContaining("lwp_exit.drop-broadcast");
  }
}
