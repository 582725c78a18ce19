package dev.dramatis.machines;

import dev.dramatis.spi.hardware.Figure;
import java.util.List;

/** Figures that are written out: {@code {v, lo, hi, src, conf}}. */
final class Figures {
  private static final List<String> GRADES = List.of("A", "B", "C", "D");

  private Figures() {}

  static Figure read(Section leaf, double min, double max) throws MachineException {
    double value = Numbers.number(leaf.path(), leaf.need("v"), min, max);
    Yaml lo = leaf.take("lo");
    Yaml hi = leaf.take("hi");
    double low = lo == null ? value : Numbers.number(leaf.path("lo"), lo, min, max);
    double high = hi == null ? value : Numbers.number(leaf.path("hi"), hi, min, max);
    leaf.done();
    if (low > value || value > high) {
      throw leaf.at()
          .error(
              leaf.path()
                  + " is "
                  + Numbers.plain(value)
                  + ", outside its own bounds "
                  + Numbers.plain(low)
                  + " to "
                  + Numbers.plain(high)
                  + "; mend lo, v or hi");
    }
    Yaml v = leaf.need("v");
    return new Figure(value, low, high, leaf.sourceFor(v), leaf.confidenceFor(v));
  }

  static char grade(String path, Yaml value) throws MachineException {
    String text = Section.text(path, value);
    if (!GRADES.contains(text)) {
      throw value
          .at()
          .error(
              path
                  + " cannot be "
                  + text
                  + "; the grades are A measured on this part, B close relative, "
                  + "C derived by a rule, D unverified");
    }
    return text.charAt(0);
  }
}
