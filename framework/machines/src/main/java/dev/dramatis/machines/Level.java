package dev.dramatis.machines;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Levels of a machine, by hwloc's names. */
enum Level {
  PACKAGE,
  DIE,
  NUMA,
  L3,
  GROUP,
  L2,
  CORE,
  PU;

  private static final Map<String, Level> OTHER_NAMES =
      Map.of(
          "socket",
          PACKAGE,
          "pack",
          PACKAGE,
          "numanode",
          NUMA,
          "node",
          NUMA,
          "l3cache",
          L3,
          "l2cache",
          L2);

  /** The name in files. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Level> of(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    Optional<Level> own =
        Arrays.stream(values()).filter(level -> level.word().equals(lower)).findFirst();
    return own.or(() -> Optional.ofNullable(OTHER_NAMES.get(lower)));
  }
}
