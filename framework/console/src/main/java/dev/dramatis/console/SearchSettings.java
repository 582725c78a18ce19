package dev.dramatis.console;

import dev.dramatis.explore.Strategy;
import dev.dramatis.explore.report.Strategies;
import dev.dramatis.explore.scenario.MemoryOrders;
import dev.dramatis.explore.scenario.Setup;
import dev.dramatis.machines.MachineException;
import dev.dramatis.runtime.api.PluginException;
import dev.dramatis.spi.hardware.MemoryOrder;
import dev.dramatis.spi.kernel.Personality;
import dev.dramatis.workloads.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of everything that searches interleavings. */
final class SearchSettings {
  /** When timers expire. */
  enum Timers {
    /** When virtual time says so. */
    TIMED,
    /** At any time after they were set. */
    RACING
  }

  @Option(
      names = {"-p", "--personality"},
      paramLabel = "ID",
      required = true,
      description = "Kernel; see 'dramatis list'.")
  String personality = "";

  @Option(
      names = {"-s", "--scheduler"},
      paramLabel = "ID",
      description = "Scheduler; that of the personality's original unless given.")
  String scheduler = "";

  @Option(
      names = "--cpus",
      paramLabel = "N",
      description = "CPUs of the machine; as many as the scenario is meant for unless given.")
  int cpus;

  @Option(
      names = "--strategy",
      paramLabel = "NAME",
      description = {
        "How to search: " + Strategies.NAMES + ".",
        "portfolio, which takes turns with all samplers, unless given."
      })
  String strategy = "portfolio";

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of strategies that draw; 1 unless given.")
  long seed = 1;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Host threads; results are the same for any number. One unless given.")
  int workers = 1;

  @Option(
      names = "--memory",
      paramLabel = "ORDER|MACHINE",
      description =
          "When stores and loads of words without a lock take effect: "
              + MemoryOrders.NAMES
              + ", or as on a machine by id or file. sc, which is at once, unless given.")
  String memory = "sc";

  @Option(
      names = "--timers",
      paramLabel = "WHEN",
      description = {
        "When timers expire and interrupts between CPUs arrive: timed, which is when the machine"
            + " lets them, unless given; or racing: at any time after they were set or sent.",
      })
  private Timers timers = Timers.TIMED;

  @Option(
      names = "--option",
      paramLabel = "PART.KEY=VALUE",
      description =
          "Set a switch of the personality or a parameter of the scheduler, such as"
              + " personality.KEY=VALUE. May be repeated.")
  List<String> options = new ArrayList<>();

  /** A bound on interruptions in words. */
  static String interruptions(int most) {
    return switch (most) {
      case 0 -> "no interruption";
      case 1 -> "up to 1 interruption";
      default -> "up to " + most + " interruptions";
    };
  }

  void check() throws UserException {
    if (cpus < 0 || cpus > 64) {
      throw UserException.badInput("--cpus: " + cpus + " is not from 1 to 64");
    }
    if (workers < 1 || workers > 256) {
      throw UserException.badInput("--workers: " + workers + " is not from 1 to 256");
    }
  }

  Strategy strategy() throws UserException {
    Strategy found = Strategies.named(strategy, seed);
    if (found == null) {
      throw UserException.badInput(
          "--strategy: '" + strategy + "' is unknown; there are " + Strategies.NAMES);
    }
    return found;
  }

  Setup setup(Bench bench, Scenario scenario)
      throws UserException, PluginException, MachineException {
    Personality kernel = bench.personality(personality);
    String schedulerId = scheduler.isEmpty() ? kernel.defaultScheduler() : scheduler;
    RunSettings settings = new RunSettings();
    settings.options = options;
    Setup setup =
        Setup.of(scenario, personality, kernel, schedulerId, bench.scheduler(schedulerId))
            .with(
                RunSettings.withPrefix("personality.", settings.allOptions()),
                RunSettings.withPrefix("scheduler.", settings.allOptions()));
    return (cpus == 0 ? setup : setup.on(cpus))
        .with(memoryOrder(bench))
        .racingTimers(timers == Timers.RACING);
  }

  private @Nullable MemoryOrder memoryOrder(Bench bench) throws UserException, MachineException {
    return MemoryOrders.known(memory)
        ? MemoryOrders.named(memory)
        : bench.machine(memory).memoryOrder();
  }
}
