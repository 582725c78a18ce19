package dev.dramatis.console;

import dev.dramatis.explore.report.Explanation;
import dev.dramatis.explore.report.JUnitTest;
import dev.dramatis.explore.report.ReplayTrace;
import dev.dramatis.explore.scenario.MemoryOrders;
import dev.dramatis.explore.scenario.ScenarioSubject;
import dev.dramatis.explore.scenario.Setup;
import dev.dramatis.explore.schedule.ScheduleFile;
import dev.dramatis.lab.trace.EventRecorder;
import dev.dramatis.lab.trace.PerfettoSink;
import dev.dramatis.machines.MachineException;
import dev.dramatis.runtime.api.PluginException;
import dev.dramatis.spi.kernel.Personality;
import dev.dramatis.spi.workload.WorkloadException;
import dev.dramatis.workloads.scenario.Scenario;
import dev.dramatis.workloads.scenario.ScenarioReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    sortOptions = false,
    description = {
      "Repeats an interleaving from a schedule file and tells it step by step.",
      "Exit code 4 if it fails as it did; 0 if it does not fail any more."
    })
final class ReplayCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(paramLabel = "FILE", description = "Schedule file of 'dramatis explore --out'.")
  private String file = "";

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description =
          "Write a Perfetto trace, in which every event takes a microsecond; it opens at"
              + " ui.perfetto.dev.")
  private String trace = "";

  @Option(
      names = "--junit",
      paramLabel = "FILE.java",
      description = "Write a JUnit test that expects this failure to be gone.")
  private String junit = "";

  @Option(names = "--whole", description = "Tell it from the first step.")
  private boolean whole;

  ReplayCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call()
      throws UserException, PluginException, MachineException, WorkloadException, IOException {
    Path traceFile = trace.isEmpty() ? null : RunCommand.output("--trace", trace);
    Path junitFile = junit.isEmpty() ? null : junitFile();
    String text = WorkloadText.of(file).text();
    if (text.isEmpty()) {
      throw UserException.badInput(file + ": there is no such file, or it is empty");
    }
    ScheduleFile schedule = ScheduleFile.read(file, text);
    try (Bench bench = new Bench(surroundings, "replay of " + file)) {
      ScenarioSubject subject = new ScenarioSubject(setup(bench, schedule));
      String bundle = bench.bundleOf(schedule.personality());
      if (!schedule.bundle().isEmpty() && !schedule.bundle().equals(bundle)) {
        surroundings
            .err()
            .println("note: found with " + schedule.bundle() + ", repeated with " + bundle);
      }
      Explanation explanation = Explanation.of(subject, schedule.schedule(), whole);
      surroundings.out().print(explanation.text());
      explanation.divergences().forEach(d -> surroundings.out().println("differs: " + d));
      if (traceFile != null) {
        writeTrace(subject, schedule, traceFile);
      }
      if (junitFile != null) {
        Files.writeString(junitFile, JUnitTest.source(className(junitFile), schedule));
        surroundings.out().println("test: " + junit);
      }
      return verdict(explanation, schedule);
    }
  }

  private Integer verdict(Explanation explanation, ScheduleFile schedule) {
    String now = explanation.outcome().failureClass();
    if (now.equals(schedule.failure())) {
      return ExitCode.FOUND;
    }
    surroundings
        .out()
        .println(
            now.isEmpty()
                ? "the schedule does not fail any more; it did: " + schedule.failure()
                : "the schedule fails in another way than it did: " + schedule.failure());
    return now.isEmpty() ? ExitCode.OK : ExitCode.FOUND;
  }

  private Path junitFile() throws UserException {
    Path path = RunCommand.output("--junit", junit);
    if (!className(path).matches("[A-Za-z_][A-Za-z0-9_]*") || !junit.endsWith(".java")) {
      throw UserException.badInput(
          "--junit: " + junit + " is no name for a test; write a class name with .java after it");
    }
    return path;
  }

  private static String className(Path path) {
    String name = String.valueOf(path.getFileName());
    return name.endsWith(".java") ? name.substring(0, name.length() - ".java".length()) : name;
  }

  private Setup setup(Bench bench, ScheduleFile schedule)
      throws PluginException, WorkloadException {
    Scenario scenario = ScenarioReader.read(file + " (scenario)", schedule.scenario());
    Personality kernel = bench.personality(schedule.personality());
    return Setup.of(
            scenario,
            schedule.personality(),
            kernel,
            schedule.scheduler(),
            bench.scheduler(schedule.scheduler()))
        .on(schedule.cpus())
        .racingTimers(schedule.racesTimers())
        .with(MemoryOrders.named(schedule.options().getOrDefault("machine.memory", "sc")))
        .with(
            RunSettings.withPrefix("personality.", schedule.options()),
            RunSettings.withPrefix("scheduler.", schedule.options()));
  }

  private void writeTrace(ScenarioSubject subject, ScheduleFile schedule, Path traceFile)
      throws IOException {
    try (EventRecorder recorder = new EventRecorder(traceFile.toAbsolutePath().getParent())) {
      ReplayTrace.record(subject, schedule, recorder);
      PerfettoSink.write(
          recorder,
          subject.result(),
          schedule.cpus(),
          subject.name() + ": " + schedule.failure(),
          traceFile);
      surroundings.out().println("trace: " + trace + " (open it at ui.perfetto.dev)");
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
