package dev.dramatis.machines;

import java.util.Map;

/** The text of a description that an importer writes. */
final class DescriptionText {
  private final StringBuilder out = new StringBuilder();

  void line(String text) {
    out.append(text).append('\n');
  }

  void head(String id, String title, String profile) {
    line("schema: " + Keys.SCHEMA);
    line("id: " + id);
    line("title: " + quoted(title));
    line("extends: " + profile);
  }

  /** A row of {@code topology.cpus}; levels of -1 are not there. */
  void cpu(Map<String, Integer> levels, String coreClass) {
    StringBuilder row = new StringBuilder("    - {");
    levels.forEach((level, number) -> {
      if (number >= 0) {
        row.append(level).append(": ").append(number).append(", ");
      }
    });
    line(row + "class: " + coreClass + "}");
  }

  /**
   * Transfer times and idle states that topologies do not carry: orders of magnitude, to be
   * measured.
   */
  void guesses(boolean arm) {
    line(
        "# Not in the imported file: orders of magnitude, grade D. Measure them, for instance with"
            + " core-to-core-latency.");
    line(
        "transfer_ns: {smt: 8, same_l2: 40, same_l3: 45, same_numa: 100, same_package: 100,"
            + " cross_package: 180,");
    line("  src: mem, conf: D}");
    if (arm) {
      line("timer: {counter_hz: 24000000, resolution_ns: 41.667, src: mem, conf: D}");
    }
  }

  void shallowIdle(boolean arm) {
    line(
        "idle_states: [{id: "
            + (arm ? "WFI" : "C1")
            + ", exit_us: 1, min_residency_us: 1, src: mem, conf: D}]");
  }

  /** A text in quotes, whatever characters it has. */
  static String quoted(String text) {
    String clean = text.replaceAll("[^\\x20-\\x7e]", "?");
    String shortened = clean.length() > 200 ? clean.substring(0, 200) : clean;
    return "\"" + shortened.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
