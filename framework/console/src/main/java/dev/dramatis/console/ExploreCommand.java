package dev.dramatis.console;

import dev.dramatis.explore.Budget;
import dev.dramatis.explore.Exploration;
import dev.dramatis.explore.Strategy;
import dev.dramatis.explore.report.Campaign;
import dev.dramatis.explore.report.Finding;
import dev.dramatis.explore.report.Hunt;
import dev.dramatis.explore.scenario.Library;
import dev.dramatis.explore.scenario.Setup;
import dev.dramatis.explore.schedule.Minimiser;
import dev.dramatis.lab.Json;
import dev.dramatis.lab.Units;
import dev.dramatis.lab.compare.ComparisonTable;
import dev.dramatis.machines.MachineException;
import dev.dramatis.runtime.api.PluginException;
import dev.dramatis.spi.workload.WorkloadException;
import dev.dramatis.workloads.scenario.Scenario;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "explore",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    sortOptions = false,
    description = {
      "Searches the interleavings of a scenario on a kernel for one that fails.",
      "Without --scenario all scenarios of the library are searched that suit the kernel. Every"
          + " failure is made as small as possible and explained; --out writes it to a file for"
          + " 'dramatis replay'. Exit code 4 if something was found."
    })
final class ExploreCommand implements Callable<Integer> {
  private static final int MINIMISING = 5_000;

  /** Executions that it may cost to make the scenario of a failure small. */
  private static final long REDUCING = 30_000;

  /** Failures after which a search has found enough. */
  private static final int FAILURES = 100;

  private final Surroundings surroundings;

  @Option(
      names = "--scenario",
      paramLabel = "FILE|NAME",
      description = "A scenario file, or one of the library. May be repeated.")
  private List<String> scenarios = new ArrayList<>();

  @Option(names = "--list", description = "List the scenarios of the library for the kernel.")
  private boolean list;

  @Mixin private SearchSettings settings = new SearchSettings();

  @Option(
      names = "--budget",
      paramLabel = "N",
      description = "Executions for each scenario; 10000 unless given, 1000 for the library.")
  private long budget;

  @Option(names = "--first", description = "Stop each search at its first failure.")
  private boolean first;

