package dev.dramatis.spi.hardware;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Clocks, powers and frequency domains as a description gives them. */
final class OperatingPoints {
  private static final double MICROVOLTS = 1e6;

  private OperatingPoints() {}

  /** The operating points of a class, from slow to fast. */
  static List<OperatingPoint> of(MachineDescription.CoreClass coreClass) {
    List<OperatingPoint> points = new ArrayList<>();
    Figure mhz = coreClass.figures().get("freq_mhz.opp.0");
    while (mhz != null) {
      Figure volts = coreClass.figures().get("freq_mhz.opp_microvolt." + points.size());
      int clock = (int) Math.round(mhz.value());
      points.add(new OperatingPoint(clock, microwatts(coreClass, clock, volts)));
      mhz = coreClass.figures().get("freq_mhz.opp." + points.size());
    }
    return List.copyOf(points);
  }

  /** Dynamic power: coefficient times clock times the square of the voltage. */
  private static long microwatts(
      MachineDescription.CoreClass coreClass, int mhz, @Nullable Figure microvolts) {
    Figure coefficient = coreClass.figures().get("dynamic_power_coefficient_uw_per_mhz_v2");
    if (coefficient == null || microvolts == null) {
      return -1;
    }
    double volts = microvolts.value() / MICROVOLTS;
    return Math.round(coefficient.value() * mhz * volts * volts);
  }

  /**
   * Frequency domain by CPU. The cores of a class share the domains listed for it in equal parts;
   * where none are listed each core has its own.
   */
  static int[] domains(MachineDescription machine) {
    Topology topology = machine.topology();
    int[] domains = new int[topology.cpuCount()];
    for (int c = 0; c < machine.coreClasses().size(); c++) {
      int coreClass = c;
      int[] cores =
          topology.cpus().stream()
              .filter(place -> place.coreClass() == coreClass)
              .mapToInt(Topology.Place::core)
              .distinct()
              .sorted()
              .toArray();
      String word = machine.word("topology.freq_domain." + machine.coreClasses().get(c).id(), "");
      int[] listed =
          word.isEmpty()
              ? new int[0]
              : Arrays.stream(word.split(",")).mapToInt(Integer::parseInt).toArray();
      for (int cpu = 0; cpu < domains.length; cpu++) {
        Topology.Place place = topology.place(cpu);
        if (place.coreClass() == c) {
          int index = Arrays.binarySearch(cores, place.core());
          domains[cpu] =
              listed.length == 0
                  ? -1 - place.core()
                  : listed[(int) ((long) index * listed.length / cores.length)];
        }
      }
    }
    return domains;
  }
}
