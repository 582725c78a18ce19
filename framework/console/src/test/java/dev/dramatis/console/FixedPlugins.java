package dev.dramatis.console;

import dev.dramatis.runtime.api.BundleControl;
import dev.dramatis.runtime.api.BundleInfo;
import dev.dramatis.runtime.api.Dropins;
import dev.dramatis.runtime.api.Lease;
import dev.dramatis.runtime.api.PluginException;
import dev.dramatis.runtime.api.PluginInfo;
import dev.dramatis.runtime.api.PluginKind;
import dev.dramatis.runtime.api.Plugins;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Plugins without a container; counts leases. */
final class FixedPlugins implements Plugins, BundleControl, Dropins {
  private final Map<PluginKind<?>, Map<String, Object>> all = new LinkedHashMap<>();
  final List<String> changes = new ArrayList<>();
  int open;
  int refreshed;

  <T> FixedPlugins with(PluginKind<T> kind, String id, T plugin) {
    all.computeIfAbsent(kind, k -> new LinkedHashMap<>()).put(id, plugin);
    return this;
  }

  @Override
  public <T> List<PluginInfo> list(PluginKind<T> kind) {
    return all.getOrDefault(kind, Map.of()).keySet().stream().map(FixedPlugins::info).toList();
  }

  private static PluginInfo info(String id) {
    return new PluginInfo(id, "the " + id, "test.bundle", "1.0.0");
  }

  @Override
  public <T> Lease<T> lease(PluginKind<T> kind, String id, String holder) throws PluginException {
    Object plugin = all.getOrDefault(kind, Map.of()).get(id);
    if (plugin == null) {
      throw new PluginException(
          "no "
              + kind.noun()
              + " '"
              + id
              + "'; there are: "
              + String.join(", ", all.getOrDefault(kind, Map.of()).keySet()));
    }
    open++;
    return new Lease<>() {
      private boolean closed;

      @Override
      public T get() {
        return kind.service().cast(plugin);
      }

      @Override
      public PluginInfo info() {
        return FixedPlugins.info(id);
      }

      @Override
      public void close() {
        if (!closed) {
          closed = true;
          open--;
        }
      }
    };
  }

  @Override
  public List<String> conflicts() {
    return List.of();
  }

  @Override
  public Path folder() {
    return Path.of("dropins");
  }

  @Override
  public List<String> refresh() {
    refreshed++;
    return List.copyOf(changes);
  }

  @Override
  public List<BundleInfo> bundles() {
    return List.of(new BundleInfo("test.bundle", "1.0.0", "ACTIVE"));
  }

  @Override
  public String contentHash(String symbolicName) {
    return "00";
  }

  @Override
  public BundleInfo install(Path jar) {
    throw new UnsupportedOperationException();
  }

  @Override
  public BundleInfo replace(Path jar, Duration patience) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void remove(String symbolicName, Duration patience) {
    throw new UnsupportedOperationException();
  }
}
