package dev.dramatis.runtime.api;

import dev.dramatis.spi.hardware.HardwareFamily;
import dev.dramatis.spi.kernel.Personality;
import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.spi.workload.WorkloadReader;

/**
 * What a bundle can offer, and as which service.
 *
 * @param <T> type of the service
 */
public final class PluginKind<T> {
  /** Kernels. */
  public static final PluginKind<Personality> PERSONALITY =
      new PluginKind<>("personality", "personalities", Personality.class);

  /** Architectures; their id is the ISA. */
  public static final PluginKind<HardwareFamily> HARDWARE =
      new PluginKind<>("hardware family", "hardware families", HardwareFamily.class);

  /** Policies. */
  public static final PluginKind<SchedulerFactory> SCHEDULER =
      new PluginKind<>("scheduler", "schedulers", SchedulerFactory.class);

  /** Formats of workload files. */
  public static final PluginKind<WorkloadReader> WORKLOAD =
      new PluginKind<>("workload format", "workload formats", WorkloadReader.class);

  private final String noun;
  private final String plural;
  private final Class<T> service;

  private PluginKind(String noun, String plural, Class<T> service) {
    this.noun = noun;
    this.plural = plural;
    this.service = service;
  }

  /** What it is called in messages. */
  public String noun() {
    return noun;
  }

  /** What several are called. */
  public String plural() {
    return plural;
  }

  /** Type of the service. */
  public Class<T> service() {
    return service;
  }

  @Override
  public String toString() {
    return noun;
  }
}
