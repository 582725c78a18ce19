package dev.dramatis.spi.hardware;

import org.jspecify.annotations.Nullable;

/**
 * What a thread pays for caches that it left behind. Its lines come over one by one when each
 * address depends on the line before, many at a time when they can be prefetched; a share of either
 * kind, {@code refill.dependent_percent}, makes the price of a line. How many lines there are to
 * fetch is bounded by the cache that they were left in: the private one while both CPUs share the
 * last level, the last level otherwise. What did not fit had to come from memory anyway.
 */
final class RefillTable {
  /** Private and last-level cache where the description gives no size: small ones of their kind. */
  private static final long PRIVATE_BYTES = 32 * 1024;

  private static final long LAST_LEVEL_BYTES = 1024 * 1024;

  private static final Relation[] RELATIONS = Relation.values();

  private final MachineDescription machine;
  private final Topology topology;
  private final TransferTable transfers;
  private final long[] dependentPicos = new long[RELATIONS.length];
  private final long[] sequentialPicos = new long[RELATIONS.length];
  private final long dependentPercent;
  private final long dependentInFlight;
  private final long sequentialInFlight;
  private final long[] l1Bytes;
  private final long[] l2Bytes;
  private final long[] l3Bytes;

  RefillTable(MachineDescription machine, TransferTable transfers) {
    this.machine = machine;
    this.transfers = transfers;
    topology = machine.topology();
    dependentPercent =
        Math.clamp(number(machine.figures().get("refill.dependent_percent"), 100), 0, 100);
    dependentInFlight =
        Math.max(1, number(machine.figures().get("refill.lines_in_flight_dependent"), 1));
    sequentialInFlight =
        Math.max(1, number(machine.figures().get("refill.lines_in_flight_sequential"), 1));
    for (Relation relation : RELATIONS) {
      dependentPicos[relation.ordinal()] = measured("refill.dependent_ns_per_line", relation);
      sequentialPicos[relation.ordinal()] = measured("refill.sequential_ns_per_line", relation);
    }
    l1Bytes = cacheBytes("L1d");
    l2Bytes = cacheBytes("L2");
    l3Bytes = cacheBytes("L3");
  }

  long nanos(int from, int to, long workingSetBytes) {
    Relation relation = topology.relation(from, to);
    if (relation == Relation.SAME_CPU || relation == Relation.SMT || workingSetBytes <= 0) {
      return 0;
    }
    long bytes =
        Math.min(workingSetBytes, leftBehindBytes(relation, topology.place(from).coreClass()));
    long lines = Math.ceilDiv(bytes, machine.lineBytes());
    return (lines * picosPerLine(relation, transfers.picos(from, to)) + 500) / 1000;
  }

  private long picosPerLine(Relation relation, long transferPicos) {
    long dependent = dependentPicos[relation.ordinal()];
    long sequential = sequentialPicos[relation.ordinal()];
    if (dependent < 0) {
      dependent = transferPicos / dependentInFlight;
    }
    if (sequential < 0) {
      sequential = transferPicos / sequentialInFlight;
    }
    return (dependent * dependentPercent + sequential * (100 - dependentPercent)) / 100;
  }

  /** The largest cache that the destination does not share. */
  private long leftBehindBytes(Relation relation, int coreClass) {
    return switch (relation) {
      case SAME_CPU, SMT -> 0;
      case SAME_CLUSTER -> known(l1Bytes[coreClass], PRIVATE_BYTES);
      case SAME_LLC -> known(Math.max(l1Bytes[coreClass], l2Bytes[coreClass]), LAST_LEVEL_BYTES);
      case SAME_NODE, SAME_PACKAGE, CROSS_PACKAGE ->
          known(Math.max(l2Bytes[coreClass], l3Bytes[coreClass]), LAST_LEVEL_BYTES);
    };
  }

  private static long known(long bytes, long otherwise) {
    return bytes > 0 ? bytes : otherwise;
  }

  private long[] cacheBytes(String level) {
    String path = "caches." + level + ".size_bytes";
    return machine.coreClasses().stream()
        .mapToLong(c -> {
          Figure own = c.figures().get(path);
          return number(own != null ? own : machine.figures().get(path), 0);
        })
        .toArray();
  }

  private long measured(String section, Relation relation) {
    // A farther relation answers for a nearer one, never the other way: that would hide the cliff
    // between them.
    Figure figure =
        relation == Relation.SAME_CPU ? null : TransferTable.byRelation(machine, section, relation);
    return figure == null ? -1 : Math.round(figure.value() * 1000);
  }

  private static long number(@Nullable Figure figure, long otherwise) {
    return figure == null ? otherwise : Math.round(figure.value());
  }
}
