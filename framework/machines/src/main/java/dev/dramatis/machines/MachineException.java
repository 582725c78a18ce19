package dev.dramatis.machines;

/**
 * A machine description that cannot be used. The message is complete: file, line, column, what is
 * wrong, and the mend.
 */
public final class MachineException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With a place; line and column count from 1. */
  public MachineException(String file, int line, int column, String problem) {
    super(file + ":" + line + ":" + column + ": " + problem);
  }

  /** Without a place. */
  public MachineException(String file, String problem) {
    super(file + ": " + problem);
  }
}
