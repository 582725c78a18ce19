package dev.dramatis.spi.machine;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A seeded stream of random numbers. A stream depends on the seed of the run and on the name it was
 * split off with, not on who asked first or how often others drew.
 */
@ProviderType
public interface RandomSource {
  /** 64 random bits. */
  long nextLong();

  /** Uniform in [0, bound); {@code bound} is positive. */
  int nextInt(int bound);

  /** Uniform in [0, 1), a multiple of 2^-53. */
  double nextDouble();

  /** An independent stream for the given purpose. */
  RandomSource split(String purpose);
}
