package dev.dramatis.machines;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * What {@code lstopo --of xml} writes, versions 2 and 3. Only what a description needs is kept:
 * such files also carry host names and serial numbers, which are none of a simulator's business.
 */
final class HwlocXml {
  static final int MAX_BYTES = 16 * 1024 * 1024;
  private static final int MAX_OBJECTS = 100_000;
  private static final int MAX_CPU = 65_536;
  private static final Set<String> INFOS =
      Set.of(
          "CPUModel",
          "Architecture",
          "CoreType",
          "LinuxCapacity",
          "FrequencyMaxMHz",
          "FrequencyBaseMHz");
  private static final Set<String> VENDORS =
      Set.of("DMISysVendor", "DMIProductName", "DMIBoardVendor");
  private static final List<String> HYPERVISORS =
      List.of(
          "QEMU",
          "KVM",
          "VMware",
          "VirtualBox",
          "Xen",
          "Amazon EC2",
          "Google Compute",
          "Virtual Machine");

  private final String file;
  private final XMLStreamReader xml;
  private final List<HwlocObject> objects = new ArrayList<>();
  private final List<HwlocKind> kinds = new ArrayList<>();
  private final Map<String, String> info = new LinkedHashMap<>();
  private final List<Integer> distanceIndexes = new ArrayList<>();
  private final List<Integer> distanceValues = new ArrayList<>();
  private boolean inNodeLatency;
  private boolean guest;
  private @Nullable HwlocKind kind;

  private HwlocXml(String file, XMLStreamReader xml) {
    this.file = file;
    this.xml = xml;
  }

  static HwlocXml read(String file, byte[] bytes) throws MachineException {
    if (bytes.length > MAX_BYTES) {
      throw new MachineException(
          file,
          1,
          1,
          "the file is too large; a topology of hwloc has at most " + MAX_BYTES + " bytes");
    }
    String text = Utf8.decode(file, bytes);
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    // The DTD that the files name is not needed, and nothing outside the file is ever opened.
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    try {
      HwlocXml topology = new HwlocXml(file, factory.createXMLStreamReader(new StringReader(text)));
      topology.read();
      return topology;
    } catch (XMLStreamException e) {
      Location at = e.getLocation();
      String problem =
          "this is not XML: "
              + String.valueOf(e.getMessage()).lines().reduce((a, b) -> b).orElse("");
      throw at == null
          ? new MachineException(file, 1, 1, problem)
          : new MachineException(
              file, Math.max(1, at.getLineNumber()), Math.max(1, at.getColumnNumber()), problem);
    }
  }

  private void read() throws XMLStreamException, MachineException {
    boolean inTopology = false;
    while (xml.hasNext()) {
      int event = xml.next();
      if (event == XMLStreamConstants.START_ELEMENT) {
        if (!inTopology) {
          version();
          inTopology = true;
        } else {
          element();
        }
      } else if (event == XMLStreamConstants.END_ELEMENT) {
        end();
      }
    }
    if (objects.stream().noneMatch(o -> o.type().equals("PU"))) {
      throw new MachineException(file, 1, 1, "the topology has no PU; export all levels");
    }
  }

  private void version() throws MachineException {
    if (!xml.getLocalName().equals("topology")) {
      throw here()
          .error(
              "the root is " + xml.getLocalName() + "; a topology of hwloc begins with <topology>");
    }
    String version = attribute("version");
    if (!version.startsWith("2.") && !version.startsWith("3.")) {
      throw here()
          .error(
              "this is a topology of hwloc "
                  + (version.isEmpty() ? "1" : version)
                  + "; export it with hwloc 2 or 3: lstopo --of xml file.xml");
    }
  }

  private void element() throws XMLStreamException, MachineException {
    switch (xml.getLocalName()) {
      case "object" -> object();
      case "cpukind" -> kind = new HwlocKind(cpuset("cpuset"), new LinkedHashMap<>());
      case "info" -> info();
      case "distances2" ->
          inNodeLatency =
              attribute("type").equals("NUMANode")
                  && attribute("name").equals("NUMALatency")
                  && attribute("indexing").equals("os");
      case "indexes" -> numbers(distanceIndexes);
      case "u64values" -> numbers(distanceValues);
      default -> {
        // Support flags, user data, page types: nothing that a model of the machine uses.
      }
    }
  }

