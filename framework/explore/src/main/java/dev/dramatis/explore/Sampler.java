package dev.dramatis.explore;

import java.util.List;

/**
 * Draws executions at random, each from a seed of its own: a search can be divided at will.
 *
 * @param kind how it is drawn who goes next
 * @param depth for {@link Kind#PCT}: how many constraints of order a failure needs
 * @param seed of the whole search
 */
public record Sampler(Kind kind, int depth, long seed) implements Strategy {

  /** Executions that workers draw together before they are counted: a quarter of it. */
  private static final int TOGETHER = 1024;

  /** Ways to draw. */
  public enum Kind {
    /** Everybody has the same chance at every step. */
    RANDOM,
    /**
     * Actors have priorities, of which some are lowered at random steps (Burckhardt, Kothari,
     * Musuvathi and Nagarakatte, "A randomized scheduler with probabilistic guarantees", ASPLOS
     * 2010). An actor that goes on and on is lowered too, lest the others starve.
     */
    PCT,
    /**
     * Pending steps have priorities, drawn anew after a step that they are in conflict with (Yuan,
     * Yang and Gu, "Partial order aware concurrency sampling", CAV 2018).
     */
    POS,
    /**
     * Selectively uniform: orders of the steps that touch what several actors touch are drawn with
     * equal chance, as far as the numbers of such steps are known from trial runs (Zhao, Wolff,
     * Mathur and Roychoudhury, ASPLOS 2025).
     */
    SURW
  }

  /** Equal chances. */
  public static Sampler random(long seed) {
    return new Sampler(Kind.RANDOM, 0, seed);
  }

  /** Priorities, lowered at {@code depth - 1} random steps. */
  public static Sampler pct(int depth, long seed) {
    return new Sampler(Kind.PCT, depth, seed);
  }

  /** Priorities of steps. */
  public static Sampler pos(long seed) {
    return new Sampler(Kind.POS, 0, seed);
  }

  /** Equal chances for orders. */
  public static Sampler surw(long seed) {
    return new Sampler(Kind.SURW, 0, seed);
  }

  @Override
  public String name() {
    return switch (kind) {
      case RANDOM -> "random";
      case PCT -> "pct" + depth;
      case POS -> "pos";
      case SURW -> "surw";
    };
  }

  @Override
  public Search search(Subject subject) {
    return new Sampling(this, subject);
  }

  /** Each worker draws executions of its own; exactly those that one would draw are counted. */
  @Override
  public Search search(Workers workers) {
    return new Lanes(name(), workers, List.of(new DrawnLane(this, workers)), TOGETHER);
  }

  Drawing drawing() {
    return switch (kind) {
      case RANDOM -> new RandomDrawing();
      case PCT -> new PctDrawing(depth);
      case POS -> new PosDrawing();
      case SURW -> new SurwDrawing();
    };
  }
}
