package dev.dramatis.workloads.scenario;

import java.util.Arrays;

/** A vector clock: how far of each thread is known to have happened. */
final class Clock {
  private int[] times = new int[4];

  int time(int thread) {
    return thread < times.length ? times[thread] : 0;
  }

  void tick(int thread) {
    ensure(thread + 1);
    times[thread]++;
  }

  /** What the other knows is known here from now on. */
  void join(Clock other) {
    ensure(other.times.length);
    for (int i = 0; i < other.times.length; i++) {
      times[i] = Math.max(times[i], other.times[i]);
    }
  }

  /** A clock that knows of one thread what this one knows. */
  Clock only(int thread) {
    Clock clock = new Clock();
    clock.ensure(thread + 1);
    clock.times[thread] = time(thread);
    return clock;
  }

  private void ensure(int length) {
    if (times.length < length) {
      times = Arrays.copyOf(times, Math.max(length, 2 * times.length));
    }
  }
}