  @Option(
      names = "--keep-scenario",
      description =
          "Do not leave out threads and steps of a scenario that a failure does not take.")
  private boolean keepScenario;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "Write a schedule and an explanation for each failure there.")
  private String out = "";

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the results as JSON; - for standard output.")
  private String json = "";

  ExploreCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call()
      throws UserException,
          PluginException,
          MachineException,
          WorkloadException,
          IOException,
          InterruptedException {
    settings.check();
    if (list) {
      listLibrary();
      return ExitCode.OK;
    }
    if (budget < 0) {
      throw UserException.badInput("--budget: " + budget + " is no number of executions");
    }
    Path jsonFile = json.isEmpty() || json.equals("-") ? null : RunCommand.output("--json", json);
    if (!out.isEmpty()) {
      Files.createDirectories(Path.of(out));
    }
    List<Hunt.Result> results = new ArrayList<>();
    try (Bench bench = new Bench(surroundings, "exploration on " + settings.personality)) {
      Strategy strategy = settings.strategy();
      List<Callable<Hunt.Result>> jobs = new ArrayList<>();
      Budget limit = limit();
      try (Watching watching = new Watching(surroundings)) {
        for (Setup setup : setups(bench)) {
          Hunt hunt = hunt(bench, setup, strategy);
          jobs.add(() -> hunt.explore(limit, n -> watching.report(setup.scenario().name(), n)));
        }
        Campaign.run(
            jobs,
            settings.workers,
            result -> {
              watching.clear();
              results.add(result);
              if (!json.equals("-")) {
                print(result, jobs.size() > 1);
              }
            });
      }
    }
    for (Hunt.Result result : results) {
      writeFiles(result);
    }
    if (jsonFile != null) {
      Json.writeFile(jsonFile, Json.text(object(results)));
    } else if (json.equals("-")) {
      surroundings.out().print(Json.text(object(results)));
    }
    if (!json.equals("-") && results.size() > 1) {
      summary(results);
    }
    return results.stream().anyMatch(Hunt.Result::unexpected) ? ExitCode.FOUND : ExitCode.OK;
  }

  private void listLibrary() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("scenario", "CPUs", "covers", "what happens"));
    for (Scenario s : Library.suiting(settings.personality)) {
      rows.add(
          List.of(s.name(), Integer.toString(s.cpus()), String.join(" ", s.covers()), s.title()));
    }
    surroundings.out().print(ComparisonTable.aligned(rows, 1));
  }

  private Budget limit() {
    long executions = budget > 0 ? budget : scenarios.isEmpty() ? 1_000 : 10_000;
    return new Budget(executions, Long.MAX_VALUE, first ? 1 : FAILURES);
  }

  private Hunt hunt(Bench bench, Setup setup, Strategy strategy) {
    String bundle = bench.bundleOf(settings.personality);
    return new Hunt(setup, strategy, bundle)
        .minimisingFor(MINIMISING)
        .reducingFor(keepScenario ? 0 : REDUCING);
  }

  private List<Setup> setups(Bench bench)
      throws UserException, PluginException, MachineException, WorkloadException {
    List<Setup> setups = new ArrayList<>();
    if (scenarios.isEmpty()) {
      for (Scenario scenario : Library.suiting(settings.personality)) {
        setups.add(settings.setup(bench, scenario));
      }
    }
    for (String name : scenarios) {
      Scenario scenario = Scenarios.named(name);
      if (!scenario.suits(settings.personality)) {
        throw UserException.badInput(
            "--scenario: "
                + name
                + " is for "
                + String.join(", ", scenario.personalities())
                + " and not for "
                + settings.personality);
      }
      setups.add(settings.setup(bench, scenario));
    }
    return setups;
  }

  // ---- what the user sees

  private void print(Hunt.Result result, boolean many) {
    PrintWriter o = surroundings.out();
    o.println(result.setup().scenario().name() + ": " + verdict(result));
    if (!many) {
      counts(result.exploration());
    }
    for (Finding finding : result.findings()) {
      Minimiser.Result small = finding.minimised();
      o.println();
      if (finding.reduced() != result.setup().scenario()) {
        o.print(indented(reduced(finding.reduced(), result.setup().scenario())));
      }
      o.print(indented(finding.explanation()));
      o.println(
          "  found by "
              + finding.first().strategy()
              + " in execution "
              + finding.first().execution());
      o.println("  " + sizes(small));
      if (!finding.unexpected()) {
        o.println("  a known fault of the original: dist/docs/findings.md#" + finding.known());
      }
      if (!out.isEmpty()) {
        o.println("  dramatis replay " + file(finding, ".sched"));
      }
      o.println();
    }
    if (!many) {
      result.lockCycles().forEach(c -> o.println("  order of locks: " + c));
      if (!result.failed()) {
        o.println(bound(result));
      }
    }
    o.flush();
  }

  /** The threads of a scenario that is smaller than the one that was explored. */
  private static String reduced(Scenario scenario, Scenario explored) {
    List<String> lines = scenario.text().lines().toList();
    long gone = explored.text().lines().count() - lines.size();
    StringBuilder text = new StringBuilder(512);
    text.append("the scenario without the ")
        .append(gone)
        .append(gone == 1 ? " line" : " lines")
        .append(" that this failure does not take\n");
    int from = Math.max(0, lines.indexOf("threads:"));
    for (int i = from; i < lines.size(); i++) {
      text.append("%5d  %s\n".formatted(i + 1, lines.get(i)));
    }
    return text.append('\n').toString();
  }

  private static String sizes(Minimiser.Result small) {
    return "interruptions: "
        + small.preemptions()
        + " (as found: "
        + small.preemptionsBefore()
        + "); "
        + (small.minimal()
            ? "no schedule with fewer fails in this way"
            : "schedules with fewer were not all tried")
        + "; "
        + small.executions()
        + " executions to find out";
  }

  /** What can be said after the search. */
  static String verdict(Hunt.Result result) {
    Exploration e = result.exploration();
    if (result.failed()) {
      Set<String> classes = new LinkedHashSet<>();
      result.findings().forEach(f -> classes.add(f.failureClass()));
      if (classes.isEmpty()) {
        classes.add("lock-order over several executions");
      }
      return (result.unexpected() ? "fails: " : "fails as the original does: ")
          + String.join(", ", classes);
    }
    if (e.complete()) {
      return "no failure at all: every interleaving was explored, "
          + Units.count(e.traces())
          + " different ones";
    }
    String tried =
        "no failure in " + Units.count(e.executions()) + " executions by " + e.strategy();
    return e.bound() < 0
        ? tried
        : tried + ", and none with " + SearchSettings.interruptions(e.bound()) + " at all";
  }

  /** What was not looked at. */
  private static String bound(Hunt.Result result) {
    Exploration e = result.exploration();
    String left;
    if (e.complete()) {
      left = "timers expire at their time";
    } else if (e.bound() < 0) {
      left = "there are interleavings that were not tried";
    } else {
      left =
          "not all with more than "
              + (e.bound() == 1 ? "1 interruption" : e.bound() + " interruptions")
              + " were tried";
    }
    return "  on "
        + result.setup().cpus()
        + " CPUs under "
        + result.setup().schedulerId()
        + "; "
        + left;
  }

  private void counts(Exploration e) {
    PrintWriter o = surroundings.out();
    o.println(
        "  "
            + Units.count(e.executions())
            + " executions, "
            + Units.count(e.steps())
            + " steps, "
            + Units.count(e.traces())
            + " to the end"
            + (e.sleepBlocked() > 0 ? ", " + Units.count(e.sleepBlocked()) + " cut short" : "")
            + (e.states() > 0 ? ", " + Units.count(e.states()) + " states" : ""));
  }

  private void summary(List<Hunt.Result> results) {
    Set<String> cycles = new LinkedHashSet<>();
    results.forEach(r -> cycles.addAll(r.lockCycles()));
    cycles.forEach(c -> surroundings.out().println("order of locks: " + c));
    long failed = results.stream().filter(Hunt.Result::unexpected).count();
    long known = results.stream().filter(Hunt.Result::failed).count() - failed;
    long complete = results.stream().filter(r -> r.exploration().complete()).count();
    List<List<String>> rows =
        List.of(
            List.of("scenarios", "executions", "complete", "failing as known", "failing"),
            List.of(
                Integer.toString(results.size()),
                Units.count(results.stream().mapToLong(r -> r.exploration().executions()).sum()),
                Long.toString(complete),
                Long.toString(known),
                Long.toString(failed)));
    surroundings.out().println();
    surroundings.out().print(ComparisonTable.aligned(rows, 0));
  }

  private static String indented(String text) {
    StringBuilder indented = new StringBuilder(text.length() + 256);
    text.lines()
        .forEach(line -> indented.append(line.isEmpty() ? "" : "  ").append(line).append('\n'));
    return indented.toString();
  }

  // ---- files

  private Path file(Finding finding, String suffix) {
    String failure = finding.failureClass().replaceAll("[^A-Za-z0-9._-]+", "-");
    return Path.of(out, settings.personality + "-" + finding.scenario() + "-" + failure + suffix);
  }

  private void writeFiles(Hunt.Result result) throws IOException {
    if (out.isEmpty()) {
      return;
    }
    for (Finding finding : result.findings()) {
      Files.writeString(file(finding, ".sched"), finding.file().text());
      Files.writeString(file(finding, ".txt"), finding.explanation());
    }
  }

  private Object object(List<Hunt.Result> results) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("personality", settings.personality);
    all.put("strategy", settings.strategy);
    all.put("seed", settings.seed);
    all.put("scenarios", results.stream().map(ExploreCommand::object).toList());
    return all;
  }

  private static Object object(Hunt.Result result) {
    Exploration e = result.exploration();
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("scenario", result.setup().scenario().name());
    object.put("cpus", result.setup().cpus());
    object.put("scheduler", result.setup().schedulerId());
    object.put("verdict", verdict(result));
    object.put("executions", e.executions());
    object.put("steps", e.steps());
    object.put("traces", e.traces());
    object.put("sleepBlocked", e.sleepBlocked());
    object.put("states", e.states());
    object.put("complete", e.complete());
    object.put("interruptionsExplored", e.bound());
    object.put("findings", result.findings().stream().map(ExploreCommand::object).toList());
    object.put("lockCycles", result.lockCycles());
    return object;
  }

  private static Object object(Finding finding) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("failure", finding.failureClass());
    object.put("known", finding.known());
    object.put("detail", finding.minimised().outcome().detail());
    object.put("strategy", finding.first().strategy());
    object.put("execution", finding.first().execution());
    object.put("occurrences", finding.occurrences());
    object.put("switches", finding.minimised().schedule().switches().size());
    object.put("preemptions", finding.minimised().preemptions());
    object.put("minimal", finding.minimised().minimal());
    object.put("schedule", finding.file().text());
    return object;
  }
}
