package dev.dramatis.machines;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which number a kernel gives which hardware thread. */
final class Numbering {
  private Numbering() {}

  /** A hardware thread by the index of its core in the tree and its own index in the core. */
  record Thread(int core, int index) {}

  /** Threads in order of CPU number. */
  static List<Thread> of(Section topology, List<CoreSpot> cores) throws MachineException {
    String kind =
        topology.word("pu_numbering", List.of("threads-last", "smt-adjacent", "explicit"));
    List<Yaml> explicit = topology.items("pu_numbers");
    if ("explicit".equals(kind)) {
      return explicit(topology, adjacent(cores), explicit);
    }
    if (!explicit.isEmpty()) {
      throw topology.keyAt("pu_numbers").error("topology.pu_numbers needs pu_numbering: explicit");
    }
    return "smt-adjacent".equals(kind) ? adjacent(cores) : threadsLast(cores);
  }

  /** All threads of a core before those of the next. */
  static List<Thread> adjacent(List<CoreSpot> cores) {
    List<Thread> threads = new ArrayList<>();
    for (int core = 0; core < cores.size(); core++) {
      for (int t = 0; t < cores.get(core).threads(); t++) {
        threads.add(new Thread(core, t));
      }
    }
    return threads;
  }

  /** The first threads of all cores, then the second ones, as most firmware does. */
  private static List<Thread> threadsLast(List<CoreSpot> cores) {
    int most = cores.stream().mapToInt(CoreSpot::threads).max().orElse(0);
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < most; t++) {
      for (int core = 0; core < cores.size(); core++) {
        if (t < cores.get(core).threads()) {
          threads.add(new Thread(core, t));
        }
      }
    }
    return threads;
  }

  private static List<Thread> explicit(Section topology, List<Thread> inTree, List<Yaml> numbers)
      throws MachineException {
    Place at = topology.keyAt(topology.has("pu_numbers") ? "pu_numbers" : "pu_numbering");
    if (numbers.size() != inTree.size()) {
      throw at.error(
          "topology.pu_numbers has "
              + numbers.size()
              + " numbers for "
              + inTree.size()
              + " hardware threads; list one for each, in the order of the tree");
    }
    Thread[] byNumber = new Thread[inTree.size()];
    for (int i = 0; i < byNumber.length; i++) {
      int number = Numbers.integer("topology.pu_numbers", numbers.get(i), 0, byNumber.length - 1);
      if (byNumber[number] != null) {
        throw numbers
            .get(i)
            .at()
            .error("topology.pu_numbers names " + number + " twice; each CPU has one number");
      }
      byNumber[number] = inTree.get(i);
    }
    return Arrays.asList(byNumber);
  }
}
