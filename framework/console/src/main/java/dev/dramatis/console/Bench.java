package dev.dramatis.console;

import dev.dramatis.lab.RunReport;
import dev.dramatis.machines.MachineException;
import dev.dramatis.runtime.api.BundleInfo;
import dev.dramatis.runtime.api.Lease;
import dev.dramatis.runtime.api.PluginException;
import dev.dramatis.runtime.api.PluginKind;
import dev.dramatis.runtime.api.Plugins;
import dev.dramatis.simulation.RunConfig;
import dev.dramatis.simulation.Simulation;
import dev.dramatis.simulation.Swap;
import dev.dramatis.spi.hardware.HardwareModel;
import dev.dramatis.spi.hardware.MachineDescription;
import dev.dramatis.spi.kernel.Personality;
import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.spi.workload.Workload;
import dev.dramatis.spi.workload.WorkloadException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Puts runs together from what the user named. All plugins are held by leases until this is closed.
 */
final class Bench implements AutoCloseable {
  private final Surroundings surroundings;
  private final String holder;
  private final List<Lease<?>> held = new ArrayList<>();
  private final Hardware hardware;
  private final Map<String, Personality> personalities = new HashMap<>();
  private final Map<String, SchedulerFactory> schedulers = new HashMap<>();
  private final Map<String, HardwareModel> models = new HashMap<>();

  Bench(Surroundings surroundings, String holder) throws PluginException {
    this.surroundings = surroundings;
    this.holder = holder;
    this.hardware = Hardware.open(surroundings.plugins(), holder);
  }

  Personality personality(String id) throws PluginException {
    return cached(personalities, PluginKind.PERSONALITY, id);
  }

  SchedulerFactory scheduler(String id) throws PluginException {
    return cached(schedulers, PluginKind.SCHEDULER, id);
  }

  private <T> T cached(Map<String, T> cache, PluginKind<T> kind, String id) throws PluginException {
    T known = cache.get(id);
    if (known != null) {
      return known;
    }
    Lease<T> lease = surroundings.plugins().lease(kind, id, holder);
    held.add(lease);
    cache.put(id, lease.get());
    return lease.get();
  }

  MachineDescription machine(String idOrFile) throws UserException, MachineException {
    return hardware.description(idOrFile);
  }

  HardwareModel model(String idOrFile) throws UserException, MachineException {
    HardwareModel known = models.get(idOrFile);
    if (known == null) {
      known = hardware.model(hardware.description(idOrFile));
      models.put(idOrFile, known);
    }
    return known;
  }

  Workload workload(WorkloadText text, Map<String, String> settings)
      throws UserException, PluginException, WorkloadException {
    return text.read(surroundings.plugins(), settings, holder, held);
  }

  /** Swaps as the user wrote them, {@code personality=ID@TIME} or {@code scheduler=ID@TIME}. */
  List<Swap> swaps(List<String> texts) throws UserException, PluginException {
    List<Swap> swaps = new ArrayList<>();
    for (String text : texts) {
      int equals = text.indexOf('=');
      int at = text.lastIndexOf('@');
      if (equals <= 0 || at < equals) {
        throw UserException.badInput(
            "--swap: '" + text + "' is no swap; write personality=ID@TIME or scheduler=ID@TIME");
      }
      String id = text.substring(equals + 1, at);
      long when = RunSettings.time("--swap", text.substring(at + 1));
      swaps.add(
          switch (text.substring(0, equals)) {
            case "personality" -> new Swap.ToPersonality(when, personality(id));
            case "scheduler" -> new Swap.ToScheduler(when, scheduler(id));
            default ->
                throw UserException.badInput(
                    "--swap: '"
                        + text.substring(0, equals)
                        + "' cannot be swapped; personality and scheduler can");
          });
    }
    swaps.sort(Comparator.comparingLong(Swap::atNanos));
    return swaps;
  }

  void requireCpus(Workload workload, HardwareModel model, String workloadName)
      throws UserException {
    int cpus = model.topology().cpuCount();
    if (workload.minimumCpus() > cpus) {
      throw UserException.badInput(
          workloadName
              + " needs "
              + workload.minimumCpus()
              + " CPUs, and "
              + model.id()
              + " has "
              + cpus
              + "; choose a larger machine");
    }
  }

