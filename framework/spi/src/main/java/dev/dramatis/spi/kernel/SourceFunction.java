package dev.dramatis.spi.kernel;

import java.util.List;

/**
 * A function of the original kernel that a personality follows, so that explanations can point to
 * it.
 *
 * @param name name in the original, such as {@code lwp_exit}
 * @param file source file of the original
 * @param line line of that file at which the definition begins, from 1
 * @param method who follows it, as {@code Class.method} without package
 */
public record SourceFunction(String name, String file, int line, String method) {
  /** Lines must be positive. */
  public SourceFunction {
    if (line < 1) {
      throw new IllegalArgumentException(name + " cannot begin at line " + line + " of " + file);
    }
  }

  /**
   * Reads a list of functions of one file.
   *
   * @param file source file of the original
   * @param table a heading, and then {@code name,line,method} for each function
   * @throws IllegalArgumentException if a line is something else
   */
  public static List<SourceFunction> listed(String file, String table) {
    return table.lines().skip(1).map(line -> of(file, line)).toList();
  }

  private static SourceFunction of(String file, String line) {
    String[] cells = line.split(",", -1);
    if (cells.length != 3 || !cells[1].matches("\\d{1,7}")) {
      throw new IllegalArgumentException(
          "list of the functions of " + file + ": '" + line + "' is not NAME,LINE,METHOD");
    }
    return new SourceFunction(cells[0], file, Integer.parseInt(cells[1]), cells[2]);
  }
}
