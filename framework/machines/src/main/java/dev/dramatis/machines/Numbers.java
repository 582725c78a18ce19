package dev.dramatis.machines;

import java.util.regex.Pattern;

/** Numbers as descriptions write them: decimal, no quotes, no infinities. */
final class Numbers {
  /** Larger than any figure of a real machine in any unit that the keys use. */
  static final double MAX = 1e15;

  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?\\d{1,18}(\\.\\d{1,18})?([eE][+-]?\\d{1,2})?");

  private Numbers() {}

  static double number(String path, Yaml value, double min, double max) throws MachineException {
    if (!(value instanceof Yaml.Scalar scalar) || !scalar.plain() || !isDecimal(scalar.text())) {
      throw value
          .at()
          .error(
              path + " is " + shown(value) + "; it has to be a number, or {v, lo, hi, src, conf}");
    }
    double number = Double.parseDouble(scalar.text());
    if (number < min || number > max) {
      throw value
          .at()
          .error(
              path
                  + " is "
                  + scalar.text()
                  + "; it has to lie between "
                  + plain(min)
                  + " and "
                  + plain(max));
    }
    return number;
  }

  static int integer(String path, Yaml value, int min, int max) throws MachineException {
    double number = number(path, value, min, max);
    if (number != Math.rint(number)) {
      throw value.at().error(path + " is " + shown(value) + "; it has to be a whole number");
    }
    return (int) number;
  }

  static boolean isDecimal(String text) {
    return DECIMAL.matcher(text).matches();
  }

  /** A number without a needless fraction. */
  static String plain(double number) {
    return number == Math.rint(number) && Math.abs(number) <= MAX
        ? Long.toString((long) number)
        : Double.toString(number);
  }

  private static String shown(Yaml value) {
    return value instanceof Yaml.Scalar scalar && !scalar.text().isEmpty()
        ? "\""
            + (scalar.text().length() > 40 ? scalar.text().substring(0, 40) + "..." : scalar.text())
            + "\""
        : value.kind();
  }
}
