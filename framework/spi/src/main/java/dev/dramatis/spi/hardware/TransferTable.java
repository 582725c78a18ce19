package dev.dramatis.spi.hardware;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How long a cache line travels between two CPUs, in picoseconds. A measured matrix wins over what
 * is known of a pair of core classes, that wins over the table by relation, and where a relation
 * has no entry the next farther one answers for it. Distance in the tree says nothing: on hybrid
 * parts two cores of one cluster can be farther apart than two of different kinds.
 */
final class TransferTable {
  private static final Relation[] RELATIONS = Relation.values();

  private final Topology topology;
  private final int classes;

  /** By relation, class of the sender, class of the receiver; -1 where nothing is known. */
  private final long[] byRelation;

  /** By sender and receiver, or null. */
  private final int @Nullable [] byPair;

  TransferTable(MachineDescription machine) {
    topology = machine.topology();
    classes = machine.coreClasses().size();
    byRelation = new long[RELATIONS.length * classes * classes];
    byPair =
        machine.transferMatrix() == null
            ? null
            : matrix(machine.transferMatrix(), topology.cpuCount());
    for (Relation relation : RELATIONS) {
      for (int from = 0; from < classes; from++) {
        for (int to = 0; to < classes; to++) {
          byRelation[index(relation, from, to)] = lookUp(machine, relation, from, to);
        }
      }
    }
    requireEveryRelation(machine);
  }

  /** Keys of {@code transfer_ns} that speak of a relation, best first. */
  static List<String> keys(Relation relation) {
    return switch (relation) {
      case SAME_CPU -> List.of();
      case SMT -> List.of("smt");
      case SAME_CLUSTER -> List.of("same_l2", "same_cluster");
      case SAME_LLC -> List.of("same_l3");
      case SAME_NODE -> List.of("same_numa");
      case SAME_PACKAGE -> List.of("same_package");
      case CROSS_PACKAGE -> List.of("cross_package");
    };
  }

  /**
   * A figure of a table by relation: that of the relation itself, else that of the next farther
   * one, else null.
   */
  static @Nullable Figure byRelation(
      MachineDescription machine, String section, Relation relation) {
    for (int r = relation.ordinal(); r < RELATIONS.length; r++) {
      for (String key : keys(RELATIONS[r])) {
        Figure figure = machine.figures().get(section + "." + key);
        if (figure != null) {
          return figure;
        }
      }
    }
    return null;
  }

  long picos(int from, int to) {
    if (from == to) {
      return 0;
    }
    if (byPair != null) {
      return byPair[from * topology.cpuCount() + to];
    }
    int fromClass = topology.place(from).coreClass();
    int toClass = topology.place(to).coreClass();
    return byRelation[index(topology.relation(from, to), fromClass, toClass)];
  }

  private int index(Relation relation, int from, int to) {
    return (relation.ordinal() * classes + from) * classes + to;
  }

  private static long lookUp(MachineDescription machine, Relation relation, int from, int to) {
    if (relation == Relation.SAME_CPU) {
      return 0;
    }
    Figure figure = ofClasses(machine, relation, from, to);
    if (figure == null) {
      figure = byRelation(machine, "transfer_ns", relation);
    }
    return figure == null ? -1 : Math.round(figure.value() * 1000);
  }

  private static @Nullable Figure ofClasses(
      MachineDescription machine, Relation relation, int from, int to) {
    String a = machine.coreClasses().get(from).id();
    String b = machine.coreClasses().get(to).id();
    for (String pair : List.of(a + "-" + b, b + "-" + a)) {
      for (String key : keys(relation)) {
        Figure figure = machine.figures().get("transfer_class_ns." + pair + "." + key);
        if (figure != null) {
          return figure;
        }
      }
    }
    Figure oneWay = machine.figures().get("transfer_class_ns." + a + "-" + b);
    return oneWay != null ? oneWay : machine.figures().get("transfer_class_ns." + b + "-" + a);
  }

  private static int[] matrix(List<List<Double>> rows, int cpus) {
    int[] picos = new int[cpus * cpus];
    for (int from = 0; from < cpus; from++) {
      List<Double> row = Objects.requireNonNull(rows.get(from));
      for (int to = 0; to < cpus; to++) {
        picos[from * cpus + to] = (int) Math.round(Objects.requireNonNull(row.get(to)) * 1000);
      }
    }
    return picos;
  }

  private void requireEveryRelation(MachineDescription machine) {
    if (byPair != null) {
      return;
    }
    // Better at once, with a key to write, than in the middle of a run at the first pair of CPUs
    // that meets.
    for (int from = 0; from < topology.cpuCount(); from++) {
      for (int to = 0; to < from; to++) {
        if (picos(from, to) < 0) {
          throw new IllegalArgumentException(
              machine.id()
                  + ": transfer_ns."
                  + keys(topology.relation(from, to)).getFirst()
                  + " is missing, and CPUs "
                  + to
                  + " and "
                  + from
                  + " are related so; give it, or one for a farther relation");
        }
      }
    }
  }
}
