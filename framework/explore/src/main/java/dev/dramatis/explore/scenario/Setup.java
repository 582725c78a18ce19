package dev.dramatis.explore.scenario;

import dev.dramatis.spi.hardware.MemoryOrder;
import dev.dramatis.spi.kernel.Personality;
import dev.dramatis.spi.sched.SchedulerFactory;
import dev.dramatis.workloads.scenario.Scenario;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is executed.
 *
 * @param scenario the threads and their calls
 * @param personality id of the kernel
 * @param kernel the kernel
 * @param schedulerId id of the scheduler
 * @param scheduler the scheduler
 * @param cpus CPUs of the machine, on which nothing but computing takes time
 * @param options switches of the personality, without prefix
 * @param schedulerOptions parameters of the scheduler, without prefix
 * @param stepLimit steps after which an execution is looked at for a livelock, or given up
 * @param memory the order in which stores and loads of words take effect, or null for their own
 * @param racesTimers whether timers and interrupts may come at any time after they were set or
 *     sent, which is more than the machine allows, and not only when virtual time says so
 */
public record Setup(
    Scenario scenario,
    String personality,
    Personality kernel,
    String schedulerId,
    SchedulerFactory scheduler,
    int cpus,
    Map<String, String> options,
    Map<String, String> schedulerOptions,
    int stepLimit,
    @Nullable MemoryOrder memory,
    boolean racesTimers) {

  /** A limit that no scenario of the library comes near. */
  public static final int STEP_LIMIT = 20_000;

  /** Copies the options; they stay in their order. */
  public Setup {
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    schedulerOptions = Collections.unmodifiableMap(new LinkedHashMap<>(schedulerOptions));
  }

  /** On as many CPUs as the scenario is meant for, with the options that it asks for. */
  public static Setup of(
      Scenario scenario,
      String personality,
      Personality kernel,
      String schedulerId,
      SchedulerFactory scheduler) {
    return new Setup(
        scenario,
        personality,
        kernel,
        schedulerId,
        scheduler,
        scenario.cpus(),
        scenario.options(personality),
        Map.of(),
        scenario.steps() == 0 ? STEP_LIMIT : scenario.steps(),
        null,
        false);
  }

  /** The same with another scenario. */
  public Setup of(Scenario other) {
    return copy(other, cpus, options, schedulerOptions, stepLimit, memory, racesTimers);
  }

  /** The same on another machine. */
  public Setup on(int newCpus) {
    return copy(scenario, newCpus, options, schedulerOptions, stepLimit, memory, racesTimers);
  }

  /** The same with options, which go before those of the scenario. */
  public Setup with(Map<String, String> ofPersonality, Map<String, String> ofScheduler) {
    Map<String, String> all = new LinkedHashMap<>(options);
    all.putAll(ofPersonality);
    Map<String, String> parameters = new LinkedHashMap<>(schedulerOptions);
    parameters.putAll(ofScheduler);
    return copy(scenario, cpus, all, parameters, stepLimit, memory, racesTimers);
  }

  /** The same with one more switch of the personality. */
  public Setup with(String option, String value) {
    return with(Map.of(option, value), Map.of());
  }

  /** The same with another limit of steps; that of the scenario holds if it is lower. */
  public Setup limitedTo(int steps) {
    int fewest = scenario.steps() == 0 ? steps : Math.min(steps, scenario.steps());
    return copy(scenario, cpus, options, schedulerOptions, fewest, memory, racesTimers);
  }

  /**
   * The same on a machine whose memory has that order; null for one that has no order of its own.
   */
  public Setup with(@Nullable MemoryOrder order) {
    return copy(scenario, cpus, options, schedulerOptions, stepLimit, order, racesTimers);
  }

  /** The same with timers that come when they like, or when it is time. */
  public Setup racingTimers(boolean races) {
    return copy(scenario, cpus, options, schedulerOptions, stepLimit, memory, races);
  }

  /** The same kernel and scheduler, and all the rest. */
  private Setup copy(
      Scenario newScenario,
      int newCpus,
      Map<String, String> ofPersonality,
      Map<String, String> ofScheduler,
      int steps,
      @Nullable MemoryOrder order,
      boolean races) {
    return new Setup(
        newScenario,
        personality,
        kernel,
        schedulerId,
        scheduler,
        newCpus,
        ofPersonality,
        ofScheduler,
        steps,
        order,
        races);
  }
}
