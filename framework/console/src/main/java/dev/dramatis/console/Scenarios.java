package dev.dramatis.console;

import dev.dramatis.explore.scenario.Library;
import dev.dramatis.spi.workload.WorkloadException;
import dev.dramatis.workloads.scenario.Scenario;
import dev.dramatis.workloads.scenario.ScenarioReader;

/** Scenarios as the user named them: files, or names of the library. */
final class Scenarios {
  private Scenarios() {}

  static Scenario named(String name) throws UserException, WorkloadException {
    Scenario known = Library.find(name);
    if (known != null) {
      return known;
    }
    WorkloadText text = WorkloadText.of(name);
    if (text.text().isEmpty()) {
      throw UserException.badInput(
          "--scenario: there is no file '"
              + name
              + "', and no scenario of that name in the library; see 'dramatis explore --list -p"
              + " NAME'");
    }
    return ScenarioReader.read(name, text.text());
  }
}
