package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.Kernel.StateDigest;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The timing wheel of a CPU (kern_timeout.c): four wheels of 256 buckets each, one tick to a bucket
 * of the first. Callouts lie in the LWPs whose sleep they end, so scheduling one is linking it.
 */
final class Callouts implements BooleanSupplier {
  private static final int BUCKETS = 256;
  private static final int WHEELS = 4;

  final SpinMutex lock;
  private final @Nullable Lwp[] head = new @Nullable Lwp[BUCKETS * WHEELS];
  private final @Nullable Lwp[] tail = new @Nullable Lwp[BUCKETS * WHEELS];

  /** Ticks up to which the wheel has been turned. */
  private long ticks;

  private int pending;

  /** The LWP whose callout is being executed, without the lock. */
  @Nullable Lwp active;

  Callouts(SpinMutex lock) {
    this.lock = lock;
  }

  /** Links the callout of an LWP to go off at an absolute tick after the last one handled. */
  void schedule(Lwp l, long time, long now) {
    if (pending == 0) {
      ticks = now;
    }
    l.calloutTime = Math.max(time, ticks + 1);
    l.calloutWheel = this;
    link(l);
    pending++;
  }

  void remove(Lwp l) {
    unlink(l);
    pending--;
  }

  /** Whether no callout is being executed. */
  @Override
  public boolean getAsBoolean() {
    return active == null;
  }

  boolean isEmpty() {
    return pending == 0;
  }

  /**
   * The earliest tick at which something has to be done: a callout is due, or a bucket of a higher
   * wheel is to be spread.
   */
  long nextDue() {
    for (int d = 1; d <= BUCKETS; d++) {
      long t = ticks + d;
      if (head[(int) (t & BUCKETS - 1)] != null || (t & BUCKETS - 1) == 0) {
        return t;
      }
    }
    return ticks + BUCKETS;
  }

  /**
   * Turns the wheel by at most one tick towards {@code now}; false if it is there. After true, look
   * for {@link #due}.
   */
  boolean advance(long now) {
    if (pending == 0) {
      ticks = now;
      return false;
    }
    if (ticks >= now) {
      return false;
    }
    ticks++;
    for (int wheel = 1; wheel < WHEELS && (ticks & (1L << 8 * wheel) - 1) == 0; wheel++) {
      spread(wheel * BUCKETS + (int) (ticks >> 8 * wheel & BUCKETS - 1));
    }
    return true;
  }

  /** The first callout that is due at the tick the wheel stands at, or null. */
  @Nullable Lwp due() {
    return head[(int) (ticks & BUCKETS - 1)];
  }

  /** Who sleeps until when, in ticks from now, by bucket. */
  void write(StateDigest to, long now) {
    for (Lwp first : head) {
      for (Lwp l = first; l != null; l = l.calloutNext) {
        to.word(l.lid);
        to.word(l.calloutTime - now);
      }
    }
    to.word(pending);
  }

  private void spread(int bucket) {
    Lwp l = head[bucket];
    head[bucket] = null;
    tail[bucket] = null;
    while (l != null) {
      Lwp next = l.calloutNext;
      link(l);
      l = next;
    }
  }

  private void link(Lwp l) {
    long delta = l.calloutTime - ticks;
    long t = l.calloutTime;
    int wheel = delta < 1L << 8 ? 0 : delta < 1L << 16 ? 1 : delta < 1L << 24 ? 2 : 3;
    if (wheel == 3 && delta >= 1L << 32) {
      t = ticks + (1L << 32) - 1;
    }
    int bucket = wheel * BUCKETS + (int) (t >> 8 * wheel & BUCKETS - 1);
    Lwp last = tail[bucket];
    l.calloutBucket = bucket;
    l.calloutPrev = last;
    l.calloutNext = null;
    if (last == null) {
      head[bucket] = l;
    } else {
      last.calloutNext = l;
    }
    tail[bucket] = l;
  }

  private void unlink(Lwp l) {
    Lwp before = l.calloutPrev;
    Lwp behind = l.calloutNext;
    int bucket = l.calloutBucket;
    if (before == null) {
      head[bucket] = behind;
    } else {
      before.calloutNext = behind;
    }
    if (behind == null) {
      tail[bucket] = before;
    } else {
      behind.calloutPrev = before;
    }
    l.calloutNext = null;
    l.calloutPrev = null;
    l.calloutBucket = -1;
  }
}
