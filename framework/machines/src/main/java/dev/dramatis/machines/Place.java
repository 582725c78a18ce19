package dev.dramatis.machines;

/**
 * A place in a file.
 *
 * @param file name as the user knows it
 * @param line from 1
 * @param column from 1
 */
record Place(String file, int line, int column) {
  /** The error that something is wrong here. */
  MachineException error(String problem) {
    return new MachineException(file, line, column, problem);
  }

  /** A place in the same line. */
  Place right(int columns) {
    return new Place(file, line, column + columns);
  }
}
