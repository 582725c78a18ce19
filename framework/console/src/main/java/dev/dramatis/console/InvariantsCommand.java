package dev.dramatis.console;

import dev.dramatis.lab.Json;
import dev.dramatis.lab.Units;
import dev.dramatis.lab.compare.ComparisonTable;
import dev.dramatis.machines.MachineException;
import dev.dramatis.runtime.api.PluginException;
import dev.dramatis.simulation.RunConfig;
import dev.dramatis.simulation.RunResult;
import dev.dramatis.simulation.Simulation;
import dev.dramatis.spi.hardware.HardwareModel;
import dev.dramatis.spi.kernel.Kernel.CheckCount;
import dev.dramatis.spi.kernel.Personality;
import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.spi.workload.Workload;
import dev.dramatis.spi.workload.WorkloadException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "invariants",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    sortOptions = false,
    description =
        "Lists the named checks of a personality, and how often runs of some workloads evaluated"
            + " each. Exit code 1 if a run fails.")
final class InvariantsCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private KernelSettings kernelSettings = new KernelSettings();

  @Option(
      names = {"-w", "--workload"},
      paramLabel = "FILE",
      arity = "1..*",
      description =
          "Workload files, or names of generators; create-join and lock-storm unless given.")
  private List<String> workloads = new ArrayList<>();

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  InvariantsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call()
      throws UserException, PluginException, MachineException, WorkloadException, IOException {
    Map<String, CheckCount> checks = new LinkedHashMap<>();
    List<String> failures = new ArrayList<>();
    try (Bench bench = new Bench(surroundings, "invariants of " + kernelSettings.personality)) {
      Personality kernel = bench.personality(kernelSettings.personality);
      String schedulerId = kernelSettings.schedulerFor(kernel);
      SchedulerFactory policy = bench.scheduler(schedulerId);
      HardwareModel model = bench.model(kernelSettings.hardware);
      for (String name : workloads.isEmpty() ? List.of("create-join", "lock-storm") : workloads) {
        WorkloadText text = WorkloadText.of(name);
        Workload program = bench.workload(text, Map.of());
        bench.requireCpus(program, model, text.shortName());
        RunConfig config =
            RunConfig.of(program, kernel, model, policy).withSeed(1).withChecks(true);
        RunResult result = Simulation.run(config);
        result.checks().forEach(check -> checks.merge(key(check), check, InvariantsCommand::sum));
        RunResult.Failure failure = result.failure();
        if (failure != null) {
          failures.add(name + ": " + failure.kind() + ": " + failure.message());
        }
      }
    }
    if (json) {
      surroundings.out().print(Json.text(objects(checks)));
    } else {
      print(checks);
    }
    failures.forEach(f -> surroundings.err().println("dramatis: " + f));
    return failures.isEmpty() ? ExitCode.OK : ExitCode.RUN_FAILED;
  }

  private static String key(CheckCount check) {
    return check.id() + " " + check.function() + " " + check.line();
  }

  private static CheckCount sum(CheckCount a, CheckCount b) {
    return new CheckCount(
        a.id(), a.function(), a.condition(), a.line(), a.evaluations() + b.evaluations());
  }

  private static List<Map<String, Object>> objects(Map<String, CheckCount> checks) {
    List<Map<String, Object>> objects = new ArrayList<>();
    for (CheckCount check : checks.values()) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("id", check.id());
      object.put("function", check.function());
      object.put("line", check.line());
      object.put("condition", check.condition());
      object.put("evaluations", check.evaluations());
      objects.add(object);
    }
    return objects;
  }

  private void print(Map<String, CheckCount> checks) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("check", "function", "condition", "evaluated"));
    for (CheckCount check : checks.values()) {
      String where = check.line() == 0 ? check.function() : check.function() + ":" + check.line();
      rows.add(List.of(check.id(), where, check.condition(), Units.count(check.evaluations())));
    }
    surroundings.out().print(ComparisonTable.aligned(rows, 3));
    long never = checks.values().stream().filter(check -> check.evaluations() == 0).count();
    surroundings
        .out()
        .println(
            checks.size() + " checks, " + (checks.size() - never) + " evaluated at least once");
  }
}
