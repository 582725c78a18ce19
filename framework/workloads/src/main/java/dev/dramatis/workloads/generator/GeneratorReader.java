package dev.dramatis.workloads.generator;

import dev.dramatis.spi.workload.Launcher;
import dev.dramatis.spi.workload.Workload;
import dev.dramatis.spi.workload.WorkloadException;
import dev.dramatis.spi.workload.WorkloadReader;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes workloads from names such as {@code hackbench:g=1,f=3,l=300}. The name stands where a file
 * name would stand; there is no text. Every generator also takes {@code duration}, after which the
 * run ends. Stateless.
 */
public final class GeneratorReader implements WorkloadReader {
  private static final Map<String, Generator> GENERATORS = generators();

  /** For the activator, and for users without a container. */
  public GeneratorReader() {}

  @Override
  public String id() {
    return "generator";
  }

  @Override
  public String title() {
    return "generated: " + String.join(", ", GENERATORS.keySet());
  }

  @Override
  public boolean accepts(String fileName, String text) {
    return text.isBlank() && GENERATORS.containsKey(kind(fileName));
  }

  @Override
  public Workload read(String fileName, String text, Map<String, String> overrides)
      throws WorkloadException {
    Generator generator = GENERATORS.get(kind(fileName));
    if (generator == null) {
      throw new WorkloadException(
          fileName,
          1,
          1,
          "no generator of that name; there are " + String.join(", ", GENERATORS.keySet()));
    }
    if (!text.isBlank()) {
      throw new WorkloadException(fileName, "a generator has no text; remove it");
    }
    Parameters parameters = Parameters.parse(fileName, fileName.indexOf(':'), overrides);
    long duration = parameters.time("duration", Long.MAX_VALUE, 1_000_000_000);
    Start start = generator.prepare(parameters);
    parameters.finish();
    return new Generated(fileName, duration, start);
  }

  private static String kind(String name) {
    int colon = name.indexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }

  private static Map<String, Generator> generators() {
    Map<String, Generator> all = new LinkedHashMap<>();
    all.put("hackbench", Hackbench::prepare);
    all.put("pipe", Hackbench::preparePair);
    all.put("cyclictest", Periodic::prepareCyclictest);
    all.put("periodic", Periodic::prepare);
    all.put("threads", Crowds::prepareThreads);
    all.put("yield-storm", Crowds::prepareYieldStorm);
    all.put("lock-storm", Crowds::prepareLockStorm);
    all.put("create-join", Crowds::prepareCreateJoin);
    all.put("protect", Protections::prepare);
    return all;
  }

  /** Understands parameters. */
  interface Generator {
    Start prepare(Parameters parameters) throws WorkloadException;
  }

  /** Sets up a run. */
  interface Start {
    void on(Launcher launcher, int process);
  }

  private record Generated(String name, long duration, Start start) implements Workload {
    @Override
    public void start(Launcher launcher) {
      start.on(launcher, launcher.newProcess(name));
    }
  }
}
