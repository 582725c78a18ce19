package dev.dramatis.spi.hardware;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A machine as its description file states it, profiles merged in. The framework reads it; a
 * hardware family interprets it.
 *
 * <p>Figures and words are addressed by path: section and key joined with a dot, such as {@code
 * costs.syscall_entry_exit_cycles}, {@code transfer_ns.same_l3}, {@code interrupts.controller},
 * {@code timer.resolution_ns}.
 *
 * @param id name on the command line
 * @param title one line for lists
 * @param isa architecture
 * @param memoryOrder memory model
 * @param lineBytes size of a cache line
 * @param topology CPUs and relations
 * @param coreClasses core classes, in the order of {@link Topology.Place#coreClass}
 * @param idleStates idle states of the machine, shallowest first
 * @param figures machine-wide figures by path
 * @param words textual settings by path
 * @param transferMatrix measured one-way transfer times in nanoseconds by [from][to], or null
 */
public record MachineDescription(
    String id,
    String title,
    String isa,
    MemoryOrder memoryOrder,
    int lineBytes,
    Topology topology,
    List<CoreClass> coreClasses,
    List<IdleState> idleStates,
    Map<String, Figure> figures,
    Map<String, String> words,
    @Nullable List<List<Double>> transferMatrix) {

  /**
   * A kind of core.
   *
   * @param id name
   * @param capacity declared capacity, 1 to 1024
   * @param experiencedCapacity measured speed of integer work, 1 to 1024
   * @param mhz clock at which it runs
   * @param figures figures that override those of the machine, by path
   */
  public record CoreClass(
      String id, int capacity, int experiencedCapacity, int mhz, Map<String, Figure> figures) {
    /** Copies the map, keeping its order. */
    public CoreClass {
      figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    }
  }

  /** Copies the collections, keeping their order. */
  public MachineDescription {
    coreClasses = List.copyOf(coreClasses);
    idleStates = List.copyOf(idleStates);
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    words = Collections.unmodifiableMap(new LinkedHashMap<>(words));
    transferMatrix =
        transferMatrix == null ? null : transferMatrix.stream().map(List::copyOf).toList();
  }

  /** The core class of a CPU. */
  public CoreClass coreClass(int cpu) {
    return coreClasses.get(topology.place(cpu).coreClass());
  }

  /** A figure for a CPU: that of its core class, else that of the machine, else null. */
  public @Nullable Figure figure(String path, int cpu) {
    Figure own = coreClass(cpu).figures().get(path);
    return own != null ? own : figures.get(path);
  }

  /** A textual setting, or the default. */
  public String word(String path, String otherwise) {
    return words.getOrDefault(path, otherwise);
  }
}
