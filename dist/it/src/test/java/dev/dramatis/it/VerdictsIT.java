package dev.dramatis.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.explore.Budget;
import dev.dramatis.explore.Exploration;
import dev.dramatis.explore.PartialOrder;
import dev.dramatis.explore.Portfolio;
import dev.dramatis.explore.Sampler;
import dev.dramatis.explore.report.Finding;
import dev.dramatis.explore.report.Hunt;
import dev.dramatis.explore.scenario.LockOrder;
import dev.dramatis.explore.scenario.ScenarioSubject;
import dev.dramatis.explore.scenario.Setup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every verdict that an exploration can come to, each provoked in a kernel. */
class VerdictsIT {
  private static final String HEAD =
      """
      schema: dramatis.scenario/1
      name: short
      title: For a test
      cpus: 2
      """;

  private static Hunt.Result explore(Setup setup, long executions) {
    return new Hunt(setup, Portfolio.standard(1), "")
        .minimisingFor(200)
        .explore(Budget.executions(executions), n -> {});
  }

  private static Finding finding(String personality, String mutant, String scenario)
      throws Exception {
    Setup setup = Kernels.setup(personality, Kernels.scenario(scenario));
    Hunt.Result result = explore(mutant.isEmpty() ? setup : setup.with("mutate", mutant), 200);
    assertThat(result.failed()).as("something is found").isTrue();
    return result.findings().getFirst();
  }

  @Test
  void shouldNameAnAssertionWithItsFunctionAndLine() throws Exception {
    Finding finding = finding("netbsd", "lwp_ctor.wrong-lock", "create-join");
    assertThat(finding.failureClass()).isEqualTo("K23");
    assertThat(finding.explanation())
        .containsPattern("check K23 of lwp_\\w+, line \\d+ of the original");
  }

  @Test
  void shouldNameAnIllegalTransition() throws Exception {
    Finding finding = finding("netbsd", "lwp_free.wrong-state", "create-join");
    assertThat(finding.failureClass()).isEqualTo("T1");
    assertThat(finding.explanation()).contains("the transition exists");
  }

  @Test
  void shouldCallACircleOfWaitersADeadlock() throws Exception {
    Finding finding =
        finding(
            "freebsd",
            "",
            HEAD
                + """
                mutexes: [a, b]
                threads:
                  main: [{lock: a}, {lock: b}, {unlock: b}, {unlock: a}]
                  other: [{lock: b}, {lock: a}, {unlock: a}, {unlock: b}]
                """);
    assertThat(finding.failureClass()).isEqualTo("deadlock");
    assertThat(finding.explanation()).contains("waits for main", "waits for other");
  }

  @Test
  void shouldCallASleepThatNobodyEndsALostWakeup() throws Exception {
    Finding finding = finding("netbsd", "lwp_exit.drop-broadcast", "create-join");
    assertThat(finding.failureClass()).isEqualTo("lost-wakeup");
    assertThat(finding.explanation()).contains("nobody wakes anybody on sleeptab");
  }

  /** lwp_userret goes round until no flag is left that it would have to act on. */
  @Test
  void shouldCallAnEndlessRepetitionALivelock() throws Exception {
    Setup setup =
        Kernels.setup("netbsd", Kernels.scenario("credentials"))
            .with("mutate", "lwp_userret.keep-cachecred")
            .limitedTo(1_000);
    Hunt.Result result =
        new Hunt(setup, Portfolio.standard(1), "")
            .minimisingFor(50)
            .explore(Budget.executions(10).toFirstFailure(), n -> {});
    assertThat(result.findings().getFirst().failureClass()).isEqualTo("livelock");
    assertThat(result.findings().getFirst().explanation()).contains("LOCK spc_lwplock");
  }

  @Test
  void shouldReportLocksTakenInTwoOrders() throws Exception {
    Finding finding = finding("netbsd", "", "resume-locked");
    assertThat(finding.failureClass()).isEqualTo(LockOrder.CHECK);
    assertThat(finding.explanation())
        .contains("while holding sleeptab/9", "while holding spc_lwplock/0");
  }

