package dev.dramatis.workloads.rtapp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the tasks of a description share, by name. Each kind has a name space of its own, and a name
 * comes into being where it is first used. Indices count in that order.
 */
final class Resources {
  final Names mutexes = new Names();
  final Names conditions = new Names();
  final Names semaphores = new Names();
  final Names barriers = new Names();

  /**
   * Timers that all threads share, and those of which each thread has its own, in one numbering.
   */
  final Names timers = new Names();

  /** For each barrier how many threads use it. */
  final List<Integer> barrierUsers = new ArrayList<>();

  /**
   * For each timer whether every thread has its own, and whether it keeps its raster when it is
   * late.
   */
  final List<Boolean> timerIsLocal = new ArrayList<>();

  final List<Boolean> timerIsAbsolute = new ArrayList<>();

  int timer(String ref, boolean absolute) {
    int index = timers.index(ref);
    if (index == timerIsLocal.size()) {
      timerIsLocal.add(ref.startsWith("unique"));
      timerIsAbsolute.add(absolute);
    } else if (absolute) {
      timerIsAbsolute.set(index, true);
    }
    return index;
  }

  int barrier(String name, int users) {
    int index = barriers.index(name);
    if (index == barrierUsers.size()) {
      barrierUsers.add(0);
    }
    barrierUsers.set(index, barrierUsers.get(index) + users);
    return index;
  }

  /** A name space. */
  static final class Names {
    private final Map<String, Integer> indices = new HashMap<>();
    private final List<String> names = new ArrayList<>();

    int index(String name) {
      Integer known = indices.putIfAbsent(name, names.size());
      if (known != null) {
        return known;
      }
      names.add(name);
      return names.size() - 1;
    }

    List<String> names() {
      return names;
    }
  }
}