  private void end() {
    if (xml.getLocalName().equals("cpukind") && kind != null) {
      kinds.add(kind);
      kind = null;
    } else if (xml.getLocalName().equals("distances2")) {
      inNodeLatency = false;
    }
  }

  private void object() throws MachineException {
    if (objects.size() >= MAX_OBJECTS) {
      throw here().error("the topology has more than " + MAX_OBJECTS + " objects");
    }
    String type = attribute("type");
    if (attribute("cpuset").isEmpty()) {
      return;
    }
    int osIndex = attribute("os_index").isEmpty() ? -1 : (int) number("os_index", MAX_CPU);
    long bytes = attribute("cache_size").isEmpty() ? 0 : number("cache_size", Integer.MAX_VALUE);
    objects.add(new HwlocObject(type, attribute("subtype"), osIndex, cpuset("cpuset"), bytes));
  }

  private void info() {
    String name = attribute("name");
    String value = attribute("value").strip();
    if (INFOS.contains(name)) {
      (kind == null ? info : kind.info()).putIfAbsent(name, value);
    } else if (VENDORS.contains(name)) {
      guest |= HYPERVISORS.stream().anyMatch(value::contains);
    }
  }

  private void numbers(List<Integer> into) throws XMLStreamException, MachineException {
    if (!inNodeLatency) {
      return;
    }
    Place at = here();
    for (String word : xml.getElementText().strip().split("\\s+")) {
      if (!word.matches("\\d{1,9}") || into.size() > MAX_OBJECTS) {
        throw at.error("cannot read the distances");
      }
      into.add(Integer.parseInt(word));
    }
  }

  /** Comma-separated words of 32 bits in hexadecimal, the most significant first. */
  private BitSet cpuset(String name) throws MachineException {
    String text = attribute(name);
    BitSet cpus = new BitSet();
    String[] words = text.split(",", -1);
    if (words.length > MAX_CPU / 32) {
      throw here().error(name + " has more than " + MAX_CPU + " CPUs");
    }
    for (int i = 0; i < words.length; i++) {
      String word = words[i].strip();
      if (!word.isEmpty() && !word.matches("0x[0-9a-fA-F]{1,8}")) {
        throw here().error("cannot read " + name + "; it is a list of 32-bit words in hexadecimal");
      }
      long bits = word.isEmpty() ? 0 : Long.parseLong(word.substring(2), 16);
      for (int bit = 0; bit < 32; bit++) {
        if ((bits >> bit & 1) != 0) {
          cpus.set((words.length - 1 - i) * 32 + bit);
        }
      }
    }
    return cpus;
  }

  private long number(String name, long max) throws MachineException {
    String text = attribute(name);
    if (!text.matches("\\d{1,18}") || Long.parseLong(text) > max) {
      throw here().error(name + " has to be a number up to " + max);
    }
    return Long.parseLong(text);
  }

  private String attribute(String name) {
    String value = xml.getAttributeValue(null, name);
    return value == null ? "" : value;
  }

  private Place here() {
    Location at = xml.getLocation();
    return new Place(file, Math.max(1, at.getLineNumber()), Math.max(1, at.getColumnNumber()));
  }

  /** Objects of a type. */
  List<HwlocObject> objects(String type) {
    return objects.stream().filter(o -> o.type().equals(type)).toList();
  }

  /** Kinds of CPU; none on a machine whose CPUs are equal. */
  List<HwlocKind> kinds() {
    return kinds;
  }

  String info(String name) {
    return info.getOrDefault(name, "");
  }

  /** Kernel's numbers of the nodes that rows and columns of {@link #distanceValues} stand for. */
  List<Integer> distanceIndexes() {
    return distanceIndexes;
  }

  /** Row by row. */
  List<Integer> distanceValues() {
    return distanceValues;
  }

  /** Whether a hypervisor told all this; it may have made up which CPUs share a cache. */
  boolean guest() {
    return guest;
  }
}
