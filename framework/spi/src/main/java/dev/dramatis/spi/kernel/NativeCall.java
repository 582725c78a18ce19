package dev.dramatis.spi.kernel;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A system call under its own name, for scenarios that want more than the portable set. Threads and
 * processes are named by native ids ({@link Kernel#nativeId}), as in the original.
 *
 * @param name as in the original, such as {@code _lwp_suspend} or {@code thr_kill}
 * @param synopsis arguments and meaning, in one line
 * @param arguments how many it takes, or {@link #ANY_NUMBER}
 * @param body what happens
 */
public record NativeCall(String name, String synopsis, int arguments, Body body) {
  /**
   * Result of a call that left no trace and must be issued again, at once or to the next kernel.
   */
  public static final long AGAIN = Long.MIN_VALUE;

  /** For calls that take a list. */
  public static final int ANY_NUMBER = -1;

  /** Code of a native call. */
  @FunctionalInterface
  @ConsumerType
  public interface Body {
    /**
     * Runs on the context of {@code self} in kernel mode, up to the user boundary.
     *
     * @return a result of 0 or more, a negated {@link Errno}, or {@link #AGAIN}
     */
    long call(UserThread self, long[] arguments);
  }
}
