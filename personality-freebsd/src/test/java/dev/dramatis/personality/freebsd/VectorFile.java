package dev.dramatis.personality.freebsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table of integers that the original's own routines produced. */
final class VectorFile {
  private VectorFile() {}

  /**
   * Rows of {@code freebsd/NAME.csv}, from the folder named by {@code dramatis.vectors} if that is
   * set. A file that is absent fails the test, or skips it if somebody named the folder, who may
   * not have every file; other columns than the expected ones fail it.
   */
  static List<long[]> rows(String name, String... columns) {
    List<String> lines = lines("freebsd/" + name + ".csv");
    if (inNamedFolder()) {
      assumeTrue(!lines.isEmpty(), name + ".csv is absent");
    }
    assertThat(lines).as("%s.csv", name).isNotEmpty();
    assertThat(Arrays.asList(lines.get(0).trim().split(","))).as(name).containsExactly(columns);
    List<long[]> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      if (!line.isBlank()) {
        rows.add(Arrays.stream(line.trim().split(",")).mapToLong(Long::parseLong).toArray());
      }
    }
    return rows;
  }

  /** Whether the files are not the project's own. */
  static boolean inNamedFolder() {
    return !folder().isEmpty();
  }

  private static String folder() {
    return System.getProperty("dramatis.vectors", "");
  }

  private static List<String> lines(String path) {
    try {
      if (inNamedFolder()) {
        Path file = Path.of(folder(), path);
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
      }
      try (InputStream in = VectorFile.class.getResourceAsStream("/vectors/" + path)) {
        return in == null
            ? List.of()
            : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
