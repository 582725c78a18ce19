package dev.dramatis.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program in a JVM of its own, as users start it. */
final class Child {
  private static final int PATIENCE_SECONDS = 120;

  /** What it came to. */
  record Outcome(int code, String out, String err) {
    /** The one line that a user sees who has made a mistake. */
    String complaint() {
      return err.lines().findFirst().orElse("");
    }
  }

  private Child() {}

  /** Runs it to its end. */
  static Outcome run(Path folder, List<String> jvmOptions, String... arguments)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    Process process =
        builder(jvmOptions, arguments)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    return new Outcome(end(process), Files.readString(out), Files.readString(err));
  }

  /** Not yet started. */
  static ProcessBuilder builder(List<String> jvmOptions, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--sun-misc-unsafe-memory-access=deny");
    command.add("-XX:+UseSerialGC");
    command.addAll(jvmOptions);
    command.add("-jar");
    command.add(Distribution.LAUNCHER.toString());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }

  /** Waits for the end, and returns the exit code. */
  static int end(Process process) throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("still running after " + PATIENCE_SECONDS + " s");
    }
    return process.exitValue();
  }
}
