package dev.dramatis.lab.compare;

import dev.dramatis.lab.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finished runs as files, one each, named by the hash of everything that decided them. */
public final class CellStore {
  private final Path folder;

  /** In this folder, which is made when the first run is stored. */
  public CellStore(Path folder) {
    this.folder = folder;
  }

  /**
   * The run with this key, if it is there and whole. A file that cannot be read counts as absent.
   */
  public Optional<CellResult> load(String key) {
    Path file = file(key);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(CellResult.parse(Files.readString(file), key));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /** Stores a run; the file is there as a whole or not at all. */
  public void save(String key, CellResult result) throws IOException {
    Json.writeFile(file(key), result.text(key));
  }

  private Path file(String key) {
    return folder.resolve(key + ".json");
  }
}
