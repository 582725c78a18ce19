package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.KernelHost;

/** Switches of this personality; a value that cannot be meant is refused with its name. */
final class Options {
  private static final String UNLIMITED = "unlimited";

  private final KernelHost host;

  Options(KernelHost host) {
    this.host = host;
  }

  /** A whole number within bounds. */
  int number(String name, int defaultValue, int least, int most) {
    String text = host.option(name, Integer.toString(defaultValue)).trim();
    return parse(name, text, least, most, "is expected, such as " + defaultValue);
  }

  /** A whole number from 0 on, or {@link Integer#MAX_VALUE} for "unlimited". */
  int limit(String name) {
    String text = host.option(name, UNLIMITED).trim();
    return text.equals(UNLIMITED)
        ? Integer.MAX_VALUE
        : parse(name, text, 0, Integer.MAX_VALUE - 1, "or '" + UNLIMITED + "' is expected");
  }

  boolean on(String name) {
    String text = host.option(name, "false").trim();
    if (!text.equals("true") && !text.equals("false")) {
      throw new IllegalArgumentException(
          "personality." + name + "=" + text + ": true or false is expected");
    }
    return text.equals("true");
  }

  private static int parse(String name, String text, int least, int most, String expected) {
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
            + " "
            + expected);
  }
}
