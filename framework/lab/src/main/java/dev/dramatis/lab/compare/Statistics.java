package dev.dramatis.lab.compare;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * What can be said from a few seeds. The sample is the seeds, and both sides ran the same ones:
 * differences are paired.
 */
public final class Statistics {
  private static final int RESAMPLES = 10_000;

  private Statistics() {}

  /**
   * A mean with its uncertainty.
   *
   * @param n number of seeds
   * @param mean mean
   * @param low lower end of the 95 percent bootstrap interval of the mean
   * @param high upper end
   */
  public record Interval(int n, double mean, double low, double high) {
    /** Whether all values were the same, or there was but one. */
    public boolean exact() {
      return low == high;
    }

    /** Whether zero lies outside. */
    public boolean differs() {
      return low > 0 || high < 0;
    }

    /** How sure it is, in words. */
    public String certainty() {
      return n == 1 ? "exact, n=1" : exact() ? "exact, n=" + n + " equal" : "95% interval, n=" + n;
    }
  }

  /** Paired differences, second minus first. */
  public static Interval difference(long[] first, long[] second) {
    if (first.length != second.length || first.length == 0) {
      throw new IllegalArgumentException("paired samples have equal, positive length");
    }
    double[] differences = new double[first.length];
    for (int i = 0; i < first.length; i++) {
      differences[i] = second[i] - first[i];
    }
    return bootstrap(differences);
  }

  /** The mean of a sample; the same sample always gives the same interval. */
  public static Interval bootstrap(double[] sample) {
    double mean = mean(sample);
    if (Arrays.stream(sample).distinct().count() <= 1) {
      return new Interval(sample.length, mean, mean, mean);
    }
    SplittableRandom random = new SplittableRandom(1);
    double[] means = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      double sum = 0;
      for (int j = 0; j < sample.length; j++) {
        sum += sample[random.nextInt(sample.length)];
      }
      means[i] = sum / sample.length;
    }
    Arrays.sort(means);
    return new Interval(
        sample.length, mean, means[RESAMPLES / 40], means[RESAMPLES - 1 - RESAMPLES / 40]);
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double v : values) {
      sum += v;
    }
    return sum / values.length;
  }
}
