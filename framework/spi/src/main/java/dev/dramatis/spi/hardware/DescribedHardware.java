package dev.dramatis.spi.hardware;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A hardware model that takes from its description what is the same for every architecture: places,
 * capacities, transfer and refill times, idle states. An architecture adds what it prices
 * differently ({@link Pricing}) and how its interrupts, timers and idle CPUs behave. All sums are
 * done at construction; afterwards everything is a look-up in whole numbers.
 */
@ConsumerType
public abstract class DescribedHardware implements HardwareModel {
  private static final Operation[] OPERATIONS = Operation.values();
  private static final long PICOS_PER_SECOND = 1_000_000_000_000L;

  private final MachineDescription machine;
  private final TransferTable transfers;
  private final RefillTable refills;

  /** By operation and core class. */
  private final long[] picos;

  private final int[] picosPerCycle;
  private final int[] siblings;
  private final int[] smtShare;
  private final long[] tlbRefillPicos;
  private final List<List<OperatingPoint>> operatingPoints = new ArrayList<>();
  private final int[] frequencyDomains;
  private final FrequencyGovernor governor;

  /** How an architecture prices an operation from the figures of a core class. */
  @FunctionalInterface
  public interface Pricing {
    /** Price in picoseconds. */
    long picos(Operation operation, Price price);
  }

  /**
   * A model of the machine.
   *
   * @throws IllegalArgumentException if a figure is missing; the message names it
   */
  protected DescribedHardware(MachineDescription machine, Pricing pricing) {
    this.machine = machine;
    int classes = machine.coreClasses().size();
    picos = new long[OPERATIONS.length * classes];
    picosPerCycle = new int[classes];
    smtShare = new int[classes];
    tlbRefillPicos = new long[classes];
    for (int c = 0; c < classes; c++) {
      MachineDescription.CoreClass coreClass = machine.coreClasses().get(c);
      Price price = new Price(machine, coreClass);
      picosPerCycle[c] = price.picosPerCycle();
      tlbRefillPicos[c] = price.cyclesIfKnown("costs.tlb_refill_cycles");
      operatingPoints.add(OperatingPoints.of(coreClass));
      smtShare[c] = share(coreClass.figures().get("smt_throughput_ratio"));
      for (Operation operation : OPERATIONS) {
        picos[operation.ordinal() * classes + c] = pricing.picos(operation, price);
      }
    }
    frequencyDomains = OperatingPoints.domains(machine);
    governor =
        FrequencyGovernor.valueOf(
            machine.word("dvfs.governor", "performance").toUpperCase(Locale.ROOT));
    siblings = siblings(machine.topology());
    transfers = new TransferTable(machine);
    refills = new RefillTable(machine, transfers);
    if (machine.idleStates().isEmpty()) {
      throw new IllegalArgumentException(
          machine.id() + ": idle_states is missing; give at least one state");
    }
  }

  /** What the model was made from. */
  protected final MachineDescription description() {
    return machine;
  }

  @Override
  public final String id() {
    return machine.id();
  }

  @Override
  public final Topology topology() {
    return machine.topology();
  }

  @Override
  public final int capacity(int cpu) {
    return machine.coreClass(cpu).capacity();
  }

  @Override
  public final int experiencedCapacity(int cpu) {
    return machine.coreClass(cpu).experiencedCapacity();
  }

  @Override
  public final int picosPerCycle(int cpu) {
    return picosPerCycle[coreClass(cpu)];
  }

  @Override
  public final long nanos(Operation operation, int cpu) {
    return rounded(picos[operation.ordinal() * picosPerCycle.length + coreClass(cpu)]);
  }

  @Override
  public final int transferNanos(int from, int to) {
    return (int) rounded(transfers.picos(from, to));
  }

  @Override
  public final long refillNanos(int from, int to, long workingSetBytes) {
    return refills.nanos(from, to, workingSetBytes);
  }

  @Override
  public List<IdleState> idleStates(int cpu) {
    Objects.checkIndex(cpu, machine.topology().cpuCount());
    return machine.idleStates();
  }

  @Override
  public final MemoryOrder memoryOrder() {
    return machine.memoryOrder();
  }

  @Override
  public final int smtShare(int cpu) {
    return siblings[machine.topology().place(cpu).core()] == 1 ? 1024 : smtShare[coreClass(cpu)];
  }

  @Override
  public final long tlbRefillNanos(int cpu) {
    return rounded(tlbRefillPicos[coreClass(cpu)]);
  }

  @Override
  public final List<OperatingPoint> operatingPoints(int cpu) {
    return operatingPoints.get(coreClass(cpu));
  }

  @Override
  public final int frequencyDomain(int cpu) {
    return frequencyDomains[cpu];
  }

  @Override
  public final FrequencyGovernor frequencyGovernor() {
    return governor;
  }

  @Override
  public final long frequencyTransitionNanos() {
    Figure micros = machine.figures().get("dvfs.transition_us");
    return micros == null ? 0 : Math.round(micros.value() * 1000);
  }

  /** Number of hardware threads by core. */
  private static int[] siblings(Topology topology) {
    int[] threads =
        new int[1 + topology.cpus().stream().mapToInt(Topology.Place::core).max().orElse(0)];
    topology.cpus().forEach(place -> threads[place.core()]++);
    return threads;
  }

  /** A machine-wide figure in nanoseconds, rounded, or the default. */
  protected static long nanos(MachineDescription machine, String path, long otherwise) {
    Figure figure = machine.figures().get(path);
    return figure == null ? otherwise : Math.round(figure.value());
  }

  /** A machine-wide figure in nanoseconds, rounded, that the model cannot do without. */
  protected static long nanos(MachineDescription machine, String path) {
    Figure figure = machine.figures().get(path);
    if (figure == null) {
      throw new IllegalArgumentException(
          machine.id() + ": " + path + " is missing; give it for the machine");
    }
    return Math.round(figure.value());
  }

  /** Period of a counter in picoseconds, at least 1. */
  protected static long periodPicos(double hertz) {
    return Math.max(1, Math.round(PICOS_PER_SECOND / hertz));
  }

  /** One of a few words under a path; anything else is an error that lists them. */
  protected static String oneOf(MachineDescription machine, String path, List<String> words) {
    String word = machine.word(path, "");
    if (!words.contains(word)) {
      throw new IllegalArgumentException(
          machine.id()
              + ": "
              + path
              + (word.isEmpty() ? " is missing" : " cannot be " + word)
              + "; write one of "
              + String.join(", ", words));
    }
    return word;
  }

  private int coreClass(int cpu) {
    return machine.topology().place(cpu).coreClass();
  }

  private static int share(@Nullable Figure ratio) {
    // Two busy threads together do `ratio` times the work of one alone, each half of it.
    return ratio == null ? 512 : Math.clamp(Math.round(ratio.value() * 512), 1, 1024);
  }

  private static long rounded(long picos) {
    return (picos + 500) / 1000;
  }
}
