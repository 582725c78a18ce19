package dev.dramatis.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The framework's bundle cache: a directory of this process alone, so that any number of them can
 * run at once. A kept cache would save some 15 ms of a start and cost locks.
 */
record Storage(Path path, Thread onExit) implements AutoCloseable {
  static Storage createIn(Path parent) throws IOException {
    Path path = Files.createTempDirectory(parent, "dramatis-");
    Thread onExit = new Thread(() -> delete(path), "dramatis-storage");
    Runtime.getRuntime().addShutdownHook(onExit);
    return new Storage(path, onExit);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(onExit);
    } catch (IllegalStateException e) {
      return; // The JVM is going down already, and the hook deletes.
    }
    delete(path);
  }

  private static void delete(Path root) {
    List<Path> innermostFirst;
    try (Stream<Path> paths = Files.walk(root)) {
      innermostFirst = paths.sorted(Comparator.reverseOrder()).toList();
    } catch (IOException e) {
      return; // Gone already; the system clears its temporary directory anyway.
    }
    for (Path path : innermostFirst) {
      path.toFile().delete();
    }
  }
}
