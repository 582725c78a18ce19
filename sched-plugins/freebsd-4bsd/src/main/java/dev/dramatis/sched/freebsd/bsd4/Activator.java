package dev.dramatis.sched.freebsd.bsd4;

import dev.dramatis.spi.sched.SchedulerFactory;
import org.osgi.annotation.bundle.Header;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/** Offers the scheduler as a service. The framework withdraws it when the bundle stops. */
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "${@class}")
public final class Activator implements BundleActivator {
  /** For the framework. */
  public Activator() {}

  @Override
  public void start(BundleContext context) {
    context.registerService(SchedulerFactory.class, factory(), null);
  }

  @Override
  public void stop(BundleContext context) {}

  /** Makes {@link FreebsdBsd4}; also for users without a container. */
  public static SchedulerFactory factory() {
    return SchedulerFactory.of(
        "freebsd-4bsd",
        "FreeBSD's 4BSD: one queue for all CPUs, priority falls with CPU use",
        FreebsdBsd4::new);
  }
}
