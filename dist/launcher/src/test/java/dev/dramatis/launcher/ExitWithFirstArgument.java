package dev.dramatis.launcher;

import java.util.Dictionary;
import java.util.Hashtable;
import java.util.concurrent.Callable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** An application that returns its first argument, or breaks without one. */
public final class ExitWithFirstArgument implements BundleActivator, Callable<Integer> {
  private BundleContext context;

  @Override
  public void start(BundleContext context) {
    this.context = context;
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put("dramatis.application", "console");
    context.registerService(Callable.class, this, properties);
  }

  @Override
  public void stop(BundleContext context) {}

  @Override
  public Integer call() throws InvalidSyntaxException {
    ServiceReference<?>[] references =
        context.getServiceReferences(
            "java.util.function.Supplier", "(dramatis.launcher=arguments)");
    String[] arguments = (String[]) references[0].getProperty("dramatis.arguments");
    if (arguments.length == 0) {
      throw new IllegalStateException("no argument");
    }
    return Integer.valueOf(arguments[0]);
  }
}
