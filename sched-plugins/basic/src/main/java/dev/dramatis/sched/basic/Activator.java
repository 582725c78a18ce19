package dev.dramatis.sched.basic;

import dev.dramatis.spi.sched.SchedulerFactory;
import org.osgi.annotation.bundle.Header;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/**
 * Offers the schedulers of this bundle as services. The framework withdraws them when the bundle
 * stops.
 */
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "${@class}")
public final class Activator implements BundleActivator {
  /** For the framework. */
  public Activator() {}

  @Override
  public void start(BundleContext context) {
    for (SchedulerFactory factory : BasicSchedulers.all()) {
      context.registerService(SchedulerFactory.class, factory, null);
    }
  }

  @Override
  public void stop(BundleContext context) {}
}
