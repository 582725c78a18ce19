package dev.dramatis.console;

import jakarta.inject.Inject;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** What the container has for this program: the services of other bundles, and the arguments. */
final class Container {
  private final BundleContext context;

  @Inject
  Container(BundleContext context) {
    this.context = context;
  }

  <T> T service(Class<T> type) throws UserException {
    ServiceReference<T> reference = context.getServiceReference(type);
    T service = reference == null ? null : context.getService(reference);
    if (service == null) {
      throw new UserException(
          ExitCode.ENVIRONMENT,
          "bundle dev.dramatis.runtime is not active; the installation is damaged, unpack it anew");
    }
    return service;
  }

  String[] arguments() {
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
}
