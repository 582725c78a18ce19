package dev.dramatis.machines;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What {@code extends} means. The sections of both files are merged key by key, the extending file
 * winning; figures, lists and single values are replaced as a whole, for half of one measurement
 * and half of another would be neither.
 */
final class Inheritance {
  private static final int MAX_GENERATIONS = 8;
  private static final String SUFFIX = ".yaml";
  private static final List<String> TOPOLOGIES = List.of("synthetic", "objects", "cpus");

  private final Library library;

  Inheritance(Library library) {
    this.library = library;
  }

  /** The file with everything that it inherits. */
  Yaml.Mapping resolve(String file, byte[] bytes) throws MachineException {
    return resolve(YamlReader.read(file, bytes), new LinkedHashSet<>(Set.of(file)));
  }

  private Yaml.Mapping resolve(Yaml.Mapping child, Set<String> line) throws MachineException {
    Yaml.Entry parent = child.entries().get("extends");
    if (parent == null) {
      return child;
    }
    Place at = parent.value().at();
    String name = Section.text("extends", parent.value()) + SUFFIX;
    if (!line.add(name)) {
      throw at.error(
          "extends goes round in a circle: "
              + String.join(" -> ", line)
              + " -> "
              + name
              + "; cut it");
    }
    if (line.size() > MAX_GENERATIONS) {
      throw at.error(
          "extends goes through more than "
              + MAX_GENERATIONS
              + " files; copy some of them together");
    }
    byte[] bytes = library.find(name, YamlReader.MAX_BYTES, at);
    if (bytes == null) {
      throw at.error(
          "extends " + name + ", which is neither beside this file nor in a hardware bundle");
    }
    return merge(resolve(YamlReader.read(name, bytes), line), child);
  }

  private static Yaml.Mapping merge(Yaml.Mapping parent, Yaml.Mapping child) {
    Map<String, Yaml.Entry> merged = new LinkedHashMap<>(parent.entries());
    if (TOPOLOGIES.stream().anyMatch(child.entries()::containsKey)) {
      // Another tree is another machine: numbering, distances and caches of the first say nothing
      // about it.
      merged.clear();
    }
    child.entries().forEach((key, entry) -> merged.merge(key, entry, Inheritance::merge));
    return new Yaml.Mapping(child.at(), merged);
  }

  private static Yaml.Entry merge(Yaml.Entry parent, Yaml.Entry child) {
    if (parent.value() instanceof Yaml.Mapping p
        && child.value() instanceof Yaml.Mapping c
        && !isLeaf(p)
        && !isLeaf(c)) {
      return new Yaml.Entry(child.keyAt(), merge(p, c));
    }
    return child;
  }

  /** Whether a mapping is one figure; those of atomics carry two values, one for each kind. */
  private static boolean isLeaf(Yaml.Mapping mapping) {
    Map<String, Yaml.Entry> keys = mapping.entries();
    return keys.containsKey("v") || keys.containsKey("lse") || keys.containsKey("llsc");
  }
}
