package dev.dramatis.personality.freebsd;

import dev.dramatis.spi.kernel.KernelHost;

/** Numbers among the switches of this personality. */
final class Options {
  private final KernelHost host;

  Options(KernelHost host) {
    this.host = host;
  }

  /** A whole number within bounds; anything else is refused by name. */
  int number(String name, int defaultValue, int least, int most) {
    String text = host.option(name, Integer.toString(defaultValue)).trim();
    try {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // as bad as one out of bounds
    }
    throw new IllegalArgumentException(
        "personality."
            + name
            + "="
            + text
            + ": a whole number from "
            + least
            + " to "
            + most
            + " is expected, such as "
            + defaultValue);
  }

  /** One of a few words. */
  String word(String name, String defaultValue, String other) {
    String text = host.option(name, defaultValue);
    if (!text.equals(defaultValue) && !text.equals(other)) {
      throw new IllegalArgumentException(
          "personality."
              + name
              + "="
              + text
              + ": "
              + defaultValue
              + " or "
              + other
              + " is expected");
    }
    return text;
  }
}
