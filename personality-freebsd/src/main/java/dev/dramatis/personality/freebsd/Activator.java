package dev.dramatis.personality.freebsd;

import dev.dramatis.spi.kernel.Personality;
import org.osgi.annotation.bundle.Header;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/** Offers the personality while the bundle is active. */
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "${@class}")
public final class Activator implements BundleActivator {
  /** For the container. */
  public Activator() {}

  @Override
  public void start(BundleContext context) {
    context.registerService(Personality.class, new FreebsdPersonality(), null);
  }

  @Override
  public void stop(BundleContext context) {
    // the container takes the service back
  }
}
