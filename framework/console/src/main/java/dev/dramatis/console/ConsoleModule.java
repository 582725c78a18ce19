package dev.dramatis.console;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import org.osgi.framework.BundleContext;

/** How the parts of this bundle go together. */
final class ConsoleModule extends AbstractModule {
  private final BundleContext context;

  ConsoleModule(BundleContext context) {
    this.context = context;
  }

  @Override
  protected void configure() {
    binder().requireExplicitBindings();
    bind(BundleContext.class).toInstance(context);
    bind(Container.class).in(Singleton.class);
    bind(Terminal.class).in(Singleton.class);
    bind(Application.class).in(Singleton.class);
  }
}
