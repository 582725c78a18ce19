package dev.dramatis.personality.netbsd;

import org.jspecify.annotations.Nullable;

/** LWPs asleep on one object, linked through the LWPs (sleepq_t). */
final class SleepQueue {
  @Nullable Lwp first;
  private int size;

  boolean isEmpty() {
    return first == null;
  }

  boolean contains(Lwp l) {
    Lwp here = first;
    while (here != null && here != l) {
      here = here.sleepNext;
    }
    return here != null;
  }

  int size() {
    return size;
  }

  /**
   * Puts an LWP where its syncobj wants it: by effective priority, first come first served among
   * equals, or at the head.
   */
  void insert(Lwp l, boolean sorted) {
    Lwp before = null;
    if (sorted) {
      int pri = l.eprio();
      Lwp place = first;
      while (place != null && place.eprio() >= pri) {
        before = place;
        place = place.sleepNext;
      }
    }
    Lwp behind = before == null ? first : before.sleepNext;
    l.sleepPrev = before;
    l.sleepNext = behind;
    if (before == null) {
      first = l;
    } else {
      before.sleepNext = l;
    }
    if (behind != null) {
      behind.sleepPrev = l;
    }
    size++;
  }

  void remove(Lwp l) {
    Lwp before = l.sleepPrev;
    Lwp behind = l.sleepNext;
    if (before == null) {
      first = behind;
    } else {
      before.sleepNext = behind;
    }
    if (behind != null) {
      behind.sleepPrev = before;
    }
    l.sleepPrev = null;
    l.sleepNext = null;
    size--;
  }
}
