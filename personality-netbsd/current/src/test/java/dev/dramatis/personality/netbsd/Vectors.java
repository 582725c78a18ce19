package dev.dramatis.personality.netbsd;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;

/** A file of test vectors: rows of integers under named columns. */
final class Vectors {
  private final Map<String, Integer> columns = new TreeMap<>();
  private final List<int[]> rows = new ArrayList<>();

  private Vectors(List<String> lines, List<String> expected) {
    List<String> names = Arrays.asList(lines.get(0).trim().split(","));
    if (!names.equals(expected)) {
      throw new AssertionError("columns not understood: " + names);
    }
    for (String name : names) {
      columns.put(name, columns.size());
    }
    for (String line : lines.subList(1, lines.size())) {
      if (!line.isBlank()) {
        rows.add(Arrays.stream(line.trim().split(",")).mapToInt(Integer::parseInt).toArray());
      }
    }
  }

  /**
   * The file from the folder in {@code dramatis.vectors}, else from the resources; skips the test
   * if there is none.
   */
  static Vectors load(String name, String columns) {
    String folder = System.getProperty("dramatis.vectors");
    try {
      String text;
      if (folder != null) {
        Path file = Path.of(folder, "netbsd", name + ".csv");
        Assumptions.assumeTrue(Files.exists(file), () -> "absent: " + file);
        text = Files.readString(file);
      } else {
        try (InputStream in =
            Vectors.class.getResourceAsStream("/vectors/netbsd/" + name + ".csv")) {
          Assumptions.assumeTrue(in != null, () -> "absent: " + name);
          text = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
      }
      return new Vectors(text.lines().toList(), Arrays.asList(columns.split(",")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int size() {
    return rows.size();
  }

  Row row(int index) {
    return new Row(rows.get(index), index);
  }

  /** One row. */
  final class Row {
    private final int[] values;
    private final int index;

    Row(int[] values, int index) {
      this.values = values;
      this.index = index;
    }

    int get(String column) {
      Integer at = columns.get(column);
      if (at == null) {
        throw new AssertionError("no column " + column);
      }
      return values[at];
    }

    boolean is(String column) {
      return get(column) != 0;
    }

    @Override
    public String toString() {
      return "row " + index + " " + Arrays.toString(values);
    }
  }
}
