package dev.dramatis.testkit;

import dev.dramatis.spi.machine.RandomSource;

/** A random stream for tests: SplitMix64 over a seed. */
public final class FakeRandom implements RandomSource {
  private final long seed;
  private long state;

  /** A stream that the seed determines. */
  public FakeRandom(long seed) {
    this.seed = seed;
    this.state = seed;
  }

  @Override
  public long nextLong() {
    state += 0x9e3779b97f4a7c15L;
    long z = state;
    z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }

  @Override
  public int nextInt(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound must be positive: " + bound);
    }
    return (int) Math.unsignedMultiplyHigh(nextLong(), bound);
  }

  @Override
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  @Override
  public RandomSource split(String purpose) {
    long mixed = seed;
    for (int i = 0; i < purpose.length(); i++) {
      mixed = mixed * 0x100000001b3L ^ purpose.charAt(i);
    }
    return new FakeRandom(mixed);
  }
}
