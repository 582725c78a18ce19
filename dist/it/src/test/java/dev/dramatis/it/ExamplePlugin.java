package dev.dramatis.it;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.osgi.framework.BundleActivator;

/**
 * The scheduler plugin of the documentation, compiled as its reader would compile it: with the SPI
 * and the API of OSGi.
 */
final class ExamplePlugin {
  static final String FILE = "last-come.jar";

  private static final Pattern BLOCK = Pattern.compile("```(java)?\n(.*?)```", Pattern.DOTALL);

  private final Path folder;
  private final List<String> blocks = new ArrayList<>();

  /** Compiles in this folder. */
  ExamplePlugin(Path folder) throws IOException {
    this.folder = folder;
    Matcher block =
        BLOCK.matcher(Files.readString(Distribution.ROOT.resolve("dist/docs/scheduler-plugin.md")));
    while (block.find()) {
      blocks.add(block.group(2));
    }
  }

  /** The jar as documented. */
  byte[] jar() throws IOException {
    return jar("addFirst", "addFirst");
  }

  /** The jar of a version that serves in order of arrival. */
  byte[] otherJar() throws IOException {
    return jar("addFirst", "addLast");
  }

  private byte[] jar(String text, String replacement) throws IOException {
    return pack(blocks.get(2), compile(blocks.get(0).replace(text, replacement), blocks.get(1)));
  }

  /** A bundle whose import nobody can satisfy. */
  static byte[] unresolvable() throws IOException {
    return pack(
        "Bundle-ManifestVersion: 2\nBundle-SymbolicName: org.example.lonely\n"
            + "Import-Package: org.example.nowhere\n",
        null);
  }

  /** A jar that is no bundle. */
  static byte[] plain() throws IOException {
    return pack("", null);
  }

  /** Puts a jar into place at once, as a careful user does. */
  static void put(byte[] jar, Path place) throws IOException {
    Path draft = place.resolveSibling(place.getFileName() + ".new");
    Files.write(draft, jar);
    Files.move(draft, place, StandardCopyOption.REPLACE_EXISTING);
  }

  private Path compile(String scheduler, String activator) throws IOException {
    Path sources = Files.createTempDirectory(folder, "sources");
    Path classes = Files.createTempDirectory(folder, "classes");
    Path first = Files.writeString(sources.resolve("LastCome.java"), scheduler);
    Path second =
        Files.writeString(
            sources.resolve("Activator.java"),
            "package org.example.lastcome;\n\nimport dev.dramatis.spi.sched.*;\n"
                + "import org.osgi.framework.BundleContext;\n\n"
                + activator);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  files,
                  null,
                  List.of("-d", classes.toString(), "-cp", spi() + ":" + osgi(), "-proc:none"),
                  null,
                  files.getJavaFileObjects(first, second))
              .call();
      if (!compiled) {
        throw new AssertionError("the example does not compile: " + messages);
      }
    }
    return classes;
  }

  private static Path spi() {
    return Distribution.plugins().stream()
        .filter(jar -> Distribution.symbolicName(jar).equals("dev.dramatis.spi"))
        .findFirst()
        .orElseThrow();
  }

  private static String osgi() {
    return BundleActivator.class.getProtectionDomain().getCodeSource().getLocation().getPath();
  }

  private static byte[] pack(String manifest, Path classes) throws IOException {
    String text = "Manifest-Version: 1.0\n" + manifest.stripTrailing() + "\n";
    Manifest parsed = new Manifest(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(bytes, parsed)) {
      if (classes != null) {
        try (Stream<Path> files = Files.walk(classes)) {
          for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
            jar.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
            Files.copy(file, jar);
            jar.closeEntry();
          }
        }
      }
    }
    return bytes.toByteArray();
  }
}
