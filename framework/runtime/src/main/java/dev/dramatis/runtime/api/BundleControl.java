package dev.dramatis.runtime.api;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Puts plugin bundles in, exchanges them and takes them out. What is taken out leaves no class
 * behind, provided that everybody has kept to the leases.
 */
@ProviderType
public interface BundleControl {
  /** Installed bundles in order of installation. */
  List<BundleInfo> bundles();

  /**
   * SHA-256 over the contents of an installed bundle, in hexadecimal.
   *
   * @throws PluginException if there is no such bundle
   */
  String contentHash(String symbolicName) throws PluginException;

  /** Installs and starts a bundle. */
  BundleInfo install(Path jar) throws PluginException;

  /**
   * Exchanges the bundle that has the symbolic name of the jar: no new leases, wait for the old
   * ones, stop, update, refresh, start. If leases are not returned in time, nothing changes.
   */
  BundleInfo replace(Path jar, Duration patience) throws PluginException;

  /** Takes a bundle out: no new leases, wait for the old ones, uninstall, refresh. */
  void remove(String symbolicName, Duration patience) throws PluginException;
}
