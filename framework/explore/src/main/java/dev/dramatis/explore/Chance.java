package dev.dramatis.explore;

/** A stream of random numbers that costs little and can be begun anew (SplitMix64). */
final class Chance {
  private static final long GAMMA = 0x9e3779b97f4a7c15L;
  private long state;

  /** Begins the stream of one execution of a search. */
  void begin(long seed, long execution) {
    state = scramble(seed * GAMMA + execution);
  }

  long next() {
    state += GAMMA;
    return scramble(state);
  }

  /** Uniform in [0, bound) but for a bias below 2^-31. */
  int next(int bound) {
    return (int) ((next() >>> 32) * bound >>> 32);
  }

  private static long scramble(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
