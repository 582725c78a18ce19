package dev.dramatis.spi.workload;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * What a user thread does, as straight-line code. Runs once, on the thread's own context; returning
 * ends the thread.
 */
@FunctionalInterface
@ConsumerType
public interface Program {
  /** Executes the program; all effects go through {@code user}. */
  void run(User user);
}
