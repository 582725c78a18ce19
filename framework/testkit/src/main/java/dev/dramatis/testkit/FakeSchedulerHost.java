package dev.dramatis.testkit;

import dev.dramatis.spi.hardware.Topology;
import dev.dramatis.spi.machine.RandomSource;
import dev.dramatis.spi.sched.SchedThread;
import dev.dramatis.spi.sched.SchedulerHost;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A kernel for tests of schedulers: the test says what time it is and who runs, and reads what the
 * scheduler asked for.
 */
public final class FakeSchedulerHost implements SchedulerHost {
  /** Virtual time in nanoseconds. */
  public long now;

  /** Length of a tick in nanoseconds. */
  public long tickNanos = 10_000_000;

  /** The CPU that calls the scheduler, or -1. */
  public int currentCpu = -1;

  /** CPUs that were asked to choose anew; the test clears it. */
  public final BitSet preempted = new BitSet();

  /** CPUs that take no work. */
  public final BitSet offline = new BitSet();

  private final Topology topology;
  private final RandomSource random;
  private final @Nullable SchedThread[] running;
  private final Map<String, Long> parameters = new LinkedHashMap<>();

  /** A machine of equal CPUs. */
  public FakeSchedulerHost(int cpuCount) {
    this(Topology.flat(cpuCount), 1);
  }

  /** A machine and a seed. */
  public FakeSchedulerHost(Topology topology, long seed) {
    this.topology = topology;
    this.random = new FakeRandom(seed);
    this.running = new SchedThread[topology.cpuCount()];
  }

  /** Sets a parameter; times in nanoseconds. */
  public FakeSchedulerHost with(String name, long value) {
    parameters.put(name, value);
    return this;
  }

  /** Says who runs on a CPU; null for nobody. */
  public void setRunning(int cpu, @Nullable SchedThread t) {
    running[cpu] = t;
  }

  @Override
  public int cpuCount() {
    return running.length;
  }

  @Override
  public Topology topology() {
    return topology;
  }

  @Override
  public long now() {
    return now;
  }

  @Override
  public long tickNanos() {
    return tickNanos;
  }

  @Override
  public @Nullable SchedThread running(int cpu) {
    return running[cpu];
  }

  @Override
  public int currentCpu() {
    return currentCpu;
  }

  @Override
  public void preempt(int cpu) {
    if (cpu < 0 || cpu >= running.length) {
      throw new IllegalArgumentException("no such CPU: " + cpu);
    }
    preempted.set(cpu);
  }

  @Override
  public boolean online(int cpu) {
    return !offline.get(cpu);
  }

  @Override
  public RandomSource random() {
    return random;
  }

  @Override
  public long duration(String name, long defaultNanos) {
    return parameters.getOrDefault(name, defaultNanos);
  }

  @Override
  public long number(String name, long defaultValue) {
    return parameters.getOrDefault(name, defaultValue);
  }

  @Override
  public void explain(String key, long value) {}

  private int[] capacities = {};

  /** Declares capacities by CPU; 1024 for all by default. */
  public void setCapacities(int... newCapacities) {
    capacities = newCapacities.clone();
  }

  @Override
  public int capacity(int cpu) {
    return capacities.length == 0 ? 1024 : capacities[cpu];
  }
}
