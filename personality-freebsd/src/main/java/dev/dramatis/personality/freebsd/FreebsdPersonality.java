package dev.dramatis.personality.freebsd;

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
  public List<SourceFunction> functions() {
    try (InputStream in = FreebsdPersonality.class.getResourceAsStream("kern_thread.c.csv")) {
      String table = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return SourceFunction.listed("kern_thread.c", table);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Kernel boot(KernelHost host) {
    return new FreebsdKernel(host);
  }
}
