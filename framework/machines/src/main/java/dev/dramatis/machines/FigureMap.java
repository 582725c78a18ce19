package dev.dramatis.machines;

import dev.dramatis.spi.hardware.Figure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Figures by path, collected section by section, for a machine or for a core class. */
final class FigureMap {
  private static final List<String> ATOMICS = List.of("lse", "llsc");
  private static final String ATOMIC_NS = "atomic_rmw_uncontended_ns";

  private final Map<String, Figure> figures = new LinkedHashMap<>();

  Map<String, Figure> figures() {
    return figures;
  }

  /** Reads the given keys of a section, as far as they are there, under its last key. */
  void read(String prefix, Section section, List<String> keys) throws MachineException {
    for (String key : keys) {
      put(prefix + "." + key, section.figure(key, 0, Numbers.MAX));
    }
  }

  void put(String path, @Nullable Figure figure) {
    if (figure != null) {
      figures.put(path, figure);
    }
  }

  void putIfAbsent(String path, double value, String source, char confidence) {
    figures.putIfAbsent(path, new Figure(value, value, value, source, confidence));
  }

  /** Prices of operations; the price of an atomic may be given for each way to build it. */
  void costs(@Nullable Section costs) throws MachineException {
    if (costs == null) {
      return;
    }
    read("costs", costs, Keys.COSTS);
    Yaml atomic = costs.take(ATOMIC_NS);
    if (atomic instanceof Yaml.Mapping leaf
        && ATOMICS.stream().anyMatch(leaf.entries()::containsKey)) {
      Section kinds = new Section(costs.path(ATOMIC_NS), leaf);
      read("costs." + ATOMIC_NS, kinds, ATOMICS);
      kinds.done();
    } else {
      put("costs." + ATOMIC_NS, costs.figure(ATOMIC_NS, 0, Numbers.MAX));
    }
    costs.done();
  }

  /** Sizes and load-to-use times of caches. */
  void caches(List<Section> caches, Map<String, String> words) throws MachineException {
    for (Section cache : caches) {
      String level = cache.word("level", Keys.CACHE_LEVELS);
      if (level == null) {
        cache.text("level");
      }
      String prefix = "caches." + level;
      put(prefix + ".size_bytes", cache.figure("size_bytes", 1, Numbers.MAX));
      put(prefix + ".load_to_use_ns", cache.figure("load_to_use_ns", 0, Numbers.MAX));
      String scope = cache.word("scope", Keys.CACHE_SCOPES);
      if (scope != null) {
        words.put(prefix + ".scope", scope);
      }
      cache.done();
    }
  }
}
