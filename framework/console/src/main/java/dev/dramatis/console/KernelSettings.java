package dev.dramatis.console;

import dev.dramatis.spi.kernel.Personality;
import picocli.CommandLine.Option;

/** Options of everything that boots one kernel on one machine. */
final class KernelSettings {
  @Option(
      names = {"-p", "--personality"},
      paramLabel = "ID",
      required = true,
      description = "Kernel; see 'dramatis list'.")
  String personality = "";

  @Option(
      names = {"-H", "--hardware"},
      paramLabel = "ID",
      description = "Machine, see 'dramatis list', or a machine file; ryzen-5950x unless given.")
  String hardware = "ryzen-5950x";

  @Option(
      names = {"-s", "--scheduler"},
      paramLabel = "ID",
      description = "Scheduler; that of the personality's original unless given.")
  private String scheduler = "";

  /** Id of the scheduler for a kernel. */
  String schedulerFor(Personality kernel) {
    return scheduler.isEmpty() ? kernel.defaultScheduler() : scheduler;
  }
}
