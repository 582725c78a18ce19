package dev.dramatis.personality.freebsd;

import dev.dramatis.spi.kernel.Kernel;
import dev.dramatis.spi.kernel.KernelHost;
import dev.dramatis.spi.kernel.Mutation;
import dev.dramatis.spi.kernel.Personality;
import java.util.List;

/** FreeBSD: one kernel thread for each user thread, ULE by default. */
public final class FreebsdPersonality implements Personality {
  /** For the activator, and for tests without a container. */
  public FreebsdPersonality() {}

  @Override
  public String id() {
    return "freebsd";
  }

  @Override
  public String title() {
    return "FreeBSD threads (kern_thread.c)";
  }

  @Override
  public String defaultScheduler() {
    return "freebsd-ule";
  }

  @Override
  public List<Mutation> mutations() {
    return Mutant.declared();
  }

  @Override
  public Kernel boot(KernelHost host) {
    return new FreebsdKernel(host);
  }
}
