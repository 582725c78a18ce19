package dev.dramatis.workloads.rtapp;

import dev.dramatis.spi.workload.Workload;
import dev.dramatis.spi.workload.WorkloadException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/** Descriptions for tests. */
final class Fixtures {
  private Fixtures() {}

  static String text(String name) {
    try (InputStream in =
        Objects.requireNonNull(Fixtures.class.getResourceAsStream("/rtapp/" + name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Workload read(String text) throws WorkloadException {
    return new RtAppReader().read("test.json", text, Map.of());
  }

  /** A description with one task {@code t} of the members given. */
  static Workload task(String members) throws WorkloadException {
    return read("{ \"tasks\" : { \"t\" : { " + members + " } } }");
  }
}
