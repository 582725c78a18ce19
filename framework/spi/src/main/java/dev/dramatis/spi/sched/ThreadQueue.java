package dev.dramatis.spi.sched;

import org.jspecify.annotations.Nullable;

/**
 * A first-in, first-out line of threads with removal from the middle, all in constant time and
 * without allocation. A thread is on at most one queue. Not thread safe; a run uses one host
 * thread.
 */
public final class ThreadQueue {
  private @Nullable SchedThread head;
  private @Nullable SchedThread tail;
  private int size;

  /** An empty queue. */
  public ThreadQueue() {}

  /** Number of threads in the queue. */
  public int size() {
    return size;
  }

  /** Whether the queue is empty. */
  public boolean isEmpty() {
    return head == null;
  }

  /** The first thread, or null. */
  public @Nullable SchedThread first() {
    return head;
  }

  /** The thread behind {@code t} in this queue, or null. */
  public @Nullable SchedThread after(SchedThread t) {
    requireHere(t);
    return t.next;
  }

  /** Appends a thread that is on no queue. */
  public void addLast(SchedThread t) {
    requireFree(t);
    SchedThread last = tail;
    t.prev = last;
    if (last == null) {
      head = t;
    } else {
      last.next = t;
    }
    tail = t;
    t.queue = this;
    size++;
  }

  /** Puts a thread that is on no queue at the front. */
  public void addFirst(SchedThread t) {
    requireFree(t);
    SchedThread first = head;
    t.next = first;
    if (first == null) {
      tail = t;
    } else {
      first.prev = t;
    }
    head = t;
    t.queue = this;
    size++;
  }

  /** Puts a thread that is on no queue in front of one that is in this queue. */
  public void addBefore(SchedThread place, SchedThread t) {
    requireHere(place);
    SchedThread before = place.prev;
    if (before == null) {
      addFirst(t);
      return;
    }
    requireFree(t);
    t.prev = before;
    t.next = place;
    before.next = t;
    place.prev = t;
    t.queue = this;
    size++;
  }

  /** Takes a thread out of this queue. */
  public void remove(SchedThread t) {
    requireHere(t);
    SchedThread before = t.prev;
    SchedThread behind = t.next;
    if (before == null) {
      head = behind;
    } else {
      before.next = behind;
    }
    if (behind == null) {
      tail = before;
    } else {
      behind.prev = before;
    }
    t.next = null;
    t.prev = null;
    t.queue = null;
    size--;
  }

  /** Takes out and returns the first thread, or null. */
  public @Nullable SchedThread pollFirst() {
    SchedThread first = head;
    if (first != null) {
      remove(first);
    }
    return first;
  }

  /** Takes out and returns the first thread that may run on the CPU, or null. */
  public @Nullable SchedThread pollFirstAllowedOn(int cpu) {
    SchedThread t = head;
    while (t != null && !t.allowedOn(cpu)) {
      t = t.next;
    }
    if (t != null) {
      remove(t);
    }
    return t;
  }

  /** Whether the thread is in this queue. */
  public boolean contains(SchedThread t) {
    return t.queue == this;
  }

  private static void requireFree(SchedThread t) {
    if (t.queue != null) {
      throw new IllegalStateException(t.name() + " is already on a queue");
    }
  }

  private void requireHere(SchedThread t) {
    if (t.queue != this) {
      throw new IllegalStateException(t.name() + " is not on this queue");
    }
  }
}
