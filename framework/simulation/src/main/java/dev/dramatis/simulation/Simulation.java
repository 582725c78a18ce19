package dev.dramatis.simulation;

import dev.dramatis.engine.Event;
import dev.dramatis.engine.VirtualMachine;
import dev.dramatis.engine.choice.ChoicePolicy;
import dev.dramatis.simulation.RunResult.Ending;
import dev.dramatis.simulation.RunResult.Failure;
import dev.dramatis.simulation.RunResult.SwapReport;
import dev.dramatis.simulation.RunResult.ThreadName;
import dev.dramatis.spi.kernel.Kernel;
import dev.dramatis.spi.kernel.KernelHost;
import dev.dramatis.spi.kernel.Personality;
import dev.dramatis.spi.machine.Machine;
import dev.dramatis.spi.machine.RandomSource;
import dev.dramatis.spi.machine.Violation;
import dev.dramatis.spi.sched.Scheduler;
import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.spi.sched.SchedulerHost;
import dev.dramatis.spi.trace.TraceSink;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs. */
public final class Simulation {
  private final RunConfig config;
  private final RecentEvents recent = new RecentEvents();
  private final @Nullable DigestSink digest;
  private final VirtualMachine machine;
  private final World world;
  private final Schedulers schedulers;
  private final List<SwapReport> swaps = new ArrayList<>();
  private final @Nullable Consumer<Kernel> watcher;
  private final Set<String> askedOfPersonality = new TreeSet<>();
  private final Set<String> askedOfScheduler = new TreeSet<>();
  private SchedulerFactory scheduler;

  private Simulation(
      RunConfig config,
      Function<RandomSource, @Nullable ChoicePolicy> policy,
      @Nullable Consumer<Kernel> watcher) {
    this.config = config;
    this.watcher = watcher;
    this.digest = config.digest() ? new DigestSink() : null;
    this.machine =
        VirtualMachine.on(config.hardware())
            .seed(config.seed())
            .sinks(sinks())
            .policy(
                policy.apply(new dev.dramatis.engine.SeededRandom(config.seed()).split("choice")))
            .build();
    this.world = new World(machine);
    this.scheduler = config.scheduler();
    this.schedulers = new Schedulers(machine, config.checks());
  }

  /**
   * Executes a run from start to end on the calling host thread, which must hold no monitor, see
   * {@link VirtualMachine#run}. Failures inside the run are part of the result.
   */
  public static RunResult run(RunConfig config) {
    return run(config, random -> null);
  }

  /**
   * Executes a run in which something other than virtual time decides who goes next.
   *
   * @param policy makes the choice policy, given a random stream for it; null stands for virtual
   *     time
   */
  public static RunResult run(
      RunConfig config, Function<RandomSource, @Nullable ChoicePolicy> policy) {
    return execute(new Simulation(config, policy, null));
  }

  /**
   * Executes a run for somebody who executes many and looks at the kernel himself: no events are
   * remembered for a failure report, and without digest and sinks none are made.
   *
   * @param policy decides who goes next
   * @param watcher is given the kernel as soon as it has booted
   */
  public static RunResult run(RunConfig config, ChoicePolicy policy, Consumer<Kernel> watcher) {
    return execute(new Simulation(config, random -> policy, watcher));
  }

  private static RunResult execute(Simulation simulation) {
    try {
      return simulation.execute();
    } finally {
      simulation.machine.close();
    }
  }

  /**
   * Boots the kernel of a run, and does not start the run, to learn which options are asked for.
   *
   * @throws IllegalArgumentException if the personality or the scheduler cannot do with the options
   *     that are given; the message is theirs
   */
  public static OptionNames optionNames(RunConfig config) {
    Simulation simulation = new Simulation(config, random -> null, null);
    try {
      simulation.boot(config.personality());
      return new OptionNames(
          Collections.unmodifiableSet(simulation.askedOfPersonality),
          Collections.unmodifiableSet(simulation.askedOfScheduler));
    } catch (PluginFailure plugin) {
      throw plugin.getCause() instanceof IllegalArgumentException wrong ? wrong : plugin;
    } finally {
      simulation.machine.close();
    }
  }

  /**
   * Names of options, without their prefixes.
   *
   * @param personality those that the personality asked for
   * @param scheduler those that the scheduler asked for
   */
  public record OptionNames(Set<String> personality, Set<String> scheduler) {}

  private List<TraceSink> sinks() {
    List<TraceSink> all = new ArrayList<>();
    if (digest != null) {
      all.add(digest);
    }
    if (config.checks() && watcher == null) {
      all.add(recent);
    }
    all.addAll(config.sinks());
    return all;
  }

