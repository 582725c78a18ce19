package dev.dramatis.machines;

import dev.dramatis.spi.hardware.HardwareFamily;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the files are that a description refers to: beside it, then in the hardware bundles. A
 * description never reaches out of its own folder, whatever it says.
 */
final class Library {
  private final @Nullable Path folder;
  private final List<HardwareFamily> families;

  Library(@Nullable Path folder, Collection<? extends HardwareFamily> families) {
    this.folder = folder;
    this.families = List.copyOf(families);
  }

  /**
   * The bytes of a file, or null if there is none; never more than one over the limit.
   *
   * @param referredAt where its name stands, for errors
   */
  byte @Nullable [] find(String name, int limit, Place referredAt) throws MachineException {
    try {
      byte[] own = folder == null ? null : beside(folder, name, limit, referredAt);
      return own != null ? own : bundled(name, limit);
    } catch (IOException e) {
      throw referredAt.error("cannot read " + name + ": " + e.getMessage());
    }
  }

  private static byte @Nullable [] beside(Path folder, String name, int limit, Place referredAt)
      throws IOException, MachineException {
    Path file = resolve(folder, name, referredAt);
    if (!Files.isRegularFile(file)) {
      return null;
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(limit + 1);
    }
  }

  private static Path resolve(Path folder, String name, Place referredAt) throws MachineException {
    try {
      Path file = folder.resolve(name).normalize();
      if (file.startsWith(folder.normalize()) && !Path.of(name).isAbsolute()) {
        return file;
      }
    } catch (InvalidPathException e) {
      // Not even a name of a file; the same mend helps.
    }
    throw referredAt.error(
        "file " + name + " is outside the folder of the description; put it beside");
  }

  private byte @Nullable [] bundled(String name, int limit) throws IOException {
    for (HardwareFamily family : families) {
      try (InputStream in = family.open(name)) {
        return in.readNBytes(limit + 1);
      } catch (NoSuchFileException e) {
        // Another family may have it.
      }
    }
    return null;
  }
}
