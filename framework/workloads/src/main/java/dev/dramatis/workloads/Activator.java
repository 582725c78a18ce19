package dev.dramatis.workloads;

import dev.dramatis.spi.workload.WorkloadReader;
import dev.dramatis.workloads.generator.GeneratorReader;
import dev.dramatis.workloads.rtapp.RtAppReader;
import dev.dramatis.workloads.scenario.ScenarioReader;
import java.util.List;
import org.osgi.annotation.bundle.Header;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/**
 * Offers the readers of this bundle as services. The framework withdraws them when the bundle
 * stops.
 */
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "${@class}")
public final class Activator implements BundleActivator {
  /** For the framework. */
  public Activator() {}

  @Override
  public void start(BundleContext context) {
    for (WorkloadReader reader : readers()) {
      context.registerService(WorkloadReader.class, reader, null);
    }
  }

  @Override
  public void stop(BundleContext context) {}

  /** All readers of this bundle, also for users without a container. */
  public static List<WorkloadReader> readers() {
    return List.of(new RtAppReader(), new GeneratorReader(), new ScenarioReader());
  }
}
