package dev.dramatis.machines;

import dev.dramatis.spi.hardware.Figure;
import dev.dramatis.spi.hardware.IdleState;
import dev.dramatis.spi.hardware.MachineDescription;
import dev.dramatis.spi.hardware.MachineDescription.CoreClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * A machine for people: where its CPUs are, what its figures are, and how far each can be trusted.
 */
final class MachineText {
  private static final String OPP = "freq_mhz.opp.";

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
    text.idle();
    text.figures();
    text.grades();
    text.sources();
    return text.out.toString();
  }

  private void head() {
    line("%s: %s", machine.id(), machine.title());
    line(
        "%s, memory order %s, %d CPUs, %d-byte lines",
        machine.isa(),
        machine.memoryOrder().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        machine.topology().cpuCount(),
        machine.lineBytes());
    line(
        "interrupts %s, timer %s, atomics %s, shootdown by %s, spins with %s",
        machine.word("interrupts.controller", "?"),
        machine.word("timer.kind", "?"),
        machine.word("atomics.kind", "?"),
        machine.word("tlb_shootdown.method", "?"),
        machine.word("spin_wait.kind", "?"));
    String note = machine.word("topology.note", "");
    if (!note.isEmpty()) {
      line("note: %s", note);
    }
    line("");
  }

  private void classes() {
    line("");
    line(
        "%-12s %9s %12s %6s  %s",
        "core class", "capacity", "experienced", "MHz", "operating points");
    for (CoreClass c : machine.coreClasses()) {
      line(
          "%-12s %9d %12d %6d  %s",
          c.id(), c.capacity(), c.experiencedCapacity(), c.mhz(), clocks(c));
    }
  }

  /** Operating points with their voltages, as far as they are known. */
  private static String clocks(CoreClass c) {
    List<String> points = new ArrayList<>();
    Figure clock = c.figures().get(OPP + "0");
    while (clock != null) {
      Figure microvolts = c.figures().get("freq_mhz.opp_microvolt." + points.size());
      String volts = microvolts == null ? "" : "@" + Numbers.plain(microvolts.value() / 1e6) + "V";
      points.add(Numbers.plain(clock.value()) + volts);
      clock = c.figures().get(OPP + points.size());
    }
    return String.join(" ", points);
  }

  private void idle() {
    line("");
    line(
        "%-18s %-8s %9s %9s %9s %13s  %-10s %s  %s",
        "idle state",
        "scope",
        "entry us",
        "exit us",
        "declared",
        "min. stay us",
        "source",
        "grade",
        "loses");
    for (IdleState state : machine.idleStates()) {
      Figure exit = machine.figures().get("idle_states." + state.id() + ".exit_us");
      List<String> loses = new ArrayList<>();
      if (state.timerStops()) {
        loses.add("timer");
      }
      if (state.tlbFlushed()) {
        loses.add("translations");
      }
      line(
          "%-18s %-8s %9s %9s %9s %13s  %-10s %-5s  %s",
          state.id(),
          state.scope().name().toLowerCase(Locale.ROOT),
          micros(state.entryNanos()),
          micros(state.exitNanos()),
          micros(state.declaredExitNanos()),
          micros(state.minResidencyNanos()),
          exit == null ? "" : exit.source(),
          exit == null ? "" : exit.confidence(),
          String.join(", ", loses));
    }
  }

  private static String micros(long nanos) {
    return Numbers.plain(nanos / 1000.0);
  }

  /** Section by section: those of the machine, then what core classes have of their own. */
  private void figures() {
    line("");
    line("%-40s %10s  %-18s %-10s %s", "figures", "value", "bounds", "source", "grade");
    sections(machine.figures());
    for (CoreClass c : machine.coreClasses()) {
      line("core class %s", c.id());
      sections(c.figures());
    }
    if (machine.transferMatrix() != null) {
      line("%-40s %10s  wins over transfer_ns", "transfer_matrix_csv", "measured");
    }
    line("");
    line("settings");
    machine
        .words()
        .forEach((path, word) -> {
          if (!path.startsWith("sources.") && !path.equals("topology.note")) {
            line("  %-38s %s", path, word);
          }
        });
  }

  private void sections(Map<String, Figure> figures) {
    String section = "";
    for (Map.Entry<String, Figure> entry : figures.entrySet()) {
      String path = entry.getKey();
      if (path.startsWith("freq_mhz.opp") || path.startsWith("idle_states.")) {
        // in the tables above, but for where they come from
        continue;
      }
      int dot = path.indexOf('.');
      String head = dot < 0 ? path : path.substring(0, dot);
      if (dot >= 0 && !head.equals(section)) {
        line("%s", head);
      }
      section = head;
      figure(dot < 0 ? path : "  " + path.substring(dot + 1), entry.getValue());
    }
  }

  private void figure(String label, Figure figure) {
    String bounds =
        figure.low() == figure.high()
            ? ""
            : Numbers.plain(figure.low()) + " to " + Numbers.plain(figure.high());
    line(
        "%-40s %10s  %-18s %-10s %s",
        label, Numbers.plain(figure.value()), bounds, figure.source(), figure.confidence());
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
