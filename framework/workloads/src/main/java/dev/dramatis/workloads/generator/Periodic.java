package dev.dramatis.workloads.generator;

import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.spi.workload.Launcher;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.User;
import dev.dramatis.spi.workload.WorkloadException;
import java.util.BitSet;

/**
 * Threads that wake up on a raster and measure how late they are, as cyclictest does. The latencies
 * are marked as {@code wu_lat}.
 *
 * @param name name of the threads
 * @param threads threads
 * @param period period of the first, in nanoseconds
 * @param distance what each thread's period is longer than that of the one before
 * @param loops periods of each thread
 * @param work work in each period, in nanoseconds
 * @param priority real-time priority of the first, one less for each further; 0 for time sharing
 * @param bound whether each thread is bound to a CPU, in turn
 */
record Periodic(
    String name,
    int threads,
    long period,
    long distance,
    int loops,
    long work,
    int priority,
    boolean bound)
    implements GeneratorReader.Start {
  private static final long MICROSECOND = 1_000;

  static GeneratorReader.Start prepareCyclictest(Parameters parameters) throws WorkloadException {
    return new Periodic(
        "cyclictest",
        parameters.number("t", 1, 1, 10_000),
        parameters.time("i", 1_000 * MICROSECOND, MICROSECOND),
        parameters.time("d", 500 * MICROSECOND, MICROSECOND),
        parameters.number("l", 1_000, 1, 100_000_000),
        0,
        parameters.number("p", 0, 0, 99),
        parameters.number("a", 0, 0, 1) == 1);
  }

  static GeneratorReader.Start prepare(Parameters parameters) throws WorkloadException {
    return new Periodic(
        "periodic",
        parameters.number("n", 4, 1, 100_000),
        parameters.time("period", 10_000 * MICROSECOND, 1),
        0,
        parameters.number("l", 100, 1, 100_000_000),
        parameters.time("work", 1_000 * MICROSECOND, 1),
        parameters.number("p", 0, 0, 99),
        parameters.number("a", 0, 0, 1) == 1);
  }

  @Override
  public void on(Launcher launcher, int process) {
    for (int i = 0; i < threads; i++) {
      ThreadSpec spec = ThreadSpec.named(name + "-" + i);
      if (priority > 0) {
        spec = spec.scheduled(SchedClass.FIFO, Math.max(1, priority - i), 0);
      }
      if (bound) {
        BitSet cpu = new BitSet();
        cpu.set(i % launcher.cpuCount());
        spec = spec.on(cpu);
      }
      long own = period + i * distance;
      launcher.launch(process, spec, user -> run(user, own));
    }
  }

  private void run(User user, long ownPeriod) {
    long next = user.now();
    for (int l = 0; l < loops; l++) {
      next += ownPeriod;
      user.sleepUntil(next);
      user.mark("wu_lat", user.now() - next);
      if (work > 0) {
        user.compute(work);
      }
    }
  }
}
