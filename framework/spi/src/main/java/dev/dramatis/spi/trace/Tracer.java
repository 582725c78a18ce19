package dev.dramatis.spi.trace;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Takes the events of a run. Emitting allocates nothing; without a sink it is one test of a field.
 */
@ProviderType
public interface Tracer {
  /** Whether anybody listens; spare expensive arguments if not. */
  boolean enabled();

  /** One event, at local time of the CPU concerned. */
  void emit(long time, EventKind kind, int cpu, int thread, long arg);

  /** A number for a name, the same for equal names; numbers are given in order of first use. */
  int intern(String name);
}
