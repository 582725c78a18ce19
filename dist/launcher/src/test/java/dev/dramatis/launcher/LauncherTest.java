package dev.dramatis.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherTest {
  @TempDir Path home;
  @TempDir Path temporary;

  private final ByteArrayOutputStream complaints = new ByteArrayOutputStream();

  @BeforeEach
  void anApplicationIsThere() throws IOException {
    TestBundle.named("test.application")
        .activatedBy(ExitWithFirstArgument.class)
        .writeTo(home.resolve("plugins/application.jar"));
  }

  @Test
  void shouldHandOverTheArgumentsAndReturnTheExitCode() {
    assertThat(run("42", "more")).isEqualTo(42);
    assertThat(complaints()).isEmpty();
  }

  @Test
  void shouldNameThePackageThatADropinMisses() throws IOException {
    TestBundle.named("test.broken")
        .with("Import-Package", "no.such.thing;version=\"[1.0,2)\"")
        .writeTo(home.resolve("dropins/broken.jar"));

    assertThat(run("0")).isZero();
    assertThat(complaints())
        .containsExactly(
            "dramatis: dropins/broken.jar is not started: needs package no.such.thing"
                + " from 1.0.0 and below 2.0.0, which no bundle exports");
  }

  @Test
  void shouldSayWhichVersionOfAPackageIsThere() throws IOException {
    TestBundle.named("test.provider")
        .with("Export-Package", "some.api;version=\"1.4\"")
        .writeTo(home.resolve("plugins/provider.jar"));
    TestBundle.named("test.stale")
        .with("Import-Package", "some.api;version=\"[0.9,1)\"")
        .writeTo(home.resolve("dropins/stale.jar"));

    assertThat(run("0")).isZero();
    assertThat(complaints())
        .containsExactly(
            "dramatis: dropins/stale.jar is not started: needs package some.api"
                + " from 0.9.0 and below 1.0.0, which is there only as 1.4.0");
  }

  @Test
  void shouldFollowTheChainToWhatIsReallyMissing() throws IOException {
    TestBundle.named("test.lower")
        .with("Export-Package", "lower.api")
        .with("Require-Bundle", "not.there")
        .writeTo(home.resolve("dropins/lower.jar"));
    TestBundle.named("test.upper")
        .with("Import-Package", "lower.api")
        .writeTo(home.resolve("dropins/upper.jar"));

    assertThat(run("0")).isZero();
    assertThat(complaints())
        .contains(
            "dramatis: dropins/upper.jar is not started: it uses dropins/lower.jar,"
                + " which needs bundle not.there, which is not there");
  }

  @Test
  void shouldLeaveOutWhatIsNoBundle() throws IOException {
    TestBundle.plainJar().writeTo(home.resolve("dropins/plain.jar"));
    Files.writeString(home.resolve("dropins/text.jar"), "hello");
    Files.writeString(home.resolve("dropins/README.txt"), "hello");

    assertThat(run("0")).isZero();
    assertThat(complaints())
        .hasSize(2)
        .anyMatch(line -> line.startsWith("dramatis: dropins/plain.jar is left out: not an OSGi"))
        .anyMatch(line -> line.startsWith("dramatis: dropins/text.jar is left out: "));
  }

  @Test
  void shouldTellAFailingActivatorInOneLine() throws IOException {
    TestBundle.named("test.failing")
        .activatedBy(FailingActivator.class)
        .writeTo(home.resolve("dropins/failing.jar"));

    assertThat(run("0")).isZero();
    assertThat(complaints())
        .containsExactly(
            "dramatis: dropins/failing.jar is not started: its activator failed:"
                + " the moon is not full");
  }

  @Test
  void shouldLeaveOutASecondBundleOfTheSameNameAndVersion() throws IOException {
    TestBundle.named("test.application").writeTo(home.resolve("dropins/again.jar"));

    assertThat(run("0")).isZero();
    assertThat(complaints())
        .containsExactly(
            "dramatis: dropins/again.jar is left out:"
                + " a bundle of the same name and version is there already");
  }

  @Test
  void shouldSayThatThereIsNoApplication() throws IOException {
    Files.delete(home.resolve("plugins/application.jar"));

    assertThat(run("0")).isEqualTo(Launcher.BROKEN);
    assertThat(complaints())
        .containsExactly("dramatis: no started bundle offers the application 'console'");
  }

  @Test
  void shouldTellABrokenApplicationInOneLine() {
    assertThat(run()).isEqualTo(Launcher.BROKEN);
    assertThat(complaints()).containsExactly("dramatis: the application broke: no argument");
  }

  @Test
  void shouldRunManyTimesAtOnceAndLeaveNothingBehind() throws Exception {
    List<Callable<Integer>> runs = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String code = String.valueOf(i);
      runs.add(() -> run(code));
    }

    List<Integer> codes = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
      for (Future<Integer> run : executor.invokeAll(runs)) {
        codes.add(run.get());
      }
    }

    assertThat(codes).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(temporary).isEmptyDirectory();
  }

  private int run(String... args) {
    PrintStream err = new PrintStream(complaints, true, UTF_8);
    return new Launcher(home, err, temporary, 50).run(args);
  }

  private List<String> complaints() {
    return complaints.toString(UTF_8).lines().toList();
  }
}
