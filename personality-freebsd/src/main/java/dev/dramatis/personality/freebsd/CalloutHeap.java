package dev.dramatis.personality.freebsd;

import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.machine.SharedObject;
import dev.dramatis.spi.machine.Timer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The sleep timeouts of one CPU (kern_timeout.c) in front of its one hardware timer. Times are
 * exact: sbintime, not ticks. The wheel of the original is a heap here; equal times fire in the
 * order in which they were set.
 *
 * <p>The callout lock protects sections without an interaction point inside, so one interaction
 * stands for taking and releasing it.
 */
final class CalloutHeap {
  private static final KThread[] EMPTY = {};

  /**
   * The thread whose timeout is being handled, for those who must wait until it is (callout_drain).
   */
  @Nullable KThread current;

  private final Kern k;
  private final Pcpu pcpu;
  private final SharedObject lock;
  private final Timer timer;
  private KThread[] heap = EMPTY;

  /** Time and sequence number of entry i at 2i and 2i+1, so that a comparison touches no thread. */
  private long[] keys = {};

  private int size;
  private long sequence;

  CalloutHeap(Kern k, Pcpu pcpu) {
    this.k = k;
    this.pcpu = pcpu;
    this.lock = k.machine.newShared("callout " + pcpu.id);
    this.timer = k.machine.newTimer("callout", Kern.LEVEL_CLOCK, this::expire);
  }

  /** callout_reset_sbt_on this CPU. */
  void set(Cpu cpu, KThread td, long time) {
    cpu.chargeCycles(PathCosts.CALLOUT_SET);
    cpu.interact(lock, Access.RMW);
    td.calloutTime = time;
    td.calloutCpu = pcpu;
    if (size == heap.length) {
      int capacity = Math.max(16, size * 2);
      heap = Arrays.copyOf(heap, capacity);
      keys = Arrays.copyOf(keys, 2 * capacity);
    }
    siftUp(size++, td, time, sequence++);
    if (heap[0] == td) {
      timer.set(pcpu.cpu, time);
    }
  }

  /** callout_stop. */
  void stop(Cpu cpu, KThread td) {
    cpu.interact(lock, Access.RMW);
    if (td.calloutIndex >= 0) {
      boolean first = td.calloutIndex == 0;
      remove(td);
      if (first) {
        rearm();
      }
    }
  }

  /** Takes the timeout away from outside the simulated time. */
  void forget(KThread td) {
    if (td.calloutIndex >= 0) {
      remove(td);
      rearm();
    }
  }

  /** callout_drain: not armed, and not being handled. */
  void drain(KThread self, KThread td) {
    if (td.calloutIndex >= 0) {
      stop(self.pcpu.cpu, td);
    }
    if (current == td) {
      self.pcpu.cpu.await(lock, Access.AWAIT, () -> current != td);
    }
  }

  void disarm() {
    timer.cancel();
  }

  /**
   * The hardware timer: handle everything that is due, directly in the interrupt (C_DIRECT_EXEC).
   */
  private void expire(Cpu cpu) {
    KThread interrupted = k.sched.enterInterrupt(cpu);
    cpu.interact(lock, Access.RMW);
    while (size > 0 && heap[0].calloutTime <= cpu.now()) {
      KThread td = heap[0];
      long time = td.calloutTime;
      remove(td);
      current = td;
      cpu.chargeCycles(PathCosts.CALLOUT_RUN);
      k.sleepqueues.timeout(interrupted, td, time);
      cpu.interact(lock, Access.RMW);
      current = null;
      cpu.changed(lock);
    }
    rearm();
    k.sched.leaveInterrupt(interrupted);
  }

  private void rearm() {
    if (size > 0) {
      timer.set(pcpu.cpu, heap[0].calloutTime);
    } else {
      timer.cancel();
    }
  }

  private boolean before(long time, long order, int i) {
    long t = keys[2 * i];
    return time < t || time == t && order < keys[2 * i + 1];
  }

  private void remove(KThread td) {
    int i = td.calloutIndex;
    td.calloutIndex = -1;
    int last = --size;
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
      if (child >= size) {
        break;
      }
      int end = Math.min(child + 4, size);
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
