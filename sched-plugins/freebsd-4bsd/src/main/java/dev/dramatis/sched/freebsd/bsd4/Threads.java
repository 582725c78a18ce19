package dev.dramatis.sched.freebsd.bsd4;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** All threads; the last one takes the place of one that goes. */
final class Threads {
  private @Nullable TdSched[] threads = new TdSched[64];
  private int size;

  int size() {
    return size;
  }

  TdSched get(int i) {
    return Objects.requireNonNull(threads[i]);
  }

  void add(TdSched ts) {
    if (size == threads.length) {
      threads = Arrays.copyOf(threads, 2 * size);
    }
    ts.place = size;
    threads[size++] = ts;
  }

  void remove(TdSched ts) {
    TdSched last = get(--size);
    threads[ts.place] = last;
    last.place = ts.place;
    threads[size] = null;
  }
}
