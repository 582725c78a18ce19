package dev.dramatis.spi.sched;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * The OSGi service of a scheduler bundle. Register it with the service property {@code
 * dramatis.id}, or annotate nothing and let {@link #id} speak. Stateless; each run asks for an
 * instance of its own.
 */
@ConsumerType
public interface SchedulerFactory {
  /** Name on the command line: lower case letters, digits and dashes. */
  String id();

  /** One line for lists. */
  String title();

  /** A scheduler for one run. */
  Scheduler create(SchedulerHost host);
}