  /** Refuses what could only be ended by killing the program, without a result. */
  static void requireEnd(Workload workload, long untilNanos, String workloadName)
      throws UserException {
    if (workload.endless() && untilNanos == Long.MAX_VALUE) {
      throw UserException.badInput(
          workloadName
              + " goes on for ever, and has no duration; say when to end, such as --until 10s");
    }
  }

  /**
   * Refuses options that none of these would ask for, and values that they cannot do with; nothing
   * is skipped in silence.
   */
  void requireKnownOptions(Map<String, String> options, List<RunConfig> runs) throws UserException {
    if (options.isEmpty()) {
      return;
    }
    Set<String> known = new TreeSet<>();
    for (RunConfig run : runs) {
      try {
        Simulation.OptionNames names = Simulation.optionNames(run);
        names.personality().forEach(name -> known.add("personality." + name));
        names.scheduler().forEach(name -> known.add("scheduler." + name));
      } catch (IllegalArgumentException e) {
        throw refused(run, options, e);
      }
    }
    for (String option : options.keySet()) {
      if (!known.contains(option)) {
        throw UserException.badInput(
            "--option: nobody here knows '"
                + option
                + "'; "
                + (known.isEmpty()
                    ? "these parts have no options"
                    : "there are: " + String.join(", ", known)));
      }
    }
  }

  /** Names the option that is to blame: the one that does not do on its own either. */
  private static UserException refused(
      RunConfig run, Map<String, String> options, IllegalArgumentException problem) {
    String blamed = "";
    for (Map.Entry<String, String> option : options.entrySet()) {
      Map<String, String> alone = Map.of(option.getKey(), option.getValue());
      try {
        Simulation.optionNames(withOptions(run, alone));
      } catch (IllegalArgumentException e) {
        blamed = option.getKey() + "=" + option.getValue() + ": ";
        break;
      }
    }
    String message =
        problem instanceof NumberFormatException
            ? "a whole number is needed"
            : String.valueOf(problem.getMessage());
    // Some messages begin with the option already.
    return UserException.badInput(
        "--option: " + (blamed.contains(message.split(":", 2)[0]) ? "" : blamed) + message);
  }

  /** Bundles that can influence a run, with their versions. */
  Map<String, String> versions() {
    Map<String, String> versions = new TreeMap<>();
    for (BundleInfo bundle : surroundings.bundles().bundles()) {
      if (bundle.symbolicName().startsWith("dev.dramatis.") || isPlugin(bundle.symbolicName())) {
        versions.put(bundle.symbolicName(), bundle.version());
      }
    }
    versions.remove("dev.dramatis.console");
    return versions;
  }

  /** Bundle and version that a personality comes from; empty if it is not known. */
  String bundleOf(String personality) {
    return surroundings.plugins().list(PluginKind.PERSONALITY).stream()
        .filter(info -> info.id().equals(personality))
        .map(info -> info.bundle() + " " + info.version())
        .findFirst()
        .orElse("");
  }

  private boolean isPlugin(String bundle) {
    Plugins plugins = surroundings.plugins();
    return List.of(
            PluginKind.PERSONALITY, PluginKind.HARDWARE, PluginKind.SCHEDULER, PluginKind.WORKLOAD)
        .stream()
        .anyMatch(
            kind -> plugins.list(kind).stream().anyMatch(info -> info.bundle().equals(bundle)));
  }

  static RunConfig config(
      Workload workload,
      Personality personality,
      HardwareModel model,
      SchedulerFactory scheduler,
      RunReport.Inputs inputs,
      List<Swap> swaps) {
    RunConfig run =
        RunConfig.of(workload, personality, model, scheduler)
            .withSeed(inputs.seed())
            .until(inputs.untilNanos())
            .withChecks(inputs.checks())
            .withSwaps(swaps);
    return withOptions(run, inputs.options());
  }

  private static RunConfig withOptions(RunConfig run, Map<String, String> options) {
    return run.withOptions(
        RunSettings.withPrefix("personality.", options),
        RunSettings.withPrefix("scheduler.", options));
  }

  @Override
  public void close() {
    personalities.clear();
    schedulers.clear();
    models.clear();
    held.forEach(Lease::close);
    hardware.close();
  }
}
