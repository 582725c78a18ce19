package dev.dramatis.explore.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dramatis.explore.schedule.Schedule;
import dev.dramatis.explore.schedule.ScheduleFile;
import java.net.URI;
import java.util.List;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

class JUnitTestTest {
  private static final ScheduleFile FILE =
      new ScheduleFile(
          "name: \"a \\ b\"\n",
          "netbsd",
          "m2",
          2,
          false,
          Map.of(),
          "lost-wakeup",
          "",
          "",
          Schedule.DEFAULT);

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String name, String text) {
      super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  @Test
  void shouldWriteATestThatCompiles() {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    String source = JUnitTest.source("LostWakeupTest", FILE);
    List<String> options =
        List.of(
            "-proc:none",
            "-classpath",
            System.getProperty("java.class.path"),
            "-d",
            System.getProperty("java.io.tmpdir"));
    assertThat(
            compiler
                .getTask(
                    null, null, null, options, null, List.of(new Source("LostWakeupTest", source)))
                .call())
        .isTrue();
  }

  @Test
  void shouldCarryTheWholeSchedule() {
    assertThat(JUnitTest.source("T", FILE))
        .contains("class T {")
        .contains("      dramatis-schedule 1\n")
        .contains("a \\\\ b");
  }

  @Test
  void shouldMakeClassNamesOfWords() {
    assertThat(JUnitTest.className("two-joiners", "result:12")).isEqualTo("TwoJoinersResult12Test");
  }
}
