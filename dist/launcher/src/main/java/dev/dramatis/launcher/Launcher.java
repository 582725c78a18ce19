package dev.dramatis.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.felix.framework.FrameworkFactory;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.launch.Framework;
import org.osgi.util.tracker.ServiceTracker;

/**
 * One life of a distribution: framework up, bundles started, application called, framework down.
 *
 * <p>A bundle offers the application as a service of type {@link Callable} with the property {@code
 * dramatis.application} (the launcher looks for {@code console} unless the system property of that
 * name says another); the result is the exit code. It finds the command line as the service {@link
 * Supplier} with the property {@code dramatis.launcher=arguments}: the supplier, and the property
 * {@code dramatis.arguments}, give the {@code String[]}.
 */
final class Launcher {
  static final String APPLICATION = "dramatis.application";
  static final String ARGUMENTS = "dramatis.arguments";

  /** The exit code when the application cannot be started, or breaks (EX_SOFTWARE of sysexits). */
  static final int BROKEN = 70;

  /**
   * Services that come up asynchronously get this long; ours are there when their bundle is
   * started.
   */
  private static final long PATIENCE_MILLIS = 5_000;

  private final Path home;
  private final PrintStream err;
  private final Path temporary;
  private final long patienceMillis;
  private final boolean debug = Boolean.getBoolean("dramatis.debug");

  Launcher(Path home, PrintStream err) {
    this(home, err, Path.of(System.getProperty("java.io.tmpdir")), PATIENCE_MILLIS);
  }

  Launcher(Path home, PrintStream err, Path temporary, long patienceMillis) {
    this.home = home;
    this.err = err;
    this.temporary = temporary;
    this.patienceMillis = patienceMillis;
  }

  int run(String... args) {
    try (Storage storage = Storage.createIn(temporary)) {
      Framework framework = new FrameworkFactory().newFramework(configuration(storage.path()));
      try {
        framework.start();
        return runApplication(framework.getBundleContext(), args);
      } finally {
        // The event thread of the framework is no daemon: left alone, it would keep the JVM for
        // ever.
        framework.stop();
        framework.waitForStop(PATIENCE_MILLIS);
      }
    } catch (BundleException | IOException e) {
      return broken("cannot start: " + Diagnosis.innermostMessage(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return broken("interrupted", e);
    }
  }

  private int runApplication(BundleContext context, String[] args) throws InterruptedException {
    offerArguments(context, args);
    Bundles bundles = new Bundles(context, home, this::complain);
    bundles.installFrom(home.resolve("plugins"), Bundles.Kind.PLUGIN);
    bundles.installFrom(dropins(), Bundles.Kind.DROPIN);
    boolean allStarted = bundles.startAll();

    String name = System.getProperty(APPLICATION, "console");
    @Nullable Callable<?> application = find(context, name, allStarted ? patienceMillis : 0);
    if (application == null) {
      return broken("no started bundle offers the application '" + name + "'", null);
    }
    return call(application);
  }

  private Path dropins() {
    @Nullable String elsewhere = System.getProperty("dramatis.dropins");
    return elsewhere == null ? home.resolve("dropins") : Path.of(elsewhere);
  }

  private static void offerArguments(BundleContext context, String[] args) {
    String[] copy = args.clone();
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put("dramatis.launcher", "arguments");
    properties.put(ARGUMENTS, copy);
    Supplier<String[]> arguments = copy::clone;
    context.registerService(Supplier.class, arguments, properties);
  }

  private static @Nullable Callable<?> find(BundleContext context, String name, long patience)
      throws InterruptedException {
    String filter =
        "(&("
            + Constants.OBJECTCLASS
            + "="
            + Callable.class.getName()
            + ")"
            + "("
            + APPLICATION
            + "="
            + name
            + "))";
    ServiceTracker<Object, Object> tracker;
    try {
      tracker = new ServiceTracker<>(context, context.createFilter(filter), null);
    } catch (InvalidSyntaxException e) {
      return null;
    }
    tracker.open();
    @Nullable Object service = tracker.getService();
    if (service == null && patience > 0) {
      service = tracker.waitForService(patience);
    }
    return (Callable<?>) service;
  }

  private int call(Callable<?> application) {
    try {
      return application.call() instanceof Number code ? code.intValue() : 0;
    } catch (Exception | LinkageError e) {
      return broken("the application broke: " + Diagnosis.innermostMessage(e), e);
    }
  }

  private Map<String, String> configuration(Path storage) throws IOException {
    Properties file = new Properties();
    Path path = home.resolve("configuration").resolve("config.properties");
    if (Files.exists(path)) {
      try (Reader reader = Files.newBufferedReader(path)) {
        file.load(reader);
      }
    }
    Map<String, String> configuration = new HashMap<>();
    configuration.put("felix.log.level", debug ? "4" : "0");
    configuration.put("dramatis.home", home.toString());
    for (String key : file.stringPropertyNames()) {
      configuration.put(key, file.getProperty(key));
    }
    configuration.put(Constants.FRAMEWORK_STORAGE, storage.toString());
    return configuration;
  }

  private int broken(String what, @Nullable Throwable cause) {
    complain(what, cause);
    return BROKEN;
  }

  private void complain(String what, @Nullable Throwable cause) {
    err.println("dramatis: " + what);
    if (debug && cause != null) {
      cause.printStackTrace(err);
    }
  }
}
