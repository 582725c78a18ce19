package dev.dramatis.runtime;

import dev.dramatis.runtime.api.BundleControl;
import dev.dramatis.runtime.api.BundleInfo;
import dev.dramatis.runtime.api.PluginException;
import jakarta.inject.Inject;
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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;

/** Installs, exchanges and removes bundles, one at a time. */
final class Bundles implements BundleControl {
  /** The package that a filter asks for. */
  private static final Pattern PACKAGE =
      Pattern.compile("^\\(?&?\\(osgi\\.wiring\\.package=([^)]*)\\).*$");

  private static final Duration REFRESH = Duration.ofSeconds(30);

  private final BundleContext context;
  private final Leases leases;

  @Inject
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

  static String state(Bundle bundle) {
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
    Bundle bundle;
    try (InputStream content = Files.newInputStream(jar)) {
      bundle = context.installBundle(location(jar), content);
    } catch (IOException | BundleException e) {
      throw failed("install", jar.toString(), e);
    }
    try {
      start(bundle);
      return info(bundle);
    } catch (PluginException e) {
      discard(bundle);
      throw e;
    }
  }

  /** The launcher forms it in the same way, so that both speak of the same bundle. */
  static String location(Path jar) {
    return jar.toUri().toString();
  }

  /** What does not start must not stand in the way of its next version. */
  private void discard(Bundle bundle) {
    try {
      bundle.uninstall();
      refresh(bundle);
    } catch (BundleException | PluginException e) {
      // The first failure is the one to report.
    }
  }

  @Override
  public synchronized BundleInfo replace(Path jar, Duration patience) throws PluginException {
    return replace(require(symbolicName(jar)), jar, patience);
  }

  /** Exchanges the content of this bundle, whatever its name. */
  synchronized BundleInfo replace(Bundle bundle, Path jar, Duration patience)
      throws PluginException {
    String name = symbolicName(jar);
    leases.withdraw(bundle.getBundleId(), name, patience);
    try (InputStream content = Files.newInputStream(jar)) {
      bundle.stop(Bundle.STOP_TRANSIENT);
      bundle.update(content);
      refresh(bundle);
      start(bundle);
      return info(bundle);
    } catch (IOException | BundleException e) {
      // What could not be exchanged goes on, if it still can.
      startNow(bundle);
      throw failed("replace", name, e);
    } finally {
      leases.readmit(bundle.getBundleId());
    }
  }

  @Override
  public synchronized void remove(String symbolicName, Duration patience) throws PluginException {
    remove(require(symbolicName), patience);
  }

  /** Takes this bundle out. */
  synchronized void remove(Bundle bundle, Duration patience) throws PluginException {
    String symbolicName = String.valueOf(bundle.getSymbolicName());
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

  private void start(Bundle bundle) throws PluginException {
    if (state(bundle).equals("FRAGMENT")) {
      return;
    }
    try {
      bundle.start(Bundle.START_ACTIVATION_POLICY);
    } catch (BundleException | LinkageError e) {
      List<String> missing = missingPackages(bundle);
      if (!missing.isEmpty()) {
        throw new PluginException(
            "cannot start "
                + bundle.getSymbolicName()
                + ": it imports "
                + String.join(", ", missing)
                + ", which no bundle exports",
            e);
      }
      throw failed("start", bundle.getSymbolicName(), e);
    }
  }

  private List<String> missingPackages(Bundle bundle) {
    BundleRevision revision = bundle.adapt(BundleRevision.class);
    if (revision == null) {
      return List.of();
    }
    return revision.getDeclaredRequirements(PackageNamespace.PACKAGE_NAMESPACE).stream()
        .filter(r -> !r.getDirectives().containsKey(Constants.RESOLUTION_DIRECTIVE))
        .filter(r -> Arrays.stream(context.getBundles()).noneMatch(b -> exports(b, r)))
        .map(r -> String.valueOf(r.getDirectives().get(Constants.FILTER_DIRECTIVE)))
        .map(filter -> PACKAGE.matcher(filter).replaceAll("$1"))
        .toList();
  }

  private static boolean exports(Bundle bundle, BundleRequirement requirement) {
    BundleRevision revision = bundle.adapt(BundleRevision.class);
    return revision != null
        && revision.getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE).stream()
            .anyMatch(requirement::matches);
  }

  /** Whether it does all that it can. */
  static boolean runs(Bundle bundle) {
    String state = state(bundle);
    return state.equals("ACTIVE") || state.equals("FRAGMENT");
  }

  /** Returns whether it starts. */
  synchronized boolean startNow(Bundle bundle) {
    try {
      start(bundle);
      return true;
    } catch (PluginException e) {
      return false;
    }
  }

  boolean inUse(Bundle bundle) {
    return leases.inUse(bundle.getBundleId());
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

  static String symbolicName(Path jar) throws PluginException {
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

  private static PluginException failed(String what, String which, Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return new PluginException("cannot " + what + " " + which + ": " + root.getMessage(), e);
  }
}
