package dev.dramatis.machines;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A topology from transfer times alone. CPUs form a group if all transfers inside are clearly
 * faster than any to the outside; groups inside groups are hardware threads, caches, packages.
 */
final class MatrixImport {
  /** How much longer the fastest transfer out of a group takes than the slowest inside. */
  private static final double CLEARLY = 1.5;

  /** Hardware threads of one core share its L1 cache; nobody else is as fast. */
  private static final double SMT_NANOS = 20;

  /** Without groups: standard deviation by mean of a mesh, at most; more is noise. */
  private static final double SCATTER = 0.25;

  private final String file;
  private final List<List<Double>> nanos;

  private MatrixImport(String file, List<List<Double>> nanos) {
    this.file = file;
    this.nanos = nanos;
  }

  /**
   * A description in which everything but the places of CPUs is guessed.
   *
   * @param nanos by sender and receiver
   */
  static String toDescription(String id, String file, List<List<Double>> nanos, boolean arm)
      throws MachineException {
    return new MatrixImport(file, nanos).text(id, arm);
  }

  private String text(String id, boolean arm) throws MachineException {
    List<int[]> groupings = groupings();
    if (groupings.isEmpty()) {
      refuseNoise();
    }
    DescriptionText out = new DescriptionText();
    out.head(
        id, "machine of a matrix of transfer times", arm ? "_defaults-aarch64" : "_defaults-x86");
    out.line("# Guessed from transfer times: what CPUs that are near each other share.");
    out.line("topology:");
    out.line("  cpus:");
    boolean threads = !groupings.isEmpty() && areThreads(groupings.getFirst());
    for (int cpu = 0; cpu < nanos.size(); cpu++) {
      out.cpu(place(cpu, groupings, threads), "core");
    }
    out.line("core_classes:");
    out.line(
        "  - {id: core, capacity: 1024, freq_mhz: {max: {v: 3000, src: mem, conf: D}}"
            + (threads ? ", smt_throughput_ratio: {v: 1.25, src: mem, conf: D}" : "")
            + "}");
    out.guesses(arm);
    out.shallowIdle(arm);
    return out.toString();
  }

  /** From the inside: cores, caches, and whatever lies around them counts as packages. */
  private static Map<String, Integer> place(int cpu, List<int[]> groupings, boolean threads) {
    int inner = threads ? 1 : 0;
    Map<String, Integer> levels = new LinkedHashMap<>();
    boolean packages = groupings.size() > inner + 1;
    levels.put("package", packages ? groupings.getLast()[cpu] : 0);
    levels.put("l3", groupings.size() > inner ? groupings.get(inner)[cpu] : 0);
    levels.put("core", threads ? groupings.getFirst()[cpu] : cpu);
    return levels;
  }

  /** The groupings that are there, from the smallest groups to the largest; by CPU its group. */
  private List<int[]> groupings() {
    double[] sorted = sorted();
    List<int[]> found = new ArrayList<>();
    for (int i = 0; i + 1 < sorted.length; i++) {
      if (sorted[i + 1] >= CLEARLY * sorted[i]) {
        int[] groups = groupsWithin(sorted[i]);
        if (isComplete(groups, sorted[i])) {
          found.add(groups);
        }
      }
    }
    return found;
  }

  private double[] sorted() {
    int cpus = nanos.size();
    double[] all = new double[cpus * (cpus - 1) / 2];
    int n = 0;
    for (int a = 0; a < cpus; a++) {
      for (int b = 0; b < a; b++) {
        all[n++] = nanos.get(a).get(b);
      }
    }
    Arrays.sort(all);
    return all;
  }

  /** Each CPU is in the group of the first CPU that it reaches in a time. */
  private int[] groupsWithin(double limit) {
    int[] groups = new int[nanos.size()];
    int count = 0;
    for (int cpu = 0; cpu < groups.length; cpu++) {
      groups[cpu] = -1;
      for (int other = 0; other < cpu && groups[cpu] < 0; other++) {
        if (nanos.get(cpu).get(other) <= limit) {
          groups[cpu] = groups[other];
        }
      }
      if (groups[cpu] < 0) {
        groups[cpu] = count++;
      }
    }
    return groups;
  }

  /** Whether exactly the pairs within groups are within the time. */
  private boolean isComplete(int[] groups, double limit) {
    for (int a = 0; a < groups.length; a++) {
      for (int b = 0; b < a; b++) {
        if (groups[a] == groups[b] != nanos.get(a).get(b) <= limit) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean areThreads(int[] groups) {
    for (int a = 0; a < groups.length; a++) {
      for (int b = 0; b < a; b++) {
        if (groups[a] == groups[b] && nanos.get(a).get(b) > SMT_NANOS) {
          return false;
        }
      }
    }
    return largest(groups) <= 8;
  }

  private static int largest(int[] groups) {
    int[] sizes = new int[groups.length];
    for (int group : groups) {
      sizes[group]++;
    }
    return Arrays.stream(sizes).max().orElse(0);
  }

  /** Where threads wandered between CPUs while the tool measured, nothing is near anything. */
  private void refuseNoise() throws MachineException {
    double[] all = sorted();
    double mean = Arrays.stream(all).average().orElse(0);
    double variance = Arrays.stream(all).map(t -> (t - mean) * (t - mean)).average().orElse(0);
    if (all.length > 1 && Math.sqrt(variance) > SCATTER * mean) {
      throw new MachineException(
          file,
          "times scatter from "
              + Math.round(all[0])
              + " to "
              + Math.round(all[all.length - 1])
              + " ns and form no groups; measure on a system that keeps threads on their CPUs");
    }
  }
}
