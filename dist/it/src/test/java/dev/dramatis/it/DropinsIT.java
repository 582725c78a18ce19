package dev.dramatis.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.BundleWiring;

/** The distribution in this JVM, so that its class loaders can be watched. */
@Timeout(180)
class DropinsIT {
  @TempDir Path folder;
  private Framework framework;
  private BundleContext context;
  private Path jar;
  private ExamplePlugin plugin;

  @BeforeEach
  void start() throws Exception {
    Map<String, String> configuration = new HashMap<>();
    Distribution.configuration()
        .forEach((key, value) -> configuration.put((String) key, (String) value));
    configuration.put(Constants.FRAMEWORK_STORAGE, folder.resolve("cache").toString());
    configuration.put("dramatis.home", folder.toString());
    framework = new FrameworkFactory().newFramework(configuration);
    framework.start();
    context = framework.getBundleContext();
    for (Path bundle : Distribution.plugins()) {
      context.installBundle("reference:" + bundle.toUri());
    }
    for (Bundle bundle : context.getBundles()) {
      bundle.start();
    }
    jar = Files.createDirectory(folder.resolve("dropins")).resolve(ExamplePlugin.FILE);
    plugin = new ExamplePlugin(folder);
    ExamplePlugin.put(plugin.jar(), jar);
  }

  @AfterEach
  void stop() throws Exception {
    framework.stop();
    framework.waitForStop(10_000);
  }

  @Test
  void shouldLeaveNoClassLoaderOfAReplacedPlugin() throws Exception {
    assertThat(refresh()).singleElement().asString().startsWith("installed last-come.jar");
    final String first = digest();
    WeakReference<ClassLoader> old = loader();
    assertThat(old.get()).isNotNull();

    ExamplePlugin.put(plugin.otherJar(), jar);
    assertThat(refresh()).singleElement().asString().startsWith("replaced last-come.jar");
    assertCollected(old);
    assertThat(digest()).matches("[0-9a-f]{64}").isNotEqualTo(first);

    old = loader();
    Files.delete(jar);
    assertThat(refresh()).containsExactly("removed last-come.jar");
    assertCollected(old);
  }

  @Test
  void shouldNotReplaceWhatARunHolds() throws Exception {
    refresh();
    try (AutoCloseable lease = lease("last-come")) {
      ExamplePlugin.put(plugin.otherJar(), jar);
      assertThat(refresh())
          .singleElement()
          .asString()
          .contains("last-come.jar", "in use by the run of a test");
      assertThat(lease).isNotNull();
    }
    assertThat(refresh()).singleElement().asString().startsWith("replaced last-come.jar");
  }

  /** A whole run through the command line of the distribution. */
  private String digest() throws Exception {
    String[] arguments = {
      "run",
      "--digest",
      "--workload",
      Distribution.ROOT.resolve("framework/workloads/examples/workstation.json").toString(),
      "--personality",
      "freebsd",
      "--hardware",
      "rpi5",
      "--scheduler",
      "last-come",
      "--until",
      "300ms"
    };
    Supplier<String[]> supplier = () -> arguments;
    Hashtable<String, Object> properties = new Hashtable<>();
    properties.put("dramatis.launcher", "arguments");
    properties.put("dramatis.arguments", arguments);
    ServiceRegistration<?> registration =
        context.registerService(Supplier.class, supplier, properties);
    ServiceReference<?> console =
        context.getServiceReferences(Callable.class, "(dramatis.application=console)").stream()
            .findFirst()
            .orElseThrow();
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
    try {
      Callable<?> application = (Callable<?>) context.getService(console);
      assertThat(application.call()).isEqualTo(0);
    } finally {
      System.setOut(before);
      context.ungetService(console);
      registration.unregister();
    }
    return output.toString(StandardCharsets.UTF_8).strip();
  }

  private WeakReference<ClassLoader> loader() {
    Bundle bundle = Objects.requireNonNull(context.getBundle(jar.toUri().toString()));
    return new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader());
  }

  private static void assertCollected(WeakReference<?> reference) throws InterruptedException {
    for (int i = 0; i < 100 && reference.get() != null; i++) {
      System.gc();
      Thread.sleep(20);
    }
    assertThat(reference.get()).isNull();
  }

  private List<String> refresh() throws ReflectiveOperationException {
    List<?> lines = (List<?>) type("Dropins").getMethod("refresh").invoke(service("Dropins"));
    return lines.stream().map(String::valueOf).toList();
  }

  private AutoCloseable lease(String scheduler) throws ReflectiveOperationException {
    Class<?> kind = type("PluginKind");
    return (AutoCloseable)
        type("Plugins")
            .getMethod("lease", kind, String.class, String.class)
            .invoke(
                service("Plugins"),
                kind.getField("SCHEDULER").get(null),
                scheduler,
                "the run of a test");
  }

  /** The bundles' own class: that of the tests' class path would be another. */
  private Class<?> type(String name) throws ClassNotFoundException {
    for (Bundle bundle : context.getBundles()) {
      if ("dev.dramatis.runtime".equals(bundle.getSymbolicName())) {
        return bundle.loadClass("dev.dramatis.runtime.api." + name);
      }
    }
    throw new ClassNotFoundException(name);
  }

  private Object service(String name) {
    ServiceReference<?> reference =
        Objects.requireNonNull(context.getServiceReference("dev.dramatis.runtime.api." + name));
    return Objects.requireNonNull(context.getService(reference));
  }
}
