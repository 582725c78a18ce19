package dev.dramatis.workloads.generator;

import dev.dramatis.spi.workload.Launcher;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.WorkloadException;

/**
 * Threads of one process that change the protection of pages while others compute in the same
 * address space, as tlb_flush of will-it-scale does: every change concerns all CPUs that run there.
 */
final class Protections {
  private static final int MOST = 4096;

  private Protections() {}

  static GeneratorReader.Start prepare(Parameters parameters) throws WorkloadException {
    int senders = parameters.number("t", 1, 1, MOST);
    int bystanders = parameters.number("b", 0, 0, MOST);
    int loops = parameters.number("l", 1_000, 1, 100_000_000);
    long work = parameters.time("work", 0, 1);
    return (launcher, process) -> start(launcher, process, senders, bystanders, loops, work);
  }

  private static void start(
      Launcher launcher, int process, int senders, int bystanders, int loops, long work) {
    int[] left = {senders};
    for (int i = 0; i < senders; i++) {
      launcher.launch(
          process,
          ThreadSpec.named("protector-" + i),
          user -> {
            for (int l = 0; l < loops; l++) {
              if (work > 0) {
                user.compute(work);
              }
              long begin = user.now();
              user.protect();
              user.mark("protect", user.now() - begin);
            }
            left[0]--;
          });
    }
    for (int i = 0; i < bystanders; i++) {
      launcher.launch(
          process,
          ThreadSpec.named("bystander-" + i),
          user -> {
            while (left[0] > 0) {
              user.compute(100_000);
            }
          });
    }
  }
}
