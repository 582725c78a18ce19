package dev.dramatis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Tables of numbers that real kernels' routines gave: {@code vectors/<kernel>/<name>.csv} on the
 * class path of the test, or below the folder that {@code -Ddramatis.vectors=DIR} names. A header
 * line, then whole numbers; a table may have any number of rows. A table that is not understood
 * fails the test, and so does one that is absent; only in a folder that somebody names may there be
 * some tables and not others: then the tests of those others are skipped, and say so.
 */
public final class Vectors {
  private static final String PROPERTY = "dramatis.vectors";

  private final Path folder;

  /** Whether somebody named the folder, who may not have every table. */
  private final boolean named;

  private Vectors(Path folder, boolean named) {
    this.folder = folder;
    this.named = named;
  }

  /** The tables of a kernel: {@code netbsd}, {@code freebsd}. */
  public static Vectors of(Class<?> test, String kernel) {
    String elsewhere = System.getProperty(PROPERTY, "");
    if (!elsewhere.isEmpty()) {
      Path folder = Path.of(elsewhere);
      assertThat(folder).as("-D%s", PROPERTY).isDirectory();
      return new Vectors(folder.resolve(kernel), true);
    }
    URL url = test.getResource("/vectors/" + kernel);
    assertThat(url).as("src/test/resources/vectors/%s", kernel).isNotNull();
    try {
      return new Vectors(Path.of(url.toURI()), false);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Fails if there are tables whose name starts with the prefix, but which are not among those
   * known.
   */
  public void requireKnown(String prefix, String... known) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<String> unknown =
          files
              .map(file -> String.valueOf(file.getFileName()))
              .filter(name -> name.startsWith(prefix))
              .filter(name ->
                  !name.endsWith(".csv")
                      || !List.of(known).contains(name.substring(0, name.length() - 4)))
              .sorted()
              .toList();
      assertThat(unknown).as("tables in %s that no test understands", folder).isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether they come from a folder that somebody named, whose tables may be newer than tests. */
  public boolean named() {
    return named;
  }

  /** The rows of a table that has these columns, in this order. */
  public List<long[]> rows(String name, String... columns) {
    List<long[]> rows = new ArrayList<>();
    forEach(name, String.join(",", columns), row -> rows.add(row.numbers(columns)));
    return rows;
  }

  /**
   * Hands every row of a table, in order, to a check. Its columns must be the ones named, in any
   * order.
   */
  public void forEach(String name, String columns, Consumer<Row> check) {
    Path file = folder.resolve(name + ".csv");
    if (named) {
      Assumptions.assumeTrue(Files.exists(file), () -> file + " is absent");
    }
    assertThat(file).exists();
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(lines).as("%s", file).hasSizeGreaterThan(1);
    List<String> header = Arrays.asList(lines.getFirst().split(",", -1));
    assertThat(header).as("columns of %s", file).containsExactlyInAnyOrder(columns.split(","));
    for (int i = 1; i < lines.size(); i++) {
      if (!lines.get(i).isEmpty()) {
        check.accept(new Row(name, i + 1, header, numbers(file, i, lines.get(i), header.size())));
      }
    }
  }

  private static long[] numbers(Path file, int line, String text, int count) {
    String[] cells = text.split(",", -1);
    assertThat(cells).as("%s, line %s", file, line + 1).hasSize(count);
    return Arrays.stream(cells)
        .mapToLong(
            cell -> cell.startsWith("-") ? Long.parseLong(cell) : Long.parseUnsignedLong(cell))
        .toArray();
  }

  /** One row of a table. */
  public static final class Row {
    private final String table;
    private final int line;
    private final List<String> header;
    private final long[] numbers;

    private Row(String table, int line, List<String> header, long[] numbers) {
      this.table = table;
      this.line = line;
      this.header = header;
      this.numbers = numbers;
    }

    /** The values in some columns. */
    long[] numbers(String... columns) {
      return Arrays.stream(columns).mapToLong(this::number).toArray();
    }

    /** The number in a column. Above 2^63 it appears negative. */
    public long number(String column) {
      int at = header.indexOf(column);
      if (at < 0) {
        throw new IllegalArgumentException(table + " has no column " + column + " but " + header);
      }
      return numbers[at];
    }

    /** The number in a column, as C stores it in 32 bits, signed or not. */
    public int word(String column) {
      long number = number(column);
      assertThat(number).as(column).isBetween((long) Integer.MIN_VALUE, 0xffff_ffffL);
      return (int) number;
    }

    /** Whether the number in a column is not 0. */
    public boolean flag(String column) {
      return number(column) != 0;
    }

    /** The numbers in the columns {@code prefix0} to {@code prefix(count-1)}. */
    public int[] words(String prefix, int count) {
      int[] words = new int[count];
      for (int i = 0; i < count; i++) {
        words[i] = word(prefix + i);
      }
      return words;
    }

    /** Fails unless the column holds the number. */
    public void expect(String column, long actual) {
      if (number(column) != actual) {
        throw new AssertionError(
            table
                + ".csv, line "
                + line
                + ": "
                + column
                + " should be "
                + number(column)
                + ", but was "
                + actual
                + "; "
                + this);
      }
    }

    /** Fails unless the column holds the number that the 32 bits mean without a sign. */
    public void expectUnsigned(String column, int actual) {
      expect(column, Integer.toUnsignedLong(actual));
    }

    @Override
    public String toString() {
      List<String> cells = new ArrayList<>();
      for (int i = 0; i < numbers.length; i++) {
        cells.add(header.get(i) + "=" + numbers[i]);
      }
      return String.join(" ", cells);
    }
  }
}
