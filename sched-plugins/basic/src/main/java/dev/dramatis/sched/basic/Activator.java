package dev.dramatis.sched.basic;

import dev.dramatis.spi.sched.Scheduler;
import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.spi.sched.SchedulerHost;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.function.Function;
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
    for (SchedulerFactory factory : factories()) {
      Dictionary<String, Object> properties = new Hashtable<>();
      properties.put("dramatis.id", factory.id());
      context.registerService(SchedulerFactory.class, factory, properties);
    }
  }

  @Override
  public void stop(BundleContext context) {}

  /** All schedulers of this bundle, also for users without a container. */
  public static List<SchedulerFactory> factories() {
    return List.of(roundRobin(), priority());
  }

  /** Makes {@link RoundRobin}. */
  public static SchedulerFactory roundRobin() {
    return new Factory("round-robin", "turns of equal length, priorities ignored", RoundRobin::new);
  }

  /** Makes {@link PriorityScheduler}. */
  public static SchedulerFactory priority() {
    return new Factory(
        "priority", "strict fixed priorities, turns among equals", PriorityScheduler::new);
  }

  private record Factory(String id, String title, Function<SchedulerHost, Scheduler> maker)
      implements SchedulerFactory {
    @Override
    public Scheduler create(SchedulerHost host) {
      return maker.apply(host);
    }
  }
}
