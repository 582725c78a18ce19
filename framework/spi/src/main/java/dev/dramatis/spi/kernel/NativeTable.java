package dev.dramatis.spi.kernel;

import java.util.List;

/**
 * A report as the system's own tool would print it, such as {@code ps -s}.
 *
 * @param command the tool with its flags
 * @param columns headings
 * @param rows cells, as many as there are headings
 */
public record NativeTable(String command, List<String> columns, List<List<String>> rows) {
  /** The lists are copied. */
  public NativeTable {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
  }
}
