package dev.dramatis.personality.freebsd;

/** Times as texts with a unit. */
final class Durations {
  private Durations() {}

  static long parse(String name, String text) {
    int digits = 0;
    while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
      digits++;
    }
    long unit =
        switch (text.substring(digits).trim()) {
          case "ns" -> 1L;
          case "us" -> 1_000L;
          case "ms" -> 1_000_000L;
          case "s" -> 1_000_000_000L;
          default ->
              throw new IllegalArgumentException(
                  name + "=" + text + ": a number with ns, us, ms or s is expected");
        };
    try {
      return Math.multiplyExact(Long.parseLong(text.substring(0, digits)), unit);
    } catch (NumberFormatException | ArithmeticException e) {
      throw new IllegalArgumentException(
          name + "=" + text + ": a number with ns, us, ms or s is expected", e);
    }
  }
}
