package dev.dramatis.workloads.scenario;

import dev.dramatis.spi.sched.SchedClass;
import dev.dramatis.spi.workload.ThreadSpec;
import dev.dramatis.spi.workload.WorkloadException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a scenario of a text; whatever is not understood is an error with its place. */
final class ScenarioParser {
  private static final List<String> KEYS =
      List.of(
          "schema",
          "name",
          "title",
          "cpus",
          "steps",
          "personality",
          "covers",
          "mutexes",
          "conditions",
          "variables",
          "atomics",
          "sections",
          "processes",
          "threads",
          "left",
          "require",
          "options",
          "invariants",
          "known");
  private static final int MAX_CPUS = 64;
  private static final int MAX_STEPS = 1_000_000;

  private final String file;
  private final String text;
  private final Vocabulary names = new Vocabulary();

  ScenarioParser(String file, String text) {
    this.file = file;
    this.text = text;
  }

  Scenario parse() throws WorkloadException {
    Tree root = Tree.of(file, text);
    Map<String, Tree> keys = root.entries(KEYS);
    root.need("schema").word(List.of(ScenarioReader.SCHEMA));
    names.mutexes.addAll(words(keys.get("mutexes")));
    names.conditions.addAll(words(keys.get("conditions")));
    names.sections.addAll(words(keys.get("sections")));
    Map<String, Long> variables = variables(keys.get("variables"));
    Map<String, Long> atomics = variables(keys.get("atomics"));
    variables.putAll(atomics);
    names.variables.addAll(variables.keySet());
    Tree threads = root.need("threads");
    names.programs.addAll(threads.entries().keySet());
    if (names.programs.isEmpty()) {
      throw threads.error("a scenario needs a thread");
    }
    Map<String, Scenario.ThreadProgram> programs = programs(threads);
    List<Requirement> requirements = new ArrayList<>();
    Tree require = keys.get("require");
    if (require != null) {
      requirements = new RequirementParser(names).parse(require);
    }
    return new Scenario(
        new Scenario.Parts(
            root.need("name").text(),
            root.need("title").text(),
            text,
            cpus(keys.get("cpus")),
            steps(keys.get("steps")),
            new LinkedHashSet<>(words(keys.get("personality"))),
            List.copyOf(words(keys.get("covers"))),
            List.copyOf(names.mutexes),
            List.copyOf(names.conditions),
            variables,
            atomics.keySet(),
            List.copyOf(names.sections),
            programs,
            processes(keys.get("processes"), root.need("name").text()),
            left(keys.get("left")),
            requirements,
            byPersonality(keys.get("options"), "an option and its value"),
            byPersonality(keys.get("known"), "a failure and the finding that explains it"),
            checkedAlways(keys.get("invariants"))));
  }

  /** Pairs of words for each of some personalities. */
  private static Map<String, Map<String, String>> byPersonality(@Nullable Tree tree, String pairs)
      throws WorkloadException {
    Map<String, Map<String, String>> all = new LinkedHashMap<>();
    if (tree != null) {
      for (var personality : tree.entries().entrySet()) {
        Tree value = personality.getValue();
        if (!value.isMapping()) {
          throw value.error("write " + personality.getKey() + ": {KEY: VALUE}, each pair " + pairs);
        }
        Map<String, String> own = new LinkedHashMap<>();
        for (var pair : value.entries().entrySet()) {
          own.put(pair.getKey(), pair.getValue().text());
        }
        all.put(personality.getKey(), own);
      }
    }
    return all;
  }

  private static boolean checkedAlways(@Nullable Tree tree) throws WorkloadException {
    return tree != null && tree.word(List.of("at-the-end", "always")).equals("always");
  }

  private static int cpus(@Nullable Tree tree) throws WorkloadException {
    return tree == null ? 2 : (int) tree.number(1, MAX_CPUS);
  }

