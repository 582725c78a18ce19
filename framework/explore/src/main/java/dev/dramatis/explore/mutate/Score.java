package dev.dramatis.explore.mutate;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What became of the faults of a function.
 *
 * @param function function of the seed; empty for all together
 * @param counts faults by fate
 */
public record Score(String function, Map<Fate, Integer> counts) {
  /** The map is copied. */
  public Score {
    counts = Map.copyOf(counts);
  }

  /** How many had this fate. */
  public int count(Fate fate) {
    return counts.getOrDefault(fate, 0);
  }

  /** Found of those that can be found, in percent. */
  public double percent() {
    int killed = count(Fate.KILLED);
    int findable = killed + count(Fate.SURVIVED) + count(Fate.UNREACHED);
    return findable == 0 ? 100 : 100.0 * killed / findable;
  }

  /** The scores function by function, in order of appearance, and that of all together. */
  public static List<Score> of(List<Verdict> verdicts) {
    Map<String, Map<Fate, Integer>> byFunction = new LinkedHashMap<>();
    Map<Fate, Integer> all = new EnumMap<>(Fate.class);
    for (Verdict v : verdicts) {
      byFunction
          .computeIfAbsent(v.mutation().function(), f -> new EnumMap<>(Fate.class))
          .merge(v.fate(), 1, Integer::sum);
      all.merge(v.fate(), 1, Integer::sum);
    }
    List<Score> scores = new ArrayList<>();
    byFunction.forEach((function, counts) -> scores.add(new Score(function, counts)));
    scores.add(new Score("", all));
    return scores;
  }
}
