package dev.dramatis.personality.freebsd;

import java.util.Arrays;

/**
 * Threads with a timeout, by time; those of one time in the order in which they came.
 *
 * <p>Most timeouts are set for later than all before them, so those wait in a line, where coming
 * and going costs the same however many there are; the others are in a heap. A comparison touches
 * no thread. {@link KThread#calloutIndex} says where a thread is: its place in the heap, or its
 * slot in the line with {@link #IN_LINE}.
 */
final class TimeOrder {
  private static final int IN_LINE = 1 << 30;

  // the heap: time and sequence number of entry i at 2i and 2i+1
  private KThread[] heap = new KThread[4];
  private long[] keys = new long[8];
  private int heapSize;

  // the line: a ring; slots of threads that left from the middle are empty
  private KThread[] line = new KThread[16];
  private long[] lineKeys = new long[32];
  private int head;
  private int tail;
  private int inLine;

  private long sequence;

  boolean isEmpty() {
    return heapSize == 0 && inLine == 0;
  }

  /** The earliest time; Long.MAX_VALUE if there is none. */
  long firstTime() {
    long time = heapSize == 0 ? Long.MAX_VALUE : keys[0];
    return inLine == 0 ? time : Math.min(time, lineKeys[2 * slot(head)]);
  }

  /** The thread whose turn it is; there must be one. */
  KThread first() {
    return lineIsFirst() ? line[slot(head)] : heap[0];
  }

  private boolean lineIsFirst() {
    if (inLine == 0 || heapSize == 0) {
      return heapSize == 0;
    }
    int s = slot(head);
    return before(lineKeys[2 * s], lineKeys[2 * s + 1], 0);
  }

  /** Adds a thread that has no timeout. */
  void add(KThread td, long time) {
    if (inLine != 0 && time < lineKeys[2 * slot(tail - 1)]) {
      addToHeap(td, time);
      return;
    }
    if (tail - head == line.length) {
      makeRoom();
    }
    int s = slot(tail++);
    line[s] = td;
    lineKeys[2 * s] = time;
    lineKeys[2 * s + 1] = sequence++;
    td.calloutIndex = IN_LINE | s;
    inLine++;
  }

  /** Takes out a thread that has a timeout. */
  void remove(KThread td) {
    int i = td.calloutIndex;
    td.calloutIndex = -1;
    if (i < IN_LINE) {
      removeFromHeap(i);
      return;
    }
    line[i ^ IN_LINE] = null;
    if (--inLine == 0) {
      tail = head;
      return;
    }
    while (line[slot(head)] == null) {
      head++;
    }
    while (line[slot(tail - 1)] == null) {
      tail--;
    }
  }

  /** Takes threads with their times. */
  @FunctionalInterface
  interface Reader {
    /** The next thread. */
    void accept(KThread td, long time);
  }

  /** All threads in the order of their turns; for digests. */
  void describe(Reader reader) {
    int n = 0;
    long[][] entries = new long[heapSize + inLine][];
    KThread[] threads = new KThread[heapSize + inLine];
    for (int i = 0; i < heapSize; i++) {
      threads[n] = heap[i];
      entries[n] = new long[] {keys[2 * i], keys[2 * i + 1], n++};
    }
    for (int position = head; position != tail; position++) {
      int s = slot(position);
      if (line[s] != null) {
        threads[n] = line[s];
        entries[n] = new long[] {lineKeys[2 * s], lineKeys[2 * s + 1], n++};
      }
    }
    Arrays.sort(
        entries, (a, b) -> a[0] != b[0] ? Long.compare(a[0], b[0]) : Long.compare(a[1], b[1]));
    for (long[] entry : entries) {
      reader.accept(threads[(int) entry[2]], entry[0]);
    }
  }

  // ---- the line

  private int slot(int position) {
    return position & line.length - 1;
  }

  /** Closes the gaps of the line, in an array twice as long if they are few. */
  private void makeRoom() {
    int capacity = inLine > line.length / 2 ? 2 * line.length : line.length;
    KThread[] threads = new KThread[capacity];
    long[] times = new long[2 * capacity];
    int n = 0;
    for (int p = head; p != tail; p++) {
      int s = slot(p);
      if (line[s] != null) {
        threads[n] = line[s];
        times[2 * n] = lineKeys[2 * s];
        times[2 * n + 1] = lineKeys[2 * s + 1];
        threads[n].calloutIndex = IN_LINE | n;
        n++;
      }
    }
    line = threads;
    lineKeys = times;
    head = 0;
    tail = n;
  }

  // ---- the heap

  private void addToHeap(KThread td, long time) {
    if (heapSize == heap.length) {
      heap = Arrays.copyOf(heap, 2 * heapSize);
      keys = Arrays.copyOf(keys, 4 * heapSize);
    }
    siftUp(heapSize++, td, time, sequence++);
  }

  private boolean before(long time, long order, int i) {
    long t = keys[2 * i];
    return time < t || time == t && order < keys[2 * i + 1];
  }

  private void removeFromHeap(int i) {
    int last = --heapSize;
    KThread moved = heap[last];
    long time = keys[2 * last];
    long order = keys[2 * last + 1];
    heap[last] = null;
    if (i == last) {
      return;
    }
    if (i > 0 && before(time, order, (i - 1) >> 2)) {
      siftUp(i, moved, time, order);
    } else {
      siftDown(i, moved, time, order);
    }
  }

  private void siftUp(int start, KThread td, long time, long order) {
    int i = start;
    while (i > 0) {
      int parent = (i - 1) >> 2;
      if (!before(time, order, parent)) {
        break;
      }
      place(i, heap[parent], keys[2 * parent], keys[2 * parent + 1]);
      i = parent;
    }
    place(i, td, time, order);
  }

  private void siftDown(int start, KThread td, long time, long order) {
    int i = start;
    for (; ; ) {
      int child = (i << 2) + 1;
      if (child >= heapSize) {
        break;
      }
      int end = Math.min(child + 4, heapSize);
      int best = child;
      for (int c = child + 1; c < end; c++) {
        if (before(keys[2 * c], keys[2 * c + 1], best)) {
          best = c;
        }
      }
      if (before(time, order, best)) {
        break;
      }
      place(i, heap[best], keys[2 * best], keys[2 * best + 1]);
      i = best;
    }
    place(i, td, time, order);
  }

  private void place(int i, KThread td, long time, long order) {
    heap[i] = td;
    keys[2 * i] = time;
    keys[2 * i + 1] = order;
    td.calloutIndex = i;
  }
}
