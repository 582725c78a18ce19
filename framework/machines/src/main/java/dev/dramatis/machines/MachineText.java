package dev.dramatis.machines;

import dev.dramatis.spi.hardware.Figure;
import dev.dramatis.spi.hardware.MachineDescription;
import dev.dramatis.spi.hardware.MachineDescription.CoreClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * A machine for people: where its CPUs are, what its figures are, and how far each can be trusted.
 */
final class MachineText {
  private final MachineDescription machine;
  private final StringBuilder out = new StringBuilder();

  private MachineText(MachineDescription machine) {
    this.machine = machine;
  }

  static String of(MachineDescription machine) {
    MachineText text = new MachineText(machine);
    text.head();
    TopologyPicture.draw(machine, text.out);
    text.classes();
    text.figures();
    text.grades();
    text.sources();
    return text.out.toString();
  }

  private void head() {
    line("%s: %s", machine.id(), machine.title());
    line(
        "%s, %s, %d CPUs, %d-byte lines",
        machine.isa(),
        machine.memoryOrder().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        machine.topology().cpuCount(),
        machine.lineBytes());
    String note = machine.word("topology.note", "");
    if (!note.isEmpty()) {
      line("note: %s", note);
    }
    line("");
  }

  private void classes() {
    line("");
    line("%-10s %9s %12s %6s", "class", "capacity", "experienced", "MHz");
    for (CoreClass c : machine.coreClasses()) {
      line("%-10s %9d %12d %6d", c.id(), c.capacity(), c.experiencedCapacity(), c.mhz());
    }
  }

  private void figures() {
    line("");
    line("%-52s %12s  %-16s %-10s %s", "figure", "value", "bounds", "source", "grade");
    machine.figures().forEach(this::figure);
    for (CoreClass c : machine.coreClasses()) {
      c.figures().forEach((path, figure) -> figure(c.id() + ": " + path, figure));
    }
    if (machine.transferMatrix() != null) {
      line("%-52s %12s  wins over transfer_ns", "transfer_matrix_csv", "measured");
    }
    machine
        .words()
        .forEach((path, word) -> {
          if (!path.startsWith("sources.") && !path.equals("topology.note")) {
            line("%-52s %12s", path, word);
          }
        });
  }

  private void figure(String path, Figure figure) {
    String bounds =
        figure.low() == figure.high()
            ? ""
            : Numbers.plain(figure.low()) + " to " + Numbers.plain(figure.high());
    line(
        "%-52s %12s  %-16s %-10s %s",
        path, Numbers.plain(figure.value()), bounds, figure.source(), figure.confidence());
  }

  /** A report should be able to say how much of it rests on memory. */
  private void grades() {
    line("");
    line(
        "grades: %d A measured here, %d B close relative, %d C by a rule, %d D unverified",
        graded('A'), graded('B'), graded('C'), graded('D'));
  }

  private long graded(char grade) {
    return all().stream().filter(figure -> figure.confidence() == grade).count();
  }

  private void sources() {
    for (String source : new TreeSet<>(all().stream().map(Figure::source).toList())) {
      String what = machine.word("sources." + source + ".what", "");
      if (!what.isEmpty()) {
        line("  %s: %s (%s)", source, what, machine.word("sources." + source + ".where", ""));
      }
    }
  }

  private List<Figure> all() {
    List<Figure> all = new ArrayList<>(machine.figures().values());
    machine.coreClasses().forEach(c -> all.addAll(c.figures().values()));
    return all;
  }

  private void line(String format, Object... arguments) {
    out.append(String.format(Locale.ROOT, format, arguments).stripTrailing()).append('\n');
  }
}
