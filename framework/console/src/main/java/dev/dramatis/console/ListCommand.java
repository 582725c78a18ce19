package dev.dramatis.console;

import dev.dramatis.lab.Json;
import dev.dramatis.lab.compare.ComparisonTable;
import dev.dramatis.runtime.api.PluginException;
import dev.dramatis.runtime.api.PluginInfo;
import dev.dramatis.runtime.api.PluginKind;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    description = "Lists personalities, hardware, schedulers and workload formats.")
final class ListCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Option(names = "--json", description = "As JSON: objects with id, title, bundle and version.")
  private boolean json;

  ListCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws PluginException, IOException {
    Map<String, List<PluginInfo>> all = new LinkedHashMap<>();
    all.put("personalities", surroundings.plugins().list(PluginKind.PERSONALITY));
    List<String> problems;
    try (Hardware hardware = Hardware.open(surroundings.plugins(), "list")) {
      all.put(
          "hardware",
          hardware.machines().values().stream()
              .map(m ->
                  new PluginInfo(
                      m.description().id(),
                      m.description().title(),
                      m.source().bundle(),
                      m.source().version()))
              .toList());
      problems = new ArrayList<>(hardware.problems());
    }
    all.put("schedulers", surroundings.plugins().list(PluginKind.SCHEDULER));
    all.put("workloads", surroundings.plugins().list(PluginKind.WORKLOAD));
    problems.addAll(surroundings.plugins().conflicts());
    if (json) {
      surroundings.out().print(Json.text(objects(all)));
    } else {
      print(all);
    }
    problems.forEach(p -> surroundings.err().println("dramatis: " + p));
    return ExitCode.OK;
  }

  private static Object objects(Map<String, List<PluginInfo>> all) {
    Map<String, Object> result = new LinkedHashMap<>();
    all.forEach((key, infos) ->
        result.put(
            key,
            infos.stream()
                .map(i -> {
                  Map<String, Object> object = new LinkedHashMap<>();
                  object.put("id", i.id());
                  object.put("title", i.title());
                  object.put("bundle", i.bundle());
                  object.put("version", i.version());
                  return object;
                })
                .toList()));
    return result;
  }

  private void print(Map<String, List<PluginInfo>> all) {
    PrintWriter out = surroundings.out();
    all.forEach((key, infos) -> {
      out.println(key);
      if (infos.isEmpty()) {
        out.println("  none");
      } else {
        List<List<String>> rows =
            infos.stream()
                .map(i -> List.of("  " + i.id(), i.title(), i.bundle() + " " + i.version()))
                .toList();
        out.print(ComparisonTable.aligned(rows, 3));
      }
      out.println();
    });
  }
}
