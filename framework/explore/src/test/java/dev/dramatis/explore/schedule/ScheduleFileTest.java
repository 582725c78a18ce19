package dev.dramatis.explore.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dramatis.spi.workload.WorkloadException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleFileTest {
  private static final ScheduleFile FILE =
      new ScheduleFile(
          "schema: dramatis.scenario/1\nname: x\n",
          "netbsd",
          "round-robin",
          2,
          true,
          Map.of("personality.mutate", "lwp_exit.drop-broadcast"),
          "lost-wakeup",
          "main waits",
          "dev.dramatis.personality.netbsd 1.0.0",
          new Schedule(
              List.of(
                  new Switch(Switch.NOBODY, 0, 1, 0, "comes idle/1"),
                  new Switch(0, 45, -35, 3, "instead of main LOCK p_lock comes a timer"))));

  @Test
  void shouldReadWhatItWrites() throws WorkloadException {
    assertThat(ScheduleFile.read("f", FILE.text())).isEqualTo(FILE);
  }

  @Test
  void shouldBeginWithItsVersion() {
    assertThat(FILE.text()).startsWith("dramatis-schedule 1\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dramatis-schedule 1 | dramatis-schedule 2 | f:1:1: this version",
        "dramatis-schedule 1 | something | f:1:1: this is no schedule file",
        "personality: | personalty: | f:2:1: key 'personalty' is unknown; known are personality",
        "cpus: 2 | cpus: two | f:4:1: 'two' is no whole number",
        "cpus: 2 | cpus: 0 | f:4:1: '0' is no number of CPUs; write one from 1 to 64",
        "cpus: 2 | scheduler: m2 | f:4:1: key 'scheduler' is here for the second time; drop one",
        "timers: racing | timers: fast | f:5:1: timers are 'racing'",
        "option: personality.mutate= | option: | f:6:1: an option is written",
        "-> 1 | to 1 | f:10:1: a switch is written",
        "--- scenario | --- | the scenario is missing",
        "failure: lost-wakeup | failure: | failure is missing; write a line failure: VALUE",
      })
  void shouldSayWhatIsWrongWithAFile(String right, String wrong, String complaint) {
    String damaged = FILE.text().replace(right, wrong);
    assertThatThrownBy(() -> ScheduleFile.read("f", damaged))
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining(complaint);
  }
}
