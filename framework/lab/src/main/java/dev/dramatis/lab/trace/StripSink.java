package dev.dramatis.lab.trace;

import dev.dramatis.lab.ThreadState;
import dev.dramatis.lab.Timeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes a {@link Strip} in bounded memory, without knowing how long the run will be: time is cut
 * into columns, and whenever there are too many, two become one. A column remembers the threads
 * that ran longest in it.
 */
public final class StripSink extends Timeline {
  private static final int COLUMNS = 2048;
  private static final int KEPT = 4;
  private static final int NOBODY = IDLE;

  private long width = 100;
  private Lane[] lanes = {};

  /** A sink for one run. */
  public StripSink() {}

  /** The picture of the run, which has ended at that time. */
  public Strip strip(long endNanos, int cpuCount) {
    expectCpus(cpuCount);
    finish(endNanos);
    List<List<Strip.Span>> cpus = new ArrayList<>();
    for (int cpu = 0; cpu < cpuCount(); cpu++) {
      cpus.add(cpu < lanes.length ? lanes[cpu].spans(width, endNanos) : List.of());
    }
    return new Strip(endNanos, width, cpus);
  }

  @Override
  protected void threadChanged(
      long time, int thread, ThreadState before, long since, ThreadState now, int cpu) {
    // Only CPUs are drawn.
  }

  @Override
  protected void cpuChanged(long time, int cpu, int before, long since, int now) {
    if (before == IDLE || before == SWITCHING || time <= since) {
      return;
    }
    while ((time - 1) / width >= COLUMNS) {
      for (Lane lane : lanes) {
        lane.halve();
      }
      width *= 2;
    }
    lane(cpu).add(since, time, before, width);
  }

  private Lane lane(int cpu) {
    if (cpu >= lanes.length) {
      int old = lanes.length;
      lanes = Arrays.copyOf(lanes, cpu + 1);
      for (int i = old; i <= cpu; i++) {
        lanes[i] = new Lane();
      }
    }
    return lanes[cpu];
  }

  /** The columns of a CPU: for each, a few threads with their time. */
  private static final class Lane {
    private final int[] threads = new int[COLUMNS * KEPT];
    private final long[] times = new long[COLUMNS * KEPT];

    Lane() {
      Arrays.fill(threads, NOBODY);
    }

    void add(long start, long end, int thread, long width) {
      for (long from = start; from < end; ) {
        long column = from / width;
        long to = Math.min(end, (column + 1) * width);
        charge((int) column, thread, to - from);
        from = to;
      }
    }

    private void charge(int column, int thread, long time) {
      int first = column * KEPT;
      int least = first;
      for (int i = first; i < first + KEPT; i++) {
        if (threads[i] == thread) {
          times[i] += time;
          return;
        }
        if (times[i] < times[least]) {
          least = i;
        }
      }
      if (times[least] < time) {
        threads[least] = thread;
        times[least] = time;
      }
    }

    void halve() {
      for (int column = 0; column < COLUMNS; column++) {
        for (int i = 0; i < KEPT; i++) {
          int from = column * KEPT + i;
          int thread = threads[from];
          long time = times[from];
          threads[from] = NOBODY;
          times[from] = 0;
          if (time > 0) {
            charge(column / 2, thread, time);
          }
        }
      }
    }

    List<Strip.Span> spans(long width, long end) {
      List<Strip.Span> spans = new ArrayList<>();
      for (int column = 0; column < COLUMNS; column++) {
        int most = column * KEPT;
        long busy = 0;
        for (int i = column * KEPT; i < (column + 1) * KEPT; i++) {
          busy += times[i];
          if (times[i] > times[most]) {
            most = i;
          }
        }
        if (busy > 0) {
          long length = Math.max(1, Math.min(width, end - column * width));
          int load = Math.clamp((busy * 4 + length - 1) / length, 1, 4);
          append(spans, column * width, Math.min(end, (column + 1) * width), threads[most], load);
        }
      }
      return spans;
    }

    private static void append(List<Strip.Span> spans, long start, long end, int thread, int load) {
      if (!spans.isEmpty()) {
        Strip.Span last = spans.getLast();
        if (last.endNanos() == start && last.thread() == thread && last.load() == load) {
          spans.set(spans.size() - 1, new Strip.Span(last.startNanos(), end, thread, load));
          return;
        }
      }
      spans.add(new Strip.Span(start, end, thread, load));
    }
  }
}
