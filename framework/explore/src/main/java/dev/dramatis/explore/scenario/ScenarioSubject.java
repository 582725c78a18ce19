package dev.dramatis.explore.scenario;

import dev.dramatis.engine.UniformHardware;
import dev.dramatis.engine.choice.ChoicePolicy;
import dev.dramatis.explore.Outcome;
import dev.dramatis.explore.Subject;
import dev.dramatis.explore.Untimed;
import dev.dramatis.explore.WithMemory;
import dev.dramatis.simulation.RunConfig;
import dev.dramatis.simulation.RunResult;
import dev.dramatis.simulation.Simulation;
import dev.dramatis.spi.hardware.MemoryOrder;
import dev.dramatis.spi.kernel.Kernel;
import dev.dramatis.spi.kernel.Kernel.CheckCount;
import dev.dramatis.spi.trace.TraceSink;
import dev.dramatis.spi.workload.Launcher;
import dev.dramatis.spi.workload.Workload;
import dev.dramatis.workloads.scenario.ScenarioRun;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A scenario on a personality, to be executed again and again. The machine charges nothing, so time
 * passes only where threads sleep or compute, and the order of steps is the policy's alone.
 */
public final class ScenarioSubject implements Subject {
  private final Setup setup;
  private final RunConfig config;
  private final LockOrder lockOrder = new LockOrder();
  private @Nullable ScenarioRun run;
  private @Nullable Kernel kernel;
  private @Nullable RunResult result;
  private Circling circling = new Circling();
  private boolean mutationReached;
  private long executions;
  private long steps;

  /** Nothing is executed yet. */
  public ScenarioSubject(Setup setup) {
    this.setup = setup;
    this.config =
        RunConfig.of(
                new Watched(),
                setup.kernel(),
                UniformHardware.free(setup.cpus()),
                setup.scheduler())
            .withOptions(setup.options(), setup.schedulerOptions())
            .withDigest(false);
  }

  /** The scenario, with an eye on the execution that it begins. */
  private final class Watched implements Workload {
    @Override
    public String name() {
      return setup.scenario().name();
    }

    @Override
    public void start(Launcher launcher) {
      ScenarioRun begun = setup.scenario().begin(launcher, setup.personality());
      run = begun;
      circling.of(begun);
    }
  }

  @Override
  public String name() {
    return setup.scenario().name() + " on " + setup.personality();
  }

  /** What is executed. */
  public Setup setup() {
    return setup;
  }

  @Override
  public Outcome execute(ChoicePolicy policy) {
    return execute(policy, List.of());
  }

  /** Executes with receivers of events. */
  public Outcome execute(ChoicePolicy policy, List<TraceSink> sinks) {
    circling = new Circling();
    LockOrder.Observer locks = lockOrder.observer();
    Watch watch = new Watch(policy, setup.stepLimit(), locks, circling);
    executions++;
    try {
      RunConfig listened = sinks.isEmpty() ? config : config.withSinks(sinks);
      RunResult ended = Simulation.run(listened, onMachine(watch), this::booted);
      result = ended;
      if (watch.circled()) {
        return Outcome.livelock(circling.describe());
      }
      return watch.ended() ? Outcome.PRUNED : outcome(ended, locks);
    } catch (RuntimeException e) {
      return Verdicts.exception(e);
    } finally {
      steps += watch.steps();
      mutationReached |= kernel != null && kernel.mutationReached();
    }
  }

  /** An execution that ends well may have taken locks in two orders all the same. */
  private Outcome outcome(RunResult ended, LockOrder.Observer locks) {
    Outcome outcome =
        Verdicts.of(ended, Objects.requireNonNull(kernel), Objects.requireNonNull(run));
    List<String> cycles = outcome.failed() ? List.of() : locks.cycles();
    return cycles.isEmpty() ? outcome : Outcome.violation(LockOrder.CHECK, cycles.getFirst());
  }

  private ChoicePolicy onMachine(Watch watch) {
    ChoicePolicy timed = setup.racesTimers() ? new Untimed(watch) : watch;
    MemoryOrder order = setup.memory();
    return order == null ? timed : new WithMemory(timed, order);
  }

  private void booted(Kernel booted) {
    kernel = booted;
    circling.of(booted);
  }

  /** The run of the latest execution, for traces. */
  public RunResult result() {
    return Objects.requireNonNull(result, "nothing was executed yet");
  }

  /** The kernel of the latest execution. */
  public Kernel kernel() {
    return Objects.requireNonNull(kernel, "nothing was executed yet");
  }

  /** The programs of the latest execution. */
  public ScenarioRun run() {
    return Objects.requireNonNull(run, "nothing was executed yet");
  }

  /** The named check of the kernel with that name, or null. */
  public @Nullable CheckCount check(String name) {
    Kernel k = kernel;
    if (k != null) {
      for (CheckCount check : k.checkCounts()) {
        if (check.id().equals(name)) {
          return check;
        }
      }
    }
    return null;
  }

  /** Whether some execution came to the place of the fault that the kernel was booted with. */
  public boolean mutationReached() {
    return mutationReached;
  }

  /** Orders of locks over all executions. */
  public LockOrder lockOrder() {
    return lockOrder;
  }

  /** Executions until now. */
  public long executions() {
    return executions;
  }

  /** Steps until now. */
  public long steps() {
    return steps;
  }
}
