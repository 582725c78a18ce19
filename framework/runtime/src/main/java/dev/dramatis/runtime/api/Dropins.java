package dev.dramatis.runtime.api;

import java.nio.file.Path;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The folder into which users put bundles of their own. Safe for use by several threads. */
@ProviderType
public interface Dropins {
  /** Where it is; it need not exist. */
  Path folder();

  /**
   * Brings the container in line with the folder: removes bundles whose jar is gone, exchanges
   * those whose jar has another content than before, installs new ones. Of what was exchanged or
   * removed no class stays loaded. A bundle that is in use is waited for a moment; if it still is,
   * it stays as it is until the next time.
   *
   * @return what was done, and what could not be done and why, one line each with the name of the
   *     jar; empty if nothing has changed
   */
  List<String> refresh();
}
