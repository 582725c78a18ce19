package dev.dramatis.console;

import dev.dramatis.lab.Json;
import dev.dramatis.lab.MetricsSink;
import dev.dramatis.lab.RunReport;
import dev.dramatis.lab.RunReportJson;
import dev.dramatis.lab.trace.EventRecorder;
import dev.dramatis.lab.trace.PerfettoSink;
import dev.dramatis.machines.MachineException;
import dev.dramatis.runtime.api.PluginException;
import dev.dramatis.simulation.RunConfig;
import dev.dramatis.simulation.RunResult;
import dev.dramatis.simulation.Simulation;
import dev.dramatis.simulation.Swap;
import dev.dramatis.spi.hardware.HardwareModel;
import dev.dramatis.spi.kernel.Personality;
import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.spi.trace.TraceSink;
import dev.dramatis.spi.workload.Workload;
import dev.dramatis.spi.workload.WorkloadException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    sortOptions = false,
    description =
        "Runs a workload once and says what each thread and CPU did. Exit code 1 if the run fails.")
final class RunCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Option(
      names = {"-w", "--workload"},
      paramLabel = "FILE",
      required = true,
      description = "Workload file, or the name of a generator.")
  private String workload = "";

  @Mixin private KernelSettings kernelSettings = new KernelSettings();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of all randomness; 1 unless given.")
  private long seed = 1;

  @Mixin private RunSettings settings = new RunSettings();

  @Option(
      names = "--swap",
      paramLabel = "PART=ID@TIME",
      description =
          "Exchange a part while the run goes on, such as personality=freebsd@2s. May be repeated.")
  private List<String> swaps = new ArrayList<>();

  @Option(
      names = "--unplug",
      paramLabel = "CPU@TIME",
      description = "Take a CPU out of service, such as 3@500ms. May be repeated.")
  private List<String> unplugs = new ArrayList<>();

  @Option(
      names = "--replug",
      paramLabel = "CPU@TIME",
      description = "Put a CPU back into service. May be repeated.")
  private List<String> replugs = new ArrayList<>();

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the report as JSON; - for standard output.")
  private String json = "";

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description = "Write a Perfetto trace; it opens at ui.perfetto.dev.")
  private String trace = "";

  @Option(names = "--digest", description = "Print nothing but the digest of all events.")
  private boolean digestOnly;

  RunCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call()
      throws UserException, PluginException, MachineException, WorkloadException, IOException {
    Path traceFile = trace.isEmpty() ? null : output("--trace", trace);
    Path jsonFile = json.isEmpty() || json.equals("-") ? null : output("--json", json);
    if (digestOnly && json.equals("-")) {
      throw UserException.badInput(
          "--digest and --json - both want standard output; give --json a file, the digest is in"
              + " it");
    }
    if (traceFile != null && traceFile.equals(jsonFile)) {
      throw UserException.badInput("--json and --trace name the same file; choose two");
    }
    try (Bench bench = new Bench(surroundings, "run of " + workload)) {
      WorkloadText text = WorkloadText.of(workload);
      Personality kernel = bench.personality(kernelSettings.personality);
      String schedulerId = kernelSettings.schedulerFor(kernel);
      SchedulerFactory policy = bench.scheduler(schedulerId);
      HardwareModel model = bench.model(kernelSettings.hardware);
      List<Swap> exchanges = bench.swaps(swaps);
      exchanges.addAll(Hotplug.parse("--unplug", unplugs, model));
      exchanges.addAll(Hotplug.parse("--replug", replugs, model));
      exchanges.sort(Comparator.comparingLong(Swap::atNanos));
      Workload program = bench.workload(text, settings.workloadSettings());
      bench.requireCpus(program, model, text.shortName());
      Bench.requireEnd(program, settings.untilNanos(), text.shortName());
      RunReport.Inputs inputs =
          new RunReport.Inputs(
              text.shortName(),
              text.sha256(),
              kernelSettings.personality,
              model.id(),
              schedulerId,
              seed,
              settings.untilNanos(),
              settings.workloadSettings(),
              settings.allOptions(),
              Hotplug.texts(swaps, unplugs, replugs),
              !settings.noChecks,
              bench.versions());
      RunConfig config = Bench.config(program, kernel, model, policy, inputs, exchanges);
      bench.requireKnownOptions(inputs.options(), startsOf(config));
      RunReport report = run(config, inputs, traceFile);
      write(report, program, jsonFile);
      return report.failure() == null && refusals(report).isEmpty()
          ? ExitCode.OK
          : ExitCode.RUN_FAILED;
    }
  }

  /** The run as it starts, and as it could have started with what it swaps in. */
  private static List<RunConfig> startsOf(RunConfig config) {
    List<RunConfig> starts = new ArrayList<>(List.of(config));
    for (Swap swap : config.swaps()) {
      switch (swap) {
        case Swap.ToPersonality to -> starts.add(config.withPersonality(to.personality()));
        case Swap.ToScheduler to -> starts.add(config.withScheduler(to.scheduler()));
        case Swap.CpuOnline cpu -> {} // brings no options of its own
      }
    }
    return starts;
  }

  private static EventRecorder recorder(Path traceFile) throws UserException {
    try {
      return new EventRecorder(traceFile.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw UserException.badInput(
          "--trace: nothing can be written to " + traceFile.toAbsolutePath().getParent());
    }
  }

  private static RunReport run(RunConfig config, RunReport.Inputs inputs, @Nullable Path traceFile)
      throws IOException, UserException {
    MetricsSink metrics = new MetricsSink();
    int cpus = config.hardware().topology().cpuCount();
    if (traceFile == null) {
      return metrics.report(
          inputs, Simulation.run(config.withSinks(List.of(metrics))), config.hardware());
    }
    try (EventRecorder recorder = recorder(traceFile)) {
      List<TraceSink> sinks = List.of(metrics, recorder);
      RunResult result = Simulation.run(config.withSinks(sinks));
      String title =
          inputs.workload()
              + " on "
              + inputs.personality()
              + ", "
              + inputs.scheduler()
              + ", "
              + inputs.hardware();
      PerfettoSink.write(recorder, result, cpus, title, traceFile);
      return metrics.report(inputs, result, config.hardware());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void write(RunReport report, Workload program, @Nullable Path jsonFile)
      throws IOException {
    if (jsonFile != null) {
      Json.writeFile(jsonFile, RunReportJson.text(report));
    }
    RunReport.Failed failure = report.failure();
    if (digestOnly) {
      surroundings.out().println(report.digest());
    } else if (json.equals("-")) {
      surroundings.out().print(RunReportJson.text(report));
    } else {
      program.notes().forEach(note -> surroundings.err().println("note: " + note));
      RunSummary.print(report, surroundings.out());
      if (!trace.isEmpty()) {
        surroundings.out().println("trace: " + trace + " (open it at ui.perfetto.dev)");
      }
    }
    refusals(report).forEach(r -> surroundings.err().println("dramatis: refused: " + r));
    if (failure != null) {
      surroundings
          .err()
          .println("dramatis: the run failed: " + failure.kind() + ": " + failure.message());
      if (!json.equals("-")) {
        surroundings
            .err()
            .print(failure.report().isEmpty() ? "" : failure.report().stripTrailing() + "\n");
      }
    }
  }

  private static List<String> refusals(RunReport report) {
    return report.swaps().stream()
        .filter(s -> s.completedNanos() < 0)
        .map(
            s -> s.what() + (s.refusal().isEmpty() ? ": the run ended before" : ": " + s.refusal()))
        .toList();
  }

  /** Found out before the run, not after it. */
  static Path output(String option, String text) throws UserException {
    try {
      Path file = Path.of(text);
      Path folder = file.toAbsolutePath().getParent();
      if (folder == null || !Files.isDirectory(folder)) {
        throw UserException.badInput(option + ": there is no folder " + folder + "; make it first");
      }
      if (Files.isDirectory(file)) {
        throw UserException.badInput(option + ": " + text + " is a folder; name a file");
      }
      if (!Files.isWritable(Files.exists(file) ? file : folder)) {
        throw UserException.badInput(
            option + ": " + text + " cannot be written; check its permissions");
      }
      return file.toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw UserException.badInput(option + ": '" + text + "' is no name of a file");
    }
  }
}
