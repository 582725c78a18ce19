package dev.dramatis.workloads.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.dramatis.spi.workload.WorkloadException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioReaderTest {
  private static final String HEAD =
      """
      schema: dramatis.scenario/1
      name: short
      title: A short one
      """;

  private static Scenario read(String rest) throws WorkloadException {
    return ScenarioReader.read("x.scenario.yaml", HEAD + rest);
  }

  @Test
  void shouldReadWhatTheFileSays() throws WorkloadException {
    Scenario scenario = ScenarioReader.read("x", ScenarioContractTest.EVERYTHING);
    assertThat(scenario.name()).isEqualTo("everything");
    assertThat(scenario.cpus()).isEqualTo(3);
    assertThat(scenario.suits("netbsd")).isTrue();
    assertThat(scenario.suits("plan9")).isFalse();
    assertThat(scenario.covers()).containsExactly("create", "exit");
    assertThat(scenario.processes().keySet()).containsExactly("first", "second");
  }

  @Test
  void shouldStartTheThreadsAtOnceThatNobodyElseStarts() throws WorkloadException {
    Scenario scenario = read("threads: {main: [{create: child}], other: [yield], child: [yield]}");
    assertThat(scenario.processes().get("short")).containsExactly("main", "other");
  }

  @Test
  void shouldSuitEveryPersonalityUnlessItNamesSome() throws WorkloadException {
    assertThat(read("threads: {main: [yield]}").suits("plan9")).isTrue();
  }

  @Test
  void shouldSayWhatIsExpectedOfAPersonalityOnly() throws WorkloadException {
    Scenario scenario =
        read(
            """
            threads: {main: [yield]}
            options: {netbsd: {rlimit-nthr: 1}}
            known: {netbsd: {lost-wakeup: sleeps-on}}
            """);
    assertThat(scenario.options("netbsd")).containsExactly(entry("rlimit-nthr", "1"));
    assertThat(scenario.known("netbsd")).containsExactly(entry("lost-wakeup", "sleeps-on"));
    assertThat(scenario.options("freebsd")).isEmpty();
    assertThat(scenario.known("freebsd")).isEmpty();
  }

  @Test
  void shouldLookAtInvariantsInTheEndUnlessAskedToLookAlways() throws WorkloadException {
    assertThat(read("threads: {main: [yield]}\n").checkedAlways()).isFalse();
    assertThat(read("threads: {main: [yield]}\ninvariants: always\n").checkedAlways()).isTrue();
  }

  /** Line and column of the mistake, and what would be right. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "treads: {main: [yield]} | x.scenario.yaml:4:1: key treads is unknown | threads",
        "options: {netbsd: fast} | :4:19: write netbsd: {KEY: VALUE} | an option and its value",
        "known: {netbsd: deadlock} | :4:17: write netbsd: {KEY: VALUE} | the finding that explains",
        "cpus: 0 | :4:7: '0' is no whole number from 1 to 64 | 64",
        "threads: {main: [{compute: 5m}]} | '5m' is no time | ns, us, ms or s",
        "threads: {main: [yield], main: [yield]} | :4:26: key main is here for the second | drop",
        "threads: {main: [yeld]} | :4:18: step yeld is unknown | yield",
        "threads: {main: [{join: nobody}]} | :4:25: there is no thread 'nobody' | main",
        "threads: {main: [{lock: m}]} | :4:25: there is no mutex 'm' | none is declared",
        "threads: {main: [{sleep: 5}]} | :4:26: '5' is no time | ms",
        "threads: {main: [{join: self, expect: EBAD}]} | :4:39: 'EBAD' is unknown | ESRCH",
        "threads: {main: [{join: self, yield: x}]} | :4:31: a step does one thing | expect",
        "threads: {main: [{kill: {signal: SIGFOO, thread: self}}]} | :4:34: 'SIGFOO' | SIGKILL",
        "threads: {main: [{kill: {signal: SIGHUP}}]} | :4:25: a signal goes to | process",
        "threads: {main: [{create: main}]} | every thread is started by another | processes",
        "threads: {main: [{call: f}]} | :4:18: a native call is written | _lwp_self()",
        "threads: {main: [{call: f(x)}]} | :4:25: argument x is no thread | number",
        "threads: {main: [exit, {exit: now}]} | :4:31: nothing may stand after | ",
        "threads: {main: [create]} | :4:18: this step needs the thread to create | ",
        "threads: {main: [yield], main: [exit]} | :4:26: key main is here for the second | drop",
        "cpus: 0 | :4:7: '0' is no whole number | 1 to 64",
      })
  void shouldSayWhereAFileIsWrong(String text, String place, String mend) {
    String rest = text.contains("threads") ? text : text + "\nthreads: {main: [yield]}";
    assertThatThrownBy(() -> read(rest + "\n"))
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining(place)
        .hasMessageContaining(mend == null ? "" : mend);
  }

  @Test
  void shouldRefuseAnotherSchema() {
    assertThatThrownBy(() -> ScenarioReader.read("x", "schema: dramatis.scenario/9\n"))
        .hasMessageContaining("x:1:9: 'dramatis.scenario/9' is not understood here");
  }

  @Test
  void shouldRefuseAnEmptyFile() {
    assertThatThrownBy(() -> ScenarioReader.read("x", "")).hasMessageContaining("x:1:1");
  }
}
