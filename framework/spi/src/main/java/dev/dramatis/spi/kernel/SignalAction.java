package dev.dramatis.spi.kernel;

/**
 * What a process does about a signal.
 *
 * @param kind default, ignored, or caught by a handler of the program
 * @param mask further signals that are blocked while the handler runs, as a set of {@link Signals}
 * @param restart whether interrupted calls are issued again (SA_RESTART) rather than failing with
 *     {@link Errno#EINTR}
 */
public record SignalAction(Kind kind, long mask, boolean restart) {
  /** The default action. */
  public static final SignalAction DEFAULT = new SignalAction(Kind.DEFAULT, 0, true);

  /** Nothing happens. */
  public static final SignalAction IGNORE = new SignalAction(Kind.IGNORE, 0, true);

  /** A handler that runs with only the signal itself blocked. */
  public static SignalAction caught(boolean restart) {
    return new SignalAction(Kind.CATCH, 0, restart);
  }

  /** Kinds of action. */
  public enum Kind {
    /** Whatever the kernel does by default for that signal. */
    DEFAULT,
    /** Dropped. */
    IGNORE,
    /** A handler of the program runs. */
    CATCH
  }
}
