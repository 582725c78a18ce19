package dev.dramatis.console;

import dev.dramatis.lab.RunReport;
import dev.dramatis.lab.compare.Cell;
import dev.dramatis.lab.compare.CellJob;
import dev.dramatis.lab.compare.CellKey;
import dev.dramatis.lab.compare.CellResult;
import dev.dramatis.lab.compare.CellStore;
import dev.dramatis.lab.compare.Comparison;
import dev.dramatis.lab.compare.ComparisonTable;
import dev.dramatis.lab.compare.MatrixRunner;
import dev.dramatis.lab.compare.ResultFiles;
import dev.dramatis.lab.compare.Variant;
import dev.dramatis.machines.MachineException;
import dev.dramatis.runtime.api.PluginException;
import dev.dramatis.simulation.RunConfig;
import dev.dramatis.spi.hardware.HardwareModel;
import dev.dramatis.spi.kernel.Personality;
import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.spi.workload.Workload;
import dev.dramatis.spi.workload.WorkloadException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    sortOptions = false,
    description = {
      "Runs every workload on every combination and shows where they differ and why.",
      "Finished runs are kept in OUT/cells and not done again: an interrupted comparison goes on"
          + " where it stopped. Writes OUT/report.html, OUT/results.csv and OUT/results.json. Exit"
          + " code 1 if a run fails."
    })
final class CompareCommand implements Callable<Integer> {
  /** More would not fit in memory, nor into anybody's patience. */
  private static final int MOST_RUNS = 100_000;

  private final Surroundings surroundings;

  @Option(
      names = {"-w", "--workload"},
      paramLabel = "FILE",
      required = true,
      arity = "1..*",
      description = "Workload files, or names of generators.")
  private List<String> workloads = new ArrayList<>();

  @Option(
      names = {"-p", "--personality"},
      paramLabel = "ID",
      required = true,
      split = ",",
      description = "Kernels, separated by commas.")
  private List<String> personalities = new ArrayList<>();

  @Option(
      names = {"-H", "--hardware"},
      paramLabel = "ID",
      required = true,
      split = ",",
      description = "Machines or machine files, separated by commas.")
  private List<String> hardware = new ArrayList<>();

