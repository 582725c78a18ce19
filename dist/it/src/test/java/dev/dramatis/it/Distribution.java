package dev.dramatis.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** The distribution under test. */
final class Distribution {
  static final Path ROOT = Path.of(System.getProperty("dramatis.root", "../..")).normalize();
  static final Path HOME =
      Path.of(System.getProperty("dramatis.home", "../assembly/target/dramatis"))
          .toAbsolutePath()
          .normalize();
  static final Path LAUNCHER = HOME.resolve("dramatis.jar");

  private Distribution() {}

  /** All bundles, foreign ones included. */
  static List<Path> plugins() {
    try (Stream<Path> files = Files.list(HOME.resolve("plugins"))) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The bundles that this project makes. */
  static List<Path> ownPlugins() {
    return plugins().stream().filter(jar -> symbolicName(jar).startsWith("dev.dramatis.")).toList();
  }

  /** The bundles that know the SPI alone: hardware models, personalities, schedulers. */
  static List<Path> providers() {
    return ownPlugins().stream()
        .filter(jar -> symbolicName(jar).matches("dev\\.dramatis\\.(hw|personality|sched)\\..*"))
        .toList();
  }

  static String symbolicName(Path jar) {
    String name = header(jar, "Bundle-SymbolicName");
    int directives = name.indexOf(';');
    return directives < 0 ? name : name.substring(0, directives);
  }

  /** A manifest header of a jar, empty if absent. */
  static String header(Path jar, String name) {
    String value = manifest(jar).getMainAttributes().getValue(name);
    return value == null ? "" : value;
  }

  static Manifest manifest(Path jar) {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.getManifest();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Properties configuration() {
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(HOME.resolve("configuration/config.properties"))) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }
}
