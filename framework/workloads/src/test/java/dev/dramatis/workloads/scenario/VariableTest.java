package dev.dramatis.workloads.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.spi.kernel.UserThread;
import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.SharedObject;
import dev.dramatis.spi.workload.Launcher;
import dev.dramatis.spi.workload.WorkloadException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

/** Races are found by what orders accesses, not by what happened to come first. */
class VariableTest {
  private final SharedObject word = Mockito.mock(SharedObject.class);
  private final Variable variable = new Variable(word, true, 0);
  private ScenarioRun run;
  private ThreadRecord left;
  private ThreadRecord right;

  @BeforeEach
  void twoThreads() throws WorkloadException {
    Scenario scenario =
        ScenarioReader.read(
            "x",
            """
            schema: dramatis.scenario/1
            name: two
            title: Two threads
            threads: {left: [yield], right: [yield]}
            """);
    Launcher launcher = Mockito.mock(Launcher.class);
    Mockito.when(launcher.launch(Mockito.anyInt(), Mockito.any(), Mockito.any()))
        .thenAnswer(call -> Mockito.mock(UserThread.class));
    run = scenario.begin(launcher, null);
    left = run.latest("left");
    right = run.latest("right");
  }

  @Test
  void shouldReportTwoWritesThatNothingOrders() {
    assertThat(variable.races(left, Access.STORE, run)).isNull();
    assertThat(variable.races(right, Access.STORE, run)).isSameAs(left);
  }

  @Test
  void shouldReportAWriteAfterAReadThatNothingOrders() {
    assertThat(variable.races(left, Access.LOAD, run)).isNull();
    assertThat(variable.races(right, Access.STORE, run)).isSameAs(left);
  }

  @Test
  void shouldLetBothRead() {
    assertThat(variable.races(left, Access.LOAD, run)).isNull();
    assertThat(variable.races(right, Access.LOAD, run)).isNull();
  }

  @Test
  void shouldAcceptAccessesThatAMutexOrders() {
    Clock mutex = new Clock();
    assertThat(variable.races(left, Access.STORE, run)).isNull();
    left.teach(mutex);
    right.learn(mutex);
    assertThat(variable.races(right, Access.STORE, run)).isNull();
  }

  @Test
  void shouldNotTakeAnEarlierUnlockForAnOrder() {
    Clock mutex = new Clock();
    left.teach(mutex);
    assertThat(variable.races(left, Access.STORE, run)).isNull();
    right.learn(mutex);
    assertThat(variable.races(right, Access.STORE, run)).isSameAs(left);
  }
}
