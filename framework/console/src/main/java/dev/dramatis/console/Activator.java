package dev.dramatis.console;

import com.google.inject.Guice;
import com.google.inject.Stage;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.concurrent.Callable;
import org.osgi.annotation.bundle.Header;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/** Offers the command line as the application {@code console}. */
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "${@class}")
public final class Activator implements BundleActivator {
  /** For the framework. */
  public Activator() {}

  @Override
  public void start(BundleContext context) {
    Application application =
        Guice.createInjector(Stage.PRODUCTION, new ConsoleModule(context))
            .getInstance(Application.class);
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put("dramatis.application", "console");
    context.registerService(Callable.class, application, properties);
  }

  @Override
  public void stop(BundleContext context) {}
}
