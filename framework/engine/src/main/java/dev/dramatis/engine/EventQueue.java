package dev.dramatis.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The pending events in order of (time, sequence number): a 4-ary heap whose keys lie in an array
 * of their own, so that a comparison touches no object. Scheduling and polling allocate nothing
 * once the arrays have grown.
 */
public final class EventQueue {
  private static final int ARITY_SHIFT = 2;

  /** Time and sequence number of entry i at 2i and 2i+1: both in one cache line. */
  private long[] keys;

  private Event[] events;
  private int size;
  private long nextSequence;
  private int housekeeping;

  /** Time of the earliest event: asked for at every interaction point, so kept at hand. */
  private long headTime = Long.MAX_VALUE;

  /** An empty queue. */
  public EventQueue() {
    keys = new long[128];
    events = new Event[64];
  }

  /** Number of events. */
  public int size() {
    return size;
  }

  /** Whether nothing but housekeeping is left. */
  public boolean idle() {
    return size == housekeeping;
  }

  /** Time of the earliest event, or {@link Long#MAX_VALUE}. */
  public long headTime() {
    return headTime;
  }

  /** The earliest event, or null. */
  public @Nullable Event head() {
    return size == 0 ? null : events[0];
  }

  /** An event by position, in no particular order; for inspection. */
  Event at(int position) {
    return events[position];
  }

  /**
   * Schedules an event that is not scheduled. Events of one time happen in the order of scheduling.
   */
  public void add(Event event, long time) {
    if (event.index >= 0) {
      throw new IllegalStateException("already scheduled");
    }
    if (size == events.length) {
      events = Arrays.copyOf(events, 2 * size);
      keys = Arrays.copyOf(keys, 4 * size);
    }
    event.time = time;
    event.sequence = nextSequence++;
    if (event.housekeeping()) {
      housekeeping++;
    }
    siftUp(size++, event, time, event.sequence);
    headTime = keys[0];
  }

  /** Takes out the earliest event; null if there is none. */
  public @Nullable Event poll() {
    if (size == 0) {
      return null;
    }
    Event first = events[0];
    remove(first);
    return first;
  }

  /** Takes out an event that is scheduled. */
  public void remove(Event event) {
    int hole = event.index;
    if (hole < 0) {
      throw new IllegalStateException("not scheduled");
    }
    int last = --size;
    event.index = -1;
    if (event.housekeeping()) {
      housekeeping--;
    }
    Event moved = events[last];
    long time = keys[2 * last];
    long sequence = keys[2 * last + 1];
    events[last] = null;
    if (hole != last) {
      if (hole > 0 && before(time, sequence, (hole - 1) >> ARITY_SHIFT)) {
        siftUp(hole, moved, time, sequence);
      } else {
        siftDown(hole, moved, time, sequence);
      }
    }
    headTime = last == 0 ? Long.MAX_VALUE : keys[0];
  }

  /** Schedules an event for another time, whether or not it is scheduled. */
  public void move(Event event, long time) {
    if (event.index >= 0) {
      remove(event);
    }
    add(event, time);
  }

  /** Takes out every event. */
  public void clear() {
    for (int i = 0; i < size; i++) {
      events[i].index = -1;
    }
    Arrays.fill(events, 0, size, null);
    size = 0;
    housekeeping = 0;
    headTime = Long.MAX_VALUE;
  }

  private boolean before(long time, long sequence, int position) {
    long other = keys[2 * position];
    return time < other || (time == other && sequence < keys[2 * position + 1]);
  }

  private void siftUp(int start, Event event, long time, long sequence) {
    long[] k = keys;
    Event[] e = events;
    int i = start;
    while (i > 0) {
      int parent = (i - 1) >> ARITY_SHIFT;
      long parentTime = k[2 * parent];
      if (parentTime < time || (parentTime == time && k[2 * parent + 1] < sequence)) {
        break;
      }
      k[2 * i] = parentTime;
      k[2 * i + 1] = k[2 * parent + 1];
      Event up = e[parent];
      e[i] = up;
      up.index = i;
      i = parent;
    }
    place(i, event, time, sequence);
  }

  private void siftDown(int start, Event event, long time, long sequence) {
    long[] k = keys;
    Event[] e = events;
    int n = size;
    int i = start;
    while (true) {
      int child = (i << ARITY_SHIFT) + 1;
      if (child >= n) {
        break;
      }
      int end = Math.min(child + 4, n);
      int least = child;
      long leastTime = k[2 * child];
      for (int c = child + 1; c < end; c++) {
        long t = k[2 * c];
        if (t < leastTime || (t == leastTime && k[2 * c + 1] < k[2 * least + 1])) {
          least = c;
          leastTime = t;
        }
      }
      if (time < leastTime || (time == leastTime && sequence < k[2 * least + 1])) {
        break;
      }
      k[2 * i] = leastTime;
      k[2 * i + 1] = k[2 * least + 1];
      Event down = e[least];
      e[i] = down;
      down.index = i;
      i = least;
    }
    place(i, event, time, sequence);
  }

  private void place(int i, Event event, long time, long sequence) {
    keys[2 * i] = time;
    keys[2 * i + 1] = sequence;
    events[i] = event;
    event.index = i;
  }
}
