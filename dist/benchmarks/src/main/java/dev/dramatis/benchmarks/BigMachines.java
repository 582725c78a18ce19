package dev.dramatis.benchmarks;

import dev.dramatis.hw.arm.ArmFamily;
import dev.dramatis.hw.x86.X86Family;
import dev.dramatis.machines.MachineException;
import dev.dramatis.machines.Machines;
import dev.dramatis.personality.freebsd.FreebsdPersonality;
import dev.dramatis.personality.netbsd.NetbsdPersonality;
import dev.dramatis.sched.basic.BasicSchedulers;
import dev.dramatis.simulation.RunConfig;
import dev.dramatis.simulation.RunResult;
import dev.dramatis.simulation.Simulation;
import dev.dramatis.spi.hardware.HardwareFamily;
import dev.dramatis.spi.hardware.HardwareModel;
import dev.dramatis.spi.hardware.MachineDescription;
import dev.dramatis.spi.kernel.Personality;
import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.spi.trace.EventKind;
import dev.dramatis.spi.trace.TraceSink;
import dev.dramatis.spi.workload.Launcher;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.Workload;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What the number of CPUs costs the host: events per second on machines of 64 and 1024 CPUs with
 * the same number of busy CPUs, and with all of them busy; and how long machines take to load. A
 * program, not a benchmark of JMH: the ratio is what counts.
 */
public final class BigMachines {
  private static final List<HardwareFamily> FAMILIES = List.of(new X86Family(), new ArmFamily());
  private static final int SMALL = 64;
  private static final int BIG = 1024;
  private static final int EVENTS_WANTED = 3_000_000;

  private BigMachines() {}

  /** Argument: {@code load} for the loading times only. */
  public static void main(String[] args) throws MachineException {
    if (args.length == 0) {
      rates();
    }
    for (HardwareFamily family : FAMILIES) {
      for (String name : family.descriptions()) {
        loading(family, name);
      }
    }
    for (int i = 0; i < 3; i++) {
      long begin = System.nanoTime();
      machine(BIG);
      System.out.printf("machine of 1024 CPUs %5.1f ms%n", (System.nanoTime() - begin) / 1e6);
    }
  }

  /** One machine from its file to its model, as a user's own file goes. */
  private static void loading(HardwareFamily family, String name) throws MachineException {
    if (name.startsWith("_")) {
      return;
    }
    long begin = System.nanoTime();
    String text = "schema: dramatis.machine/1\nid: x\nextends: " + name.replace(".yaml", "") + "\n";
    MachineDescription machine =
        Machines.parse("x.yaml", text.getBytes(StandardCharsets.UTF_8), List.of(family));
    Machines.model(machine, FAMILIES);
    System.out.printf("%-24s %5.1f ms%n", name, (System.nanoTime() - begin) / 1e6);
  }

  private static void rates() throws MachineException {
    for (Personality personality : List.of(new NetbsdPersonality(), new FreebsdPersonality())) {
      for (SchedulerFactory scheduler : BasicSchedulers.all()) {
        double small = rate(SMALL, SMALL, personality, scheduler);
        double sparse = rate(BIG, SMALL, personality, scheduler);
        double full = rate(BIG, BIG, personality, scheduler);
        System.out.printf(
            "%-8s %-12s 64 of 64 busy %,11.0f/s   64 of 1024 %,11.0f/s (%.2f)   1024 of 1024"
                + " %,11.0f/s (%.2f)%n",
            personality.id(), scheduler.id(), small, sparse, sparse / small, full, full / small);
      }
    }
  }

  private static HardwareModel machine(int cpus) throws MachineException {
    String text =
        "schema: dramatis.machine/1\nid: big\nextends: epyc-9654-2s\n"
            + "topology: {synthetic: \"package:"
            + cpus / 64
            + " l3:4 l2:8 core:1 pu:2\"}\n";
    MachineDescription description =
        Machines.parse("big.yaml", text.getBytes(StandardCharsets.UTF_8), FAMILIES);
    return Machines.model(description, FAMILIES);
  }

  private static double rate(
      int cpus, int busy, Personality personality, SchedulerFactory scheduler)
      throws MachineException {
    HardwareModel machine = machine(cpus);
    double best = 0;
    for (int i = 0; i < 3; i++) {
      Counter counter = new Counter();
      long begin = System.nanoTime();
      RunResult result =
          Simulation.run(
              RunConfig.of(new Sleepers(busy), personality, machine, scheduler)
                  .withChecks(false)
                  .withDigest(false)
                  .withSinks(List.of(counter)));
      double seconds = (System.nanoTime() - begin) / 1e9;
      if (result.ending() != RunResult.Ending.COMPLETED) {
        throw new IllegalStateException(String.valueOf(result.failure()));
      }
      best = Math.max(best, counter.events / seconds);
    }
    return best;
  }

  /** One thread for each CPU that is to be busy: it computes and sleeps in turn. */
  private record Sleepers(int threads) implements Workload {
    @Override
    public String name() {
      return "sleepers";
    }

    @Override
    public void start(Launcher launcher) {
      int process = launcher.newProcess("p");
      int loops = EVENTS_WANTED / 10 / threads;
      for (int i = 0; i < threads; i++) {
        launcher.launch(
            process,
            ThreadSpec.named("t" + i),
            user -> {
              for (int l = 0; l < loops; l++) {
                user.compute(700_000);
                user.sleep(300_000);
              }
            });
      }
    }
  }

  private static final class Counter implements TraceSink {
    private long events;

    @Override
    public void event(long time, EventKind kind, int cpu, int thread, long arg) {
      events++;
    }

    @Override
    public void name(int number, String name) {
      // not of interest
    }
  }
}
