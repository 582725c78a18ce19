package dev.dramatis.sched.basic;

import dev.dramatis.spi.sched.SchedulerFactory;
import java.util.List;
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
      context.registerService(SchedulerFactory.class, factory, null);
    }
  }

  @Override
  public void stop(BundleContext context) {}

  /** All schedulers of this bundle, also for users without a container. */
  public static List<SchedulerFactory> factories() {
    return List.of(roundRobin(), priority(), capacity());
  }

  /** Makes {@link RoundRobin}. */
  public static SchedulerFactory roundRobin() {
    return SchedulerFactory.of(
        "round-robin", "turns of equal length, priorities ignored", RoundRobin::new);
  }

  /** Makes {@link PriorityScheduler}. */
  public static SchedulerFactory priority() {
    return SchedulerFactory.of(
        "priority", "strict fixed priorities, turns among equals", PriorityScheduler::new);
  }

  /** Makes {@link CapacityScheduler}. */
  public static SchedulerFactory capacity() {
    return SchedulerFactory.of(
        "capacity",
        "the smallest core that fits, by the capacities that the machine declares",
        CapacityScheduler::new);
  }
}
