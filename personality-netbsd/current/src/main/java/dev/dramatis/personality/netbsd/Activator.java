package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.Personality;
import org.osgi.annotation.bundle.Header;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/**
 * Offers the personality while the bundle is active. The framework withdraws the service when the
 * bundle stops.
 */
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "${@class}")
public final class Activator implements BundleActivator {
  /** Called by the OSGi framework. */
  public Activator() {}

  @Override
  public void start(BundleContext context) {
    context.registerService(Personality.class, new NetbsdPersonality(), null);
  }

  @Override
  public void stop(BundleContext context) {}
}
