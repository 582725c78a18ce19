package dev.dramatis.workloads.scenario;

import dev.dramatis.spi.workload.WorkloadException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** Reads what has to be true in the end. */
final class RequirementParser {
  private static final List<String> KEYS =
      List.of("joined", "collected", "started", "finished", "value");

  private final Vocabulary names;

  RequirementParser(Vocabulary names) {
    this.names = names;
  }

  List<Requirement> parse(Tree tree) throws WorkloadException {
    List<Requirement> all = new ArrayList<>();
    for (Map.Entry<String, Tree> entry : tree.entries(KEYS).entrySet()) {
      String what = entry.getKey();
      for (Map.Entry<String, Tree> counted : entry.getValue().entries().entrySet()) {
        Tree name = entry.getValue().key(counted.getKey());
        String subject = what.equals("value") ? names.variable(name) : names.program(name);
        all.add(requirement(what, subject, counted.getValue()));
      }
    }
    return all;
  }

  private static Requirement requirement(String what, String subject, Tree allowed)
      throws WorkloadException {
    List<Long> values = new ArrayList<>();
    for (Tree item : allowed.items()) {
      values.add(item.number(Long.MIN_VALUE, Long.MAX_VALUE));
    }
    ToLongFunction<ScenarioRun> measured =
        switch (what) {
          case "joined" -> run -> run.timesJoined(subject);
          case "collected" -> run -> run.timesCollected(subject);
          case "started" -> run -> run.timesStarted(subject);
          case "finished" -> run -> run.timesFinished(subject);
          default -> run -> run.variable(subject).value;
        };
    return new Requirement(
        allowed.line(),
        what + " of " + subject + " has to be " + String.join(" or ", texts(values)),
        run -> {
          long value = measured.applyAsLong(run);
          return values.contains(value) ? null : Long.toString(value);
        });
  }

  private static List<String> texts(List<Long> values) {
    return values.stream().map(String::valueOf).toList();
  }
}
