package dev.dramatis.lab;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as people write and read them. */
public final class Units {
  private static final Pattern TIME =
      Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?)\\s*(ns|us|µs|ms|s|min|m|h)");

  private Units() {}

  /** A time with three or more digits that matter, such as {@code 1.23 ms}. */
  public static String time(long nanos) {
    long size = Math.abs(nanos);
    if (size < 1_000) {
      return nanos + " ns";
    }
    if (size < 999_950) {
      return digits(nanos / 1e3) + " µs";
    }
    if (size < 999_950_000L) {
      return digits(nanos / 1e6) + " ms";
    }
    return digits(nanos / 1e9) + " s";
  }

  private static String digits(double value) {
    double size = Math.abs(value);
    String format = size < 10 ? "%.2f" : size < 100 ? "%.1f" : "%.0f";
    return String.format(Locale.ROOT, format, value);
  }

  /** A count with thin grouping, such as {@code 12 345}. */
  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value).replace(',', ' ');
  }

  /** A percentage with one decimal. */
  public static String percent(double value) {
    return String.format(Locale.ROOT, "%.1f%%", value);
  }

  /**
   * Reads a time with its unit.
   *
   * @throws IllegalArgumentException if it has none; the message says how to write it
   */
  public static long parseTime(String text) {
    Matcher m = TIME.matcher(text.strip());
    if (!m.matches()) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is not a time; write a number with its unit, such as 500us, 10ms, 1.5s or 2min");
    }
    String unit = m.group(2);
    int shift =
        switch (unit) {
          case "ns" -> 0;
          case "us", "µs" -> 3;
          case "ms" -> 6;
          default -> 9;
        };
    long factor = unit.startsWith("m") && !unit.equals("ms") ? 60 : unit.equals("h") ? 3600 : 1;
    try {
      return new java.math.BigDecimal(m.group(1))
          .movePointRight(shift)
          .multiply(java.math.BigDecimal.valueOf(factor))
          .setScale(0, java.math.RoundingMode.HALF_UP)
          .longValueExact();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("'" + text + "' is too long a time; at most 292 years", e);
    }
  }

  /** Ascending numbers with their gaps, such as {@code 0-3,8}. */
  public static String ranges(java.util.List<Integer> sorted) {
    StringBuilder text = new StringBuilder();
    int i = 0;
    while (i < sorted.size()) {
      int first = sorted.get(i);
      int last = first;
      while (i + 1 < sorted.size() && sorted.get(i + 1) == last + 1) {
        last = sorted.get(++i);
      }
      text.append(text.isEmpty() ? "" : ",").append(first).append(first == last ? "" : "-" + last);
      i++;
    }
    return text.toString();
  }
}
