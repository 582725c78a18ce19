package dev.dramatis.spi.sched;

import java.util.function.Function;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The OSGi service of a scheduler bundle. Stateless; each run asks for an instance of its own.
 * {@link #of} makes one from a constructor.
 */
@ConsumerType
public interface SchedulerFactory {
  /** Name on the command line: lower case letters, digits and dashes. */
  String id();

  /** One line for lists. */
  String title();

  /** A scheduler for one run. */
  Scheduler create(SchedulerHost host);

  /** A factory that calls a constructor. */
  static SchedulerFactory of(
      String id, String title, Function<SchedulerHost, Scheduler> constructor) {
    return new SchedulerFactory() {
      @Override
      public String id() {
        return id;
      }

      @Override
      public String title() {
        return title;
      }

      @Override
      public Scheduler create(SchedulerHost host) {
        return constructor.apply(host);
      }
    };
  }
}
