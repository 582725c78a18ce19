package dev.dramatis.console;

import dev.dramatis.lab.compare.CellKey;
import dev.dramatis.runtime.api.Lease;
import dev.dramatis.runtime.api.PluginException;
import dev.dramatis.runtime.api.PluginInfo;
import dev.dramatis.runtime.api.PluginKind;
import dev.dramatis.runtime.api.Plugins;
import dev.dramatis.spi.workload.Workload;
import dev.dramatis.spi.workload.WorkloadException;
import dev.dramatis.spi.workload.WorkloadReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A workload as the user named it: a file, or the name of a generator.
 *
 * @param name as the user wrote it
 * @param text content of the file, or empty
 */
record WorkloadText(String name, String text) {
  private static final long MOST_BYTES = 64L << 20;

  static WorkloadText of(String name) throws UserException {
    if (name.isBlank()) {
      throw UserException.badInput("--workload: the name is empty");
    }
    try {
      Path file = Path.of(name);
      if (Files.isDirectory(file)) {
        throw UserException.badInput(name + ": is a folder; name a workload file in it");
      }
      if (!Files.exists(file)) {
        return new WorkloadText(name, "");
      }
      if (Files.size(file) > MOST_BYTES) {
        throw UserException.badInput(
            name + ": has more than " + (MOST_BYTES >> 20) + " MiB, which no workload file needs");
      }
      String text = Files.readString(file);
      if (text.isBlank()) {
        throw UserException.badInput(name + ": is an empty file");
      }
      return new WorkloadText(name, text);
    } catch (InvalidPathException e) {
      return new WorkloadText(name, "");
    } catch (CharacterCodingException e) {
      throw UserException.badInput(name + ": is not a text file in UTF-8");
    } catch (IOException e) {
      throw UserException.badInput(name + ": cannot be read: " + e.getMessage());
    }
  }

  /** Name in reports: that of the file, or the generator's. */
  String shortName() {
    if (text.isEmpty()) {
      return name;
    }
    Path file = Path.of(name).getFileName();
    return file == null ? name : file.toString();
  }

  String sha256() {
    return CellKey.sha256(text.isEmpty() ? name : text);
  }

  /**
   * Reads it with the first format that accepts it; its bundle is held by a lease that the caller
   * closes.
   */
  Workload read(Plugins plugins, Map<String, String> settings, String holder, List<Lease<?>> held)
      throws UserException, PluginException, WorkloadException {
    List<String> formats = new ArrayList<>();
    for (PluginInfo info : plugins.list(PluginKind.WORKLOAD)) {
      Lease<WorkloadReader> lease = plugins.lease(PluginKind.WORKLOAD, info.id(), holder);
      if (lease.get().accepts(name, text)) {
        held.add(lease);
        return lease.get().read(name, text, settings);
      }
      lease.close();
      formats.add(info.id());
    }
    String known =
        formats.isEmpty()
            ? "no bundle that reads workloads is active"
            : "formats: " + String.join(", ", formats);
    if (text.isEmpty() && !exists()) {
      throw UserException.badInput(
          name + ": there is no such file, and no generator of that name; " + known);
    }
    throw UserException.badInput(name + ": is in no format that is understood here; " + known);
  }

  private boolean exists() {
    try {
      return Files.exists(Path.of(name));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
