package dev.dramatis.spi.machine;

/**
 * A named check that failed inside a run: an assertion of the kernel, an illegal transition, a
 * broken contract.
 */
public final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String check;

  /** Made by {@link Machine#violation} only. */
  public Violation(String check, String detail) {
    super(check + ": " + detail);
    this.check = check;
  }

  /** The name of the check. */
  public String check() {
    return check;
  }
}
