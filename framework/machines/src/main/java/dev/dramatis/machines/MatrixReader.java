package dev.dramatis.machines;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Transfer times as the tool core-to-core-latency writes them: comma-separated nanoseconds one way,
 * a row and a column for each CPU, the lower triangle filled and the diagonal empty.
 */
final class MatrixReader {
  static final int MAX_BYTES = 16 * 1024 * 1024;
  private static final double MAX_NANOS = 1e6;

  private final String file;
  private final int cpus;
  private final double[][] nanos;

  private MatrixReader(String file, int cpus) {
    this.file = file;
    this.cpus = cpus;
    this.nanos = new double[cpus][cpus];
  }

  /** The full matrix of however many CPUs it has rows. */
  static List<List<Double>> read(String file, byte[] bytes) throws MachineException {
    long rows = bytes.length > MAX_BYTES ? 0 : text(bytes).lines().count();
    if (rows > TopologyReader.MAX_CPUS) {
      throw new MachineException(
          file, "the matrix has " + rows + " rows; at most " + TopologyReader.MAX_CPUS + " CPUs");
    }
    return read(file, bytes, (int) rows);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** The full matrix by sender and receiver, 0 on the diagonal. */
  static List<List<Double>> read(String file, byte[] bytes, int cpus) throws MachineException {
    if (bytes.length > MAX_BYTES) {
      throw new MachineException(
          file, 1, 1, "the file has more than " + MAX_BYTES + " bytes; no such matrix has");
    }
    MatrixReader reader = new MatrixReader(file, cpus);
    List<String> lines = text(bytes).lines().toList();
    if (lines.size() != cpus) {
      throw new MachineException(
          file,
          1,
          1,
          "the matrix has "
              + lines.size()
              + " rows for "
              + cpus
              + " CPUs; measure the machine that is described");
    }
    for (int row = 0; row < cpus; row++) {
      reader.row(row, lines.get(row));
    }
    return reader.rows();
  }

  private void row(int row, String line) throws MachineException {
    String[] cells = line.split(",", -1);
    if (cells.length != cpus) {
      throw new MachineException(
          file, row + 1, 1, "the row has " + cells.length + " columns for " + cpus + " CPUs");
    }
    int column = 1;
    for (int i = 0; i < cpus; i++) {
      String cell = cells[i].strip();
      Place at = new Place(file, row + 1, column);
      if (i < row) {
        nanos[row][i] = value(cell, at);
        nanos[i][row] = nanos[row][i];
      } else if (!cell.isEmpty()) {
        throw at.error(
            "a value stands on or above the diagonal; the format has the lower triangle only");
      }
      column += cells[i].length() + 1;
    }
  }

  private static double value(String cell, Place at) throws MachineException {
    String shown = cell.length() > 40 ? cell.substring(0, 40) + "..." : cell;
    if (!Numbers.isDecimal(cell.replaceFirst("(\\.\\d{9})\\d*$", "$1"))) {
      throw at.error(
          "\"" + shown + "\" is not a number; each cell below the diagonal holds nanoseconds");
    }
    double value = Double.parseDouble(cell);
    if (value <= 0 || value > MAX_NANOS) {
      throw at.error(
          shown
              + " ns is no transfer time; it has to lie between 0 and "
              + Numbers.plain(MAX_NANOS));
    }
    return value;
  }

  private List<List<Double>> rows() {
    List<List<Double>> rows = new ArrayList<>();
    for (double[] row : nanos) {
      List<Double> values = new ArrayList<>();
      for (double value : row) {
        values.add(value);
      }
      rows.add(values);
    }
    return rows;
  }
}
