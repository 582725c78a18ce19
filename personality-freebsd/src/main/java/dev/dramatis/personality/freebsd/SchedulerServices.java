package dev.dramatis.personality.freebsd;

import dev.dramatis.spi.hardware.Topology;
import dev.dramatis.spi.machine.Cpu;
import dev.dramatis.spi.machine.RandomSource;
import dev.dramatis.spi.sched.SchedThread;
import dev.dramatis.spi.sched.SchedulerHost;
import dev.dramatis.spi.trace.EventKind;
import org.jspecify.annotations.Nullable;

/** What the scheduler may ask of this kernel. */
final class SchedulerServices implements SchedulerHost {
  private final Kern k;
  private final RandomSource random;

  SchedulerServices(Kern k) {
    this.k = k;
    this.random = k.machine.random().split("scheduler");
  }

  @Override
  public int cpuCount() {
    return k.pcpus.length;
  }

  @Override
  public Topology topology() {
    return k.machine.hardware().topology();
  }

  @Override
  public long now() {
    return k.now();
  }

  @Override
  public long tickNanos() {
    return Clock.STAT_NANOS;
  }

  @Override
  public @Nullable SchedThread running(int cpu) {
    KThread td = k.pcpus[cpu].curthread;
    return td.isKernel() ? null : td;
  }

  @Override
  public void preempt(int cpu) {
    k.sched.requestChoice(k.pcpus[cpu]);
  }

  @Override
  public int currentCpu() {
    Cpu cpu = k.machine.current();
    return cpu == null ? -1 : cpu.id();
  }

  @Override
  public int capacity(int cpu) {
    return k.machine.hardware().capacity(cpu);
  }

  @Override
  public boolean online(int cpu) {
    return k.pcpus[cpu].cpu.online();
  }

  @Override
  public RandomSource random() {
    return random;
  }

  @Override
  public long duration(String name, long defaultNanos) {
    String text = k.host.schedulerOption(name, "");
    return text.isEmpty() ? defaultNanos : Durations.parse("scheduler." + name, text);
  }

  @Override
  public long number(String name, long defaultValue) {
    String text = k.host.schedulerOption(name, "");
    if (text.isEmpty()) {
      return defaultValue;
    }
    try {
      return Long.parseLong(text.trim());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "scheduler." + name + "=" + text + ": a whole number is expected", e);
    }
  }

  @Override
  public void explain(String key, long value) {
    if (k.tracing) {
      Cpu cpu = k.machine.current();
      k.tracer.emit(
          k.now(), EventKind.EXPLAIN, cpu == null ? 0 : cpu.id(), k.tracer.intern(key), value);
    }
  }
}
