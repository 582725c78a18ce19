package dev.dramatis.workloads.scenario;

import dev.dramatis.spi.workload.WorkloadException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads lists of steps. */
final class StepParser {
  static final String EXPECT = "expect";
  static final String INTO = "into";

  private final Vocabulary names;
  private final Map<String, Verb> verbs = new LinkedHashMap<>();

  /** Understands what stands after a verb. */
  @FunctionalInterface
  interface Verb {
    /** The argument is null if the verb stands alone. */
    Step.Action read(@Nullable Tree argument, Tree step) throws WorkloadException;
  }

  StepParser(Vocabulary names) {
    this.names = names;
    ThreadVerbs.addTo(verbs, names);
    MemoryVerbs.addTo(verbs, names, this);
    ProcessVerbs.addTo(verbs, names, this);
    verbs.put("call", new NativeVerb(names));
  }

  List<Step> parse(Tree tree) throws WorkloadException {
    List<Step> steps = new ArrayList<>();
    for (Tree item : tree.items()) {
      steps.add(step(item));
    }
    return List.copyOf(steps);
  }

  private Step step(Tree tree) throws WorkloadException {
    if (tree.isScalar()) {
      String word = tree.text();
      return new Step(
          tree.line(), word, verb(tree, word).read(null, tree), Expectation.SUCCESS, null);
    }
    Map<String, Tree> entries = tree.entries();
    Expectation expected = Expectation.SUCCESS;
    String into = null;
    String verb = null;
    for (Map.Entry<String, Tree> entry : entries.entrySet()) {
      switch (entry.getKey()) {
        case EXPECT -> expected = Expectation.read(entry.getValue());
        case INTO -> into = names.variable(entry.getValue());
        default -> {
          if (verb != null) {
            throw tree.key(entry.getKey())
                .error(
                    "a step does one thing, and "
                        + verb
                        + " stands here already; begin another step, or write "
                        + EXPECT
                        + " or "
                        + INTO);
          }
          verb = entry.getKey();
        }
      }
    }
    if (verb == null) {
      throw tree.error("this step does nothing; known are " + String.join(", ", verbs.keySet()));
    }
    Tree argument = tree.need(verb);
    Step.Action action = verb(tree.key(verb), verb).read(argument, tree);
    String text = argument.isScalar() ? verb + ": " + argument.text() : verb;
    return new Step(tree.line(), text, action, expected, into);
  }

  private Verb verb(Tree at, String word) throws WorkloadException {
    Verb verb = verbs.get(word);
    if (verb == null) {
      throw at.error(
          "step " + word + " is unknown; known are " + String.join(", ", verbs.keySet()));
    }
    return verb;
  }

  /** A verb that needs an argument. */
  static Verb needing(String what, Argument reader) {
    return (argument, step) -> {
      if (argument == null) {
        throw step.error("this step needs " + what + " after it");
      }
      return reader.read(argument);
    };
  }

  /** Understands an argument that is there. */
  @FunctionalInterface
  interface Argument {
    /** What the step does. */
    Step.Action read(Tree argument) throws WorkloadException;
  }

  /** A verb that stands alone. */
  static Verb alone(Step.Action action) {
    return (argument, step) -> {
      if (argument != null) {
        throw argument.error("nothing may stand after this step");
      }
      return action;
    };
  }

  private static final Map<String, Long> UNITS = units();

  private static Map<String, Long> units() {
    Map<String, Long> units = new LinkedHashMap<>();
    units.put("ns", 1L);
    units.put("us", 1_000L);
    units.put("ms", 1_000_000L);
    units.put("s", 1_000_000_000L);
    return units;
  }

  /** A time such as 5ms. */
  static long time(Tree tree) throws WorkloadException {
    String text = tree.text();
    for (Map.Entry<String, Long> unit : UNITS.entrySet()) {
      String digits =
          text.endsWith(unit.getKey())
              ? text.substring(0, text.length() - unit.getKey().length())
              : "";
      if (!digits.isEmpty()
          && digits.length() < 10
          && digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return Long.parseLong(digits) * unit.getValue();
      }
    }
    throw tree.error("'" + text + "' is no time; write a whole number with ns, us, ms or s");
  }
}
