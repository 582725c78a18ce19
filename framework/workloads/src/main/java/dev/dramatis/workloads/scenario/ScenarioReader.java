package dev.dramatis.workloads.scenario;

import dev.dramatis.spi.workload.Workload;
import dev.dramatis.spi.workload.WorkloadException;
import dev.dramatis.spi.workload.WorkloadReader;
import java.util.Map;

/** Reads scenario files. Stateless. */
public final class ScenarioReader implements WorkloadReader {
  /** What a file begins with, and the only schema so far. */
  static final String SCHEMA = "dramatis.scenario/1";

  /** For the activator, and for users without a container. */
  public ScenarioReader() {}

  @Override
  public String id() {
    return "scenario";
  }

  @Override
  public String title() {
    return "scenarios: a few threads and their system calls, for 'dramatis explore' (YAML)";
  }

  @Override
  public boolean accepts(String fileName, String text) {
    return fileName.endsWith(".scenario.yaml")
        || fileName.endsWith(".scenario.yml")
        || text.lines().limit(20).anyMatch(line -> line.strip().equals("schema: " + SCHEMA));
  }

  @Override
  public Workload read(String fileName, String text, Map<String, String> overrides)
      throws WorkloadException {
    if (!overrides.isEmpty()) {
      throw new WorkloadException(
          fileName,
          "a scenario has no settings to replace; drop --set "
              + overrides.keySet().iterator().next());
    }
    return read(fileName, text);
  }

  /** Reads a scenario. */
  public static Scenario read(String fileName, String text) throws WorkloadException {
    return new ScenarioParser(fileName, text).parse();
  }
}
