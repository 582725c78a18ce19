package dev.dramatis.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.explore.Budget;
import dev.dramatis.explore.Outcome;
import dev.dramatis.explore.Sampler;
import dev.dramatis.explore.report.Explanation;
import dev.dramatis.explore.report.Finding;
import dev.dramatis.explore.report.Hunt;
import dev.dramatis.explore.scenario.Library;
import dev.dramatis.explore.scenario.ScenarioSubject;
import dev.dramatis.explore.scenario.Setup;
import dev.dramatis.explore.schedule.ScheduleFile;
import dev.dramatis.explore.schedule.SchedulePolicy;
import dev.dramatis.spi.workload.WorkloadException;
import dev.dramatis.workloads.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The page of findings and its schedule files: each one still leads to the failure it is about. Run
 * with {@code -Ddramatis.findings.update=true} to search for them anew after a kernel has changed.
 */
class FindingsIT {
  private static final Path DOCS =
      Path.of(System.getProperty("dramatis.root", "../..")).resolve("dist/docs");
  private static final int REPLAYS = 100;
  private static final long EXECUTIONS = 4_000;
  private static final long MINIMISING = 6_000;

  @BeforeAll
  static void update() throws IOException {
    if (!Boolean.getBoolean("dramatis.findings.update")) {
      return;
    }
    for (String personality : List.of("netbsd", "freebsd")) {
      for (Scenario scenario : Library.suiting(personality)) {
        if (!scenario.known(personality).isEmpty()) {
          write(
              new Hunt(Kernels.setup(personality, scenario), Sampler.pos(1), "")
                  .minimisingFor(MINIMISING)
                  .explore(Budget.executions(EXECUTIONS), n -> {}));
        }
      }
    }
  }

  private static void write(Hunt.Result result) throws IOException {
    for (Finding finding : result.findings()) {
      if (finding.unexpected()) {
        continue;
      }
      String name = finding.file().personality() + "-" + finding.known() + ".sched";
      Files.writeString(DOCS.resolve("findings").resolve(name), finding.file().text());
    }
  }

  static List<Path> schedules() throws IOException {
    try (Stream<Path> files = Files.list(DOCS.resolve("findings"))) {
      return files.filter(f -> f.toString().endsWith(".sched")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void shouldStillFailInThatWay(Path path) throws Exception {
    ScheduleFile file = ScheduleFile.read(path.toString(), Files.readString(path));
    Explanation explanation = Explanation.of(subject(file), file.schedule(), true);
    assertThat(explanation.divergences()).isEmpty();
    assertThat(explanation.outcome().failureClass()).isEqualTo(file.failure());
    assertThat(explanation.outcome().detail()).isEqualTo(file.detail());
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void shouldFailEveryTime(Path path) throws Exception {
    ScheduleFile file = ScheduleFile.read(path.toString(), Files.readString(path));
    ScenarioSubject subject = subject(file);
    for (int i = 0; i < REPLAYS; i++) {
      Outcome outcome = subject.execute(new SchedulePolicy(file.schedule()));
      assertThat(outcome.failureClass()).isEqualTo(file.failure());
    }
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void shouldBeOnThePage(Path path) throws IOException {
    assertThat(Files.readString(DOCS.resolve("findings.md")))
        .contains("findings/" + path.getFileName());
  }

  /** The schedule of a finding carries the scenario of the library as it is now. */
  @ParameterizedTest
  @MethodSource("schedules")
  void shouldBeAboutTheScenarioOfTheLibrary(Path path) throws Exception {
    ScheduleFile file = ScheduleFile.read(path.toString(), Files.readString(path));
    Scenario scenario = Kernels.scenario(file.scenario());
    assertThat(Kernels.scenario(scenario.name()).text()).isEqualTo(file.scenario());
  }

  @ParameterizedTest
  @ValueSource(strings = {"netbsd", "freebsd"})
  void shouldExplainWhateverAScenarioExpects(String personality) throws IOException {
    String page = Files.readString(DOCS.resolve("findings.md"));
    for (Scenario scenario : Library.suiting(personality)) {
      scenario
          .known(personality)
          .forEach((failure, finding) -> {
            assertThat(page).as(scenario.name()).contains("<a id=\"" + finding + "\"></a>");
            assertThat(DOCS.resolve("findings/" + personality + "-" + finding + ".sched")).exists();
          });
    }
  }

  @Test
  void shouldKeepSchedules() throws IOException {
    assertThat(schedules()).isNotEmpty();
  }

  private static ScenarioSubject subject(ScheduleFile file) throws WorkloadException {
    Setup setup =
        Setup.of(
                Kernels.scenario(file.scenario()),
                file.personality(),
                Kernels.personality(file.personality()),
                file.scheduler(),
                Kernels.scheduler(file.scheduler()))
            .on(file.cpus())
            .racingTimers(file.racesTimers());
    Map<String, String> options = new LinkedHashMap<>();
    file.options()
        .forEach((key, value) -> options.put(key.substring("personality.".length()), value));
    return new ScenarioSubject(setup.with(options, Map.of()));
  }
}
