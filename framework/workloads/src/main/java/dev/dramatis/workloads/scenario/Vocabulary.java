package dev.dramatis.workloads.scenario;

import dev.dramatis.spi.workload.WorkloadException;
import java.util.LinkedHashSet;
import java.util.Set;

/** Names that a file declares, and the complaint about those that it does not. */
final class Vocabulary {
  final Set<String> programs = new LinkedHashSet<>();
  final Set<String> startedByOthers = new LinkedHashSet<>();
  final Set<String> mutexes = new LinkedHashSet<>();
  final Set<String> conditions = new LinkedHashSet<>();
  final Set<String> variables = new LinkedHashSet<>();
  final Set<String> sections = new LinkedHashSet<>();

  String program(Tree tree) throws WorkloadException {
    return find(tree, "thread", programs);
  }

  /** A thread that is about to be started by a step. */
  String started(Tree tree) throws WorkloadException {
    String name = program(tree);
    startedByOthers.add(name);
    return name;
  }

  /** A thread, or the caller. */
  String programOrSelf(Tree tree) throws WorkloadException {
    return tree.text().equals("self") ? "self" : program(tree);
  }

  String mutex(Tree tree) throws WorkloadException {
    return find(tree, "mutex", mutexes);
  }

  String condition(Tree tree) throws WorkloadException {
    return find(tree, "condition", conditions);
  }

  String variable(Tree tree) throws WorkloadException {
    return find(tree, "variable", variables);
  }

  String section(Tree tree) throws WorkloadException {
    return find(tree, "section", sections);
  }

  private static String find(Tree tree, String kind, Set<String> known) throws WorkloadException {
    String name = tree.text();
    if (!known.contains(name)) {
      throw tree.error(
          "there is no "
              + kind
              + " '"
              + name
              + "'; "
              + (known.isEmpty() ? "none is declared" : "there are " + String.join(", ", known)));
    }
    return name;
  }
}
