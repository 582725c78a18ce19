package dev.dramatis.runtime;

import dev.dramatis.runtime.api.BundleControl;
import dev.dramatis.runtime.api.BundleInfo;
import dev.dramatis.runtime.api.PluginException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;

/** Installs, exchanges and removes bundles, one at a time. */
final class Bundles implements BundleControl {
  private static final Duration REFRESH = Duration.ofSeconds(30);

  private final BundleContext context;
  private final Leases leases;

  Bundles(BundleContext context, Leases leases) {
    this.context = context;
    this.leases = leases;
  }

  @Override
  public List<BundleInfo> bundles() {
    return Arrays.stream(context.getBundles()).map(Bundles::info).toList();
  }

  private static BundleInfo info(Bundle bundle) {
    return new BundleInfo(
        String.valueOf(bundle.getSymbolicName()), bundle.getVersion().toString(), state(bundle));
  }

  private static String state(Bundle bundle) {
    BundleRevision revision = bundle.adapt(BundleRevision.class);
    if (revision != null && (revision.getTypes() & BundleRevision.TYPE_FRAGMENT) != 0) {
      return "FRAGMENT";
    }
    return switch (bundle.getState()) {
      case Bundle.ACTIVE -> "ACTIVE";
      case Bundle.RESOLVED -> "RESOLVED";
      case Bundle.STARTING -> "STARTING";
      case Bundle.STOPPING -> "STOPPING";
      case Bundle.UNINSTALLED -> "UNINSTALLED";
      default -> "INSTALLED";
    };
  }

  @Override
  public String contentHash(String symbolicName) throws PluginException {
    Bundle bundle = require(symbolicName);
    TreeMap<String, URL> entries = new TreeMap<>();
    Enumeration<URL> urls = bundle.findEntries("/", "*", true);
    if (urls != null) {
      for (URL url : Collections.list(urls)) {
        entries.put(url.getPath(), url);
      }
    }
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update((symbolicName + " " + bundle.getVersion()).getBytes(StandardCharsets.UTF_8));
      for (var entry : entries.entrySet()) {
        if (entry.getKey().endsWith("/")) {
          continue;
        }
        sha.update((byte) 0);
        sha.update(entry.getKey().getBytes(StandardCharsets.UTF_8));
        try (InputStream in = entry.getValue().openStream()) {
          byte[] content = in.readAllBytes();
          sha.update((byte) 0);
          sha.update(content);
        }
      }
      return HexFormat.of().formatHex(sha.digest());
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new PluginException("cannot read bundle " + symbolicName + ": " + e.getMessage(), e);
    }
  }

  @Override
  public synchronized BundleInfo install(Path jar) throws PluginException {
    String name = symbolicName(jar);
    if (find(name) != null) {
      throw new PluginException("bundle " + name + " is installed already; replace it instead");
    }
    try (InputStream content = Files.newInputStream(jar)) {
      Bundle bundle = context.installBundle(jar.toUri().toString(), content);
      start(bundle);
      return info(bundle);
    } catch (IOException | BundleException e) {
      throw failed("install", jar.toString(), e);
    }
  }

  @Override
  public synchronized BundleInfo replace(Path jar, Duration patience) throws PluginException {
    String name = symbolicName(jar);
    Bundle bundle = require(name);
    leases.withdraw(bundle.getBundleId(), name, patience);
    try (InputStream content = Files.newInputStream(jar)) {
      bundle.stop(Bundle.STOP_TRANSIENT);
      bundle.update(content);
      refresh(bundle);
      start(bundle);
      return info(bundle);
    } catch (IOException | BundleException e) {
      restart(bundle);
      throw failed("replace", name, e);
    } finally {
      leases.readmit(bundle.getBundleId());
    }
  }

  @Override
  public synchronized void remove(String symbolicName, Duration patience) throws PluginException {
    Bundle bundle = require(symbolicName);
    leases.withdraw(bundle.getBundleId(), symbolicName, patience);
    try {
      bundle.uninstall();
      refresh(bundle);
    } catch (BundleException e) {
      throw failed("remove", symbolicName, e);
    } finally {
      leases.readmit(bundle.getBundleId());
    }
  }

  private static void start(Bundle bundle) throws BundleException {
    if (!state(bundle).equals("FRAGMENT")) {
      bundle.start(Bundle.START_ACTIVATION_POLICY);
    }
  }

  /** What could not be exchanged goes on, if it still can. */
  private static void restart(Bundle bundle) {
    try {
      start(bundle);
    } catch (BundleException e) {
      // The first failure is the one to report.
    }
  }

  /** Without this the classes of the old content stay, and importers stay wired to them. */
  private void refresh(Bundle bundle) throws PluginException {
    CountDownLatch done = new CountDownLatch(1);
    context
        .getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
        .adapt(FrameworkWiring.class)
        .refreshBundles(
            List.of(bundle),
            event -> {
              if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                done.countDown();
              }
            });
    try {
      if (!done.await(REFRESH.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new PluginException(
            "the container did not refresh " + bundle.getSymbolicName() + " in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PluginException("interrupted while refreshing " + bundle.getSymbolicName(), e);
    }
  }

  private Bundle require(String symbolicName) throws PluginException {
    Bundle bundle = find(symbolicName);
    if (bundle == null) {
      throw new PluginException("no bundle " + symbolicName + " is installed");
    }
    return bundle;
  }

  private @Nullable Bundle find(String symbolicName) {
    for (Bundle bundle : context.getBundles()) {
      if (symbolicName.equals(bundle.getSymbolicName())) {
        return bundle;
      }
    }
    return null;
  }

  private static String symbolicName(Path jar) throws PluginException {
    try (JarFile file = new JarFile(jar.toFile())) {
      Manifest manifest = file.getManifest();
      String name =
          manifest == null
              ? null
              : manifest.getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME);
      if (name == null) {
        throw new PluginException(
            jar + " is not an OSGi bundle: its manifest has no Bundle-SymbolicName");
      }
      int semicolon = name.indexOf(';');
      return (semicolon < 0 ? name : name.substring(0, semicolon)).strip();
    } catch (IOException e) {
      throw new PluginException("cannot read " + jar + ": " + e.getMessage(), e);
    }
  }

  private static PluginException failed(String what, String which, Exception e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return new PluginException("cannot " + what + " " + which + ": " + root.getMessage(), e);
  }
}
