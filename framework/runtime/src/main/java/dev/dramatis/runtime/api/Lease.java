package dev.dramatis.runtime.api;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The right to use a plugin. Whoever returns a lease must not keep any object that came from the
 * plugin.
 *
 * @param <T> type of the service
 */
@ProviderType
public interface Lease<T> extends AutoCloseable {
  /**
   * The plugin.
   *
   * @throws IllegalStateException if the lease has been returned
   */
  T get();

  /** What it is. */
  PluginInfo info();

  /** Returns the lease. Once is enough; more do no harm. */
  @Override
  void close();
}
