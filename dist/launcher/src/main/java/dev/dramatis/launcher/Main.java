package dev.dramatis.launcher;

import java.net.URISyntaxException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Entry point of {@code java -jar dramatis.jar}. */
public final class Main {
  private Main() {}

  /**
   * Starts the distribution that this jar stands in, and ends the JVM with the application's code.
   */
  public static void main(String[] args) throws URISyntaxException {
    // Guice's generated accessors need sun.misc.Unsafe, which newer JVMs deny; reflection is as
    // fast.
    setDefault("guice_bytecode_gen_option", "DISABLED");
    System.exit(new Launcher(home(), System.err).run(args));
  }

  private static Path home() throws URISyntaxException {
    @Nullable String home = System.getProperty("dramatis.home");
    if (home != null) {
      return Path.of(home);
    }
    Path jar = Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path parent = jar.toAbsolutePath().getParent();
    return parent == null ? jar : parent;
  }

  private static void setDefault(String key, String value) {
    if (System.getProperty(key) == null) {
      System.setProperty(key, value);
    }
  }
}
