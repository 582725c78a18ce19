package dev.dramatis.console;

import dev.dramatis.machines.Imports;
import dev.dramatis.machines.Machines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "hardware",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Shows machines, and describes new ones.")
final class HardwareCommand implements Runnable {
  private final Surroundings surroundings;

  @Spec CommandSpec spec;

  HardwareCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "a command is missing: show, import or probe");
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

  @Command(
      name = "import",
      mixinStandardHelpOptions = true,
      versionProvider = VersionText.class,
      sortOptions = false,
      description = {
        "Writes a machine file from what other programs or firmware know of a machine: the XML of"
            + " 'lstopo --of xml', or a binary device tree.",
        "What had to be guessed is marked with grade D; measure it and put the figures in."
      })
  Integer describe(
      @Option(
              names = "--from",
              paramLabel = "FILE",
              required = true,
              description = "XML of hwloc, or a device tree (.dtb).")
          String from,
      @Option(
              names = "--id",
              paramLabel = "ID",
              required = true,
              description = "Id of the new machine.")
          String id,
      @Option(
              names = "--out",
              paramLabel = "FILE",
              defaultValue = "",
              description = "Machine file to write; standard output unless given.")
          String out)
      throws Exception {
    Path target = out.isEmpty() ? null : RunCommand.output("--out", out);
    byte[] content;
    try {
      content = Imports.readLimited(Path.of(from));
    } catch (NoSuchFileException e) {
      throw UserException.badInput("--from: " + from + ": there is no such file");
    } catch (IOException | InvalidPathException e) {
      throw UserException.badInput("--from: " + from + " cannot be read: " + e.getMessage());
    }
    String description = Imports.any(id, from, content);
    write(description, target);
    return ExitCode.OK;
  }

  @Command(
      name = "probe",
      mixinStandardHelpOptions = true,
      versionProvider = VersionText.class,
      sortOptions = false,
      description = {
        "Describes the machine that this program runs on, measures what a program can, and writes a"
            + " machine file.",
        "The topology comes from hwloc if lstopo is installed, else from sysfs. Nothing private"
            + " goes into the file. Let nothing else run meanwhile."
      })
  Integer probe(
      @Option(
              names = "--id",
              paramLabel = "ID",
              defaultValue = "my-machine",
              description = "Id of the new machine; my-machine unless given.")
          String id,
      @Option(
              names = "--out",
              paramLabel = "FILE",
              defaultValue = "",
              description = "Machine file to write; standard output unless given.")
          String out,
      @Option(names = "--no-measure", description = "Describe only.") boolean noMeasure)
      throws Exception {
    Path target = out.isEmpty() ? null : RunCommand.output("--out", out);
    HostProbe probe = new HostProbe(id);
    String text = probe.describe();
    try (Hardware hardware = Hardware.open(surroundings.plugins(), "hardware probe")) {
      if (!noMeasure) {
        text = probe.measured(text, hardware.parse(id, text));
      }
      hardware.model(hardware.parse(id, text)); // what is written can be used
    }
    probe.notes().forEach(note -> surroundings.err().println("note: " + note));
    write(text, target);
    return ExitCode.OK;
  }

  private void write(String description, @org.jspecify.annotations.Nullable Path target)
      throws IOException {
    if (target == null) {
      surroundings.out().print(description);
    } else {
      Files.writeString(target, description);
      surroundings.out().println("written: " + target + " (use it with --hardware " + target + ")");
    }
  }
}
