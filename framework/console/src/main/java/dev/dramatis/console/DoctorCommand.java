package dev.dramatis.console;

import dev.dramatis.lab.Json;
import dev.dramatis.lab.compare.ComparisonTable;
import dev.dramatis.runtime.api.BundleInfo;
import dev.dramatis.runtime.api.PluginException;
import dev.dramatis.runtime.api.PluginKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    description =
        "Checks the installation and says how to mend what is wrong. Exit code 3 if something is.")
final class DoctorCommand implements Callable<Integer> {
  private static final int JAVA = 25;

  private final Surroundings surroundings;

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  DoctorCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws PluginException, IOException {
    List<String> problems = new ArrayList<>();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("dramatis", VersionText.version());
    facts.put("java", Runtime.version().toString());
    facts.put("java_home", System.getProperty("java.home"));
    facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    facts.put("host_cpus", Runtime.getRuntime().availableProcessors());
    facts.put("memory_mib", Runtime.getRuntime().maxMemory() >> 20);
    facts.put("coroutines", coroutines(problems));
    if (Runtime.version().feature() < JAVA) {
      problems.add("Java " + JAVA + " or newer is needed; set JAVA_HOME to one");
    }
    bundles(facts, problems);
    plugins(facts, problems);
    facts.put("problems", problems);
    facts.put("healthy", problems.isEmpty());
    if (json) {
      surroundings.out().print(Json.text(facts));
    } else {
      print(facts, problems);
    }
    return problems.isEmpty() ? ExitCode.OK : ExitCode.ENVIRONMENT;
  }

  /** The engine decides the same way; both kinds give the same runs. */
  private static String coroutines(List<String> problems) {
    String wish = System.getProperty("dramatis.coroutines", "auto").toLowerCase(Locale.ROOT);
    boolean exported =
        Object.class.getModule().isExported("jdk.internal.vm", DoctorCommand.class.getModule());
    return switch (wish) {
      case "virtual" -> "virtual threads, as asked for; continuations would be faster";
      case "auto", "continuation" -> {
        if (exported) {
          yield "continuation";
        }
        if (wish.equals("continuation")) {
          problems.add(
              "-Ddramatis.coroutines=continuation needs"
                  + " --add-exports=java.base/jdk.internal.vm=ALL-UNNAMED; start with ./dramatis,"
                  + " or leave the setting out");
        }
        yield "virtual threads: the JVM does not export its continuations; runs are the same but"
            + " slower";
      }
      default -> {
        problems.add(
            "-Ddramatis.coroutines=" + wish + " is unknown; use auto, continuation or virtual");
        yield "unknown";
      }
    };
  }

  private void bundles(Map<String, Object> facts, List<String> problems) {
    List<Object> list = new ArrayList<>();
    for (BundleInfo bundle : surroundings.bundles().bundles()) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("bundle", bundle.symbolicName());
      entry.put("version", bundle.version());
      entry.put("state", bundle.state());
      list.add(entry);
      if (!bundle.state().equals("ACTIVE") && !bundle.state().equals("FRAGMENT")) {
        problems.add(
            "bundle "
                + bundle.symbolicName()
                + " is not active ("
                + bundle.state()
                + "); the reason stands in the first lines of this program's messages");
      }
    }
    facts.put("bundles", list);
  }

  private void plugins(Map<String, Object> facts, List<String> problems) throws PluginException {
    Map<String, Object> counts = new LinkedHashMap<>();
    for (PluginKind<?> kind :
        List.of(
            PluginKind.PERSONALITY,
            PluginKind.HARDWARE,
            PluginKind.SCHEDULER,
            PluginKind.WORKLOAD)) {
      int count = surroundings.plugins().list(kind).size();
      counts.put(kind.plural().replace(' ', '_'), count);
      if (count == 0) {
        problems.add(
            "no "
                + kind.noun()
                + " is there; put a bundle that offers one into the folder dropins");
      }
    }
    problems.addAll(surroundings.plugins().conflicts());
    if (surroundings.plugins().conflicts().isEmpty()) {
      try (Hardware hardware = Hardware.open(surroundings.plugins(), "doctor")) {
        counts.put("machines", hardware.machines().size());
        problems.addAll(hardware.problems());
      }
    }
    facts.put("plugins", counts);
  }

  private void print(Map<String, Object> facts, List<String> problems) {
    List<List<String>> rows = new ArrayList<>();
    facts.forEach((key, value) -> {
      switch (value) {
        case List<?> list when key.equals("bundles") ->
            rows.add(List.of(key, list.size() + " installed"));
        case List<?> list -> {
          // Printed below.
        }
        case Map<?, ?> map ->
            map.forEach((k, v) ->
                rows.add(List.of(String.valueOf(k).replace('_', ' '), String.valueOf(v))));
        default -> rows.add(List.of(key.replace('_', ' '), String.valueOf(value)));
      }
    });
    surroundings.out().print(ComparisonTable.aligned(rows, 2));
    surroundings.out().println();
    if (problems.isEmpty()) {
      surroundings.out().println("All is well.");
    } else {
      problems.forEach(p -> surroundings.out().println("! " + p));
    }
  }
}
