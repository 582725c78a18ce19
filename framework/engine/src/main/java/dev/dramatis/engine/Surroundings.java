package dev.dramatis.engine;

import dev.dramatis.spi.hardware.HardwareModel;
import dev.dramatis.spi.hardware.IdleState;
import dev.dramatis.spi.hardware.Topology;
import dev.dramatis.spi.hardware.Topology.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a CPU has in common with others, as far as that makes a difference: the core, the clock, the
 * power of its cluster and package. A CPU without any of it has no surroundings.
 */
final class Surroundings {
  private final VirtualCpu cpu;
  private final @Nullable SharedCore core;
  private final @Nullable FrequencyDomain clock;
  private final @Nullable IdleDomain cluster;
  private final @Nullable IdleDomain pack;
  private boolean busy;

  private Surroundings(
      VirtualCpu cpu,
      @Nullable SharedCore core,
      @Nullable FrequencyDomain clock,
      @Nullable IdleDomain cluster,
      @Nullable IdleDomain pack) {
    this.cpu = cpu;
    this.core = core;
    this.clock = clock;
    this.cluster = cluster;
    this.pack = pack;
  }

  /** Tells each CPU its surroundings. */
  static void connect(VirtualMachine machine, VirtualCpu[] cpus) {
    HardwareModel hardware = machine.hardware();
    SharedCore[] cores = new SharedCore[cpus.length];
    FrequencyDomain[] clocks = new FrequencyDomain[cpus.length];
    IdleDomain[] clusters = new IdleDomain[cpus.length];
    IdleDomain[] packs = new IdleDomain[cpus.length];
    groups(cpus, cpu -> place(hardware, cpu).core())
        .forEach(threads -> {
          int share = hardware.smtShare(threads[0].id());
          if (threads.length > 1 && share < Pace.FULL) {
            set(cores, threads, new SharedCore(threads, share));
          }
        });
    List<FrequencyDomain> domains = new ArrayList<>();
    groups(cpus, cpu -> hardware.frequencyDomain(cpu))
        .forEach(members -> {
          if (machine.policy == null && hardware.operatingPoints(members[0].id()).size() > 1) {
            FrequencyDomain domain = new FrequencyDomain(machine, members);
            domains.add(domain);
            set(clocks, members, domain);
          }
        });
    if (has(hardware, IdleState.Scope.CLUSTER)) {
      groups(cpus, cpu -> place(hardware, cpu).cluster())
          .forEach(members -> set(clusters, members, new IdleDomain(members.length)));
    }
    if (has(hardware, IdleState.Scope.PACKAGE)) {
      groups(cpus, cpu -> place(hardware, cpu).packageId())
          .forEach(members -> set(packs, members, new IdleDomain(members.length)));
    }
    for (int i = 0; i < cpus.length; i++) {
      if (cores[i] != null || clocks[i] != null || clusters[i] != null || packs[i] != null) {
        cpus[i].surroundings =
            new Surroundings(cpus[i], cores[i], clocks[i], clusters[i], packs[i]);
      }
    }
    domains.forEach(FrequencyDomain::begin);
  }

  private static boolean has(HardwareModel hardware, IdleState.Scope scope) {
    for (int cpu = 0; cpu < hardware.topology().cpuCount(); cpu++) {
      if (hardware.idleStates(cpu).stream().anyMatch(state -> state.scope() == scope)) {
        return true;
      }
    }
    return false;
  }

  private static Place place(HardwareModel hardware, int cpu) {
    Topology topology = hardware.topology();
    return topology.place(cpu);
  }

  private static List<VirtualCpu[]> groups(VirtualCpu[] cpus, ToIntFunction<Integer> by) {
    Map<Integer, List<VirtualCpu>> groups = new LinkedHashMap<>();
    for (VirtualCpu cpu : cpus) {
      groups.computeIfAbsent(by.applyAsInt(cpu.id()), k -> new ArrayList<>()).add(cpu);
    }
    return groups.values().stream().map(g -> g.toArray(VirtualCpu[]::new)).toList();
  }

  private static <T> void set(T[] byCpu, VirtualCpu[] members, T value) {
    Arrays.stream(members).forEach(cpu -> byCpu[cpu.id()] = value);
  }

  /** The CPU begins to work, or stops. */
  void busy(boolean nowBusy, long at) {
    if (busy == nowBusy) {
      return;
    }
    busy = nowBusy;
    if (core != null) {
      core.change(nowBusy ? 1 : -1, at);
    }
    if (clock != null) {
      clock.change(cpu, nowBusy, at);
    }
  }

  /**
   * The CPU halts. Returns the state to enter: the one that the governor chose, or the deepest one
   * below it that needs nobody else.
   */
  int halt(IdleState[] states, int choice) {
    int state = choice;
    while (state > 0 && !mayEnter(states[state].scope())) {
      state--;
    }
    if (cluster != null) {
      cluster.halts();
      if (states[state].scope() != IdleState.Scope.CORE) {
        cluster.goesDown(state);
      }
    }
    if (pack != null) {
      pack.halts();
      if (states[state].scope() == IdleState.Scope.PACKAGE) {
        pack.goesDown(state);
      }
    }
    return state;
  }

  private boolean mayEnter(IdleState.Scope scope) {
    return switch (scope) {
      case CORE -> true;
      case CLUSTER -> cluster == null || cluster.lastOneUp();
      case PACKAGE -> pack == null || pack.lastOneUp();
    };
  }

  /**
   * State that has to be left on waking: the CPU's own, or that of what is powered down around it.
   */
  int toLeave(int own) {
    int state = own;
    if (cluster != null) {
      state = Math.max(state, cluster.down());
    }
    return pack == null ? state : Math.max(state, pack.down());
  }

  /** The CPU is awake. */
  void wake() {
    if (cluster != null) {
      cluster.wakes();
    }
    if (pack != null) {
      pack.wakes();
    }
  }
}
