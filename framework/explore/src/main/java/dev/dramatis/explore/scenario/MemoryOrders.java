package dev.dramatis.explore.scenario;

import dev.dramatis.spi.hardware.MemoryOrder;
import org.jspecify.annotations.Nullable;

/** Memory orders by the names that users know them by. */
public final class MemoryOrders {
  /** All names, for messages. */
  public static final String NAMES = "sc, tso, arm";

  private MemoryOrders() {}

  /** Whether it is a name. */
  public static boolean known(String name) {
    return name.equals("sc") || named(name) != null;
  }

  /** An order by name; null if everything takes effect at once, and for a name that is unknown. */
  public static @Nullable MemoryOrder named(String name) {
    return switch (name) {
      case "tso" -> MemoryOrder.TSO;
      case "arm" -> MemoryOrder.ARM_WEAK;
      default -> null;
    };
  }

  /** The name of an order. */
  public static String nameOf(@Nullable MemoryOrder order) {
    if (order == null) {
      return "sc";
    }
    return switch (order) {
      case TSO -> "tso";
      case ARM_WEAK -> "arm";
    };
  }
}
