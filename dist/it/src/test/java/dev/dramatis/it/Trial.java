package dev.dramatis.it;

import dev.dramatis.hw.arm.ArmFamily;
import dev.dramatis.hw.x86.X86Family;
import dev.dramatis.machines.MachineException;
import dev.dramatis.machines.Machines;
import dev.dramatis.personality.freebsd.FreebsdPersonality;
import dev.dramatis.sched.basic.BasicSchedulers;
import dev.dramatis.simulation.RunConfig;
import dev.dramatis.simulation.RunResult;
import dev.dramatis.simulation.Simulation;
import dev.dramatis.spi.hardware.HardwareFamily;
import dev.dramatis.spi.hardware.HardwareModel;
import dev.dramatis.spi.hardware.MachineDescription;
import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.spi.trace.EventKind;
import dev.dramatis.spi.trace.TraceSink;
import dev.dramatis.spi.workload.Launcher;
import dev.dramatis.spi.workload.Program;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.Workload;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;

/** A run on a machine of the bundles, and what it measured. */
final class Trial implements TraceSink {
  private static final List<HardwareFamily> FAMILIES = List.of(new X86Family(), new ArmFamily());

  private final List<Long> marks = new ArrayList<>();
  private long ipis;
  private long end;
  private int lastCpu = -1;

  private Trial() {}

  /** A machine of the bundles. */
  static HardwareModel machine(String id) {
    return variant("extends: " + id + "\n");
  }

  /** A machine of the bundles with some lines changed. */
  static HardwareModel variant(String lines) {
    String text = "schema: dramatis.machine/1\nid: variant\n" + lines;
    try {
      MachineDescription machine =
          Machines.parse("variant.yaml", text.getBytes(StandardCharsets.UTF_8), FAMILIES);
      return Machines.model(machine, FAMILIES);
    } catch (MachineException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static Trial run(HardwareModel machine, Consumer<Launcher> start) {
    return run(machine, BasicSchedulers.roundRobin(), start);
  }

  /** Runs under FreeBSD, whose timers are exact. */
  static Trial run(HardwareModel machine, SchedulerFactory scheduler, Consumer<Launcher> start) {
    Trial trial = new Trial();
    Workload workload =
        new Workload() {
          @Override
          public String name() {
            return "trial";
          }

          @Override
          public void start(Launcher launcher) {
            start.accept(launcher);
          }
        };
    RunResult result =
        Simulation.run(
            RunConfig.of(workload, new FreebsdPersonality(), machine, scheduler)
                .until(60_000_000_000L)
                .withDigest(false)
                .withSinks(List.of(trial)));
    if (result.failure() != null) {
      throw new AssertionError(result.failure().report());
    }
    return trial;
  }

  /** Launches a thread that is bound to some CPUs; no CPUs means all. */
  static void launch(Launcher launcher, int process, Program program, int... cpus) {
    BitSet set = new BitSet();
    for (int cpu : cpus) {
      set.set(cpu);
    }
    ThreadSpec plain = ThreadSpec.named("t");
    launcher.launch(
        process,
        new ThreadSpec(
            "t",
            plain.schedClass(),
            0,
            0,
            cpus.length == 0 ? null : set,
            false,
            plain.workingSetBytes()),
        program);
  }

  double meanMark() {
    return marks.stream().mapToLong(Long::longValue).average().orElseThrow();
  }

  long ipis() {
    return ipis;
  }

  /** Time of the last thread's end. */
  long end() {
    return end;
  }

  /** CPU that a user thread was put on last. */
  int lastCpu() {
    return lastCpu;
  }

  @Override
  public void event(long time, EventKind kind, int cpu, int thread, long arg) {
    switch (kind) {
      case MARK -> marks.add(arg);
      case IPI_SEND -> ipis++;
      case THREAD_EXIT -> end = thread > 0 ? time : end;
      case SWITCH_IN -> lastCpu = thread > 0 ? cpu : lastCpu;
      default -> {
        // not of interest
      }
    }
  }

  @Override
  public void name(int number, String name) {
    // not of interest
  }
}
