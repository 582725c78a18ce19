package dev.dramatis.engine;

import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.machine.RandomSource;
import dev.dramatis.spi.machine.Timer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Random times, and arrivals at random times. */
final class Stochastic {
  /** The mean service time of all models, in nanoseconds: so long that rounding does not matter. */
  static final long SERVICE = 1_000_000;

  static final int JOBS = 400_000;

  private Stochastic() {}

  /** Exponential times with the given mean. */
  static LongSupplier exponential(RandomSource random, double mean) {
    return () -> Math.round(-StrictMath.log(1 - random.nextDouble()) * mean);
  }

  /**
   * Times of mean 1 and squared coefficient of variation 2, or so, if the mean is 1: a mixture of
   * two exponentials.
   */
  static LongSupplier hyperexponential(RandomSource random, double p, double mean1, double mean2) {
    return () -> {
      double mean = random.nextDouble() < p ? mean1 : mean2;
      return Math.round(-StrictMath.log(1 - random.nextDouble()) * mean);
    };
  }

  /** Starts an idling CPU on which a timer interrupt announces so many arrivals. */
  static void arrivals(
      VirtualMachine machine, Cpu cpu, int jobs, LongSupplier gaps, Consumer<Cpu> arrive) {
    int[] left = {jobs};
    Timer[] timer = new Timer[1];
    timer[0] =
        machine.newTimer(
            "arrival",
            5,
            c -> {
              arrive.accept(c);
              if (--left[0] > 0) {
                timer[0].set(c, c.now() + gaps.getAsLong());
              }
            });
    machine.start(
        cpu,
        machine.newContext(
            "arrivals",
            -1,
            () -> {
              timer[0].set(cpu, gaps.getAsLong());
              while (left[0] > 0) {
                cpu.idle();
              }
            }));
  }

  /** Starts a CPU with code that goes on for ever. */
  static void serve(VirtualMachine machine, Cpu cpu, Runnable once) {
    machine.start(
        cpu,
        machine.newContext(
            "server" + cpu.id(),
            -1,
            () -> {
              while (true) {
                once.run();
              }
            }));
  }
}
