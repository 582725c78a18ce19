package dev.dramatis.workloads.rtapp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.spi.workload.Workload;
import dev.dramatis.spi.workload.WorkloadException;
import dev.dramatis.workloads.FakeLauncher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExamplesTest {
  @Test
  void shouldReadAndStartEveryExample() throws IOException, WorkloadException {
    List<Path> files;
    try (Stream<Path> all = Files.list(Path.of("examples"))) {
      files = all.sorted().toList();
    }
    assertThat(files).hasSizeGreaterThanOrEqualTo(4);
    for (Path file : files) {
      String text = Files.readString(file);
      RtAppReader reader = new RtAppReader();
      assertThat(reader.accepts(file.toString(), text)).as("%s", file).isTrue();
      Workload workload = reader.read(file.toString(), text, Map.of());
      assertThat(workload.minimumCpus()).as("CPUs for %s", file).isLessThanOrEqualTo(4);
      assertThat(FakeLauncher.start(workload).launched).as("%s", file).isNotEmpty();
    }
  }
}
