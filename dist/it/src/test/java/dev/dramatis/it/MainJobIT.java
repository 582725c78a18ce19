package dev.dramatis.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the program is for: one workload on many combinations, and parts exchanged on the way. */
@Timeout(300)
class MainJobIT {
  private static final String WORKLOAD =
      Distribution.ROOT.resolve("framework/workloads/examples/workstation.json").toString();
  private static final Pattern DIGEST = Pattern.compile("\"digest\" : \"([0-9a-f]{64})\"");

  @TempDir Path folder;

  private Child.Outcome dramatis(String... arguments) throws Exception {
    return Child.run(folder, List.of(), arguments);
  }

  private Child.Outcome compare(Path out, String... jvmOptions) throws Exception {
    return Child.run(
        folder,
        List.of(jvmOptions),
        "compare",
        "--workload",
        WORKLOAD,
        "--personality",
        "netbsd,freebsd",
        "--hardware",
        "ryzen-5950x,rpi5",
        "--scheduler",
        "round-robin,priority",
        "--out",
        out.toString());
  }

  @Test
  void shouldCompareEightCombinationsAndDoNoneTwice() throws Exception {
    Path out = folder.resolve("out");
    Child.Outcome first = compare(out);
    assertThat(first.err()).isEmpty();
    assertThat(first.code()).isZero();
    String results = Files.readString(out.resolve("results.json"));
    assertThat(digests(results)).hasSize(8).doesNotHaveDuplicates();
    assertThat(Files.readAllLines(out.resolve("results.csv"))).hasSize(1 + 8);
    assertThat(out.resolve("report.html")).isNotEmptyFile();

    Map<Path, FileTime> cells = makeOld(out);
    assertThat(cells).hasSize(8);
    assertThat(compare(out)).isEqualTo(first);
    assertThat(times(out)).isEqualTo(cells);

    List<Path> lost = cells.keySet().stream().limit(3).toList();
    for (Path cell : lost) {
      Files.delete(cell);
    }
    assertThat(compare(out)).isEqualTo(first);
    assertThat(Files.readString(out.resolve("results.json"))).isEqualTo(results);
    Map<Path, FileTime> now = times(out);
    assertThat(now.keySet()).isEqualTo(cells.keySet());
    now.forEach((cell, time) ->
        assertThat(time.equals(cells.get(cell))).as("%s", cell).isEqualTo(!lost.contains(cell)));

    Path elsewhere = folder.resolve("virtual");
    assertThat(compare(elsewhere, "-Ddramatis.coroutines=virtual").code()).isZero();
    assertThat(elsewhere.resolve("results.json")).hasContent(results);
  }

