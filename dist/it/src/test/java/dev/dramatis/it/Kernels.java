package dev.dramatis.it;

import dev.dramatis.explore.scenario.Library;
import dev.dramatis.explore.scenario.Setup;
import dev.dramatis.personality.freebsd.FreebsdPersonality;
import dev.dramatis.personality.netbsd.NetbsdPersonality;
import dev.dramatis.spi.kernel.Personality;
import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.spi.workload.WorkloadException;
import dev.dramatis.workloads.scenario.Scenario;
import dev.dramatis.workloads.scenario.ScenarioReader;
import java.util.Map;
import java.util.Objects;

/** Both personalities with their own schedulers, ready to be explored, without a container. */
final class Kernels {
  private static final Map<String, Personality> PERSONALITIES =
      Map.of("netbsd", new NetbsdPersonality(), "freebsd", new FreebsdPersonality());

  private Kernels() {}

  static Personality personality(String id) {
    return Objects.requireNonNull(PERSONALITIES.get(id), id);
  }

  static SchedulerFactory scheduler(String id) {
    return AllSchedulers.factories().stream()
        .filter(f -> f.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no scheduler " + id));
  }

  static Setup setup(String personality, Scenario scenario) {
    Personality kernel = personality(personality);
    String scheduler = kernel.defaultScheduler();
    return Setup.of(scenario, personality, kernel, scheduler, scheduler(scheduler));
  }

  /** A scenario of the library, or the text of one. */
  static Scenario scenario(String nameOrText) throws WorkloadException {
    return nameOrText.contains("\n")
        ? ScenarioReader.read("test.scenario.yaml", nameOrText)
        : Objects.requireNonNull(Library.find(nameOrText), nameOrText);
  }
}
