package dev.dramatis.engine;

import dev.dramatis.spi.machine.RandomSource;

/**
 * SplitMix64 (Steele, Lea, Flood 2014). A split depends on the stream's seed and the purpose, not
 * on what was drawn before.
 */
public final class SeededRandom implements RandomSource {
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private final long seed;
  private long state;

  /** A stream. */
  public SeededRandom(long seed) {
    this.seed = seed;
    this.state = mix(seed);
  }

  @Override
  public long nextLong() {
    state += GOLDEN;
    return mix(state);
  }

  @Override
  public int nextInt(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound must be positive: " + bound);
    }
    // multiply-shift with rejection (Lemire 2019): unbiased
    long product = (nextLong() >>> 32) * bound;
    long low = product & 0xffffffffL;
    if (low < bound) {
      long threshold = (0x100000000L - bound) % bound;
      while (low < threshold) {
        product = (nextLong() >>> 32) * bound;
        low = product & 0xffffffffL;
      }
    }
    return (int) (product >>> 32);
  }

  @Override
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  @Override
  public RandomSource split(String purpose) {
    long hash = seed;
    for (int i = 0; i < purpose.length(); i++) {
      hash = mix(hash ^ purpose.charAt(i) + GOLDEN);
    }
    return new SeededRandom(mix(hash + GOLDEN));
  }

  private static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
