package dev.dramatis.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A scheduler that somebody else wrote, from its sources to its results. */
@Timeout(180)
class ThirdPartyPluginIT {
  private static final String WORKLOAD =
      Distribution.ROOT.resolve("framework/workloads/examples/workstation.json").toString();

  @TempDir Path folder;
  private Path dropins;
  private List<String> options;
  private ExamplePlugin plugin;

  @BeforeEach
  void start() throws IOException {
    dropins = Files.createDirectory(folder.resolve("dropins"));
    options = List.of("-Ddramatis.dropins=" + dropins);
    plugin = new ExamplePlugin(folder);
  }

  @Test
  void shouldTakePartInComparisons() throws Exception {
    ExamplePlugin.put(plugin.jar(), dropins.resolve(ExamplePlugin.FILE));
    Path out = folder.resolve("out");

    Child.Outcome outcome =
        Child.run(
            folder,
            options,
            "compare",
            "--workload",
            WORKLOAD,
            "--personality",
            "netbsd,freebsd",
            "--hardware",
            "rpi5",
            "--scheduler",
            "round-robin,last-come",
            "--until",
            "500ms",
            "--out",
            out.toString());

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.code()).isZero();
    assertThat(Files.readString(out.resolve("results.json")).split("\"scheduler\" : ", -1))
        .hasSize(5)
        .filteredOn(cell -> cell.startsWith("\"last-come\""))
        .hasSize(2);
  }

  @Test
  void shouldBeExchangedInARunningShell() throws Exception {
    Path jar = dropins.resolve(ExamplePlugin.FILE);
    Path messages = folder.resolve("messages.txt");
    Process shell = Child.builder(options, "shell").redirectError(messages.toFile()).start();
    try (Writer in = shell.outputWriter();
        BufferedReader out = shell.inputReader()) {
      // Only what comes after the start is news to the shell.
      assertThat(digest(in, out, "round-robin")).hasSize(64);
      ExamplePlugin.put(plugin.jar(), jar);
      final String first = digest(in, out, "last-come");
      ExamplePlugin.put(plugin.otherJar(), jar);
      final String second = digest(in, out, "last-come");
      ExamplePlugin.put(ExamplePlugin.unresolvable(), dropins.resolve("lonely.jar"));
      ExamplePlugin.put(ExamplePlugin.plain(), dropins.resolve("plain.jar"));
      final String third = digest(in, out, "last-come");
      ExamplePlugin.put(plugin.jar(), jar);
      final String fourth = digest(in, out, "last-come");
      Files.delete(jar);
      in.write(command("last-come"));
      in.write("list\nexit\n");
      in.flush();
      assertThat(out.lines()).contains("schedulers").noneMatch(l -> l.contains("last-come"));

      assertThat(first).matches("[0-9a-f]{64}");
      assertThat(second).isNotEqualTo(first);
      assertThat(third).isEqualTo(second);
      assertThat(fourth).isEqualTo(first);
      assertThat(Child.end(shell)).isZero();
    } finally {
      shell.destroyForcibly();
    }
    assertThat(Files.readAllLines(messages))
        .satisfiesExactly(
            line -> assertThat(line).contains("installed last-come.jar"),
            line -> assertThat(line).contains("replaced last-come.jar"),
            line -> assertThat(line).contains("lonely.jar", "org.example.nowhere"),
            line -> assertThat(line).contains("plain.jar", "not an OSGi bundle"),
            line -> assertThat(line).contains("replaced last-come.jar"),
            line -> assertThat(line).contains("removed last-come.jar"),
            line -> assertThat(line).contains("no scheduler 'last-come'"));
  }

  @Test
  void shouldDoNoHarmWhenBroken() throws Exception {
    ExamplePlugin.put(ExamplePlugin.unresolvable(), dropins.resolve("lonely.jar"));
    ExamplePlugin.put(ExamplePlugin.plain(), dropins.resolve("plain.jar"));
    ExamplePlugin.put(plugin.jar(), dropins.resolve(ExamplePlugin.FILE));

    Child.Outcome outcome = Child.run(folder, options, command("last-come").strip().split(" "));

    assertThat(outcome.code()).isZero();
    assertThat(outcome.out()).matches("[0-9a-f]{64}\\R");
    assertThat(outcome.err().lines())
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).contains("lonely.jar", "org.example.nowhere"),
            line -> assertThat(line).contains("plain.jar", "not an OSGi bundle"));
  }

  private static String command(String scheduler) {
    return "run --digest --workload "
        + WORKLOAD
        + " --personality netbsd --hardware rpi5 --until 300ms --scheduler "
        + scheduler
        + "\n";
  }

  private static String digest(Writer in, BufferedReader out, String scheduler) throws IOException {
    in.write(command(scheduler));
    in.flush();
    return out.readLine();
  }
}
