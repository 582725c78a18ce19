package dev.dramatis.console;

import dev.dramatis.machines.Machines;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "hardware",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Shows machines.")
final class HardwareCommand implements Runnable {
  private final Surroundings surroundings;

  @Spec CommandSpec spec;

  HardwareCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing: show");
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      versionProvider = VersionText.class,
      description = "Shows a machine: topology, costs and where the figures come from.")
  Integer show(
      @Parameters(paramLabel = "ID", description = "Id of a machine, or a machine file.") String id)
      throws Exception {
    Callable<String> text =
        () -> {
          try (Hardware hardware = Hardware.open(surroundings.plugins(), "hardware show")) {
            return Machines.describe(hardware.description(id));
          }
        };
    surroundings.out().println(text.call().stripTrailing());
    return ExitCode.OK;
  }
}
