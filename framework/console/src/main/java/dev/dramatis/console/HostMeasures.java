package dev.dramatis.console;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a program can measure of the machine it runs on without privileges. Runs on the host's
 * clock, outside any simulation; the figures are of the machine as it is at this moment, with
 * whatever else runs there.
 */
final class HostMeasures {
  private static final int ROUNDS = 20_000;
  private static final int SAMPLES = 9;

  /** Many short exchanges: most of them are not disturbed by what else wants the CPUs. */
  private static final int TRIPS = 500;

  private static final int EXCHANGES = 400;
  private static final int MASK_BYTES = 512;

  private final MethodHandle setAffinity;

  @SuppressWarnings("restricted") // the start script grants it
  HostMeasures() {
    Linker linker = Linker.nativeLinker();
    setAffinity =
        linker.downcallHandle(
            linker.defaultLookup().find("sched_setaffinity").orElseThrow(),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_LONG,
                ValueLayout.ADDRESS));
  }

  /** Time to read the clock, in nanoseconds. */
  double clockReadNanos() {
    double best = Double.MAX_VALUE;
    for (int s = 0; s < SAMPLES; s++) {
      long begin = System.nanoTime();
      long last = begin;
      for (int i = 0; i < ROUNDS; i++) {
        last = System.nanoTime();
      }
      best = Math.min(best, (double) (last - begin) / ROUNDS);
    }
    return best;
  }

  /** Least step of the clock, in nanoseconds. */
  long clockStepNanos() {
    long least = Long.MAX_VALUE;
    long before = System.nanoTime();
    for (int i = 0; i < 10 * ROUNDS; i++) {
      long now = System.nanoTime();
      if (now > before) {
        least = Math.min(least, now - before);
      }
      before = now;
    }
    return least;
  }

  /** Time of an atomic addition to a line that nobody else wants, in nanoseconds. */
  double atomicNanos() {
    AtomicLong counter = new AtomicLong();
    double best = Double.MAX_VALUE;
    for (int s = 0; s < SAMPLES; s++) {
      long begin = System.nanoTime();
      for (int i = 0; i < 10 * ROUNDS; i++) {
        counter.getAndIncrement();
      }
      best = Math.min(best, (double) (System.nanoTime() - begin) / (10 * ROUNDS));
    }
    return best;
  }

  /**
   * Time for a cache line from one CPU to another, one way, in nanoseconds: half of a round trip
   * that nothing disturbed. -1 if the CPUs cannot be had.
   */
  double transferNanos(int from, int to) {
    // on a line of its own, and far from what the JVM keeps beside it
    AtomicInteger[] lines = new AtomicInteger[64];
    Arrays.setAll(lines, i -> new AtomicInteger());
    AtomicInteger ball = lines[32];
    double[] trips = new double[EXCHANGES];
    boolean[] pinned = new boolean[2];
    Thread other =
        new Thread(
            () -> {
              pinned[1] = pin(to);
              for (int s = 0; s < EXCHANGES; s++) {
                for (int i = 0; i < TRIPS; i++) {
                  hit(ball, 1, 0);
                }
              }
            },
            "probe-" + to);
    Thread one =
        new Thread(
            () -> {
              pinned[0] = pin(from);
              for (int s = 0; s < EXCHANGES; s++) {
                long begin = System.nanoTime();
                for (int i = 0; i < TRIPS; i++) {
                  hit(ball, 0, 1);
                }
                trips[s] = (double) (System.nanoTime() - begin) / TRIPS;
              }
            },
            "probe-" + from);
    other.setDaemon(true);
    one.setDaemon(true);
    other.start();
    one.start();
    try {
      one.join();
      other.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
    Arrays.sort(trips);
    return pinned[0] && pinned[1] ? trips[EXCHANGES / 20] / 2 : -1;
  }

  /** Waits for the value and puts the other one there. */
  private static void hit(AtomicInteger ball, int expected, int next) {
    int spins = 0;
    while (!ball.compareAndSet(expected, next)) {
      if (++spins > 1_000_000) {
        // the partner may want this very CPU
        Thread.yield();
        spins = 0;
      }
    }
  }

  /** Binds the calling thread to a CPU. */
  private boolean pin(int cpu) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment mask = arena.allocate(MASK_BYTES);
      mask.set(ValueLayout.JAVA_BYTE, cpu / 8, (byte) (1 << cpu % 8));
      return (int) setAffinity.invokeExact(0, (long) MASK_BYTES, mask) == 0;
    } catch (Throwable e) {
      return false;
    }
  }
}
