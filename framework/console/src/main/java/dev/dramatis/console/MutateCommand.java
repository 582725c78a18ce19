package dev.dramatis.console;

import dev.dramatis.explore.Exploration;
import dev.dramatis.explore.mutate.Fate;
import dev.dramatis.explore.mutate.MutationTest;
import dev.dramatis.explore.mutate.Score;
import dev.dramatis.explore.mutate.Verdict;
import dev.dramatis.explore.report.Campaign;
import dev.dramatis.explore.scenario.Library;
import dev.dramatis.explore.scenario.Setup;
import dev.dramatis.lab.Json;
import dev.dramatis.lab.Units;
import dev.dramatis.lab.compare.ComparisonTable;
import dev.dramatis.machines.MachineException;
import dev.dramatis.runtime.api.PluginException;
import dev.dramatis.spi.kernel.Mutation;
import dev.dramatis.spi.workload.WorkloadException;
import dev.dramatis.workloads.scenario.Scenario;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "mutate",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    sortOptions = false,
    description = {
      "Boots a kernel with each of its deliberate faults, and counts how many of them the"
          + " scenarios find.",
      "A fault is killed if a scenario fails with it that does not fail so without it; proved"
          + " equivalent if all executions with few interruptions were explored of every scenario"
          + " that comes to its place; and survives otherwise."
    })
final class MutateCommand implements Callable<Integer> {
  /** How much more a proof may cost than a hunt. */
  private static final int PROOF = 100;

  private final Surroundings surroundings;

  @Mixin private SearchSettings settings = new SearchSettings();

  @Option(
      names = "--scenario",
      paramLabel = "FILE|NAME",
      description = "Scenarios to try; the library unless given. May be repeated.")
  private List<String> scenarios = new ArrayList<>();

  @Option(
      names = "--mutation",
      paramLabel = "ID",
      description = "Faults to try; all unless given. May be repeated.")
  private List<String> only = new ArrayList<>();

  @Option(
      names = "--budget",
      paramLabel = "N",
      description = "Executions for each fault and scenario; 300 unless given.")
  private long budget = 300;

  @Option(
      names = "--interruptions",
      paramLabel = "N",
      description = {
        "Try to prove of survivors that no execution with up to N interruptions shows them, with "
            + PROOF
            + " times the budget; 1 unless given.",
        "-1: do not try."
      })
  private int interruptions = 1;

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  MutateCommand(Surroundings surroundings) {
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
    if (budget < 1) {
      throw UserException.badInput("--budget: " + budget + " is no number of executions");
    }
    if (interruptions < -1 || interruptions >= Exploration.ANY) {
      throw UserException.badInput(
          "--interruptions: " + interruptions + " is not from -1 to " + (Exploration.ANY - 1));
    }
    List<Verdict> verdicts = new ArrayList<>();
    try (Bench bench = new Bench(surroundings, "mutation of " + settings.personality)) {
      List<Mutation> mutations = mutations(bench);
      MutationTest test =
          new MutationTest(
              setups(bench), settings.strategy(), budget, interruptions, PROOF * budget);
      List<Callable<Verdict>> jobs = new ArrayList<>();
      for (Mutation mutation : mutations) {
        jobs.add(() -> test.test(mutation));
      }
      try (Watching watching = new Watching(surroundings)) {
        Campaign.run(
            jobs,
            settings.workers,
            verdict -> {
              verdicts.add(verdict);
              watching.report(
                  verdicts.size() + " of " + jobs.size() + " faults, " + verdict.mutation().id(),
                  verdict.executions());
            });
      }
    }
    if (json) {
      surroundings.out().print(Json.text(object(verdicts)));
    } else {
      print(verdicts);
    }
    return ExitCode.OK;
  }

  private List<Mutation> mutations(Bench bench) throws UserException, PluginException {
    List<Mutation> all = bench.personality(settings.personality).mutations();
    if (all.isEmpty()) {
      throw UserException.badInput(settings.personality + " declares no deliberate faults");
    }
    for (String id : only) {
      if (all.stream().noneMatch(m -> m.id().equals(id))) {
        throw UserException.badInput(
            "--mutation: "
                + settings.personality
                + " has no fault '"
                + id
                + "'; it has "
                + String.join(", ", all.stream().map(Mutation::id).toList()));
      }
    }
    return only.isEmpty() ? all : all.stream().filter(m -> only.contains(m.id())).toList();
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
      setups.add(settings.setup(bench, Scenarios.named(name)));
    }
    return setups;
  }

  private void print(List<Verdict> verdicts) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("fault", "fate", "by", "executions"));
    for (Verdict v : verdicts) {
      rows.add(List.of(v.mutation().id(), fate(v.fate()), why(v), Units.count(v.executions())));
    }
    surroundings.out().print(ComparisonTable.aligned(rows, 3));
    surroundings.out().println();
    List<List<String>> scores = new ArrayList<>();
    scores.add(List.of("function", "killed", "equivalent", "survived", "not reached", "score"));
    for (Score score : Score.of(verdicts)) {
      scores.add(
          List.of(
              score.function().isEmpty() ? "all" : score.function(),
              Integer.toString(score.count(Fate.KILLED)),
              Integer.toString(score.count(Fate.EQUIVALENT)),
              Integer.toString(score.count(Fate.SURVIVED)),
              Integer.toString(score.count(Fate.UNREACHED)),
              "%.0f %%".formatted(score.percent())));
    }
    surroundings.out().print(ComparisonTable.aligned(scores, 1));
  }

  private static String fate(Fate fate) {
    return switch (fate) {
      case KILLED -> "killed";
      case EQUIVALENT -> "proved equivalent";
      case SURVIVED -> "survived";
      case UNREACHED -> "not reached";
    };
  }

  /** What killed it, or how far it was looked at. */
  private static String why(Verdict v) {
    return switch (v.fate()) {
      case KILLED -> v.failure() + " in " + v.scenario();
      case EQUIVALENT, SURVIVED ->
          (v.bound() < 0 ? "" : "all with " + SearchSettings.interruptions(v.bound()) + " of ")
              + v.places()
              + (v.places() == 1 ? " scenario" : " scenarios");
      case UNREACHED -> "";
    };
  }

  private Object object(List<Verdict> verdicts) {
    List<Object> faults = new ArrayList<>();
    for (Verdict v : verdicts) {
      Map<String, Object> fault = new LinkedHashMap<>();
      fault.put("id", v.mutation().id());
      fault.put("function", v.mutation().function());
      fault.put("change", v.mutation().change());
      fault.put("fate", v.fate().name().toLowerCase(Locale.ROOT));
      fault.put("scenario", v.scenario());
      fault.put("failure", v.failure());
      fault.put("executions", v.executions());
      fault.put("places", v.places());
      fault.put("interruptionsExplored", v.bound());
      faults.add(fault);
    }
    List<Object> functions = new ArrayList<>();
    for (Score score : Score.of(verdicts)) {
      Map<String, Object> function = new LinkedHashMap<>();
      function.put("function", score.function());
      for (Fate fate : Fate.values()) {
        function.put(fate.name().toLowerCase(Locale.ROOT), score.count(fate));
      }
      functions.add(function);
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("personality", settings.personality);
    all.put("budget", budget);
    all.put("faults", faults);
    all.put("functions", functions);
    return all;
  }
}
