package dev.dramatis.console;

/**
 * Something that the user can mend. The message is complete, one line, and goes to the terminal as
 * it is.
 */
final class UserException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  UserException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** Bad input. */
  static UserException badInput(String message) {
    return new UserException(ExitCode.BAD_INPUT, message);
  }

  int exitCode() {
    return exitCode;
  }
}
