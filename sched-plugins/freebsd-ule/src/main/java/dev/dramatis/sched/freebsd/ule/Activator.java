package dev.dramatis.sched.freebsd.ule;

import dev.dramatis.spi.sched.Scheduler;
import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.spi.sched.SchedulerHost;
import java.util.Dictionary;
import java.util.Hashtable;
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
    SchedulerFactory factory = factory();
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put("dramatis.id", factory.id());
    context.registerService(SchedulerFactory.class, factory, properties);
  }

  @Override
  public void stop(BundleContext context) {}

  /** Makes {@link Ule}; also for users without a container. */
  public static SchedulerFactory factory() {
    return new Factory();
  }

  private static final class Factory implements SchedulerFactory {
    @Override
    public String id() {
      return "freebsd-ule";
    }

    @Override
    public String title() {
      return "FreeBSD's ULE: interactive threads first, a calendar queue for the others, a queue"
          + " for each CPU";
    }

    @Override
    public Scheduler create(SchedulerHost host) {
      return new Ule(host);
    }
  }
}
