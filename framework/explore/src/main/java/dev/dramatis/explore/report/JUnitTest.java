package dev.dramatis.explore.report;

import dev.dramatis.explore.schedule.ScheduleFile;
import java.util.Locale;

/** Writes a JUnit test that repeats a schedule through the program and expects its failure gone. */
public final class JUnitTest {
  private JUnitTest() {}

  /**
   * The source of a test class.
   *
   * @param className simple name of the class
   * @param file the schedule
   */
  public static String source(String className, ScheduleFile file) {
    String schedule = file.text().replace("\\", "\\\\").replace("\"\"\"", "\\\"\"\"");
    StringBuilder indented = new StringBuilder();
    schedule
        .lines()
        .forEach(line -> indented.append(line.isEmpty() ? "" : "      ").append(line).append('\n'));
    return """
    import static org.junit.jupiter.api.Assertions.assertEquals;

    import java.io.IOException;
    import java.nio.file.Files;
    import java.nio.file.Path;
    import org.junit.jupiter.api.Test;
    import org.junit.jupiter.api.io.TempDir;

    /**
     * Repeats an interleaving that failed once: %s.
     *
     * <p>Runs the program that the system property dramatis.command names, or dramatis from the
     * search path.
     */
    class %s {
      private static final String SCHEDULE =
          \"""
    %s      \""";

      @Test
      void shouldNotFailInThatInterleaving(@TempDir Path folder)
          throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("failure.sched"), SCHEDULE);
        String command = System.getProperty("dramatis.command", "dramatis");
        Process replay =
            new ProcessBuilder(command, "replay", file.toString()).inheritIO().start();
        assertEquals(0, replay.waitFor(), "the failure is back");
      }
    }
    """
        .formatted(file.failure(), className, indented);
  }

  /** A class name made of words, such as {@code TwoJoinersJoinedTwiceTest}. */
  public static String className(String scenario, String failure) {
    StringBuilder name = new StringBuilder();
    for (String word : (scenario + "-" + failure).split("[^A-Za-z0-9]+", -1)) {
      if (!word.isEmpty()) {
        name.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
      }
    }
    return name.append("Test").toString();
  }
}
