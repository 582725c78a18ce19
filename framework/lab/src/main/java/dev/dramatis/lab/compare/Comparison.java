package dev.dramatis.lab.compare;

import dev.dramatis.lab.RunReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The results of a comparison, and what is compared with what. */
public final class Comparison {
  private final Map<Cell, CellResult> results;

  /** Over these results, in their order. */
  public Comparison(Map<Cell, CellResult> results) {
    this.results = new LinkedHashMap<>(results);
  }

  /** All runs with their results. */
  public Map<Cell, CellResult> results() {
    return java.util.Collections.unmodifiableMap(results);
  }

  /**
   * A variant under a workload: one run per seed.
   *
   * @param workload name
   * @param variant what it ran on
   * @param runs in order of seed
   */
  public record Group(String workload, Variant variant, List<CellResult> runs) {
    /** A figure of each run. */
    long[] values(Figures figure) {
      return runs.stream().mapToLong(r -> figure.of(r.report())).toArray();
    }

    /** The mean of a figure. */
    double mean(Figures figure) {
      return java.util.Arrays.stream(values(figure)).average().orElse(0);
    }

    /** The run of the first seed. */
    CellResult first() {
      return runs.getFirst();
    }

    /** Digests of the runs, short; one if all are equal. */
    String digest() {
      Set<String> digests = new LinkedHashSet<>();
      for (CellResult run : runs) {
        String digest = run.report().digest();
        digests.add(digest.substring(0, Math.min(8, digest.length())));
      }
      return digests.size() == 1 ? digests.iterator().next() : digests.iterator().next() + "…";
    }

    /** How the runs ended. */
    String ending() {
      Set<String> endings = new LinkedHashSet<>();
      for (CellResult run : runs) {
        RunReport.Failed failure = run.report().failure();
        endings.add(
            failure != null
                ? failure.kind().toLowerCase(java.util.Locale.ROOT)
                : run.report().ending().equals("COMPLETED") ? "done" : "limit");
      }
      return String.join("/", endings);
    }
  }

  /** Two variants under one workload. */
  public record Pair(Group first, Group second) {}

  /** Runs by workload and variant. */
  public List<Group> groups() {
    Map<String, Map<Variant, List<CellResult>>> byWorkload = new LinkedHashMap<>();
    results.forEach((cell, result) ->
        byWorkload
            .computeIfAbsent(cell.workload(), w -> new LinkedHashMap<>())
            .computeIfAbsent(cell.variant(), v -> new ArrayList<>())
            .add(result));
    List<Group> groups = new ArrayList<>();
    byWorkload.forEach((workload, variants) ->
        variants.forEach((v, runs) -> groups.add(new Group(workload, v, runs))));
    return groups;
  }

  /**
   * Variants that differ in one part only, so that the difference has one cause; all pairs if there
   * are none.
   */
  public List<Pair> pairs() {
    List<Pair> close = pairs(1);
    return close.isEmpty() ? pairs(3) : close;
  }

  private List<Pair> pairs(int distance) {
    List<Group> groups = groups();
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      for (int j = i + 1; j < groups.size(); j++) {
        Group a = groups.get(i);
        Group b = groups.get(j);
        if (a.workload().equals(b.workload())
            && a.runs().size() == b.runs().size()
            && a.variant().distance(b.variant()) <= distance) {
          pairs.add(new Pair(a, b));
        }
      }
    }
    return pairs;
  }

  /** What the figures are taken from, in words. */
  String sample() {
    List<Group> groups = groups();
    int seeds = groups.isEmpty() ? 0 : groups.getFirst().runs().size();
    if (seeds == 1) {
      return "exact, n=1";
    }
    boolean equal =
        groups.stream()
            .allMatch(g -> g.runs().stream().map(r -> r.report().digest()).distinct().count() == 1);
    return equal
        ? "exact: nothing here is random, all " + seeds + " seeds give equal runs"
        : "means over " + seeds + " seeds";
  }

  /** Runs that failed, with the reason. */
  public List<String> failures() {
    List<String> failures = new ArrayList<>();
    results.forEach((cell, result) -> {
      RunReport.Failed failure = result.report().failure();
      if (failure != null) {
        failures.add(cell.label() + ": " + failure.kind() + ": " + failure.message());
      }
    });
    return failures;
  }
}
