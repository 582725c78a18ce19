package dev.dramatis.console;

import dev.dramatis.lab.Json;
import dev.dramatis.lab.Units;
import dev.dramatis.lab.compare.ComparisonTable;
import dev.dramatis.machines.MachineException;
import dev.dramatis.runtime.api.PluginException;
import dev.dramatis.simulation.Observation;
import dev.dramatis.simulation.RunConfig;
import dev.dramatis.simulation.RunResult;
import dev.dramatis.simulation.Simulation;
import dev.dramatis.spi.hardware.HardwareModel;
import dev.dramatis.spi.kernel.Kernel;
import dev.dramatis.spi.kernel.NativeTable;
import dev.dramatis.spi.kernel.Personality;
import dev.dramatis.spi.kernel.ThreadInfo;
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
    name = "ps",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    sortOptions = false,
    description =
        "Runs a workload and prints what the system's own tools would show at some times of the"
            + " run.")
final class PsCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Option(
      names = {"-w", "--workload"},
      paramLabel = "FILE",
      required = true,
      description = "Workload file, or the name of a generator.")
  private String workload = "";

  @Mixin private KernelSettings kernelSettings = new KernelSettings();

  @Option(
      names = "--at",
      paramLabel = "TIME",
      required = true,
      description = "Simulated time, such as 500ms. May be repeated.")
  private List<String> times = new ArrayList<>();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of all randomness; 1 unless given.")
  private long seed = 1;

  @Mixin private RunSettings settings = new RunSettings();

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  /** What was seen at one time. */
  private record Sight(long nanos, List<NativeTable> tables) {}

  PsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call()
      throws UserException, PluginException, MachineException, WorkloadException, IOException {
    List<Sight> sights = new ArrayList<>();
    List<Observation> observations = new ArrayList<>();
    long last = 0;
    for (String time : times) {
      long at = RunSettings.time("--at", time);
      last = Math.max(last, at);
      observations.add(new Observation(at, kernel -> sights.add(new Sight(at, tables(kernel)))));
    }
    RunResult result;
    try (Bench bench = new Bench(surroundings, "ps of " + workload)) {
      WorkloadText text = WorkloadText.of(workload);
      Personality kernel = bench.personality(kernelSettings.personality);
      HardwareModel model = bench.model(kernelSettings.hardware);
      Workload program = bench.workload(text, settings.workloadSettings());
      bench.requireCpus(program, model, text.shortName());
      result =
          Simulation.run(
              RunConfig.of(
                      program, kernel, model, bench.scheduler(kernelSettings.schedulerFor(kernel)))
                  .withSeed(seed)
                  .withDigest(false)
                  .until(Math.min(settings.untilNanos(), last + 1))
                  .withChecks(!settings.noChecks)
                  .withOptions(
                      RunSettings.withPrefix("personality.", settings.allOptions()),
                      RunSettings.withPrefix("scheduler.", settings.allOptions()))
                  .withObservations(observations));
    }
    if (json) {
      surroundings.out().print(Json.text(objects(sights)));
    } else {
      sights.forEach(this::print);
    }
    RunResult.Failure failure = result.failure();
    if (failure != null) {
      surroundings.err().println("dramatis: the run failed: " + failure.message());
      return ExitCode.RUN_FAILED;
    }
    if (sights.size() < times.size()) {
      surroundings
          .err()
          .println(
              "note: the run ended at " + Units.time(result.endNanos()) + ", before the last time");
    }
    return ExitCode.OK;
  }

  /** The system's own reports, or a plain one where the kernel has none. */
  private static List<NativeTable> tables(Kernel kernel) {
    List<NativeTable> tables = kernel.tables();
    return tables.isEmpty() ? List.of(threads(kernel)) : tables;
  }

  private static NativeTable threads(Kernel kernel) {
    List<List<String>> rows = new ArrayList<>();
    for (ThreadInfo t : kernel.threads()) {
      rows.add(
          List.of(
              Integer.toString(t.processId()),
              Integer.toString(t.nativeId()),
              t.state(),
              t.waitChannel(),
              Integer.toString(t.priority()),
              Integer.toString(t.cpu()),
              t.name()));
    }
    return new NativeTable(
        "threads", List.of("PID", "ID", "STATE", "WCHAN", "PRI", "CPU", "NAME"), rows);
  }

  private void print(Sight sight) {
    for (NativeTable table : sight.tables()) {
      surroundings.out().println(Units.time(sight.nanos()) + "  " + table.command());
      List<List<String>> rows = new ArrayList<>();
      rows.add(table.columns());
      rows.addAll(table.rows());
      surroundings.out().print(ComparisonTable.aligned(rows, table.columns().size()));
      surroundings.out().println();
    }
  }

  private static Object objects(List<Sight> sights) {
    List<Object> all = new ArrayList<>();
    for (Sight sight : sights) {
      for (NativeTable table : sight.tables()) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("at", sight.nanos());
        object.put("command", table.command());
        object.put("columns", table.columns());
        object.put("rows", table.rows());
        all.add(object);
      }
    }
    return all;
  }
}