  /** What the kernel itself knows about its order of locks, as LOCKDEBUG and WITNESS do. */
  @Test
  void shouldReportALockTakenAgainstTheOrderOfTheKernel() throws Exception {
    assertThat(finding("netbsd", "lwp_wait.swapped-locks", "create-join").failureClass())
        .isEqualTo("L1");
    assertThat(
            finding("freebsd", "thread_suspend_check.swapped-locks", "exec-with-threads")
                .failureClass())
        .isEqualTo("LOCK_ORDER");
  }

  @Test
  void shouldReportAThreadThatIsNeverFreedAsALeak() throws Exception {
    Finding finding = finding("netbsd", "lwp_exit.late-count", "detach-exiting");
    assertThat(finding.failureClass()).isEqualTo("leak");
    assertThat(finding.explanation()).contains("is still there");
  }

  @Test
  void shouldReportCountsThatDoNotAgreeWithTheLists() throws Exception {
    assertThat(finding("netbsd", "lwp_exit.keep-listed", "detached-reaped").failureClass())
        .isEqualTo("alllwp");
  }

  @Test
  void shouldReportARaceOnAPlainVariable() throws Exception {
    Finding finding =
        finding(
            "freebsd",
            "",
            HEAD
                + """
                variables: {count: 0}
                threads:
                  main: [{add: {count: 1}}]
                  other: [{add: {count: 1}}]
                """);
    assertThat(finding.failureClass()).isEqualTo("race:count");
  }

  @Test
  void shouldReportABrokenRequirementByItsLine() throws Exception {
    Finding finding =
        finding(
            "netbsd",
            "",
            HEAD
                + """
                threads:
                  main: [{create: worker}]
                  worker: {detached: true, steps: [yield]}
                require:
                  joined: {worker: 1}
                """);
    assertThat(finding.failureClass()).isEqualTo("require:9");
    assertThat(finding.explanation()).contains("joined of worker has to be 1; it is 0");
  }

  @Test
  void shouldReportAResultThatIsNotAllowedByItsLine() throws Exception {
    Finding finding =
        finding("netbsd", "", HEAD + "threads: {main: [{join: self, expect: ESRCH}]}\n");
    assertThat(finding.failureClass()).isEqualTo("result:5");
    assertThat(finding.explanation()).contains("gave EDEADLK; allowed: ESRCH");
  }

  @Test
  void shouldSayHowFarItLookedIfNothingWasFound() throws Exception {
    Hunt.Result result = explore(Kernels.setup("netbsd", Kernels.scenario("create-join")), 50);
    assertThat(result.failed()).isFalse();
    assertThat(result.exploration().complete()).isFalse();
    assertThat(result.exploration().executions()).isEqualTo(50);
  }

  @Test
  void shouldSayThatThereIsNothingAtAllIfEverythingWasExplored() throws Exception {
    Setup setup =
        Kernels.setup("freebsd", Kernels.scenario(HEAD + "threads: {main: [yield]}\n")).on(1);
    Exploration exploration =
        new Hunt(setup, PartialOrder.OPTIMAL, "")
            .explore(Budget.executions(5_000), n -> {})
            .exploration();
    assertThat(exploration.complete()).isTrue();
    assertThat(exploration.traces()).isPositive();
    assertThat(exploration.failures()).isEmpty();
  }

  /** Timers of the kernel may come early, as an early timeout shows; the end of the run may not. */
  @ParameterizedTest
  @ValueSource(strings = {"netbsd", "freebsd"})
  void shouldLetTimersRaceWhereAsked(String personality) throws Exception {
    Setup joining = Kernels.setup(personality, Kernels.scenario("create-join"));
    assertThat(
            Sampler.random(1)
                .explore(new ScenarioSubject(joining.racingTimers(true)), Budget.executions(200))
                .failures())
        .isEmpty();
    Setup sleeping = Kernels.setup(personality, Kernels.scenario("kill-sleeping"));
    assertThat(
            Sampler.random(1)
                .explore(new ScenarioSubject(sleeping), Budget.executions(200))
                .failures())
        .isEmpty();
    assertThat(
            Sampler.random(1)
                .explore(new ScenarioSubject(sleeping.racingTimers(true)), Budget.executions(200))
                .failures())
        .extracting(failure -> failure.outcome().failureClass())
        .contains("status");
  }
}
