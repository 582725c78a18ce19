package dev.dramatis.console;

/** What the process ends with. */
final class ExitCode {
  static final int OK = 0;
  static final int RUN_FAILED = 1;
  static final int BAD_INPUT = 2;
  static final int ENVIRONMENT = 3;

  /** A search found a failure, or a schedule still fails. */
  static final int FOUND = 4;

  /** A mistake of this program (EX_SOFTWARE of sysexits); the launcher uses it as well. */
  static final int BROKEN = 70;

  private ExitCode() {}
}
