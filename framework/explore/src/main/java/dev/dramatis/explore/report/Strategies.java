package dev.dramatis.explore.report;

import dev.dramatis.explore.PartialOrder;
import dev.dramatis.explore.Portfolio;
import dev.dramatis.explore.PreemptionBound;
import dev.dramatis.explore.Sampler;
import dev.dramatis.explore.Stateful;
import dev.dramatis.explore.Strategy;
import org.jspecify.annotations.Nullable;

/** Strategies by the names that users know them by. */
public final class Strategies {
  /** All names, for messages. */
  public static final String NAMES =
      "portfolio, random, pct, pos, surw, bounded, source, optimal, states";

  private static final int PCT_DEPTH = 3;

  private Strategies() {}

  /**
   * A strategy by name, or null.
   *
   * @param seed for those that draw
   */
  public static @Nullable Strategy named(String name, long seed) {
    return switch (name) {
      case "portfolio" -> Portfolio.standard(seed);
      case "random" -> Sampler.random(seed);
      case "pct" -> Sampler.pct(PCT_DEPTH, seed);
      case "pos" -> Sampler.pos(seed);
      case "surw" -> Sampler.surw(seed);
      case "bounded" -> PreemptionBound.ITERATIVE;
      case "source" -> PartialOrder.SOURCE;
      case "optimal" -> PartialOrder.OPTIMAL;
      case "states" -> new Stateful();
      default -> null;
    };
  }
}