  @Test
  void shouldExchangeKernelAndSchedulerWhileThreadsRun() throws Exception {
    Path report = folder.resolve("report.json");
    Child.Outcome outcome =
        dramatis(
            "run",
            "--workload",
            WORKLOAD,
            "--personality",
            "netbsd",
            "--hardware",
            "ryzen-5950x",
            "--swap",
            "personality=freebsd@500ms",
            "--swap",
            "scheduler=priority@1s",
            "--json",
            report.toString());
    assertThat(outcome.err()).doesNotContain("refused", "Exception");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out().lines().filter(line -> line.startsWith("swapped: "))).hasSize(2);
    String json = Files.readString(report);
    String swaps = json.substring(json.lastIndexOf("\"swaps\" : ["));
    assertThat(swaps.substring(0, swaps.indexOf(']')))
        .contains("\"requested_ns\" : 500000000", "\"requested_ns\" : 1000000000")
        .doesNotContain("\"completed_ns\" : -1");
  }

  @Test
  void shouldSayMistakesInOneLine() throws Exception {
    Path bad = Files.writeString(folder.resolve("bad.json"), "{ \"tasks\" : { \"a\" : ");
    Path machine = Files.writeString(folder.resolve("bad.yaml"), "id: [\n");
    Path endless =
        Files.writeString(
            folder.resolve("endless.json"), "{ \"tasks\" : { \"a\" : { \"run\" : 1 } } }");
    for (List<String> arguments :
        List.of(
            List.of("run", "-w", bad.toString(), "-p", "netbsd", "-H", "rpi5"),
            List.of("run", "-w", endless.toString(), "-p", "netbsd", "-H", "rpi5"),
            known("personality.maxprocs=5"),
            known("personality.maxproc=many"),
            known("scheduler.slice=5ms"),
            known("scheduler.quantum=5"),
            List.of("run", "-w", WORKLOAD, "-p", "netbsd", "-H", machine.toString()),
            List.of("run", "-w", folder + "/none.json", "-p", "netbsd", "-H", "rpi5"),
            List.of("run", "-w", WORKLOAD, "-p", "hurd", "-H", "rpi5"))) {
      Child.Outcome outcome = dramatis(arguments.toArray(String[]::new));
      assertThat(outcome.code()).as("%s", arguments).isEqualTo(2);
      assertThat(outcome.out()).isEmpty();
      assertThat(outcome.err().lines()).as("%s", arguments).hasSize(1);
      assertThat(outcome.complaint()).startsWith("dramatis: ").doesNotContain("Exception");
    }
    Child.Outcome misspelt = dramatis("run", "--sede", "4");
    assertThat(misspelt.code()).isEqualTo(2);
    assertThat(misspelt.err()).startsWith("dramatis: ").doesNotContain("Exception", "\tat ");
  }

  private static List<String> known(String option) {
    return List.of(
        "run",
        "-w",
        WORKLOAD,
        "-p",
        "freebsd",
        "-s",
        "round-robin",
        "-H",
        "rpi5",
        "--option",
        option);
  }

  @Test
  void shouldTellWorkloadsOfOneNameApart() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other")).resolve("workstation.json");
    Files.copy(Path.of(WORKLOAD), other);
    Path out = folder.resolve("out");
    Child.Outcome outcome =
        dramatis(
            "compare",
            "--workload",
            WORKLOAD,
            other.toString(),
            "--personality",
            "netbsd",
            "--hardware",
            "rpi5",
            "--option",
            "personality.rlimit-nthr=100",
            "--until",
            "10ms",
            "--out",
            out.toString());
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).contains(WORKLOAD, other.toString());
    assertThat(Files.readAllLines(out.resolve("results.csv"))).hasSize(1 + 2);
  }

  @Test
  void shouldHelpWithEveryCommand() throws Exception {
    String help = dramatis("--help").out();
    List<String> commands = new ArrayList<>();
    Matcher entry =
        Pattern.compile("(?m)^  ([a-z][a-z-]+)  +[A-Z]")
            .matcher(help.substring(help.indexOf("Commands:")));
    while (entry.find()) {
      commands.add(entry.group(1));
    }
    assertThat(commands)
        .contains("list", "run", "compare", "hardware", "invariants", "shell", "doctor");

    // All in one process; the shell runs what the command line runs.
    Path script = folder.resolve("script");
    Files.write(script, commands.stream().map(command -> command + " --help").toList());
    Path pages = folder.resolve("pages");
    Process shell =
        Child.builder(List.of(), "shell")
            .redirectInput(script.toFile())
            .redirectErrorStream(true)
            .redirectOutput(pages.toFile())
            .start();
    assertThat(Child.end(shell)).isZero();
    assertThat(Files.readString(pages))
        .doesNotContain("Exception")
        .contains(commands.stream().map(command -> "Usage: dramatis " + command).toList());
  }

  private static List<String> digests(String results) {
    return DIGEST.matcher(results).results().map(match -> match.group(1)).toList();
  }

  private static Map<Path, FileTime> times(Path out) throws IOException {
    Map<Path, FileTime> times = new TreeMap<>();
    try (Stream<Path> cells = Files.list(out.resolve("cells"))) {
      for (Path cell : cells.toList()) {
        times.put(cell, Files.getLastModifiedTime(cell));
      }
    }
    return times;
  }

  /** Whatever is written from now on has another time. */
  private static Map<Path, FileTime> makeOld(Path out) throws IOException {
    for (Path cell : times(out).keySet()) {
      Files.setLastModifiedTime(cell, FileTime.fromMillis(1_000_000_000_000L));
    }
    return times(out);
  }
}
