package dev.dramatis.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as users start it. */
class ProgramIT {
  @TempDir Path temporary;

  @Test
  void shouldHelpAndLeaveNothingBehind() throws Exception {
    Outcome outcome = start("--help");

    assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    assertThat(outcome.output())
        .startsWith("Usage: dramatis")
        .doesNotContain("\tat ", "Exception", "WARNING");
    assertThat(temporary.resolve("tmp")).isEmptyDirectory();
  }

  private Outcome start(String... args) throws IOException, InterruptedException {
    Path output = temporary.resolve("output");
    Path storage = Files.createDirectories(temporary.resolve("tmp"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--sun-misc-unsafe-memory-access=deny");
    command.add("-Djava.io.tmpdir=" + storage);
    command.add("-jar");
    command.add(Distribution.LAUNCHER.toString());
    command.addAll(List.of(args));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("still running after a minute: " + command);
    }
    return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
  }

  private record Outcome(int exitCode, String output) {}
}
