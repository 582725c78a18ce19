package dev.dramatis.lab;

import dev.dramatis.spi.hardware.HardwareModel;
import dev.dramatis.spi.hardware.OperatingPoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the run asked of the machine: how much work its kinds of core did against what the scheduler
 * could expect of them, and an estimate of the energy.
 *
 * @param cores by kind of core, in order of the first CPU
 * @param cpuEnergyMicrojoules dynamic energy by CPU; empty if the machine has no coefficients
 */
public record MachineUse(List<Cores> cores, List<Long> cpuEnergyMicrojoules) {
  private static final int FULL = 1024;

  /** A difference that a scheduler cannot notice, in percent. */
  private static final int NOTICEABLE_PERCENT = 5;

  /** Copies the lists. */
  public MachineUse {
    cores = List.copyOf(cores);
    cpuEnergyMicrojoules = List.copyOf(cpuEnergyMicrojoules);
  }

  /**
   * CPUs of one capacity and speed.
   *
   * @param cpus their numbers
   * @param declaredCapacity what the scheduler is told, of 1024
   * @param experiencedCapacity what work experiences at the highest clock, of 1024
   * @param busyNanos sum of their busy time
   */
  public record Cores(
      List<Integer> cpus, int declaredCapacity, int experiencedCapacity, long busyNanos) {
    /** Copies the list. */
    public Cores {
      cpus = List.copyOf(cpus);
    }

    /** Work that the declared capacity promises for the busy time, in time of the fastest CPU. */
    public long expectedWorkNanos() {
      return scaled(busyNanos, declaredCapacity);
    }

    /** Work that gets done in the busy time, siblings and slower clocks left aside. */
    public long doneWorkNanos() {
      return scaled(busyNanos, experiencedCapacity);
    }

    /** How much more work got done than the scheduler could expect, in percent; negative: less. */
    public int surprisePercent() {
      return (experiencedCapacity - declaredCapacity) * 100 / declaredCapacity;
    }

    /** Whether decisions rested on a wrong figure here. */
    public boolean misled() {
      return busyNanos > 0 && Math.abs(surprisePercent()) >= NOTICEABLE_PERCENT;
    }

    private static long scaled(long nanos, int capacity) {
      return nanos / FULL * capacity + nanos % FULL * capacity / FULL;
    }
  }

  /** Sum over the CPUs; 0 if it is not known. */
  public long energyMicrojoules() {
    return cpuEnergyMicrojoules.stream().mapToLong(Long::longValue).sum();
  }

  /** From busy times and clocks; every CPU has an entry in both. */
  static MachineUse of(HardwareModel hardware, long[] busyNanos, ClockUse[] clocks) {
    Map<List<Integer>, List<Integer>> kinds = new LinkedHashMap<>();
    for (int cpu = 0; cpu < busyNanos.length; cpu++) {
      kinds
          .computeIfAbsent(
              List.of(hardware.capacity(cpu), hardware.experiencedCapacity(cpu)),
              k -> new ArrayList<>())
          .add(cpu);
    }
    List<Cores> cores = new ArrayList<>();
    kinds.forEach((kind, cpus) ->
        cores.add(
            new Cores(
                cpus,
                kind.get(0),
                kind.get(1),
                cpus.stream().mapToLong(cpu -> busyNanos[cpu]).sum())));
    return new MachineUse(cores, energy(hardware, busyNanos.length, clocks));
  }

  private static List<Long> energy(HardwareModel hardware, int cpus, ClockUse[] clocks) {
    List<Long> energy = new ArrayList<>();
    for (int cpu = 0; cpu < cpus; cpu++) {
      List<OperatingPoint> points = hardware.operatingPoints(cpu);
      if (points.isEmpty() || points.stream().anyMatch(p -> p.busyMicrowatts() < 0)) {
        return List.of();
      }
      energy.add(clocks[cpu].microjoules(points));
    }
    return energy;
  }
}
