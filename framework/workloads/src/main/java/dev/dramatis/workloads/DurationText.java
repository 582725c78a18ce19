package dev.dramatis.workloads;

import java.util.OptionalLong;

/** Times as people write them: {@code 100ns}, {@code 20us}, {@code 10ms}, {@code 2s}. */
public final class DurationText {
  private DurationText() {}

  /** The time in nanoseconds; empty if the text is no time or too long to count. */
  public static OptionalLong parse(String text) {
    int digits = 0;
    while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
      digits++;
    }
    long unit =
        switch (text.substring(digits)) {
          case "ns" -> 1;
          case "us" -> 1_000;
          case "ms" -> 1_000_000;
          case "s" -> 1_000_000_000;
          default -> 0;
        };
    if (unit == 0 || digits == 0 || digits > 18) {
      return OptionalLong.empty();
    }
    long count = Long.parseLong(text.substring(0, digits));
    return count > Long.MAX_VALUE / unit ? OptionalLong.empty() : OptionalLong.of(count * unit);
  }
}
