package dev.dramatis.lab.compare;

import dev.dramatis.lab.Units;
import java.util.ArrayList;
import java.util.List;

/** The comparison as text for a terminal. */
public final class ComparisonTable {
  private static final List<Figures> COLUMNS =
      List.of(
          Figures.END,
          Figures.CPU_TIME,
          Figures.WAIT,
          Figures.WAKE_P50,
          Figures.WAKE_P99,
          Figures.SWITCHES,
          Figures.MIGRATIONS);

  /** On a terminal; the page shows more. */
  private static final int MOST_PAIRS = 12;

  private ComparisonTable() {}

  /** A row per variant, then what the differences come from. */
  public static String text(Comparison comparison) {
    List<Comparison.Group> groups = comparison.groups();
    List<List<String>> rows = new ArrayList<>();
    List<String> head =
        new ArrayList<>(List.of("workload", "personality", "scheduler", "hardware", "result"));
    COLUMNS.forEach(c -> head.add(c.title()));
    head.addAll(List.of("idle", "digest"));
    rows.add(head);
    for (Comparison.Group g : groups) {
      List<String> row =
          new ArrayList<>(
              List.of(
                  g.workload(),
                  g.variant().personality(),
                  g.variant().scheduler(),
                  g.variant().hardware(),
                  g.ending()));
      COLUMNS.forEach(c -> row.add(c.format(g.mean(c))));
      row.add(
          Units.percent(
              g.runs().stream()
                  .mapToDouble(r -> r.report().totals().idlePercent())
                  .average()
                  .orElse(0)));
      row.add(g.digest());
      rows.add(row);
    }
    StringBuilder text = new StringBuilder(aligned(rows, 5));
    text.append(comparison.sample()).append('\n');
    int shown = 0;
    int more = 0;
    for (Comparison.Pair pair : comparison.pairs()) {
      List<String> hints = Why.hints(pair);
      if (!hints.isEmpty() && shown == MOST_PAIRS) {
        more++;
      } else if (!hints.isEmpty()) {
        shown++;
        text.append('\n')
            .append(pair.first().workload())
            .append(": ")
            .append(pair.first().variant().label())
            .append("  against  ")
            .append(pair.second().variant().label())
            .append('\n');
        hints.forEach(h -> text.append("  - ").append(h).append('\n'));
      }
    }
    if (more > 0) {
      text.append("\n... and ").append(more).append(" more pairs in the report\n");
    }
    return text.toString();
  }

  /**
   * Columns as wide as they need to be; the first ones to the left, the others, numbers, to the
   * right.
   */
  public static String aligned(List<List<String>> rows, int left) {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String pad = " ".repeat(widths[i] - row.get(i).length());
        line.append(i == 0 ? "" : "  ");
        line.append(i < left ? row.get(i) + pad : pad + row.get(i));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
