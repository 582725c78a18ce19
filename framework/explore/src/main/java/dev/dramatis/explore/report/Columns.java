package dev.dramatis.explore.report;

import dev.dramatis.spi.machine.Access;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes an execution in columns, one for each CPU. What a thread does until somebody else acts is
 * a block: the step of the scenario that it is in, then a line for each function of the kernel with
 * what it does to locks and shared words, then what became different.
 */
final class Columns {
  private static final int WIDTH = 62;
  private static final int BESIDES = 3;
  private static final int MARGIN = 9;

  private final int cpus;
  private final Set<String> locks = new LinkedHashSet<>();
  private final Map<String, String> tasks = new LinkedHashMap<>();
  private final StringBuilder text = new StringBuilder(4096);

  private Columns(int cpus) {
    this.cpus = cpus;
  }

  /**
   * Writes.
   *
   * @param moments the steps
   * @param cpus number of CPUs
   * @param lead blocks before the first in which somebody is interrupted; negative for all
   */
  static String write(List<Moment> moments, int cpus, int lead) {
    Columns columns = new Columns(cpus);
    for (Moment m : moments) {
      if (m.access == Access.UNLOCK) {
        columns.locks.add(m.object);
      }
    }
    columns.head();
    List<List<Moment>> blocks = blocks(moments);
    int from = lead < 0 ? 0 : first(blocks, lead);
    int to = lead < 0 ? blocks.size() : last(blocks);
    int number = 1;
    for (int i = 0; i < blocks.size(); i++) {
      if (i == from && i > 0) {
        columns
            .text
            .append("         (")
            .append(number - 1)
            .append(" steps without interruption)\n");
      }
      if (i >= from && i < to) {
        columns.block(blocks.get(i), number);
      }
      if (i == to) {
        int rest = moments.size() - number + 1;
        columns
            .text
            .append("         (")
            .append(rest)
            .append(" steps that change nothing any more)\n");
      }
      number += blocks.get(i).size();
    }
    return columns.text.toString();
  }

  private static List<List<Moment>> blocks(List<Moment> moments) {
    List<List<Moment>> blocks = new ArrayList<>();
    int from = 0;
    while (from < moments.size()) {
      int to = from + 1;
      while (to < moments.size() && together(moments.get(from), moments.get(to))) {
        to++;
      }
      blocks.add(moments.subList(from, to));
      from = to;
    }
    return blocks;
  }

  private static boolean together(Moment first, Moment next) {
    return first.actor == next.actor
        && first.label.equals(next.label)
        && first.task.equals(next.task)
        && first.matters == next.matters
        && !next.preempts();
  }

  private static int first(List<List<Moment>> blocks, int lead) {
    for (int i = 0; i < blocks.size(); i++) {
      if (blocks.get(i).getFirst().preempts()) {
        return Math.max(0, i - lead);
      }
    }
    return 0;
  }

  /** Behind the last block in which something changes or a thread does something. */
  private static int last(List<List<Moment>> blocks) {
    int to = blocks.size();
    while (to > 0 && blocks.get(to - 1).stream().allMatch(m -> m.idle() && m.effects.isEmpty())) {
      to--;
    }
    return to;
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

  private void block(List<Moment> moments, int number) {
    Moment first = moments.getFirst();
    List<String> lines = new ArrayList<>();
    lines.add(title(first));
    if (first.preempts()) {
      String holding = first.held.isEmpty() ? "" : ", which holds " + first.held;
      lines.addAll(wrap("  (interrupts " + first.interrupted + holding + ")", "   "));
    }
    for (int i = 0; i < moments.size(); ) {
      int to = i + 1;
      while (to < moments.size()
          && moments.get(to).place.equals(moments.get(i).place)
          && moments.get(to - 1).effects.isEmpty()) {
        to++;
      }
      doings(moments.subList(i, to), lines);
      for (String effect : moments.get(to - 1).effects) {
        lines.addAll(wrap("  -> " + effect, "     "));
      }
      i = to;
    }
    int column = Math.max(0, first.cpu);
    String mark = first.preempts() ? "P" : first.matters ? " " : ".";
    for (int i = 0; i < lines.size(); i++) {
      text.append(i == 0 ? "%s %5d  ".formatted(mark, number) : " ".repeat(MARGIN));
      text.append(" ".repeat(column * WIDTH)).append(lines.get(i)).append('\n');
    }
  }

  /** The thread, and the step of the scenario if that is another than before. */
  private String title(Moment m) {
    if (m.cpu < 0) {
      return "* " + m.label;
    }
    boolean same = m.task.isEmpty() || m.task.equals(tasks.get(m.label));
    tasks.put(m.label, m.task);
    return same ? m.label : m.label + ": " + m.task;
  }

  private void doings(List<Moment> moments, List<String> lines) {
    Set<String> doings = new LinkedHashSet<>();
    for (Moment m : moments) {
      if (!m.object.isEmpty()) {
        doings.add(verb(m) + " " + m.object);
      }
    }
    if (!moments.getFirst().idle() && !doings.isEmpty()) {
      String place = moments.getFirst().place;
      lines.addAll(
          wrap("  " + (place.isEmpty() ? "" : place + ": ") + String.join(", ", doings), "    "));
    }
  }

  private String verb(Moment m) {
    return switch (m.access) {
      case LOAD -> "read";
      case STORE -> "write";
      case RMW -> "update";
      case CAS -> locks.contains(m.object) ? "lock" : "swap";
      case LOCK -> "lock";
      case TRYLOCK -> "try";
      case UNLOCK -> "unlock";
      case SLEEP -> "sleep on";
      case WAKEUP -> "wake";
      case AWAIT -> "wait for";
    };
  }

  private static List<String> wrap(String what, String indent) {
    List<String> lines = new ArrayList<>();
    StringBuilder line =
        new StringBuilder(what.substring(0, what.length() - what.stripLeading().length()));
    String gap = "";
    for (String word : what.strip().split(" ", -1)) {
      if (line.length() + word.length() > WIDTH - BESIDES && !line.toString().isBlank()) {
        lines.add(line.toString());
        line = new StringBuilder(indent);
        gap = "";
      }
      line.append(gap).append(word);
      gap = " ";
    }
    lines.add(line.toString());
    return lines;
  }
}
