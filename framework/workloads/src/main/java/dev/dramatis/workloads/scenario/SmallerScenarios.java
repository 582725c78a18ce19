package dev.dramatis.workloads.scenario;

import dev.dramatis.spi.workload.WorkloadException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Scenarios that are a little smaller than a given one: a thread less with everything that is done
 * to it, or a step less, or a pair of steps such as lock and unlock. Steps that others may wait
 * for, such as an unlock alone, are kept. What is left keeps its wording and its lines.
 */
public final class SmallerScenarios {
  /** Steps that others wait for, or that belong to another one. */
  private static final Set<String> KEPT =
      Set.of(
          "create",
          "fork",
          "vfork",
          "lock",
          "unlock",
          "enter",
          "leave",
          "resume",
          "signal",
          "broadcast",
          "set",
          "add",
          "kill",
          "exit-process");

  /** Steps that undo another one of the same argument. */
  private static final Map<String, String> UNDONE_BY =
      Map.of("lock", "unlock", "enter", "leave", "suspend", "resume");

  private final Scenario scenario;
  private final Tree root;
  private final List<Smaller> found = new ArrayList<>();

  private SmallerScenarios(Scenario scenario) throws WorkloadException {
    this.scenario = scenario;
    this.root = Tree.of(scenario.name(), scenario.text());
  }

  /**
   * A smaller scenario.
   *
   * @param without what it is without, in words
   * @param scenario the scenario
   * @param cut what was cut out of the text
   */
  public record Smaller(String without, Scenario scenario, Cut cut) {}

  /** All of them, those that lack most first; those that are no scenarios are left out. */
  public static List<Smaller> of(Scenario scenario) {
    try {
      SmallerScenarios smaller = new SmallerScenarios(scenario);
      smaller.find();
      return smaller.found;
    } catch (WorkloadException e) {
      throw new IllegalArgumentException(scenario.name() + " was read before, and now: " + e, e);
    }
  }

  private void find() throws WorkloadException {
    Map<String, Tree> threads = root.need("threads").entries();
    for (String thread : threads.keySet()) {
      withoutThread(thread);
    }
    List<Tree> steps = new ArrayList<>();
    for (Tree thread : threads.values()) {
      collect(stepsOf(thread), steps);
    }
    pairs(steps);
    for (Tree step : steps) {
      if (!KEPT.contains(verb(step))) {
        offer("step " + wording(step), List.of(step.span()));
      }
    }
  }

  private static Tree stepsOf(Tree thread) throws WorkloadException {
    return thread.isMapping() ? thread.need("steps") : thread;
  }

  /** All steps of a list, those inside others as well. */
  private static void collect(Tree list, List<Tree> steps) throws WorkloadException {
    for (Tree step : list.items()) {
      steps.add(step);
      for (String nested : List.of("repeat", "signal-action")) {
        Tree argument = step.isMapping() ? step.get(nested) : null;
        if (argument != null && argument.isMapping()) {
          Tree inner = argument.get(nested.equals("repeat") ? "steps" : "handler");
          if (inner != null) {
            collect(inner, steps);
          }
        }
      }
    }
  }

  private static String verb(Tree step) throws WorkloadException {
    if (step.isScalar()) {
      return step.text();
    }
    for (String key : step.entries().keySet()) {
      if (!key.equals(StepParser.EXPECT) && !key.equals(StepParser.INTO)) {
        return key;
      }
    }
    return "";
  }

  private static String wording(Tree step) throws WorkloadException {
    Tree argument = step.isMapping() ? step.get(verb(step)) : null;
    return argument != null && argument.isScalar()
        ? verb(step) + ": " + argument.text()
        : verb(step);
  }

  /** Without a thread, its name in lists, and every step that mentions it. */
  private void withoutThread(String thread) throws WorkloadException {
    List<Cut.Span> gone = new ArrayList<>();
    Tree threads = root.need("threads");
    gone.add(threads.entry(thread));
    for (var other : threads.entries().entrySet()) {
      if (!other.getKey().equals(thread)) {
        for (Tree step : stepsOf(other.getValue()).items()) {
          if (step.mentions(thread)) {
            gone.add(step.span());
          }
        }
      }
    }
    for (String list : List.of("left", "processes", "require")) {
      if (root.get(list) != null && onlyOf(root.need(list), thread, gone)) {
        gone.add(root.entry(list));
      }
    }
    offer("thread " + thread, gone);
  }

  /** Whether a value is about one thread only; otherwise adds the parts of it that are. */
  private static boolean onlyOf(Tree value, String thread, List<Cut.Span> parts)
      throws WorkloadException {
    if (value.isScalar()) {
      return value.mentions(thread);
    }
    List<Cut.Span> own = new ArrayList<>();
    boolean all = true;
    if (value.isMapping()) {
      for (var entry : value.entries().entrySet()) {
        boolean part = entry.getKey().equals(thread) || onlyOf(entry.getValue(), thread, own);
        if (part) {
          own.add(value.entry(entry.getKey()));
        }
        all &= part;
      }
    } else {
      for (Tree item : value.items()) {
        boolean part = onlyOf(item, thread, own);
        if (part) {
          own.add(item.span());
        }
        all &= part;
      }
    }
    if (!all) {
      parts.addAll(own);
    }
    return all;
  }

  private void pairs(List<Tree> steps) throws WorkloadException {
    for (int i = 0; i < steps.size(); i++) {
      String undoing = UNDONE_BY.get(verb(steps.get(i)));
      for (int j = i + 1; undoing != null && j < steps.size(); j++) {
        String wording = wording(steps.get(i));
        String wanted = undoing + wording.substring(wording.indexOf(':'));
        if (wording(steps.get(j)).equals(wanted)) {
          offer(
              "steps " + wording + " and " + wanted,
              List.of(steps.get(i).span(), steps.get(j).span()));
          break;
        }
      }
    }
  }

  private void offer(String without, List<Cut.Span> gone) {
    Cut cut = new Cut(scenario.text());
    cut.out(gone);
    try {
      found.add(new Smaller(without, ScenarioReader.read(scenario.name(), cut.text()), cut));
    } catch (WorkloadException e) {
      // what is left is none, for instance because a thread would have nothing to do
    }
  }
}