  private RunResult execute() {
    Ending ending = Ending.FAILED;
    Failure failure = null;
    try {
      begin();
      long until = Math.min(config.untilNanos(), config.workload().duration());
      VirtualMachine.Stop stop = machine.run(until);
      if (stop == VirtualMachine.Stop.TIME_LIMIT) {
        ending = Ending.TIME_LIMIT;
      } else if (world.live() == 0 && !cpusAreStuck(stop)) {
        ending = Ending.COMPLETED;
      } else {
        failure = stuck(stop);
      }
      if (failure == null && config.checks()) {
        world.kernel().checkInvariants();
      }
    } catch (Violation violation) {
      failure = failure(Failure.Kind.VIOLATION, "check failed: " + violation.getMessage());
    } catch (PluginFailure plugin) {
      failure = failure(Failure.Kind.PLUGIN, plugin.getMessage());
    }
    return new RunResult(
        failure == null ? ending : Ending.FAILED,
        machine.now(),
        digest == null ? recent.count() : digest.events(),
        digest == null ? "" : digest.hex(),
        world.threads().stream()
            .map(t -> new ThreadName(t.id(), t.name(), t.processName()))
            .toList(),
        swaps,
        world.kernel() == null ? List.of() : world.kernel().checkCounts(),
        failure);
  }

  private void begin() {
    world.setKernel(boot(config.personality()));
    if (watcher != null) {
      watcher.accept(world.kernel());
    }
    config.workload().start(world);
    for (SimThread thread : List.copyOf(world.threads())) {
      if (thread.launched()) {
        world.kernel().adopt(thread);
      }
    }
    for (Observation observation : config.observations()) {
      machine.at(
          observation.atNanos(),
          new Event() {
            @Override
            protected boolean housekeeping() {
              return true;
            }

            @Override
            protected void fire() {
              observation.observer().accept(world.kernel());
            }
          });
    }
    for (Swap swap : config.swaps()) {
      switch (swap) {
        case Swap.ToPersonality p ->
            machine.at(p.atNanos(), new PersonalitySwap(world, p, this::boot, swaps));
        case Swap.CpuOnline c -> {
          if (c.cpu() < 0 || c.cpu() >= machine.cpuCount()) {
            throw new IllegalArgumentException(
                "there is no CPU " + c.cpu() + "; the machine has " + machine.cpuCount());
          }
          machine.at(c.atNanos(), new CpuSwitch(world, c, swaps));
        }
        case Swap.ToScheduler s ->
            machine.at(
                s.atNanos(), new SchedulerSwap(world, s, schedulers, f -> scheduler = f, swaps));
      }
    }
  }

  private Kernel boot(Personality personality) {
    return personality.boot(new Host());
  }

  /** Kernels go on after the last program has ended, and can get stuck then as before. */
  private static boolean cpusAreStuck(VirtualMachine.Stop stop) {
    return stop == VirtualMachine.Stop.STUCK || stop == VirtualMachine.Stop.NO_PROGRESS;
  }

  private Failure stuck(VirtualMachine.Stop stop) {
    return switch (stop) {
      case NO_PROGRESS ->
          failure(
              Failure.Kind.LIVELOCK,
              "livelock: the threads act, but simulated time stands still at "
                  + machine.now()
                  + " ns");
      case STUCK ->
          failure(Failure.Kind.STUCK_CPU, "a CPU spins for something that nobody will do");
      default ->
          failure(
              Failure.Kind.DEADLOCK,
              "deadlock at "
                  + machine.now()
                  + " ns: nothing can happen any more and "
                  + world.live()
                  + " threads have not ended");
    };
  }

  private Failure failure(Failure.Kind kind, String message) {
    if (watcher != null) {
      return new Failure(kind, message, "");
    }
    String report;
    try {
      report = new FailureReport(world, recent).write(message);
    } catch (RuntimeException secondary) {
      report = message + "\n(no details: the kernel could not describe itself: " + secondary + ")";
    }
    return new Failure(kind, message, report);
  }

  /** What this run offers to its kernels. */
  private final class Host implements KernelHost {
    @Override
    public Machine machine() {
      return machine;
    }

    @Override
    public Scheduler newScheduler(SchedulerHost host) {
      return schedulers.create(scheduler, host);
    }

    @Override
    public String schedulerOption(String name, String defaultValue) {
      askedOfScheduler.add(name);
      return config.schedulerOptions().getOrDefault(name, defaultValue);
    }

    @Override
    public String option(String name, String defaultValue) {
      askedOfPersonality.add(name);
      return config.personalityOptions().getOrDefault(name, defaultValue);
    }

    @Override
    public boolean checks() {
      return config.checks();
    }
  }
}
