package dev.dramatis.runtime;

import dev.dramatis.runtime.api.BundleInfo;
import dev.dramatis.runtime.api.Dropins;
import dev.dramatis.runtime.api.PluginException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** The dropins folder; a jar has changed if its content has. */
final class DropinsFolder implements Dropins {
  /** For runs that are just about to end. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Path folder;
  private final BundleContext context;
  private final Bundles bundles;

  /** Content that is in the container, by jar. */
  private final Map<Path, String> installed = new TreeMap<>();

  /** Content that could not be used, by jar; said once. */
  private final Map<Path, String> refused = new TreeMap<>();

  /** What the launcher has put into the container already is taken note of. */
  DropinsFolder(Path folder, BundleContext context, Bundles bundles) {
    this.folder = folder;
    this.context = context;
    this.bundles = bundles;
    contents(new ArrayList<>())
        .forEach((jar, hash) -> {
          if (context.getBundle(Bundles.location(jar)) != null) {
            installed.put(jar, hash);
          }
        });
  }

  @Override
  public Path folder() {
    return folder;
  }

  @Override
  public synchronized List<String> refresh() {
    List<String> lines = new ArrayList<>();
    Map<Path, String> present = contents(lines);
    boolean changed = false;
    for (Path jar : List.copyOf(installed.keySet())) {
      if (!present.containsKey(jar)) {
        changed |= remove(jar, lines);
      }
    }
    refused.keySet().retainAll(present.keySet());
    for (Map.Entry<Path, String> entry : present.entrySet()) {
      Path jar = entry.getKey();
      String hash = entry.getValue();
      if (!hash.equals(installed.get(jar)) && !hash.equals(refused.get(jar))) {
        changed |= take(jar, hash, lines);
      }
    }
    if (changed) {
      tryAgain(present, lines);
    }
    return lines;
  }

  private boolean take(Path jar, String hash, List<String> lines) {
    refused.remove(jar);
    Bundle known = context.getBundle(Bundles.location(jar));
    try {
      if (known == null) {
        lines.add("installed " + label(jar, bundles.install(jar)));
      } else {
        lines.add("replaced " + label(jar, bundles.replace(known, jar, PATIENCE)));
      }
      installed.put(jar, hash);
      return true;
    } catch (PluginException e) {
      lines.add(problem(jar, e));
      if (known == null || !bundles.inUse(known)) {
        refused.put(jar, hash);
        // Should the old content come back, that is a change again.
        installed.computeIfPresent(jar, (k, v) -> "");
      }
      return false;
    }
  }

  private boolean remove(Path jar, List<String> lines) {
    Bundle known = context.getBundle(Bundles.location(jar));
    try {
      if (known != null) {
        bundles.remove(known, PATIENCE);
      }
      installed.remove(jar);
      lines.add("removed " + jar.getFileName());
      return true;
    } catch (PluginException e) {
      lines.add(problem(jar, e));
      return false;
    }
  }

  /** What lacked something before may find it in what has come since. */
  private void tryAgain(Map<Path, String> present, List<String> lines) {
    for (Path jar : List.copyOf(refused.keySet())) {
      String hash = present.getOrDefault(jar, "");
      List<String> again = new ArrayList<>();
      if (take(jar, hash, again)) {
        lines.addAll(again);
      }
    }
    for (Path jar : installed.keySet()) {
      Bundle bundle = context.getBundle(Bundles.location(jar));
      if (bundle != null && !Bundles.runs(bundle) && bundles.startNow(bundle)) {
        lines.add("started " + jar.getFileName());
      }
    }
  }

  private static String label(Path jar, BundleInfo bundle) {
    return jar.getFileName() + " (" + bundle.symbolicName() + " " + bundle.version() + ")";
  }

  private static String problem(Path jar, PluginException e) {
    String name = String.valueOf(jar.getFileName());
    String message = String.valueOf(e.getMessage()).replace(jar.toString(), name);
    String line = message.lines().findFirst().orElse("");
    return line.contains(name) ? line : name + ": " + line;
  }

  /** Hash by jar, of those that can be read. */
  private Map<Path, String> contents(List<String> lines) {
    Map<Path, String> contents = new TreeMap<>();
    if (!Files.isDirectory(folder)) {
      return contents;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).toList()) {
        try {
          contents.put(jar, hash(Files.readAllBytes(jar)));
        } catch (IOException e) {
          // Said when it is taken; what is installed stays.
          contents.put(jar, installed.getOrDefault(jar, "unreadable"));
        }
      }
    } catch (IOException e) {
      lines.add("cannot read the folder " + folder + ": " + e.getMessage());
      contents.putAll(installed);
    }
    return contents;
  }

  private static String hash(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
