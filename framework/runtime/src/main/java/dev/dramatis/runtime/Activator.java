package dev.dramatis.runtime;

import dev.dramatis.runtime.api.BundleControl;
import dev.dramatis.runtime.api.Plugins;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.bundle.Header;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/** Offers {@link Plugins} and {@link BundleControl}. */
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "${@class}")
public final class Activator implements BundleActivator {
  private @Nullable Registry registry;

  /** For the framework. */
  public Activator() {}

  @Override
  public void start(BundleContext context) {
    Leases leases = new Leases();
    Registry opened = new Registry(context, leases);
    opened.open();
    registry = opened;
    context.registerService(Plugins.class, opened, null);
    context.registerService(BundleControl.class, new Bundles(context, leases), null);
  }

  @Override
  public void stop(BundleContext context) {
    Registry open = registry;
    registry = null;
    if (open != null) {
      open.close();
    }
  }
}
