package dev.dramatis.personality.netbsd;

import dev.dramatis.spi.kernel.Kernel;
import dev.dramatis.spi.kernel.KernelHost;
import dev.dramatis.spi.kernel.Mutation;
import dev.dramatis.spi.kernel.Personality;
import dev.dramatis.spi.kernel.SourceFunction;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

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
  public String defaultScheduler() {
    return "netbsd-4bsd";
  }

  @Override
  public List<Mutation> mutations() {
    return Mutant.all();
  }

  @Override
  public List<SourceFunction> functions() {
    try (InputStream in = NetbsdPersonality.class.getResourceAsStream("kern_lwp.c.csv")) {
      String table = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return SourceFunction.listed("kern_lwp.c", table);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Kernel boot(KernelHost host) {
    return new NetbsdKernel(new Kern(host));
  }
}
