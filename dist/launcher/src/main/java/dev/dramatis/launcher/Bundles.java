package dev.dramatis.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.BundleRevision;

/**
 * Installs and starts the jars of some folders; what is broken is said in one line and left out.
 */
final class Bundles {
  enum Kind {
    /** Ships with the distribution; read in place. */
    PLUGIN,
    /** Put there by the user, who may replace it at any time; copied, so that this does no harm. */
    DROPIN
  }

  /** Takes one line on what went wrong. */
  interface Complaints {
    void complain(String what, @Nullable Throwable cause);
  }

  private final BundleContext context;
  private final Path home;
  private final Complaints complaints;
  private final Map<Bundle, String> names = new LinkedHashMap<>();
  private boolean allInstalled = true;

  Bundles(BundleContext context, Path home, Complaints complaints) {
    this.context = context;
    this.home = home;
    this.complaints = complaints;
  }

  void installFrom(Path folder, Kind kind) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    List<Path> jars;
    try (Stream<Path> files = Files.list(folder)) {
      jars = files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      allInstalled = false;
      complaints.complain("cannot read " + name(folder) + ": " + e.getMessage(), e);
      return;
    }
    for (Path jar : jars) {
      install(jar, kind);
    }
  }

  private void install(Path jar, Kind kind) {
    try {
      requireBundle(jar);
      names.put(kind == Kind.PLUGIN ? inPlace(jar) : copied(jar), name(jar));
    } catch (BundleException | IOException e) {
      allInstalled = false;
      String reason =
          e instanceof BundleException b && b.getType() == BundleException.DUPLICATE_BUNDLE_ERROR
              ? "a bundle of the same name and version is there already"
              : Diagnosis.innermostMessage(e);
      complaints.complain(name(jar) + " is left out: " + reason, e);
    }
  }

  private Bundle inPlace(Path jar) throws BundleException {
    return context.installBundle("reference:" + jar.toUri());
  }

  private Bundle copied(Path jar) throws BundleException, IOException {
    try (InputStream content = Files.newInputStream(jar)) {
      return context.installBundle(jar.toUri().toString(), content);
    }
  }

  /** The framework takes any jar and makes nothing of it; a user wants to be told. */
  private static void requireBundle(Path path) throws IOException {
    try (JarFile jar = new JarFile(path.toFile())) {
      @Nullable Manifest manifest = jar.getManifest();
      if (manifest == null
          || manifest.getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME) == null) {
        throw new IOException("not an OSGi bundle (no Bundle-SymbolicName in its manifest)");
      }
    }
  }

  /** Returns whether nothing was left out. */
  boolean startAll() {
    boolean allStarted = allInstalled;
    for (Map.Entry<Bundle, String> entry : names.entrySet()) {
      Bundle bundle = entry.getKey();
      if (isFragment(bundle)) {
        continue;
      }
      try {
        bundle.start(Bundle.START_ACTIVATION_POLICY);
      } catch (BundleException | LinkageError e) {
        allStarted = false;
        String reason = new Diagnosis(context.getBundles(), names).of(bundle, e);
        complaints.complain(entry.getValue() + " is not started: " + reason, e);
      }
    }
    return allStarted;
  }

  private static boolean isFragment(Bundle bundle) {
    BundleRevision revision = bundle.adapt(BundleRevision.class);
    return (revision.getTypes() & BundleRevision.TYPE_FRAGMENT) != 0;
  }

  private String name(Path path) {
    Path absolute = path.toAbsolutePath();
    Path root = home.toAbsolutePath();
    return (absolute.startsWith(root) ? root.relativize(absolute) : path).toString();
  }
}
