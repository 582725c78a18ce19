package dev.dramatis.engine;

import dev.dramatis.spi.machine.SharedObject;
import org.jspecify.annotations.Nullable;

/** A shared object: its cache line's whereabouts and the CPUs that spin for it. */
class Line implements SharedObject {
  private final String name;

  /** CPU that wrote last, or -1. */
  int writer = -1;

  /**
   * Another CPU that has a copy since then, or -1. One is remembered: enough to price the next
   * write.
   */
  int sharer = -1;

  /** Local time of the last write, at the CPU that wrote. */
  long touched = Long.MIN_VALUE / 2;

  /** Share of a repetition that is still due where atomic operations may have to be repeated. */
  int retryPercent;

  // where a choice policy decides: times of the last write and of the latest load, so that effects
  // are not before causes
  private long written;
  private long loaded;

  /**
   * First of the CPUs that wait for a change, linked by {@link VirtualCpu#nextSpinner} in order of
   * arrival.
   */
  @Nullable VirtualCpu firstSpinner;

  @Nullable VirtualCpu lastSpinner;

  Line(String name) {
    this.name = name;
  }

  @Override
  public final String name() {
    return name;
  }

  /** Canonical number, if a choice policy decides; else -1. */
  int number() {
    return -1;
  }

  @Override
  public int lastWriter() {
    return writer;
  }

  /**
   * An access of a CPU with this local time; returns when it happens, which is after those in
   * conflict with it.
   */
  long order(long local, boolean writes) {
    long time = Math.max(local, written);
    if (writes) {
      time = Math.max(time, loaded);
      written = time;
    } else {
      loaded = Math.max(loaded, time);
    }
    return time;
  }

  void addSpinner(VirtualCpu cpu) {
    VirtualCpu last = lastSpinner;
    if (last == null) {
      firstSpinner = cpu;
    } else {
      last.nextSpinner = cpu;
    }
    lastSpinner = cpu;
  }

  void removeSpinner(VirtualCpu cpu) {
    VirtualCpu before = null;
    VirtualCpu c = firstSpinner;
    while (c != null && c != cpu) {
      before = c;
      c = c.nextSpinner;
    }
    if (c == null) {
      return;
    }
    if (before == null) {
      firstSpinner = c.nextSpinner;
    } else {
      before.nextSpinner = c.nextSpinner;
    }
    if (lastSpinner == c) {
      lastSpinner = before;
    }
    c.nextSpinner = null;
  }

  @Override
  public String toString() {
    return name;
  }
}
