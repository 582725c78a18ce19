package dev.dramatis.spi.hardware;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A family whose descriptions are resources beside its class, in the folder {@code machines}. The
 * resource {@code machines/index.txt} names them, one a line, in the order in which lists show
 * them. Only creating the model is left to the subclass.
 */
@ConsumerType
public abstract class DescribedFamily implements HardwareFamily {
  private static final String FOLDER = "machines/";

  private final String isa;
  private final List<String> descriptions;

  /** A family of an architecture; reads the index. */
  protected DescribedFamily(String isa) {
    this.isa = isa;
    this.descriptions = readIndex();
  }

  @Override
  public final String isa() {
    return isa;
  }

  @Override
  public final List<String> descriptions() {
    return descriptions;
  }

  @Override
  public final InputStream open(String description) throws IOException {
    InputStream in =
        isPlainName(description) ? getClass().getResourceAsStream(FOLDER + description) : null;
    if (in == null) {
      throw new NoSuchFileException(description);
    }
    return in;
  }

  /** A name leads to a file of the folder and nowhere else. */
  private static boolean isPlainName(String name) {
    return name.matches("[A-Za-z0-9_][A-Za-z0-9._-]*");
  }

  private List<String> readIndex() {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(open("index.txt"), StandardCharsets.UTF_8))) {
      return in.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the bundle of " + getClass().getName() + " lacks machines/index.txt", e);
    }
  }
}
