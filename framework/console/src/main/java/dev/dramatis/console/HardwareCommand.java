package dev.dramatis.console;

import dev.dramatis.machines.Imports;
import dev.dramatis.machines.Machines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
            + " 'lstopo --of xml', a binary device tree, or the matrix of core-to-core-latency.",
        "What had to be guessed is marked with grade D; measure it and put the figures in."
      })
  Integer describe(
      @Parameters(
              arity = "0..1",
              paramLabel = "FILE",
              description = "XML of hwloc, a device tree (.dtb), or a matrix (.csv).")
          @Nullable String file,
      @Option(names = "--from", paramLabel = "FILE", description = "The same as FILE.")
          @Nullable String from,
      @Option(
              names = "--latencies",
              paramLabel = "CSV",
              description = "Matrix of core-to-core-latency, taken on the same machine.")
          @Nullable String latencies,
      @Option(
              names = "--arch",
              paramLabel = "ARCH",
              description = "x86 or arm, which a matrix alone does not say.")
          @Nullable Architecture arch,
      @Option(
              names = "--id",
              paramLabel = "ID",
              description = "Id of the new machine; made from the file's name unless given.")
          @Nullable String id,
      @Option(
              names = "--out",
              paramLabel = "FILE",
              defaultValue = "",
              description = "Machine file to write; standard output unless given.")
          String out)
      throws Exception {
    String source = file == null ? from : file;
    if (source == null || file != null && from != null) {
      throw UserException.badInput("hardware import: name one file to import");
    }
    Path target = out.isEmpty() ? null : RunCommand.output("--out", out);
    String name = id == null ? Imports.idFor(source) : id;
    byte[] content = content(source);
    String text;
    String matrix = latencies;
    if (Imports.isMatrix(source, content)) {
      text = Imports.matrix(name, source, content, requireArchitecture(arch) == Architecture.arm);
      matrix = latencies == null ? source : latencies;
    } else {
      text = Imports.any(name, source, content);
    }
    try (Hardware hardware = Hardware.open(surroundings.plugins(), "hardware import")) {
      if (matrix != null) {
        text = Imports.withMatrix(text, hardware.parse(name, text), matrix, content(matrix));
      }
      hardware.model(hardware.parse(name, text)); // what is written can be used
    }
    write(text, target);
    return ExitCode.OK;
  }

  /** As they are named on the command line. */
  enum Architecture {
    x86,
    arm
  }

  private static Architecture requireArchitecture(@Nullable Architecture arch)
      throws UserException {
    if (arch == null) {
      throw UserException.badInput(
          "hardware import: a matrix does not say what it was taken on; add --arch x86 or --arch"
              + " arm");
    }
    return arch;
  }

  private static byte[] content(String file) throws UserException {
    try {
      return Imports.readLimited(Path.of(file));
    } catch (NoSuchFileException e) {
      throw UserException.badInput(file + ": there is no such file");
    } catch (IOException | InvalidPathException e) {
      throw UserException.badInput(file + " cannot be read: " + e.getMessage());
    }
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

  private void write(String description, @Nullable Path target) throws IOException {
    if (target == null) {
      surroundings.out().print(description);
    } else {
      Files.writeString(target, description);
      surroundings.out().println("written: " + target + " (use it with --hardware " + target + ")");
    }
  }
}
