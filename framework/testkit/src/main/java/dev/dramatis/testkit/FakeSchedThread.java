package dev.dramatis.testkit;

import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.spi.sched.SchedThread;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** A thread for tests of schedulers: every property is a field that the test sets. */
public final class FakeSchedThread extends SchedThread {
  /** Scheduling class. */
  public SchedClass schedClass = SchedClass.TIMESHARE;

  /** Priority, 0 to 255. */
  public int priority = 100;

  /** Boost or loan that {@link #priority} includes. */
  public int boost;

  /** What the scheduler last asked for with {@link #setTimesharePriority}; -1 if it did not. */
  public int level = -1;

  /** The scale of {@link #level}. */
  public int levels;

  /** Nice value. */
  public int nice;

  /** CPUs it may run on, or null for all. */
  public @Nullable BitSet affinity;

  /** CPU it runs on or ran on last. */
  public int cpu;

  /** Whether it is on that CPU. */
  public boolean running;

  /** CPU time consumed, in nanoseconds. */
  public long cpuTime;

  /** Time since it was put on the CPU, in nanoseconds. */
  public long ranFor;

  private final int id;

  /** A time-sharing thread of priority 100 that may run anywhere. */
  public FakeSchedThread(int id) {
    this.id = id;
  }

  /** Binds it to the CPUs given. */
  public FakeSchedThread on(int... cpus) {
    BitSet set = new BitSet();
    for (int each : cpus) {
      set.set(each);
    }
    affinity = set;
    return this;
  }

  /** Sets class and priority. */
  public FakeSchedThread with(SchedClass newClass, int newPriority) {
    schedClass = newClass;
    priority = newPriority;
    return this;
  }

  @Override
  public int id() {
    return id;
  }

  @Override
  public String name() {
    return "thread-" + id;
  }

  @Override
  public SchedClass schedClass() {
    return schedClass;
  }

  @Override
  public int priority() {
    return priority;
  }

  @Override
  public int basePriority() {
    return priority - boost;
  }

  @Override
  public void setTimesharePriority(int newLevel, int newLevels) {
    level = newLevel;
    levels = newLevels;
  }

  @Override
  public int nice() {
    return nice;
  }

  @Override
  public boolean allowedOn(int onCpu) {
    return affinity == null || affinity.get(onCpu);
  }

  @Override
  public int cpu() {
    return cpu;
  }

  @Override
  public boolean running() {
    return running;
  }

  @Override
  public long cpuTime() {
    return cpuTime;
  }

  @Override
  public long ranFor() {
    return running ? ranFor : 0;
  }

  @Override
  public String toString() {
    return name();
  }
}
