package dev.dramatis.machines;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What {@code extends} means. The sections of both files are merged key by key, the extending file
 * winning; figures, lists and single values are replaced as a whole, for half of one measurement
 * and half of another would be neither.
 */
final class Inheritance {
  private static final int MAX_GENERATIONS = 8;
  private static final String IMPORT = "import";
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

  private Yaml.Mapping resolve(Yaml.Mapping file, Set<String> line) throws MachineException {
    Yaml.Mapping child = withImport(file);
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

  /**
   * {@code topology: {import: {hwloc_xml: FILE}}} or {@code {dtb: FILE}}: as if the file extended
   * what the importer makes of that one.
   */
  private Yaml.Mapping withImport(Yaml.Mapping file) throws MachineException {
    Yaml.Entry topology = file.entries().get("topology");
    if (topology == null
        || !(topology.value() instanceof Yaml.Mapping tree)
        || !tree.entries().containsKey(IMPORT)) {
      return file;
    }
    for (String other : TOPOLOGIES) {
      if (tree.entries().containsKey(other)) {
        throw tree.at().error("topology has both import and " + other + "; drop one");
      }
    }
    Section section =
        Section.of("topology.import", Objects.requireNonNull(tree.entries().get(IMPORT)).value());
    Yaml xml = section.take("hwloc_xml");
    Yaml dtb = section.take("dtb");
    section.done();
    Yaml source = xml != null ? xml : dtb;
    if (source == null || (xml != null && dtb != null)) {
      throw section.at().error("topology.import needs one of hwloc_xml and dtb");
    }
    String name = Section.text("topology.import", source);
    byte[] bytes = library.find(name, Imports.MAX_BYTES, source.at());
    if (bytes == null) {
      throw source
          .at()
          .error("topology.import: there is no file " + name + "; put it beside the description");
    }
    String text =
        xml != null
            ? Imports.hwloc("imported", name, bytes)
            : Imports.deviceTree("imported", name, bytes);
    Map<String, Yaml.Entry> imported =
        new LinkedHashMap<>(YamlReader.read(name, text.getBytes(StandardCharsets.UTF_8)).entries());
    imported.keySet().removeAll(List.of("schema", "id", "title"));
    Map<String, Yaml.Entry> own = new LinkedHashMap<>(file.entries());
    Map<String, Yaml.Entry> rest = new LinkedHashMap<>(tree.entries());
    rest.remove(IMPORT);
    own.put("topology", new Yaml.Entry(topology.keyAt(), new Yaml.Mapping(tree.at(), rest)));
    return merge(new Yaml.Mapping(file.at(), imported), new Yaml.Mapping(file.at(), own));
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
