package dev.dramatis.spi.hardware;

/**
 * A figure of a description with where it comes from.
 *
 * @param value the value to use, in the unit that the key names
 * @param low lower bound, equal to the value if unknown
 * @param high upper bound, equal to the value if unknown
 * @param source short id of the source, or empty
 * @param confidence A measured on this part, B close relative, C derived by a rule, D unverified
 */
public record Figure(double value, double low, double high, String source, char confidence) {
  /** A figure without bounds or source. */
  public static Figure of(double value) {
    return new Figure(value, value, value, "", 'D');
  }
}
