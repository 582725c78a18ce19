package dev.dramatis.workloads.scenario;

import dev.dramatis.spi.kernel.Errno;
import dev.dramatis.spi.workload.WorkloadException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The results that a step may have, for each personality or for all.
 *
 * @param byPersonality allowed results by id of the personality, {@code ""} for the others
 */
record Expectation(Map<String, int[]> byPersonality) {
  /** Success only. */
  static final Expectation SUCCESS = new Expectation(Map.of("", new int[] {Errno.OK}));

  private static final String ANY = "any";

  /** {@code any}, a result, a list of results, or those by personality. */
  static Expectation read(Tree tree) throws WorkloadException {
    Map<String, int[]> all = new LinkedHashMap<>();
    if (tree.isMapping()) {
      for (var entry : tree.entries().entrySet()) {
        all.put(entry.getKey().equals("others") ? "" : entry.getKey(), results(entry.getValue()));
      }
    } else {
      all.put("", results(tree));
    }
    return new Expectation(all);
  }

  /** An empty array stands for anything. */
  private static int[] results(Tree tree) throws WorkloadException {
    if (tree.isScalar() && tree.text().equals(ANY)) {
      return new int[0];
    }
    List<Tree> items = tree.items();
    int[] results = new int[items.size()];
    for (int i = 0; i < results.length; i++) {
      results[i] = Names.error(items.get(i));
    }
    if (results.length == 0) {
      throw tree.error("an empty list allows nothing; write any if anything is right");
    }
    return results;
  }

  /**
   * Whether a result is allowed.
   *
   * @param personality id, or null if it is not known: then what any of them allows is allowed
   */
  boolean allows(@Nullable String personality, int result) {
    if (personality == null) {
      return byPersonality.values().stream().anyMatch(r -> contains(r, result));
    }
    int[] own = byPersonality.get(personality);
    if (own == null) {
      own = byPersonality.getOrDefault("", SUCCESS.byPersonality.get(""));
    }
    return contains(own, result);
  }

  private static boolean contains(int[] results, int result) {
    for (int r : results) {
      if (r == result) {
        return true;
      }
    }
    return results.length == 0;
  }

  /** For messages. */
  String describe(@Nullable String personality) {
    int[] own = personality == null ? null : byPersonality.get(personality);
    if (own == null) {
      own = byPersonality.getOrDefault("", new int[] {Errno.OK});
    }
    return String.join(" or ", Arrays.stream(own).mapToObj(Errno::name).toList());
  }
}
