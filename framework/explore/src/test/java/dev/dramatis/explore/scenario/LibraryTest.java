package dev.dramatis.explore.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.workloads.scenario.Scenario;
import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LibraryTest {
  @Test
  void shouldNameScenariosAsTheirFiles() {
    assertThat(Library.names()).doesNotHaveDuplicates();
    for (String name : Library.names()) {
      Scenario scenario = Library.find(name);
      assertThat(scenario).isNotNull();
      assertThat(scenario.name()).isEqualTo(name);
      assertThat(scenario.title()).isNotBlank();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"netbsd", "freebsd"})
  void shouldCoverTheLifeOfThreads(String personality) {
    Set<String> covered = new LinkedHashSet<>();
    Library.suiting(personality).forEach(s -> covered.addAll(s.covers()));
    assertThat(Library.suiting(personality)).hasSizeGreaterThanOrEqualTo(20);
    assertThat(covered)
        .contains(
            "create",
            "exit",
            "join",
            "detach",
            "suspend",
            "stop",
            "kill",
            "exec",
            "fork",
            "single-thread",
            "reap",
            "lookup",
            "migrate");
  }

  @Test
  void shouldNotFindWhatIsNotThere() {
    assertThat(Library.find("no-such-scenario")).isNull();
  }
}
