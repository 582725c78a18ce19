package dev.dramatis.machines;

import java.nio.charset.StandardCharsets;

/**
 * Descriptions from what other programs and firmware know of a machine. The result is the text of a
 * description that extends the profile of its architecture; it loads as it is, and says with grade
 * D what had to be guessed. Keep it, measure, and put the measurements in.
 */
public final class Imports {
  private Imports() {}

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
   * From whatever the bytes are: a device tree if they begin like one, else XML.
   *
   * @param id of the new machine
   * @param file name for messages
   * @throws MachineException if it is neither
   */
  public static String any(String id, String file, byte[] bytes) throws MachineException {
    String begin = new String(bytes, 0, Math.min(bytes.length, 200), StandardCharsets.ISO_8859_1);
    return begin.stripLeading().startsWith("<")
        ? hwloc(id, file, bytes)
        : deviceTree(id, file, bytes);
  }

  /**
   * Checks a matrix of transfer times as core-to-core-latency writes it, to be named by {@code
   * transfer_matrix_csv}.
   *
   * @param file name for messages
   * @param cpus CPUs of the machine that it is for
   * @throws MachineException if it is not such a matrix
   */
  public static void checkMatrix(String file, byte[] csv, int cpus) throws MachineException {
    MatrixReader.read(file, csv, cpus);
  }
}
