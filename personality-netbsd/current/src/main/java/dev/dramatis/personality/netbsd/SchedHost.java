package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.hardware.Topology;
import dev.dramatis.spi.machine.RandomSource;
import dev.dramatis.spi.sched.SchedThread;
import dev.dramatis.spi.sched.SchedulerHost;
import dev.dramatis.spi.trace.EventKind;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the policy sees of the kernel. */
final class SchedHost implements SchedulerHost {
  private final Kern kern;
  private final RandomSource random;

  SchedHost(Kern kern) {
    this.kern = kern;
    this.random = kern.machine.random().split("scheduler");
  }

  @Override
  public int cpuCount() {
    return kern.machine.cpuCount();
  }

  @Override
  public Topology topology() {
    return kern.machine.hardware().topology();
  }

  @Override
  public long now() {
    CpuInfo ci = kern.curcpu();
    return ci == null ? kern.machine.now() : ci.cpu.now();
  }

  @Override
  public long tickNanos() {
    return Kern.TICK_NANOS;
  }

  @Override
  public @Nullable SchedThread running(int cpu) {
    Lwp l = kern.cpus[cpu].curlwp;
    return l.number > 0 ? l : null;
  }

  @Override
  public void preempt(int cpu) {
    kern.synch.needResched(kern.curcpu(), kern.cpus[cpu]);
  }

  @Override
  public int currentCpu() {
    CpuInfo ci = kern.curcpu();
    return ci == null ? -1 : ci.id;
  }

  @Override
  public int capacity(int cpu) {
    return kern.machine.hardware().capacity(cpu);
  }

  @Override
  public boolean online(int cpu) {
    return kern.cpus[cpu].cpu.online();
  }

  @Override
  public RandomSource random() {
    return random;
  }

  @Override
  public long duration(String name, long defaultNanos) {
    String text = kern.host.schedulerOption(name, "");
    return text.isEmpty() ? defaultNanos : parseDuration(name, text);
  }

  private static long parseDuration(String name, String text) {
    String t = text.trim().toLowerCase(Locale.ROOT);
    int unit = t.length();
    while (unit > 0 && !Character.isDigit(t.charAt(unit - 1))) {
      unit--;
    }
    long factor =
        switch (t.substring(unit).trim()) {
          case "ns" -> 1L;
          case "us" -> 1_000L;
          case "ms" -> 1_000_000L;
          case "s" -> 1_000_000_000L;
          default ->
              throw new IllegalArgumentException(
                  "scheduler."
                      + name
                      + "="
                      + text
                      + ": expected a number with unit ns, us, ms or s");
        };
    return Long.parseLong(t.substring(0, unit)) * factor;
  }

  @Override
  public long number(String name, long defaultValue) {
    String text = kern.host.schedulerOption(name, "");
    if (text.isEmpty()) {
      return defaultValue;
    }
    try {
      return Long.parseLong(text.trim());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "scheduler." + name + "=" + text + ": expected a whole number", e);
    }
  }

  @Override
  public void explain(String key, long value) {
    if (kern.tracer.enabled()) {
      CpuInfo ci = kern.curcpu();
      kern.tracer.emit(
          now(), EventKind.EXPLAIN, ci == null ? -1 : ci.id, kern.tracer.intern(key), value);
    }
  }
}
