package dev.dramatis.simulation;

import dev.dramatis.spi.hardware.HardwareModel;
import dev.dramatis.spi.kernel.Personality;
import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.spi.trace.TraceSink;
import dev.dramatis.spi.workload.Workload;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * All inputs of a run. Two runs with equal inputs have the same events.
 *
 * @param workload what runs
 * @param personality kernel it runs on
 * @param hardware machine it runs on
 * @param scheduler policy
 * @param seed of all randomness
 * @param untilNanos virtual time at which the run ends at the latest
 * @param personalityOptions switches of the personality, without the {@code personality.} prefix
 * @param schedulerOptions parameters of the scheduler, without the {@code scheduler.} prefix
 * @param checks whether assertions, transitions and lock order are checked
 * @param swaps parts to exchange on the way, in order of time
 * @param observations looks at the kernel on the way
 * @param sinks receivers of events besides the digest
 * @param digest whether to compute the digest
 */
public record RunConfig(
    Workload workload,
    Personality personality,
    HardwareModel hardware,
    SchedulerFactory scheduler,
    long seed,
    long untilNanos,
    Map<String, String> personalityOptions,
    Map<String, String> schedulerOptions,
    boolean checks,
    List<Swap> swaps,
    List<Observation> observations,
    List<TraceSink> sinks,
    boolean digest) {

  /** Copies the collections; the options stay in their order. */
  public RunConfig {
    personalityOptions = Collections.unmodifiableMap(new LinkedHashMap<>(personalityOptions));
    schedulerOptions = Collections.unmodifiableMap(new LinkedHashMap<>(schedulerOptions));
    swaps = List.copyOf(swaps);
    observations = List.copyOf(observations);
    sinks = List.copyOf(sinks);
  }

  /** A run with seed 1, no time limit, checks and digest on, nothing else. */
  public static RunConfig of(
      Workload workload,
      Personality personality,
      HardwareModel hardware,
      SchedulerFactory scheduler) {
    return new RunConfig(
        workload,
        personality,
        hardware,
        scheduler,
        1,
        Long.MAX_VALUE,
        Map.of(),
        Map.of(),
        true,
        List.of(),
        List.of(),
        List.of(),
        true);
  }

  /** The same on another kernel. */
  public RunConfig withPersonality(Personality other) {
    return but(draft -> draft.personality = other);
  }

  /** The same under another scheduler. */
  public RunConfig withScheduler(SchedulerFactory other) {
    return but(draft -> draft.scheduler = other);
  }

  /** The same with another seed. */
  public RunConfig withSeed(long newSeed) {
    return but(draft -> draft.seed = newSeed);
  }

  /** The same with a time limit. */
  public RunConfig until(long nanos) {
    return but(draft -> draft.untilNanos = nanos);
  }

  /** The same with options. */
  public RunConfig withOptions(Map<String, String> ofPersonality, Map<String, String> ofScheduler) {
    return but(draft -> {
      draft.personalityOptions = ofPersonality;
      draft.schedulerOptions = ofScheduler;
    });
  }

  /** The same with checks on or off. */
  public RunConfig withChecks(boolean on) {
    return but(draft -> draft.checks = on);
  }

  /** The same with parts to exchange. */
  public RunConfig withSwaps(List<Swap> newSwaps) {
    return but(draft -> draft.swaps = newSwaps);
  }

  /** The same with looks at the kernel. */
  public RunConfig withObservations(List<Observation> newObservations) {
    return but(draft -> draft.observations = newObservations);
  }

  /** The same with receivers of events. */
  public RunConfig withSinks(List<TraceSink> newSinks) {
    return but(draft -> draft.sinks = newSinks);
  }

  /** The same with or without a digest. */
  public RunConfig withDigest(boolean on) {
    return but(draft -> draft.digest = on);
  }

  private RunConfig but(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.finished();
  }

  /** The same components, as long as they can be changed. */
  private static final class Draft {
    private final Workload workload;
    private final HardwareModel hardware;
    private Personality personality;
    private SchedulerFactory scheduler;
    private long seed;
    private long untilNanos;
    private Map<String, String> personalityOptions;
    private Map<String, String> schedulerOptions;
    private boolean checks;
    private List<Swap> swaps;
    private List<Observation> observations;
    private List<TraceSink> sinks;
    private boolean digest;

    Draft(RunConfig from) {
      workload = from.workload;
      hardware = from.hardware;
      personality = from.personality;
      scheduler = from.scheduler;
      seed = from.seed;
      untilNanos = from.untilNanos;
      personalityOptions = from.personalityOptions;
      schedulerOptions = from.schedulerOptions;
      checks = from.checks;
      swaps = from.swaps;
      observations = from.observations;
      sinks = from.sinks;
      digest = from.digest;
    }

    RunConfig finished() {
      return new RunConfig(
          workload,
          personality,
          hardware,
          scheduler,
          seed,
          untilNanos,
          personalityOptions,
          schedulerOptions,
          checks,
          swaps,
          observations,
          sinks,
          digest);
    }
  }
}
