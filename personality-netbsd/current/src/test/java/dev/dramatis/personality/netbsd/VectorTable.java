package dev.dramatis.personality.netbsd;

import dev.dramatis.testkit.Vectors;
import java.util.Arrays;
import java.util.List;

/** A table of known numbers that all fit into an int, by row and column. */
final class VectorTable {
  private final List<String> columns;
  private final List<long[]> rows;

  private VectorTable(List<String> columns, List<long[]> rows) {
    this.columns = columns;
    this.rows = rows;
  }

  /**
   * The table of that name, which has these columns; see {@link Vectors} for one that is absent.
   */
  static VectorTable load(String name, String columns) {
    String[] names = columns.split(",");
    return new VectorTable(
        List.of(names), Vectors.of(VectorTable.class, "netbsd").rows(name, names));
  }

  int size() {
    return rows.size();
  }

  Row row(int index) {
    return new Row(rows.get(index), index);
  }

  /** One row. */
  final class Row {
    private final long[] values;
    private final int index;

    Row(long[] values, int index) {
      this.values = values;
      this.index = index;
    }

    int get(String column) {
      int at = columns.indexOf(column);
      if (at < 0) {
        throw new AssertionError("no column " + column);
      }
      return Math.toIntExact(values[at]);
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
