package dev.dramatis.spi.kernel;

/**
 * A deliberate fault that a personality can be booted with, to measure what a search finds: {@code
 * personality.mutate=ID}.
 *
 * @param id unique within the personality, such as {@code lwp_exit.drop-broadcast}
 * @param function function of the seed
 * @param change what is done differently, in words
 * @param ofMemory whether it can only show where stores and loads take effect in another order than
 *     the program's, as a barrier left out does
 */
public record Mutation(String id, String function, String change, boolean ofMemory) {
  /** A fault that shows on any machine. */
  public Mutation(String id, String function, String change) {
    this(id, function, change, false);
  }
}