  @Option(
      names = {"-s", "--scheduler"},
      paramLabel = "ID",
      split = ",",
      description = "Schedulers, separated by commas; each personality's own unless given.")
  private List<String> schedulers = new ArrayList<>();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "Run with seeds 1 to N; 1 unless given.")
  private int seeds = 1;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Folder for the results.")
  private Path out = Path.of(".");

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "Runs at a time; as many as the host has CPUs unless given.")
  private int jobs = Runtime.getRuntime().availableProcessors();

  @Mixin private RunSettings settings = new RunSettings();

  CompareCommand(Surroundings surroundings) {
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
    if (seeds < 1) {
      throw UserException.badInput("--seeds: at least 1 is needed");
    }
    if (jobs < 1) {
      throw UserException.badInput("--jobs: at least 1 is needed");
    }
    makeFolder();
    try (Bench bench = new Bench(surroundings, "comparison in " + out)) {
      List<CellJob> cells = cells(bench);
      Comparison comparison = new Comparison(run(cells));
      ResultFiles.write(out, comparison);
      surroundings.out().print(ComparisonTable.text(comparison));
      surroundings.out().println();
      surroundings.out().println("report: " + out.resolve("report.html"));
      comparison.failures().forEach(f -> surroundings.err().println("dramatis: " + f));
      return comparison.failures().isEmpty() ? ExitCode.OK : ExitCode.RUN_FAILED;
    }
  }

  private void makeFolder() throws UserException {
    if (out.toString().isEmpty()) {
      throw UserException.badInput("--out: the name of the folder is empty");
    }
    try {
      Files.createDirectories(out);
    } catch (IOException e) {
      throw UserException.badInput("--out: " + CommandLineInterface.describe(e));
    }
  }

  private Map<Cell, CellResult> run(List<CellJob> cells) throws IOException, InterruptedException {
    // Made beforehand: when it is needed the bundles may be closed already, and load no class.
    String message =
        "\ndramatis: interrupted; finished runs are kept in "
            + out.resolve("cells")
            + ", and the same command goes on from there";
    PrintWriter err = surroundings.err();
    Thread farewell = new Thread(() -> err.println(message));
    ProgressBar bar = new ProgressBar(surroundings);
    Runtime.getRuntime().addShutdownHook(farewell);
    try {
      return new MatrixRunner(new CellStore(out.resolve("cells")), jobs).run(cells, bar);
    } finally {
      bar.close();
      try {
        Runtime.getRuntime().removeShutdownHook(farewell);
      } catch (IllegalStateException e) {
        // The JVM is on its way out: the hook is wanted.
      }
    }
  }

  /** What each workload is called in tables: its short name unless two have the same. */
  private static Map<String, String> labels(List<WorkloadText> texts) throws UserException {
    Map<String, String> labels = new LinkedHashMap<>();
    for (WorkloadText text : texts) {
      boolean alone =
          texts.stream().filter(t -> t.shortName().equals(text.shortName())).count() == 1;
      String label = alone ? text.shortName() : text.name();
      if (labels.put(text.name(), label) != null) {
        throw UserException.badInput(
            "--workload: " + text.name() + " is named twice; name each workload once");
      }
    }
    return labels;
  }

  private List<CellJob> cells(Bench bench)
      throws UserException, PluginException, MachineException, WorkloadException {
    Map<String, String> hashes = hashes(bench);
    Map<String, String> overrides = settings.workloadSettings();
    Map<String, String> options = settings.allOptions();
    long until = settings.untilNanos();
    List<CellJob> cells = new ArrayList<>();
    Set<Cell> seen = new HashSet<>();
    Map<String, RunConfig> kinds = new LinkedHashMap<>();
    List<WorkloadText> texts = new ArrayList<>();
    for (String name : workloads) {
      texts.add(WorkloadText.of(name));
    }
    Map<String, String> labels = labels(texts);
    Set<String> notes = new LinkedHashSet<>();
    for (WorkloadText text : texts) {
      String label = labels.get(text.name());
      for (String personality : personalities) {
        Personality kernel = bench.personality(personality.strip());
        List<String> policies =
            schedulers.isEmpty() ? List.of(kernel.defaultScheduler()) : schedulers;
        for (String policyId : policies) {
          SchedulerFactory policy = bench.scheduler(policyId.strip());
          for (String machine : hardware) {
            HardwareModel model = bench.model(machine.strip());
            Workload program = bench.workload(text, overrides);
            bench.requireCpus(program, model, label);
            Bench.requireEnd(program, until, label);
            program.notes().forEach(note -> notes.add(label + ": " + note));
            Variant variant =
                new Variant(
                    personality.strip(), model.id(), policyId.strip(), schedulers.isEmpty());
            for (long seed = 1; seed <= seeds; seed++) {
              if (cells.size() == MOST_RUNS) {
                throw UserException.badInput(
                    "the comparison has more than " + MOST_RUNS + " runs; take fewer seeds");
              }
              Cell cell = new Cell(label, variant, seed);
              if (!seen.add(cell)) {
                throw UserException.badInput(
                    "the comparison has " + cell.label() + " twice; name each part once");
              }
              RunReport.Inputs inputs =
                  new RunReport.Inputs(
                      label,
                      text.sha256(),
                      variant.personality(),
                      variant.hardware(),
                      variant.scheduler(),
                      seed,
                      until,
                      overrides,
                      options,
                      List.of(),
                      !settings.noChecks,
                      bench.versions());
              String key = key(inputs, hashes, bench.machine(machine.strip()).toString());
              RunConfig config = Bench.config(program, kernel, model, policy, inputs, List.of());
              kinds.putIfAbsent(variant.personality() + " " + variant.scheduler(), config);
              cells.add(new CellJob(cell, key, () -> CellResult.run(config, inputs)));
            }
          }
        }
      }
    }
    bench.requireKnownOptions(options, List.copyOf(kinds.values()));
    notes.forEach(note -> surroundings.err().println("note: " + note));
    return cells;
  }

  private Map<String, String> hashes(Bench bench) throws PluginException {
    Map<String, String> hashes = new TreeMap<>();
    for (String bundle : bench.versions().keySet()) {
      hashes.put(bundle, surroundings.bundles().contentHash(bundle));
    }
    return hashes;
  }

  /**
   * Everything that decides a run: names alone would not do, since a file or a bundle may change
   * under its name.
   */
  private static String key(RunReport.Inputs inputs, Map<String, String> hashes, String machine) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("format", CellResult.SCHEMA);
    all.put("workload", inputs.workload());
    all.put("text", inputs.workloadSha256());
    all.put("personality", inputs.personality());
    all.put("hardware", inputs.hardware());
    all.put("machine", machine);
    all.put("scheduler", inputs.scheduler());
    all.put("seed", Long.toString(inputs.seed()));
    all.put("until", Long.toString(inputs.untilNanos()));
    all.put("checks", Boolean.toString(inputs.checks()));
    new TreeMap<>(inputs.settings()).forEach((k, v) -> all.put("set " + k, v));
    new TreeMap<>(inputs.options()).forEach((k, v) -> all.put("option " + k, v));
    hashes.forEach((k, v) -> all.put("bundle " + k, v));
    return CellKey.of(all);
  }
}
