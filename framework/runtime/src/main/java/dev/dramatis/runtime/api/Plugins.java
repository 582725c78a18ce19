package dev.dramatis.runtime.api;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The plugins that are there at this moment. Safe for use by several threads. */
@ProviderType
public interface Plugins {
  /** All of a kind, in order of id; an id that two bundles offer is there twice. */
  <T> List<PluginInfo> list(PluginKind<T> kind);

  /**
   * Takes out a lease.
   *
   * @param holder who uses it, for messages to those who wait
   * @throws PluginException if there is none or more than one of that id, or its bundle is being
   *     taken away
   */
  <T> Lease<T> lease(PluginKind<T> kind, String id, String holder) throws PluginException;

  /** Ids that more than one bundle offers, each with a mend; empty if all is well. */
  List<String> conflicts();
}
