package dev.dramatis.lab;

import dev.dramatis.spi.hardware.OperatingPoint;
import java.util.Arrays;
import java.util.List;

/** How long a CPU was busy at which clock. Until a clock is named it runs at its highest. */
final class ClockUse {
  private static final int HIGHEST = 0;

  private int[] mhz = {HIGHEST};
  private long[] busy = {0};

  /** Time at each clock since the state of the CPU changed last. */
  private long[] open = {0};

  private int now;
  private long since;

  /** The clock changes. */
  void clock(long time, int newMhz) {
    open[now] += Math.max(0, time - since);
    since = Math.max(since, time);
    now = 0;
    while (now < mhz.length && mhz[now] != newMhz) {
      now++;
    }
    if (now == mhz.length) {
      mhz = Arrays.copyOf(mhz, now + 1);
      busy = Arrays.copyOf(busy, now + 1);
      open = Arrays.copyOf(open, now + 1);
      mhz[now] = newMhz;
    }
  }

  /** A state of the CPU ends. */
  void ended(long time, boolean wasBusy) {
    open[now] += Math.max(0, time - since);
    since = Math.max(since, time);
    for (int i = 0; i < open.length; i++) {
      busy[i] += wasBusy ? open[i] : 0;
      open[i] = 0;
    }
  }

  /** Dynamic energy: power of each operating point times the time spent there. */
  long microjoules(List<OperatingPoint> points) {
    long sum = 0;
    for (int i = 0; i < mhz.length; i++) {
      for (OperatingPoint point : points) {
        boolean last = point == points.getLast();
        if (point.mhz() == mhz[i] || (mhz[i] == HIGHEST && last)) {
          sum += busy[i] / 1000 * point.busyMicrowatts() / 1_000_000;
        }
      }
    }
    return sum;
  }
}
