package dev.dramatis.runtime.plugin;

import dev.dramatis.spi.sched.Scheduler;
import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.spi.sched.SchedulerHost;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/**
 * A scheduler plugin whose id and title come from its manifest; lives in bundles that the tests
 * pack.
 */
public final class TestPlugin implements BundleActivator {
  /** For the framework. */
  public TestPlugin() {}

  @Override
  public void start(BundleContext context) {
    String id = context.getBundle().getHeaders().get("Test-Id");
    String title = context.getBundle().getHeaders().get("Test-Title");
    context.registerService(SchedulerFactory.class, new Factory(id, title), null);
  }

  @Override
  public void stop(BundleContext context) {}

  private record Factory(String id, String title) implements SchedulerFactory {
    @Override
    public Scheduler create(SchedulerHost host) {
      throw new UnsupportedOperationException();
    }
  }
}
