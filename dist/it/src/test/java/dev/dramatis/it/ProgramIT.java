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

  @Test
  void shouldTellAKnownFailureAndNotComplainOfIt() throws Exception {
    Outcome outcome =
        start("explore", "--personality", "netbsd", "--scenario", "join-circle", "--budget", "20");

    assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    assertThat(outcome.output())
        .contains("fails as the original does: deadlock", "findings.md#join-circle")
        .doesNotContain("\tat ", "Exception");
  }

  @Test
  void shouldRepeatAScheduleAsATraceAndAsATest() throws Exception {
    Path schedule =
        Path.of(System.getProperty("dramatis.root"))
            .resolve("dist/docs/findings/netbsd-suspend-suspended.sched");
    Path trace = temporary.resolve("failure.perfetto-trace");
    Path test = temporary.resolve("FailureTest.java");
    Outcome outcome =
        start(
            "replay", schedule.toString(), "--trace", trace.toString(), "--junit", test.toString());

    assertThat(outcome.exitCode()).as(outcome.output()).isEqualTo(4);
    assertThat(outcome.output())
        .startsWith("lost-wakeup: ")
        .contains("-> worker LSSUSPENDED", "threads at the end")
        .doesNotContain("differs:", "\tat ");
    assertThat(trace).isNotEmptyFile();
    assertThat(test).content().contains("class FailureTest", "dramatis-schedule 1");
  }

  @Test
  void shouldSayWhereAScheduleIsWrong() throws Exception {
    Path schedule =
        Files.writeString(
            temporary.resolve("wrong.sched"),
            "dramatis-schedule 1\npersonality: netbsd\nscheduler: round-robin\ncpus: 0\n"
                + "failure: deadlock\n--- scenario\n");
    Outcome outcome = start("replay", schedule.toString());

    assertThat(outcome.exitCode()).as(outcome.output()).isEqualTo(2);
    assertThat(outcome.output())
        .contains("wrong.sched:4:1: '0' is no number of CPUs; write one from 1 to 64")
        .doesNotContain("\tat ");
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
