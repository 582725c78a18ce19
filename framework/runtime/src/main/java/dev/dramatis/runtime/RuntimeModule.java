package dev.dramatis.runtime;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.dramatis.runtime.api.BundleControl;
import dev.dramatis.runtime.api.Dropins;
import dev.dramatis.runtime.api.Plugins;
import java.nio.file.Path;
import org.osgi.framework.BundleContext;

/** How the parts of this bundle go together. */
final class RuntimeModule extends AbstractModule {
  private final BundleContext context;

  RuntimeModule(BundleContext context) {
    this.context = context;
  }

  @Override
  protected void configure() {
    binder().requireExplicitBindings();
    bind(BundleContext.class).toInstance(context);
    bind(Leases.class).in(Singleton.class);
    bind(Registry.class).in(Singleton.class);
    bind(Bundles.class).in(Singleton.class);
    bind(Plugins.class).to(Registry.class);
    bind(BundleControl.class).to(Bundles.class);
    bind(Dropins.class).to(DropinsFolder.class);
  }

  /** The folder that the launcher installs from, found in the same way. */
  @Provides
  @Singleton
  DropinsFolder dropins(Bundles bundles) {
    String elsewhere = System.getProperty("dramatis.dropins");
    String home = context.getProperty("dramatis.home");
    Path folder =
        elsewhere != null ? Path.of(elsewhere) : Path.of(home == null ? "." : home, "dropins");
    return new DropinsFolder(folder, context, bundles);
  }
}
