package dev.dramatis.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.explore.Budget;
import dev.dramatis.explore.Sampler;
import dev.dramatis.explore.report.Finding;
import dev.dramatis.explore.report.Hunt;
import dev.dramatis.explore.scenario.ScenarioSubject;
import dev.dramatis.explore.schedule.SchedulePolicy;
import org.junit.jupiter.api.Test;

/** Failures need fewer threads and steps than the scenario in which they were found. */
class ReductionIT {
  private static final String LARGE =
      """
      schema: dramatis.scenario/1
      name: large
      title: Two threads suspend a third, with others about that have no part in it
      covers: [suspend]
      cpus: 2
      mutexes: [m]
      threads:
        main:
          - create: worker
          - create: rival
          - create: bystander
          - yield
          - suspend: worker
            expect: [0, ESRCH, EINTR]
          - join: rival
          - resume: worker
            expect: [0, ESRCH]
          - join: worker
          - join: bystander
        rival:
          - yield
          - suspend: worker
            expect: [0, ESRCH, EINTR]
          - resume: worker
            expect: [0, ESRCH]
        bystander:
          - lock: m
          - unlock: m
          - yield
        worker:
          - yield
          - yield
      require:
        joined: {worker: 1, rival: 1, bystander: 1}
      """;

  private static final String SMALL =
      """
      threads:
        main:
          - create: worker
          - create: rival
          - suspend: worker
            expect: [0, ESRCH, EINTR]
          - join: rival
          - resume: worker
            expect: [0, ESRCH]
        rival:
          - suspend: worker
            expect: [0, ESRCH, EINTR]
          - resume: worker
            expect: [0, ESRCH]
        worker:
          - yield
      require:
        joined: {worker: 1, rival: 1}
      """;

  private static Finding lostWakeup(long reducing) throws Exception {
    return new Hunt(Kernels.setup("netbsd", Kernels.scenario(LARGE)), Sampler.pos(1), "")
            .minimisingFor(1_000)
            .reducingFor(reducing)
            .explore(Budget.executions(400), n -> {})
            .findings()
            .stream()
            .filter(f -> f.failureClass().equals("lost-wakeup"))
            .findFirst()
            .orElseThrow();
  }

  @Test
  void shouldLeaveOutWhatTheFailureDoesNotTake() throws Exception {
    Finding finding = lostWakeup(30_000);
    assertThat(finding.reduced().text()).endsWith(SMALL);
    assertThat(finding.minimised().preemptions()).isEqualTo(1);
    ScenarioSubject subject =
        new ScenarioSubject(Kernels.setup("netbsd", Kernels.scenario(finding.file().scenario())));
    assertThat(subject.execute(new SchedulePolicy(finding.file().schedule())).failureClass())
        .isEqualTo("lost-wakeup");
  }

  @Test
  void shouldKeepTheScenarioUnlessAskedTo() throws Exception {
    assertThat(lostWakeup(0).reduced().text()).isEqualTo(LARGE);
  }
}