  private static int steps(@Nullable Tree tree) throws WorkloadException {
    return tree == null ? 0 : (int) tree.number(1, MAX_STEPS);
  }

  private static List<String> words(@Nullable Tree tree) throws WorkloadException {
    return tree == null ? List.of() : tree.words();
  }

  private static Map<String, Long> variables(@Nullable Tree tree) throws WorkloadException {
    Map<String, Long> variables = new LinkedHashMap<>();
    if (tree != null) {
      for (var entry : tree.entries().entrySet()) {
        variables.put(entry.getKey(), entry.getValue().number(Long.MIN_VALUE, Long.MAX_VALUE));
      }
    }
    return variables;
  }

  private Set<String> left(@Nullable Tree tree) throws WorkloadException {
    Set<String> left = new LinkedHashSet<>();
    if (tree != null) {
      for (Tree item : tree.items()) {
        left.add(names.program(item));
      }
    }
    return left;
  }

  /** What the file says, or one process with all threads that nobody else starts. */
  private Map<String, List<String>> processes(@Nullable Tree tree, String name)
      throws WorkloadException {
    Map<String, List<String>> processes = new LinkedHashMap<>();
    if (tree == null) {
      List<String> atOnce = new ArrayList<>(names.programs);
      atOnce.removeIf(names.startedByOthers::contains);
      if (atOnce.isEmpty()) {
        throw new WorkloadException(
            file, "every thread is started by another one; say under processes where it begins");
      }
      processes.put(name, atOnce);
      return processes;
    }
    for (var entry : tree.entries().entrySet()) {
      List<String> programs = new ArrayList<>();
      for (Tree item : entry.getValue().items()) {
        programs.add(names.program(item));
      }
      processes.put(entry.getKey(), programs);
    }
    return processes;
  }

  private Map<String, Scenario.ThreadProgram> programs(Tree threads) throws WorkloadException {
    Map<String, Scenario.ThreadProgram> programs = new LinkedHashMap<>();
    for (var entry : threads.entries().entrySet()) {
      programs.put(entry.getKey(), program(entry.getKey(), entry.getValue()));
    }
    return programs;
  }

  private Scenario.ThreadProgram program(String name, Tree tree) throws WorkloadException {
    StepParser steps = new StepParser(names);
    ThreadSpec spec = ThreadSpec.named(name);
    if (!tree.isMapping()) {
      return new Scenario.ThreadProgram(spec, steps.parse(tree));
    }
    Map<String, Tree> keys =
        tree.entries(List.of("detached", "cpus", "class", "priority", "nice", "steps"));
    Tree detached = keys.get("detached");
    if (detached != null && detached.truth()) {
      spec = spec.asDetached();
    }
    Tree cpus = keys.get("cpus");
    if (cpus != null) {
      spec = spec.on(cpuSet(cpus));
    }
    Tree schedClass = keys.get("class");
    Tree priority = keys.get("priority");
    Tree nice = keys.get("nice");
    if (schedClass != null || priority != null || nice != null) {
      spec =
          spec.scheduled(
              schedClass == null ? SchedClass.TIMESHARE : schedClass(schedClass),
              priority == null ? 0 : (int) priority.number(0, 99),
              nice == null ? 0 : (int) nice.number(-20, 19));
    }
    return new Scenario.ThreadProgram(spec, steps.parse(tree.need("steps")));
  }

  private static SchedClass schedClass(Tree tree) throws WorkloadException {
    List<String> known = new ArrayList<>();
    for (SchedClass c : SchedClass.values()) {
      known.add(c.name().toLowerCase(Locale.ROOT));
    }
    return SchedClass.valueOf(tree.word(known).toUpperCase(Locale.ROOT));
  }

  static BitSet cpuSet(Tree tree) throws WorkloadException {
    BitSet cpus = new BitSet();
    for (Tree item : tree.items()) {
      cpus.set((int) item.number(0, MAX_CPUS - 1));
    }
    return cpus;
  }
}
