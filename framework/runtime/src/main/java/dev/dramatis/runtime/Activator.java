package dev.dramatis.runtime;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Stage;
import dev.dramatis.runtime.api.BundleControl;
import dev.dramatis.runtime.api.Dropins;
import dev.dramatis.runtime.api.Plugins;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.bundle.Header;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/** Offers {@link Plugins}, {@link BundleControl} and {@link Dropins}. */
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "${@class}")
public final class Activator implements BundleActivator {
  private @Nullable Registry registry;

  /** For the framework. */
  public Activator() {}

  @Override
  public void start(BundleContext context) {
    Injector injector = Guice.createInjector(Stage.PRODUCTION, new RuntimeModule(context));
    Registry opened = injector.getInstance(Registry.class);
    opened.open();
    registry = opened;
    context.registerService(Plugins.class, opened, null);
    context.registerService(BundleControl.class, injector.getInstance(BundleControl.class), null);
    context.registerService(Dropins.class, injector.getInstance(Dropins.class), null);
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
