package dev.dramatis.explore;

import dev.dramatis.engine.choice.Step;
import dev.dramatis.spi.machine.Access;
import dev.dramatis.spi.machine.SharedObject;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The steps of one execution, for reports. */
final class StepLog {
  private final List<String> labels = new ArrayList<>();
  private final List<Access> accesses = new ArrayList<>();
  private final List<@Nullable SharedObject> objects = new ArrayList<>();

  void clear() {
    labels.clear();
    accesses.clear();
    objects.clear();
  }

  void add(Step step) {
    labels.add(step.label());
    accesses.add(step.access());
    objects.add(step.object());
  }

  List<String> describe() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      SharedObject object = objects.get(i);
      lines.add(
          object == null
              ? labels.get(i)
              : labels.get(i) + ' ' + accesses.get(i) + ' ' + object.name());
    }
    return lines;
  }

  /** Who has which lock now: the one that took it last. */
  List<String> describeHolders() {
    Map<SharedObject, Integer> taken = new IdentityHashMap<>();
    for (int i = 0; i < labels.size(); i++) {
      SharedObject object = objects.get(i);
      if (object != null) {
        switch (accesses.get(i)) {
          case LOCK, TRYLOCK -> taken.put(object, i);
          case UNLOCK -> taken.remove(object);
          case LOAD, STORE, RMW, CAS, SLEEP, WAKEUP, AWAIT -> {
            // of no lock
          }
        }
      }
    }
    return taken.values().stream()
        .sorted()
        .map(i -> labels.get(i) + " has " + objects.get(i))
        .toList();
  }
}
