package dev.dramatis.spi.workload;

/**
 * A workload file that cannot be used. The message is complete: file, line, column, what is wrong,
 * and the mend.
 */
public final class WorkloadException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With a place; line and column count from 1. */
  public WorkloadException(String file, int line, int column, String problem) {
    super(file + ":" + line + ":" + column + ": " + problem);
  }

  /** Without a place. */
  public WorkloadException(String file, String problem) {
    super(file + ": " + problem);
  }
}
