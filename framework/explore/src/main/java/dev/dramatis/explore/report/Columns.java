package dev.dramatis.explore.report;

import java.util.ArrayList;
import java.util.List;

/** Writes an execution in columns, a column for each CPU and one for events. */
final class Columns {
  private static final int WIDTH = 62;
  private static final int BESIDES = 3;

  private final int cpus;
  private final StringBuilder text = new StringBuilder(4096);

  private Columns(int cpus) {
    this.cpus = cpus;
  }

  /**
   * Writes.
   *
   * @param moments the steps
   * @param cpus number of CPUs
   * @param lead rows before the first in which somebody is interrupted; negative for all
   */
  static String write(List<Moment> moments, int cpus, int lead) {
    Columns columns = new Columns(cpus);
    columns.head();
    int from = lead < 0 ? 0 : start(moments, lead);
    if (from > 0) {
      columns.text.append("         (").append(from).append(" steps without an interruption)\n");
    }
    while (from < moments.size()) {
      int to = from + 1;
      while (to < moments.size() && together(moments.get(from), moments.get(to))) {
        to++;
      }
      columns.row(moments.subList(from, to), from + 1);
      from = to;
    }
    return columns.text.toString();
  }

  private static int start(List<Moment> moments, int lead) {
    int first = 0;
    while (first < moments.size() && !moments.get(first).preempts()) {
      first++;
    }
    if (first == moments.size()) {
      return 0;
    }
    int rows = 0;
    int from = first;
    while (from > 0 && rows < lead) {
      from--;
      while (from > 0 && together(moments.get(from - 1), moments.get(from))) {
        from--;
      }
      rows++;
    }
    return from;
  }

  /** Steps of one actor in one function are a row. */
  private static boolean together(Moment first, Moment next) {
    return first.actor() == next.actor()
        && first.label().equals(next.label())
        && first.place().equals(next.place())
        && first.matters() == next.matters()
        && !next.preempts();
  }

  private void head() {
    text.append("   step  ");
    for (int cpu = 0; cpu < cpus; cpu++) {
      String title = "CPU " + cpu;
      text.append(title);
      if (cpu + 1 < cpus) {
        text.append(" ".repeat(WIDTH - title.length()));
      }
    }
    text.append('\n');
  }

  private void row(List<Moment> moments, int number) {
    Moment first = moments.getFirst();
    List<String> doings = new ArrayList<>();
    for (Moment m : moments) {
      String doing = m.object().isEmpty() ? "" : m.access() + " " + m.object();
      if (!doing.isEmpty() && !(doings.size() > 0 && doings.getLast().equals(doing))) {
        doings.add(doing);
      }
    }
    String place = first.place().isEmpty() ? "" : " " + first.place();
    String what =
        first.label() + place + (doings.isEmpty() ? "" : ": " + String.join(", ", doings));
    int column = Math.max(0, first.cpu());
    String mark = first.preempts() ? "P" : first.matters() ? " " : ".";
    List<String> lines = wrap(first.cpu() < 0 ? "* " + what : what);
    for (int i = 0; i < lines.size(); i++) {
      text.append(i == 0 ? "%s %5d  ".formatted(mark, number) : " ".repeat(9));
      text.append(" ".repeat(column * WIDTH)).append(lines.get(i)).append('\n');
    }
  }

  private static List<String> wrap(String what) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : what.split(" ", -1)) {
      if (line.length() + word.length() > WIDTH - BESIDES && line.length() > 2) {
        lines.add(line.toString());
        line = new StringBuilder("  ");
      }
      line.append(line.toString().isBlank() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
