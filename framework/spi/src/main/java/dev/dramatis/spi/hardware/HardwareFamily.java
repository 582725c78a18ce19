package dev.dramatis.spi.hardware;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The OSGi service of a hardware bundle: an architecture with its machines. The framework reads the
 * description files and hands each to {@link #create}; a user's own file of the same architecture
 * goes the same way.
 */
@ConsumerType
public interface HardwareFamily {
  /** Architecture that the family understands: the {@code isa} of its description files. */
  String isa();

  /**
   * Names of the description files in the bundle, machines and profiles alike, in a fixed order.
   */
  List<String> descriptions();

  /**
   * Opens one of {@link #descriptions}, or a file that one of them refers to, such as a matrix of
   * transfer times.
   *
   * @throws IOException if there is no such file
   */
  InputStream open(String description) throws IOException;

  /**
   * A model of the described machine.
   *
   * @throws IllegalArgumentException if the description lacks something or contradicts itself; the
   *     message names key and mend
   */
  HardwareModel create(MachineDescription description);
}
