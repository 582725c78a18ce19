package dev.dramatis.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Builds a bundle's jar from headers and classes of the tests. */
final class TestBundle {
  private final Manifest manifest = new Manifest();
  private final Set<Class<?>> classes = new LinkedHashSet<>();

  private TestBundle() {
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
  }

  static TestBundle plainJar() {
    return new TestBundle();
  }

  static TestBundle named(String symbolicName) {
    return new TestBundle()
        .with("Bundle-ManifestVersion", "2")
        .with("Bundle-SymbolicName", symbolicName)
        .with("Bundle-Version", "1.0.0");
  }

  TestBundle with(String header, String value) {
    manifest.getMainAttributes().putValue(header, value);
    return this;
  }

  TestBundle activatedBy(Class<?> activator) {
    classes.add(activator);
    return with("Bundle-Activator", activator.getName())
        .with("Import-Package", "org.osgi.framework");
  }

  void writeTo(Path jar) throws IOException {
    Files.createDirectories(jar.toAbsolutePath().getParent());
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      for (Class<?> type : classes) {
        String entry = type.getName().replace('.', '/') + ".class";
        out.putNextEntry(new JarEntry(entry));
        try (InputStream bytes = type.getClassLoader().getResourceAsStream(entry)) {
          bytes.transferTo(out);
        }
      }
    }
  }
}
