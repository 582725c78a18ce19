package dev.dramatis.spi.workload;

import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The OSGi service of a bundle that understands a format of workload files, or generates workloads
 * from a name.
 */
@ConsumerType
public interface WorkloadReader {
  /** Name of the format. */
  String id();

  /** One line for lists. */
  String title();

  /** Whether the text looks like this format; decided on the first characters and the file name. */
  boolean accepts(String fileName, String text);

  /**
   * Reads a workload.
   *
   * @param fileName for messages
   * @param overrides {@code key=value} settings of the user that replace what the file says
   * @throws WorkloadException with place and mend
   */
  Workload read(String fileName, String text, Map<String, String> overrides)
      throws WorkloadException;
}
