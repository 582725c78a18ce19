package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.Kernel;
import dev.dramatis.spi.kernel.KernelHost;
import dev.dramatis.spi.kernel.Mutation;
import dev.dramatis.spi.kernel.Personality;
import java.util.List;

/** NetBSD as of kern_lwp.c 1.270. */
public final class NetbsdPersonality implements Personality {
  /** For the activator and for tests. */
  public NetbsdPersonality() {}

  @Override
  public String id() {
    return "netbsd";
  }

  @Override
  public String title() {
    return "NetBSD LWPs (kern_lwp.c 1.270)";
  }

  @Override
  public List<Mutation> mutations() {
    return Mutant.all();
  }

  @Override
  public Kernel boot(KernelHost host) {
    return new NetbsdKernel(new Kern(host));
  }
}
