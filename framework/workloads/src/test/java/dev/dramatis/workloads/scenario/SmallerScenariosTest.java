package dev.dramatis.workloads.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.spi.workload.WorkloadException;
import dev.dramatis.workloads.scenario.SmallerScenarios.Smaller;
import java.util.List;
import org.junit.jupiter.api.Test;

class SmallerScenariosTest {
  private static final String TEXT =
      """
      schema: dramatis.scenario/1
      name: three
      title: The worker is joined while the rival suspends it
      cpus: 2
      mutexes: [m]
      threads:
        main:
          - create: worker   # the first one
          - create: rival
          - join: worker
            expect: [0, ESRCH]
          - join: rival
        rival:
          - suspend: worker
            expect: any
          - yield
          - resume: worker
            expect: any
        worker: [yield, {lock: m}, {unlock: m}]
      require:
        joined: {worker: 1, rival: 1}
      """;

  private static List<Smaller> smaller() throws WorkloadException {
    return SmallerScenarios.of(ScenarioReader.read("three", TEXT));
  }

  private static Smaller without(String what) throws WorkloadException {
    return smaller().stream().filter(s -> s.without().equals(what)).findFirst().orElseThrow();
  }

  @Test
  void shouldLeaveOutThreadsPairsAndSteps() throws WorkloadException {
    assertThat(smaller())
        .extracting(Smaller::without)
        .containsExactly(
            "thread main",
            "thread rival",
            "thread worker",
            "steps suspend: worker and resume: worker",
            "steps lock: m and unlock: m",
            "step join: worker",
            "step join: rival",
            "step suspend: worker",
            "step yield",
            "step yield");
  }

  @Test
  void shouldLeaveOutAThreadWithAllThatIsDoneToIt() throws WorkloadException {
    assertThat(without("thread rival").scenario().text())
        .isEqualTo(
            """
            schema: dramatis.scenario/1
            name: three
            title: The worker is joined while the rival suspends it
            cpus: 2
            mutexes: [m]
            threads:
              main:
                - create: worker   # the first one
                - join: worker
                  expect: [0, ESRCH]
              worker: [yield, {lock: m}, {unlock: m}]
            require:
              joined: {worker: 1}
            """);
  }

  @Test
  void shouldLeaveOutAStepWithWhatItExpects() throws WorkloadException {
    assertThat(without("step join: worker").scenario().text())
        .isEqualTo(TEXT.replace("    - join: worker\n      expect: [0, ESRCH]\n", ""));
  }

  @Test
  void shouldLeaveOutItemsOfALine() throws WorkloadException {
    assertThat(without("steps lock: m and unlock: m").scenario().text())
        .isEqualTo(TEXT.replace("[yield, {lock: m}, {unlock: m}]", "[yield]"));
  }

  /** Failures are named after lines; those that are left move up. */
  @Test
  void shouldKnowWhereLinesHaveGone() throws WorkloadException {
    Cut cut = without("thread rival").cut();
    assertThat(cut.line(8)).isEqualTo(8);
    assertThat(cut.line(9)).isZero();
    assertThat(cut.line(10)).isEqualTo(9);
    assertThat(cut.line(20)).isEqualTo(12);
  }
}
