package dev.dramatis.benchmarks;

import dev.dramatis.engine.UniformHardware;
import dev.dramatis.personality.freebsd.FreebsdPersonality;
import dev.dramatis.personality.netbsd.NetbsdPersonality;
import dev.dramatis.sched.basic.BasicSchedulers;
import dev.dramatis.simulation.RunConfig;
import dev.dramatis.simulation.RunResult;
import dev.dramatis.simulation.Simulation;
import dev.dramatis.spi.kernel.Personality;
import dev.dramatis.spi.workload.Launcher;
import dev.dramatis.spi.workload.Program;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.Workload;
import java.util.List;

/**
 * One million threads alive at once, all asleep in their kernel, then all woken; to be run with
 * {@code -Xmx2g}. Prints what a thread costs.
 */
public final class MillionThreads {
  private MillionThreads() {}

  /** Arguments: number of threads, default one million. */
  public static void main(String[] args) {
    int threads = args.length == 0 ? 1_000_000 : Integer.parseInt(args[0]);
    for (Personality personality : List.of(new NetbsdPersonality(), new FreebsdPersonality())) {
      measure(personality, threads);
    }
  }

  private static void measure(Personality personality, int threads) {
    long[] used = {0};
    ThreadSpec spec = ThreadSpec.named("sleeper");
    Program sleeper = user -> user.sleepUntil(100_000_000_000L);
    Workload workload =
        new Workload() {
          @Override
          public String name() {
            return "million";
          }

          @Override
          public void start(Launcher launcher) {
            int process = launcher.newProcess("million");
            for (int i = 0; i < threads; i++) {
              launcher.launch(process, spec, sleeper);
            }
            launcher.launch(
                process,
                ThreadSpec.named("observer"),
                user -> {
                  user.sleepUntil(99_000_000_000L);
                  used[0] = heapInUse();
                });
          }
        };
    long before = heapInUse();
    RunResult result =
        Simulation.run(
            RunConfig.of(
                    workload, personality, UniformHardware.typical(1), BasicSchedulers.roundRobin())
                .withOptions(
                    java.util.Map.of(
                        "maxthread",
                        String.valueOf(threads + 1000),
                        "maxlwp",
                        String.valueOf(threads + 1000)),
                    java.util.Map.of())
                .withChecks(false)
                .withDigest(false));
    System.out.printf(
        "%s: %s, %d threads asleep at once, %d bytes of heap each%n",
        personality.id(), result.ending(), threads, (used[0] - before) / threads);
  }

  private static long heapInUse() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
