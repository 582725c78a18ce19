package dev.dramatis.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dramatis.engine.UniformHardware;
import dev.dramatis.lab.Json;
import dev.dramatis.lab.JsonObject;
import dev.dramatis.runtime.api.PluginKind;
import dev.dramatis.spi.hardware.HardwareModel;
import dev.dramatis.spi.kernel.Kernel;
import dev.dramatis.spi.kernel.KernelHost;
import dev.dramatis.spi.kernel.Personality;
import dev.dramatis.spi.sched.Scheduler;
import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.spi.sched.SchedulerHost;
import dev.dramatis.spi.workload.Launcher;
import dev.dramatis.spi.workload.Workload;
import dev.dramatis.spi.workload.WorkloadException;
import dev.dramatis.spi.workload.WorkloadReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineInterfaceTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final FixedPlugins plugins = new FixedPlugins();
  private Path workload;
  private String input = "";

  private record Toy(String id) implements Personality, SchedulerFactory, WorkloadReader {
    @Override
    public String title() {
      return "toy";
    }

    @Override
    public Kernel boot(KernelHost host) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Scheduler create(SchedulerHost host) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean accepts(String fileName, String text) {
      return text.startsWith("toy");
    }

    @Override
    public Workload read(String fileName, String text, Map<String, String> overrides)
        throws WorkloadException {
      if (text.contains("bad")) {
        throw new WorkloadException(fileName, 1, 5, "unknown key 'bad'; did you mean 'good'?");
      }
      return new Workload() {
        @Override
        public String name() {
          return "toy";
        }

        @Override
        public void start(Launcher launcher) {}
      };
    }
  }

  @BeforeEach
  void fill() throws IOException {
    plugins
        .with(PluginKind.PERSONALITY, "netbsd", new Toy("netbsd"))
        .with(PluginKind.SCHEDULER, "round-robin", new Toy("round-robin"))
        .with(PluginKind.WORKLOAD, "toy", new Toy("toy"));
    workload = Files.writeString(folder.resolve("w.toy"), "toy");
  }

  @AfterEach
  void shouldGiveAllLeasesBack() {
    assertThat(plugins.open).isZero();
  }

  private int dramatis(String... arguments) {
    Surroundings surroundings =
        new Surroundings(
            plugins,
            plugins,
            plugins,
            new BufferedReader(new StringReader(input)),
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            false);
    return new CommandLineInterface(surroundings).execute(arguments);
  }

  private int run(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "run",
                "--workload",
                workload.toString(),
                "--personality",
                "netbsd",
                "--hardware",
                "h"));
    arguments.addAll(List.of(more));
    return dramatis(arguments.toArray(String[]::new));
  }

  private void assertBadInput(int code, String... parts) {
    assertThat(code).isEqualTo(2);
    assertThat(err.toString()).contains(parts).doesNotContain("Exception").doesNotContain("\tat ");
    assertThat(err.toString().lines().findFirst().orElse("")).startsWith("dramatis: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "list",
        "run",
        "compare",
        "hardware",
        "invariants",
        "shell",
        "doctor",
        "completion"
      })
  void shouldHaveHelpEverywhere(String command) {
    assertThat(command.isEmpty() ? dramatis("--help") : dramatis(command, "--help")).isZero();
    assertThat(out.toString()).contains("Usage: dramatis").contains("--help");
  }

  @Test
  void shouldDocumentItsExitCodes() {
    dramatis("--help");
    assertThat(out.toString()).contains("Exit codes:").contains("bad input").contains("deadlock");
  }

  @Test
  void shouldTellItsVersion() {
    assertThat(dramatis("--version")).isZero();
    assertThat(out.toString()).startsWith("dramatis ").contains("Java ");
  }

  @Test
  void shouldListAsJson() throws IOException {
    assertThat(dramatis("list", "--json")).isZero();
    JsonObject list = JsonObject.of(Json.parse(out.toString()));
    assertThat(list.members().keySet().stream().map(String::valueOf))
        .containsExactly("personalities", "hardware", "schedulers", "workloads");
    JsonObject first = JsonObject.of(list.array("personalities").get(0));
    assertThat(first.text("id")).isEqualTo("netbsd");
    assertThat(first.text("bundle")).isEqualTo("test.bundle");
    assertThat(first.text("version")).isEqualTo("1.0.0");
    assertThat(first.has("title")).isTrue();
  }

  @Test
  void shouldReportWhatIsMissing() {
    assertThat(dramatis("doctor")).isEqualTo(3);
    assertThat(out.toString()).contains("! no hardware family is there");
  }

  @Test
  void shouldNameUnknownParts() {
    assertBadInput(
        dramatis("run", "-w", workload.toString(), "-p", "hurd", "-H", "h"),
        "no personality 'hurd'; there are: netbsd");
  }

  @Test
  void shouldNameAnUnknownScheduler() {
    assertBadInput(run("--scheduler", "foo"), "no scheduler 'foo'; there are: round-robin");
  }

  @Test
  void shouldNameUnknownHardware() {
    assertBadInput(run(), "no hardware 'h'", "machine file");
  }

  @Test
  void shouldNameAMissingMachineFile() {
    assertBadInput(
        dramatis("run", "-w", workload.toString(), "-p", "netbsd", "-H", "./none.yaml"),
        "none.yaml");
  }

  @Test
  void shouldNameAMissingWorkload() throws UserException {
    WorkloadText text = WorkloadText.of("none.json");
    assertThatThrownBy(() -> text.read(plugins, Map.of(), "t", new ArrayList<>()))
        .hasMessage(
            "none.json: there is no such file, and no generator of that name; formats: toy");
  }

  @Test
  void shouldExplainTimes() {
    assertThatThrownBy(() -> RunSettings.time("--until", "soon"))
        .hasMessageStartingWith("--until: 'soon' is not a time; write a number with its unit");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"personality", "personality=x", "flavour=x@2s", "scheduler=round-robin@x"})
  void shouldExplainSwaps(String swap) {
    int code = run("--swap", swap);
    assertThat(code).isEqualTo(2);
  }

  @Test
  void shouldExplainCpusThatGoAndCome() {
    HardwareModel model = UniformHardware.free(4);
    assertThatThrownBy(() -> Hotplug.parse("--unplug", List.of("x@1s"), model))
        .hasMessageContaining("--unplug: 'x@1s' is no CPU and time; write for example 3@500ms");
    assertThatThrownBy(() -> Hotplug.parse("--replug", List.of("4@1s"), model))
        .hasMessageContaining("has no CPU 4; its CPUs are 0 to 3");
    assertThatThrownBy(() -> Hotplug.parse("--replug", List.of("1@soon"), model))
        .hasMessageContaining("--replug: 'soon' is not a time");
  }

  @Test
  void shouldRefuseOptionsOfNoPart() {
    assertThat(run("--option", "quantum=5ms")).isEqualTo(2);
    assertThat(run("--set", "novalue")).isEqualTo(2);
  }

  @Test
  void shouldFindOutBeforeTheRunThatAFileCannotBeWritten() {
    assertBadInput(run("--json", folder + "/no/such/r.json"), "--json: there is no folder");
    err.getBuffer().setLength(0);
    assertBadInput(run("--trace", folder.toString()), "is a folder; name a file");
  }

  @Test
  void shouldRefuseOutputsThatGetInEachOthersWay() {
    assertBadInput(run("--digest", "--json", "-"), "both want standard output");
    err.getBuffer().setLength(0);
    assertBadInput(
        run("--json", folder + "/x", "--trace", folder + "/./x"),
        "--json and --trace name the same");
  }

  @Test
  void shouldRefuseWorkloadsThatAreNone() throws IOException {
    assertThatThrownBy(() -> WorkloadText.of("")).hasMessage("--workload: the name is empty");
    Path empty = Files.writeString(folder.resolve("empty.json"), " \n");
    assertThatThrownBy(() -> WorkloadText.of(empty.toString()))
        .hasMessageEndingWith("empty.json: is an empty file");
    Path binary = Files.write(folder.resolve("x.json"), new byte[] {(byte) 0xff, 0, 1});
    assertThatThrownBy(() -> WorkloadText.of(binary.toString()))
        .hasMessageEndingWith("x.json: is not a text file in UTF-8");
  }

  @Test
  void shouldAskForAnEndOfWhatHasNone() throws UserException {
    Workload endless =
        new Workload() {
          @Override
          public String name() {
            return "w";
          }

          @Override
          public void start(Launcher launcher) {}

          @Override
          public boolean endless() {
            return true;
          }
        };
    assertThatThrownBy(() -> Bench.requireEnd(endless, Long.MAX_VALUE, "w.json"))
        .hasMessage(
            "w.json goes on for ever, and has no duration; say when to end, such as --until 10s");
    Bench.requireEnd(endless, 1_000_000_000, "w.json");
  }

  @Test
  void shouldSayThatAFolderForResultsCannotBe() {
    assertBadInput(
        dramatis("compare", "-w", "x", "-p", "netbsd", "-H", "h", "--out", workload.toString()),
        "--out: ",
        "is there already, and no folder");
  }

  @Test
  void shouldRefuseAWorkloadThatIsNamedTwice() {
    assertBadInput(
        dramatis(
            "compare",
            "-w",
            workload.toString(),
            workload.toString(),
            "-p",
            "netbsd",
            "-H",
            "h",
            "--out",
            folder + "/o"),
        "is named twice");
  }

  @Test
  void shouldPointToHelpAfterAMisspeltOption() {
    assertBadInput(run("--sede", "4"), "--sede", "see 'dramatis run --help'");
  }

  @Test
  void shouldAskForACommand() {
    assertBadInput(dramatis(), "a command is missing");
    err.getBuffer().setLength(0);
    assertBadInput(dramatis("rum"), "rum");
  }

  @Test
  void shouldCompleteForBothShells() {
    assertThat(dramatis("completion", "bash")).isZero();
    assertThat(out.toString()).contains("_complete_dramatis").contains("--personality");
    assertThat(out.toString()).contains("personality_option_args=(\"netbsd\")");
    assertThat(dramatis("completion", "zsh")).isZero();
    assertThat(dramatis("completion", "fish")).isEqualTo(2);
  }

  @Test
  void shouldRunTheLinesOfTheShell() {
    input = "# a comment\n\nlist --json # and another\nrum\n'list' \"--json\"\nexit\nrum\n";
    assertThat(dramatis("shell")).isZero();
    assertThat(out.toString().split("\"personalities\"", -1)).hasSize(3);
    assertThat(err.toString()).contains("rum").doesNotContain("dramatis> ");
    assertThat(plugins.refreshed).isEqualTo(3);
  }

  @Test
  void shouldEndTheShellWithTheCodeOfTheLastCommand() {
    input = "list\nrum";
    assertThat(dramatis("shell")).isEqualTo(2);
    input = "list 'unended\n";
    assertBadInput(dramatis("shell"), "rum");
    assertThat(err.toString()).contains("the line ends before its quote does");
    input = "";
    assertThat(dramatis("shell")).isZero();
  }

  @Test
  void shouldTellWhatChangedInTheDropins() {
    plugins.changes.add("replaced x.jar (org.x 1.0.0)");
    input = "list\n";
    assertThat(dramatis("shell")).isZero();
    assertThat(err.toString()).isEqualToIgnoringNewLines("dropins: replaced x.jar (org.x 1.0.0)");
  }

  @Test
  void shouldTakeLinesApartAsShellsDo() throws Exception {
    assertThat(Words.of(" a  'b c'd \"e # \\\" f\" g\\ h '' i#j #k"))
        .containsExactly("a", "b cd", "e # \" f", "g h", "", "i#j");
    assertThatThrownBy(() -> Words.of("a \\")).hasMessageContaining("backslash");
  }

  @Test
  void shouldSayWhatCannotBeImported() throws IOException {
    assertBadInput(
        dramatis("hardware", "import", "--from", folder + "/none.xml", "--id", "x"),
        "there is no such file");
    err.getBuffer().setLength(0);
    Path text = Files.writeString(folder.resolve("t.xml"), "<html></html>");
    assertBadInput(dramatis("hardware", "import", "--from", text.toString(), "--id", "x"), "t.xml");
  }

  @Test
  void shouldNameAnUnknownPersonalityOfInvariants() {
    assertBadInput(dramatis("invariants", "-p", "hurd"), "no personality 'hurd'");
  }

  @Test
  void shouldRefuseSeedsBelowOne() {
    assertBadInput(
        dramatis(
            "compare",
            "-w",
            "x",
            "-p",
            "netbsd",
            "-H",
            "h",
            "--seeds",
            "0",
            "--out",
            folder + "/o"),
        "--seeds");
  }

  @Test
  void shouldSayWhatIsWrongInAWorkload() throws Exception {
    WorkloadText text =
        WorkloadText.of(Files.writeString(folder.resolve("b.toy"), "toy bad").toString());
    assertThat(text.shortName()).isEqualTo("b.toy");
    List<dev.dramatis.runtime.api.Lease<?>> held = new ArrayList<>();
    assertThatThrownBy(() -> text.read(plugins, Map.of(), "t", held))
        .hasMessageContaining("b.toy:1:5: unknown key 'bad'");
    held.forEach(dev.dramatis.runtime.api.Lease::close);
  }

  @Test
  void shouldListTheScenariosOfAKernel() {
    assertThat(dramatis("explore", "--personality", "netbsd", "--list")).isZero();
    assertThat(out.toString())
        .contains("two-joiners", "exit join reap", "exactly one of them collects it")
        .doesNotContain("lookup-thr");
  }

  @Test
  void shouldSayWhereToFindTheNamesOfScenarios() {
    assertThat(dramatis("explore", "-p", "netbsd", "--scenario", "no-such"))
        .isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString())
        .contains("there is no file 'no-such'", "dramatis explore --list -p NAME");
  }

  @Test
  void shouldSayForWhomAScenarioIs() {
    assertThat(dramatis("explore", "-p", "netbsd", "--scenario", "lookup-thr"))
        .isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString()).contains("lookup-thr is for freebsd and not for netbsd");
  }

  @Test
  void shouldSayWhereAScenarioFileIsWrong() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("x.scenario.yaml"),
            "schema: dramatis.scenario/1\nname: x\ntitle: X\nthreads: {main: [yeld]}\n");
    assertThat(dramatis("explore", "-p", "netbsd", "--scenario", file.toString()))
        .isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString()).contains("x.scenario.yaml:4:18: step yeld is unknown", "yield");
  }

  @Test
  void shouldSayWhereAScheduleFileIsWrong() throws IOException {
    Path file = Files.writeString(folder.resolve("x.sched"), "dramatis-schedule 1\nswitch: 0\n");
    assertThat(dramatis("replay", file.toString())).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString()).contains("x.sched:1:1: the scenario is missing");
  }
}
