package dev.dramatis.machines;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A machine of one package with several kinds of core, listed kind by kind: {@code {class, cores,
 * smt, l2: {per_cores, size_bytes}, freq_domain}}, and the third-level caches that all of them
 * share in equal parts.
 */
final class ObjectTopology {
  private final List<CoreSpot> cores = new ArrayList<>();
  private final Map<String, Long> l2BytesByClass = new LinkedHashMap<>();
  private final Map<String, String> words = new LinkedHashMap<>();
  private int l2Count;
  private long l3Bytes;

  private ObjectTopology() {}

  static ObjectTopology read(Section topology) throws MachineException {
    ObjectTopology result = new ObjectTopology();
    for (Section object : topology.sections("objects")) {
      result.add(object);
    }
    if (result.cores.isEmpty()) {
      throw topology
          .keyAt("objects")
          .error("topology.objects is empty; list at least one kind of core");
    }
    Section l3 = topology.section("l3");
    if (l3 != null) {
      result.share(l3);
    }
    return result;
  }

  private void add(Section object) throws MachineException {
    String coreClass = object.text("class");
    int count = object.integer("cores", 1, TopologyReader.MAX_CPUS);
    int threads = object.integer("smt", 1, 16, 1);
    int perL2 = 0;
    Section l2 = object.section("l2");
    if (l2 != null) {
      perL2 = l2.integer("per_cores", 1, count);
      if (l2.has("size_bytes")) {
        l2BytesByClass.put(coreClass, (long) l2.integer("size_bytes", 1, Integer.MAX_VALUE));
      }
      l2.done();
      if (count % perL2 != 0) {
        throw l2.keyAt("per_cores")
            .error(
                l2.path("per_cores")
                    + " is "
                    + perL2
                    + ", which does not divide the "
                    + count
                    + " cores; mend one of them");
      }
    }
    frequencyDomain(object, coreClass);
    object.done();
    for (int core = 0; core < count; core++) {
      int l2Number = perL2 == 0 ? -1 : l2Count + core / perL2;
      cores.add(new CoreSpot(0, -1, -1, -1, -1, false, l2Number, threads, coreClass));
    }
    l2Count += perL2 == 0 ? 0 : count / perL2;
    TopologyReader.limit(cores, object.at());
  }

  /**
   * Which cores change their clock together: a number, or several if the kind has several domains.
   */
  private void frequencyDomain(Section object, String coreClass) throws MachineException {
    Yaml value = object.take("freq_domain");
    if (value == null) {
      return;
    }
    List<Yaml> items = value instanceof Yaml.Sequence sequence ? sequence.items() : List.of(value);
    List<String> domains = new ArrayList<>();
    for (Yaml item : items) {
      domains.add(
          Integer.toString(
              Numbers.integer(object.path("freq_domain"), item, 0, TopologyReader.MAX_CPUS)));
    }
    words.put("topology.freq_domain." + coreClass, String.join(",", domains));
  }

  private void share(Section l3) throws MachineException {
    int count = l3.integer("count", 1, cores.size());
    if (l3.has("size_bytes")) {
      l3Bytes = l3.integer("size_bytes", 1, Integer.MAX_VALUE);
    }
    l3.done();
    if (cores.size() % count != 0) {
      throw l3.keyAt("count")
          .error(
              "topology.l3.count is "
                  + count
                  + ", which does not divide the "
                  + cores.size()
                  + " cores; mend one of them");
    }
    int each = cores.size() / count;
    for (int i = 0; i < cores.size(); i++) {
      CoreSpot core = Objects.requireNonNull(cores.get(i));
      cores.set(
          i,
          new CoreSpot(
              0, -1, -1, i / each, -1, false, core.l2(), core.threads(), core.coreClass()));
    }
  }

  List<CoreSpot> cores() {
    return cores;
  }

  /** Sizes of second-level caches by core class. */
  Map<String, Long> l2BytesByClass() {
    return l2BytesByClass;
  }

  /** Size of a third-level cache, or 0. */
  long l3Bytes() {
    return l3Bytes;
  }

  /** Settings without a number. */
  Map<String, String> words() {
    return words;
  }
}
