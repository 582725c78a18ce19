package dev.dramatis.machines;

import dev.dramatis.spi.hardware.MachineDescription;
import dev.dramatis.spi.hardware.Relation;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Measured transfer times of pairs of CPUs as a section of a description. */
public final class TransferTimes {
  private final Map<Relation, List<Double>> nanos = new EnumMap<>(Relation.class);

  /** Nothing measured yet. */
  public TransferTimes() {}

  /** All pairs of a matrix, by what they have in common on a machine. */
  static TransferTimes of(List<List<Double>> matrix, MachineDescription machine) {
    TransferTimes times = new TransferTimes();
    for (int from = 0; from < matrix.size(); from++) {
      for (int to = from + 1; to < matrix.size(); to++) {
        times.add(machine.topology().relation(from, to), matrix.get(from).get(to));
      }
    }
    return times;
  }

  /** One pair. */
  public void add(Relation relation, double time) {
    nanos.computeIfAbsent(relation, r -> new ArrayList<>()).add(time);
  }

  /** How many pairs of a relation there are. */
  public int count(Relation relation) {
    return nanos.getOrDefault(relation, List.of()).size();
  }

  /** How many relations there are. */
  public int relations() {
    return nanos.size();
  }

  /**
   * The description with these times in place of what was guessed: the median of each relation, and
   * between what bounds all lie.
   *
   * @param source key of the description's sources
   */
  public String putInto(String description, String source) {
    if (nanos.isEmpty()) {
      return description;
    }
    StringBuilder section = new StringBuilder("transfer_ns:\n");
    nanos.forEach((relation, times) -> {
      List<Double> sorted = times.stream().sorted().toList();
      section.append(
          String.format(
              Locale.ROOT,
              "  %s: {v: %.1f, lo: %.1f, hi: %.1f, src: %s, conf: A}\n",
              key(relation),
              sorted.get(sorted.size() / 2),
              sorted.getFirst(),
              sorted.getLast(),
              source));
    });
    String measured = description.replaceAll("# Not in the imported file[^\n]*\n", "");
    return Imports.withSection(measured, "transfer_ns", section.toString());
  }

  private static String key(Relation relation) {
    return switch (relation) {
      case SAME_CPU, SMT -> "smt";
      case SAME_CLUSTER -> "same_l2";
      case SAME_LLC -> "same_l3";
      case SAME_NODE -> "same_numa";
      case SAME_PACKAGE -> "same_package";
      case CROSS_PACKAGE -> "cross_package";
    };
  }
}
