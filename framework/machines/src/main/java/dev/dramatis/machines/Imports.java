package dev.dramatis.machines;

import dev.dramatis.spi.hardware.MachineDescription;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Descriptions from what other programs and firmware know of a machine. The result is the text of a
 * description that extends the profile of its architecture; it loads as it is, and says with grade
 * D what had to be guessed. Keep it, measure, and put the measurements in.
 */
public final class Imports {
  /** More than any of the files that can be imported has. */
  static final int MAX_BYTES = 64 << 20;

  private Imports() {}

  /**
   * The bytes of a file, up to one more than any importer takes; too many then are the importer's
   * error.
   */
  public static byte[] readLimited(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(MAX_BYTES + 1);
    }
  }

  /**
   * Whether it is a file for the importers and not a description, by its name or its first bytes.
   */
  static boolean isForeign(String file, byte[] content) {
    return file.endsWith(".xml")
        || file.endsWith(".dtb")
        || begin(content).startsWith("<")
        || begin(content).startsWith("\u00d0\r\u00fe\u00ed");
  }

  /** An id made from the name of a file. */
  public static String idFor(String file) {
    String name = file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
    int dot = name.lastIndexOf('.');
    String id = (dot > 0 ? name.substring(0, dot) : name).replaceAll("[^A-Za-z0-9._-]", "-");
    String plain = id.replaceAll("^[^A-Za-z0-9]+", "");
    return plain.isEmpty() ? "machine" : plain.substring(0, Math.min(64, plain.length()));
  }

  private static String begin(byte[] content) {
    return new String(content, 0, Math.min(content.length, 200), StandardCharsets.ISO_8859_1)
        .stripLeading();
  }

  /**
   * From the XML that {@code lstopo --of xml} of hwloc 2 or 3 writes. Host names and serial numbers
   * are left behind.
   *
   * @param id of the new machine
   * @param file name for messages
   * @throws MachineException if it is not such a file
   */
  public static String hwloc(String id, String file, byte[] xml) throws MachineException {
    return HwlocImport.toDescription(id, file, xml);
  }

  /**
   * From a binary device tree.
   *
   * @param id of the new machine
   * @param file name for messages
   * @throws MachineException if it is not such a file
   */
  public static String deviceTree(String id, String file, byte[] dtb) throws MachineException {
    return DeviceTreeImport.toDescription(id, file, dtb);
  }

  /**
   * From what Linux shows of the machine it runs on.
   *
   * @param id of the new machine
   * @param title one line for lists, such as the model of the processor
   * @param arm whether it is an Arm machine, else x86
   * @param root the folder that Linux has at {@code /sys/devices/system}
   * @throws MachineException if there is nothing to see
   */
  public static String sysfs(String id, String title, boolean arm, Path root)
      throws MachineException {
    return SysfsImport.toDescription(id, title, arm, root);
  }

  /**
   * Replaces a section of a description that an importer wrote, or appends it.
   *
   * @param key of the section, at the top level
   * @param lines the new section with its key
   */
  public static String withSection(String description, String key, String lines) {
    return part(description, key, false) + lines.stripTrailing() + "\n";
  }

  /** The lines of a section of a description that an importer wrote, with its key; or nothing. */
  public static String section(String description, String key) {
    return part(description, key, true);
  }

  private static String part(String description, String key, boolean wanted) {
    StringBuilder text = new StringBuilder();
    boolean inside = false;
    for (String line : description.split("\n")) {
      boolean top = !line.startsWith(" ");
      inside = top ? line.startsWith(key + ":") : inside;
      if (inside == wanted) {
        text.append(line).append('\n');
      }
    }
    return text.toString();
  }

  /**
   * From whatever the bytes are: XML or a device tree, as they begin.
   *
   * @param id of the new machine
   * @param file name for messages
   * @throws MachineException if it is neither
   */
  public static String any(String id, String file, byte[] bytes) throws MachineException {
    return begin(bytes).startsWith("<") ? hwloc(id, file, bytes) : deviceTree(id, file, bytes);
  }

  /** Whether it is a matrix of transfer times, by its name or because it begins like one. */
  public static boolean isMatrix(String file, byte[] content) {
    return file.endsWith(".csv") || begin(content).startsWith(",");
  }

  /**
   * From a matrix of transfer times as core-to-core-latency writes it: which CPUs are near each
   * other. The times are not yet in the description, see {@link #withMatrix}.
   *
   * @param id of the new machine
   * @param file name for messages
   * @param arm whether it is an Arm machine, else x86
   * @throws MachineException if it is no such matrix, or the times form no groups and are not alike
   */
  public static String matrix(String id, String file, byte[] csv, boolean arm)
      throws MachineException {
    return MatrixImport.toDescription(id, file, MatrixReader.read(file, csv), arm);
  }

  /**
   * Puts the times of a matrix into a description of the same machine, for each relation that two
   * CPUs can have.
   *
   * @param machine what the description describes
   * @param file name of the matrix, for messages
   * @throws MachineException if it is not a matrix of that many CPUs
   */
  public static String withMatrix(
      String description, MachineDescription machine, String file, byte[] csv)
      throws MachineException {
    List<List<Double>> nanos = MatrixReader.read(file, csv, machine.topology().cpuCount());
    String source = "core-to-core-latency";
    return withSection(
        TransferTimes.of(nanos, machine).putInto(description, source),
        "sources",
        "sources:\n  "
            + source
            + ": {what: transfer times of all pairs of CPUs, where: the matrix that was"
            + " imported}\n");
  }
}
