package dev.dramatis.workloads.rtapp;

import dev.dramatis.spi.workload.WorkloadException;
import dev.dramatis.workloads.rtapp.Node.Place;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The file being read: makes its errors and collects its notes. */
final class Source {
  private final String file;
  private final Set<String> notes = new LinkedHashSet<>();
  private final Set<String> withoutEffect = new LinkedHashSet<>();

  Source(String file) {
    this.file = file;
  }

  WorkloadException error(Place place, String problem) {
    return place.line() > 0
        ? new WorkloadException(file, place.line(), place.column(), problem)
        : new WorkloadException(file, "setting " + place.setting() + ": " + problem);
  }

  WorkloadException error(String problem) {
    return new WorkloadException(file, problem);
  }

  /** A remark; equal ones are kept once. */
  void note(String note) {
    notes.add(note);
  }

  /** The key was understood and checked, and changes nothing here. */
  void noteWithoutEffect(String key) {
    withoutEffect.add(key);
  }

  List<String> notes() {
    List<String> all = new ArrayList<>(notes);
    if (!withoutEffect.isEmpty()) {
      all.add("without effect here: " + String.join(", ", withoutEffect));
    }
    return List.copyOf(all);
  }
}
