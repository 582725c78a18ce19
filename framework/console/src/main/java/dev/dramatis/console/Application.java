package dev.dramatis.console;

import dev.dramatis.runtime.api.BundleControl;
import dev.dramatis.runtime.api.Plugins;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * The command line as the launcher calls it: the arguments are a service, the result is the exit
 * code.
 */
final class Application implements Callable<Integer> {
  private final BundleContext context;

  Application(BundleContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    PrintWriter out = writer(System.out);
    PrintWriter err = writer(System.err);
    Plugins plugins = service(Plugins.class);
    BundleControl bundles = service(BundleControl.class);
    if (plugins == null || bundles == null) {
      err.println(
          "dramatis: bundle dev.dramatis.runtime is not active; the installation is damaged, unpack"
              + " it anew");
      return ExitCode.ENVIRONMENT;
    }
    boolean terminal = System.console() != null && System.console().isTerminal();
    Surroundings surroundings = new Surroundings(plugins, bundles, out, err, terminal);
    return new CommandLineInterface(surroundings).execute(arguments());
  }

  private String[] arguments() {
    try {
      for (ServiceReference<?> reference :
          context.getServiceReferences(Supplier.class, "(dramatis.launcher=arguments)")) {
        if (reference.getProperty("dramatis.arguments") instanceof String[] arguments) {
          return arguments.clone();
        }
      }
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
    return new String[0];
  }

  private <T> @Nullable T service(Class<T> type) {
    ServiceReference<T> reference = context.getServiceReference(type);
    return reference == null ? null : context.getService(reference);
  }

  /** Results are Unicode; a terminal that says it is not gets what it can show. */
  private static PrintWriter writer(PrintStream stream) {
    Charset charset = stream.charset();
    return new PrintWriter(new OutputStreamWriter(stream, charset), true);
  }
}
