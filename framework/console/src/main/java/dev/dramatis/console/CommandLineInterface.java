package dev.dramatis.console;

import dev.dramatis.machines.MachineException;
import dev.dramatis.runtime.api.PluginException;
import dev.dramatis.spi.workload.WorkloadException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The commands put together, and what becomes of their failures: one line each. */
final class CommandLineInterface {
  private final Surroundings surroundings;

  CommandLineInterface(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Command(
      name = "dramatis",
      mixinStandardHelpOptions = true,
      versionProvider = VersionText.class,
      synopsisSubcommandLabel = "COMMAND",
      description = {
        "Runs one workload on any kernel personality, hardware model and scheduler, in simulated"
            + " time, and shows where and why the runs differ."
      },
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        "0:done",
        "1:a run failed: deadlock, livelock, violated check, fault of a plugin",
        "2:bad input: unknown option, unreadable or wrong file, unknown id",
        "3:something is wrong with the installation or the machine; try 'dramatis doctor'",
        "4:a search found a failure, or a schedule still fails",
        "70:a mistake of this program",
        "130:interrupted (other signals likewise: 128 and the number of the signal)"
      },
      footerHeading = "%nFirst steps:%n",
      footer = {
        "  dramatis list",
        "  dramatis run --workload FILE --personality ID --hardware ID",
        "  dramatis COMMAND --help",
        "  dramatis shell        many commands in one process, with bundles exchanged in between"
      })
  static final class Root implements Runnable {
    @CommandLine.Spec CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
      throw new ParameterException(spec.commandLine(), "a command is missing");
    }
  }

  CommandLine commandLine() {
    CommandLine line = new CommandLine(new Root());
    line.addSubcommand(new ListCommand(surroundings))
        .addSubcommand(new RunCommand(surroundings))
        .addSubcommand(new CompareCommand(surroundings))
        .addSubcommand(new HardwareCommand(surroundings))
        .addSubcommand(new InvariantsCommand(surroundings))
        .addSubcommand(new ExploreCommand(surroundings))
        .addSubcommand(new ReplayCommand(surroundings))
        .addSubcommand(new MutateCommand(surroundings))
        .addSubcommand(new PsCommand(surroundings))
        .addSubcommand(new ShellCommand(surroundings))
        .addSubcommand(new DoctorCommand(surroundings))
        .addSubcommand(new CompletionCommand(surroundings));
    line.setOut(surroundings.out())
        .setErr(surroundings.err())
        .setUsageHelpAutoWidth(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(this::misused)
        .setExecutionExceptionHandler(failureHandler());
    return line;
  }

  int execute(String... arguments) {
    int code = commandLine().execute(arguments);
    surroundings.out().flush();
    surroundings.err().flush();
    if (code == ExitCode.OK && surroundings.out().checkError()) {
      return ExitCode.ENVIRONMENT;
    }
    return code;
  }

  private int misused(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    complain(firstLine(e));
    List<String> suggestions =
        e instanceof CommandLine.UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions()
            : List.of();
    if (!suggestions.isEmpty()) {
      surroundings.err().println("  did you mean " + String.join(" or ", suggestions) + "?");
    }
    surroundings.err().println("  see '" + command.getCommandSpec().qualifiedName() + " --help'");
    return ExitCode.BAD_INPUT;
  }

  private IExecutionExceptionHandler failureHandler() {
    return (Exception e, CommandLine line, ParseResult result) -> {
      switch (e) {
        case UserException user -> {
          complain(firstLine(user));
          return user.exitCode();
        }
        case PluginException plugin -> complain(firstLine(plugin));
        case WorkloadException workload -> complain(firstLine(workload));
        case MachineException machine -> complain(firstLine(machine));
        case IOException io -> {
          complain(describe(io));
          return ExitCode.ENVIRONMENT;
        }
        default -> {
          complain(
              "internal error: " + e + "; please report it (details with -Ddramatis.debug=true)");
          if (Boolean.getBoolean("dramatis.debug")) {
            e.printStackTrace(surroundings.err());
          }
          return ExitCode.BROKEN;
        }
      }
      return ExitCode.BAD_INPUT;
    };
  }

  static String describe(IOException e) {
    return switch (e) {
      case java.nio.file.NoSuchFileException missing ->
          missing.getMessage() + ": there is no such file or folder";
      case java.nio.file.AccessDeniedException denied ->
          denied.getMessage() + ": permission denied";
      case java.nio.file.FileAlreadyExistsException exists ->
          exists.getMessage() + " is there already, and no folder";
      default -> firstLine(e);
    };
  }

  private void complain(String message) {
    PrintWriter err = surroundings.err();
    err.println("dramatis: " + message);
  }

  private static String firstLine(Throwable e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message.lines().findFirst().orElse("");
  }
}
