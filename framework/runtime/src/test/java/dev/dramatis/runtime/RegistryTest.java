package dev.dramatis.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dramatis.runtime.api.BundleControl;
import dev.dramatis.runtime.api.Dropins;
import dev.dramatis.runtime.api.Lease;
import dev.dramatis.runtime.api.PluginException;
import dev.dramatis.runtime.api.PluginInfo;
import dev.dramatis.runtime.api.PluginKind;
import dev.dramatis.runtime.api.Plugins;
import dev.dramatis.runtime.plugin.TestPlugin;
import dev.dramatis.spi.sched.SchedulerFactory;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

@Timeout(60)
class RegistryTest {
  private static final Duration SOON = Duration.ofMillis(50);
  private static final Duration PATIENT = Duration.ofSeconds(20);

  @TempDir Path folder;
  private Framework framework;
  private final Activator activator = new Activator();
  private Plugins plugins;
  private BundleControl bundles;
  private Dropins dropins;

  @BeforeEach
  void start() throws BundleException {
    framework =
        new FrameworkFactory()
            .newFramework(
                Map.of(
                    Constants.FRAMEWORK_STORAGE,
                    folder.resolve("cache").toString(),
                    Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                    "dev.dramatis.spi.sched;version=1.0,dev.dramatis.spi.kernel;version=1.0",
                    "felix.service.urlhandlers",
                    "false",
                    "dramatis.home",
                    folder.toString(),
                    "felix.log.level",
                    "0"));
    framework.start();
    BundleContext context = framework.getBundleContext();
    activator.start(context);
    plugins =
        context.getService(Objects.requireNonNull(context.getServiceReference(Plugins.class)));
    bundles =
        context.getService(
            Objects.requireNonNull(context.getServiceReference(BundleControl.class)));
    dropins =
        context.getService(Objects.requireNonNull(context.getServiceReference(Dropins.class)));
    Files.createDirectory(dropins.folder());
  }

  @AfterEach
  void stop() throws BundleException, InterruptedException {
    activator.stop(framework.getBundleContext());
    framework.stop();
    framework.waitForStop(10_000);
  }

  private Path jar(String file, String symbolicName, String id, String title) throws IOException {
    return jar(file, symbolicName, id, title, "org.osgi.framework,dev.dramatis.spi.sched");
  }

  private Path jar(String file, String symbolicName, String id, String title, String imports)
      throws IOException {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.putValue("Manifest-Version", "1.0");
    main.putValue("Bundle-ManifestVersion", "2");
    main.putValue("Bundle-SymbolicName", symbolicName);
    main.putValue("Bundle-Version", "1.2.3");
    main.putValue("Bundle-Activator", TestPlugin.class.getName());
    main.putValue("Import-Package", imports);
    main.putValue("Test-Id", id);
    main.putValue("Test-Title", title);
    Path jar = folder.resolve(file);
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      for (String name : new String[] {"TestPlugin", "TestPlugin$Factory"}) {
        String entry = "dev/dramatis/runtime/plugin/" + name + ".class";
        out.putNextEntry(new ZipEntry(entry));
        try (InputStream in =
            Objects.requireNonNull(getClass().getClassLoader().getResourceAsStream(entry))) {
          in.transferTo(out);
        }
        out.closeEntry();
      }
    }
    return jar;
  }

  @Test
  void shouldListWhatBundlesOffer() throws Exception {
    bundles.install(jar("b.jar", "test.b", "zeta", "second"));
    bundles.install(jar("a.jar", "test.a", "alpha", "first"));

    assertThat(plugins.list(PluginKind.SCHEDULER))
        .containsExactly(
            new PluginInfo("alpha", "first", "test.a", "1.2.3"),
            new PluginInfo("zeta", "second", "test.b", "1.2.3"));
    assertThat(plugins.list(PluginKind.PERSONALITY)).isEmpty();
    assertThat(plugins.conflicts()).isEmpty();
  }

  @Test
  void shouldSayWhatThereIsInsteadOfAnUnknownId() throws Exception {
    bundles.install(jar("a.jar", "test.a", "alpha", ""));
    bundles.install(jar("b.jar", "test.b", "beta", ""));

    assertThatThrownBy(() -> plugins.lease(PluginKind.SCHEDULER, "foo", "test"))
        .isInstanceOf(PluginException.class)
        .hasMessage("no scheduler 'foo'; there are: alpha, beta");
    assertThatThrownBy(() -> plugins.lease(PluginKind.PERSONALITY, "foo", "test"))
        .hasMessageContaining("there are none at all");
  }

  @Test
  void shouldReportAnIdThatTwoBundlesOffer() throws Exception {
    bundles.install(jar("a.jar", "test.a", "same", ""));
    bundles.install(jar("b.jar", "test.b", "same", ""));

    assertThat(plugins.conflicts())
        .containsExactly(
            "scheduler 'same' is offered by 2 bundles: test.a 1.2.3, test.b 1.2.3; remove all but"
                + " one");
    assertThatThrownBy(() -> plugins.lease(PluginKind.SCHEDULER, "same", "test"))
        .hasMessageContaining("remove all but one");
  }

  @Test
  void shouldNotTakeAwayWhatIsInUse() throws Exception {
    bundles.install(jar("a.jar", "test.a", "alpha", ""));
    try (Lease<SchedulerFactory> lease = plugins.lease(PluginKind.SCHEDULER, "alpha", "run 7")) {
      assertThatThrownBy(() -> bundles.remove("test.a", SOON))
          .hasMessageContaining("in use by run 7");
      assertThat(lease.get().id()).isEqualTo("alpha");
      plugins.lease(PluginKind.SCHEDULER, "alpha", "another").close();
    }
    bundles.remove("test.a", SOON);
    assertThat(plugins.list(PluginKind.SCHEDULER)).isEmpty();
  }

  @Test
  void shouldWaitForUsersAndRefuseNewOnesMeanwhile() throws Exception {
    bundles.install(jar("a.jar", "test.a", "alpha", "old"));
    Path next = jar("a2.jar", "test.a", "alpha", "new");
    Lease<SchedulerFactory> lease = plugins.lease(PluginKind.SCHEDULER, "alpha", "run");
    CompletableFuture<Void> replaced =
        CompletableFuture.runAsync(() -> {
          try {
            bundles.replace(next, PATIENT);
          } catch (PluginException e) {
            throw new IllegalStateException(e);
          }
        });
    String refusal = "";
    while (refusal.isEmpty()) {
      try {
        plugins.lease(PluginKind.SCHEDULER, "alpha", "late").close();
        Thread.sleep(1);
      } catch (PluginException e) {
        refusal = String.valueOf(e.getMessage());
      }
    }
    assertThat(refusal).contains("is being exchanged");
    assertThat(replaced).isNotDone();
    lease.close();
    replaced.get(20, TimeUnit.SECONDS);
    assertThat(plugins.list(PluginKind.SCHEDULER).get(0).title()).isEqualTo("new");
  }

  @Test
  void shouldLeaveNoClassBehind() throws Exception {
    bundles.install(jar("a.jar", "test.a", "alpha", "0"));
    WeakReference<ClassLoader> old = useOnce();
    for (int i = 1; i <= 3; i++) {
      bundles.replace(jar("a" + i + ".jar", "test.a", "alpha", "" + i), PATIENT);
      assertCollected(old);
      old = useOnce();
    }
    bundles.remove("test.a", PATIENT);
    assertCollected(old);
  }

  private WeakReference<ClassLoader> useOnce() throws PluginException {
    try (Lease<SchedulerFactory> lease = plugins.lease(PluginKind.SCHEDULER, "alpha", "test")) {
      return new WeakReference<>(lease.get().getClass().getClassLoader());
    }
  }

  private static void assertCollected(WeakReference<?> reference) throws InterruptedException {
    for (int i = 0; i < 100 && reference.get() != null; i++) {
      System.gc();
      Thread.sleep(10);
    }
    assertThat(reference.get()).isNull();
  }

  @Test
  void shouldForgetAReturnedLease() throws Exception {
    bundles.install(jar("a.jar", "test.a", "alpha", ""));
    Lease<SchedulerFactory> lease = plugins.lease(PluginKind.SCHEDULER, "alpha", "test");
    lease.close();
    lease.close();
    assertThatThrownBy(lease::get).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void shouldHashContentNotFiles() throws Exception {
    bundles.install(jar("a.jar", "test.a", "alpha", "x"));
    String first = bundles.contentHash("test.a");
    bundles.replace(jar("b.jar", "test.a", "alpha", "x"), PATIENT);
    assertThat(bundles.contentHash("test.a")).isEqualTo(first).hasSize(64);
    bundles.replace(jar("c.jar", "test.a", "alpha", "y"), PATIENT);
    assertThat(bundles.contentHash("test.a")).isNotEqualTo(first);
  }

  @Test
  void shouldRefuseWhatIsNoBundle() throws Exception {
    Path jar = folder.resolve("plain.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), new Manifest())) {
      out.putNextEntry(new ZipEntry("x"));
    }
    assertThatThrownBy(() -> bundles.install(jar)).hasMessageContaining("not an OSGi bundle");
  }

  @Test
  void shouldFollowTheDropinsFolder() throws Exception {
    assertThat(dropins.folder()).isEqualTo(folder.resolve("dropins"));
    assertThat(dropins.refresh()).isEmpty();
    jar("dropins/a.jar", "test.a", "alpha", "old");
    assertThat(dropins.refresh()).containsExactly("installed a.jar (test.a 1.2.3)");
    assertThat(dropins.refresh()).isEmpty();

    WeakReference<ClassLoader> old = useOnce();
    jar("dropins/a.jar", "test.a", "alpha", "new");
    assertThat(dropins.refresh()).containsExactly("replaced a.jar (test.a 1.2.3)");
    assertThat(plugins.list(PluginKind.SCHEDULER).getFirst().title()).isEqualTo("new");
    assertCollected(old);

    old = useOnce();
    Files.delete(dropins.folder().resolve("a.jar"));
    assertThat(dropins.refresh()).containsExactly("removed a.jar");
    assertThat(plugins.list(PluginKind.SCHEDULER)).isEmpty();
    assertCollected(old);
  }

  @Test
  void shouldGoOnUnderAnotherFileName() throws Exception {
    Path first = jar("dropins/b.jar", "test.a", "alpha", "");
    dropins.refresh();
    Files.move(first, dropins.folder().resolve("a.jar"));
    assertThat(dropins.refresh())
        .containsExactly("removed b.jar", "installed a.jar (test.a 1.2.3)");
  }

  @Test
  void shouldSayOnceWhatIsWrongWithAJar() throws Exception {
    Files.writeString(dropins.folder().resolve("garbage.jar"), "no jar");
    try (JarOutputStream out =
        new JarOutputStream(
            Files.newOutputStream(dropins.folder().resolve("plain.jar")), new Manifest())) {
      out.putNextEntry(new ZipEntry("x"));
    }
    jar("dropins/lacks.jar", "test.lacks", "beta", "", "org.osgi.framework,org.nowhere");
    jar("dropins/same.jar", "test.ok", "beta", "");
    jar("dropins/ok.jar", "test.ok", "alpha", "");

    assertThat(dropins.refresh())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("cannot read garbage.jar: "),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "lacks.jar: cannot start test.lacks: it imports org.nowhere, which no"
                            + " bundle exports"),
            line -> assertThat(line).isEqualTo("installed ok.jar (test.ok 1.2.3)"),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "plain.jar is not an OSGi bundle: its manifest has no"
                            + " Bundle-SymbolicName"),
            line ->
                assertThat(line).startsWith("same.jar: bundle test.ok is installed already"));
    assertThat(dropins.refresh()).isEmpty();
    assertThat(plugins.list(PluginKind.SCHEDULER)).hasSize(1);
  }

  @Test
  void shouldRecoverFromABrokenVersion() throws Exception {
    Path jar = jar("dropins/a.jar", "test.a", "alpha", "first");
    byte[] good = Files.readAllBytes(jar);
    dropins.refresh();
    Files.writeString(jar, "half a jar");
    assertThat(dropins.refresh()).singleElement().asString().contains("a.jar");
    assertThat(plugins.list(PluginKind.SCHEDULER)).hasSize(1);
    jar("dropins/a.jar", "test.a", "alpha", "", "org.osgi.framework,org.nowhere");
    assertThat(dropins.refresh()).singleElement().asString().contains("a.jar", "org.nowhere");
    assertThat(plugins.list(PluginKind.SCHEDULER)).isEmpty();
    Files.write(jar, good);
    assertThat(dropins.refresh()).containsExactly("replaced a.jar (test.a 1.2.3)");
    assertThat(plugins.list(PluginKind.SCHEDULER)).hasSize(1);
  }

  @Test
  void shouldLeaveADropinAloneWhileItIsInUse() throws Exception {
    jar("dropins/a.jar", "test.a", "alpha", "old");
    dropins.refresh();
    try (Lease<SchedulerFactory> lease = plugins.lease(PluginKind.SCHEDULER, "alpha", "run 7")) {
      jar("dropins/a.jar", "test.a", "alpha", "new");
      assertThat(dropins.refresh())
          .singleElement()
          .asString()
          .startsWith("a.jar: bundle test.a is in use by run 7");
      assertThat(lease.get().title()).isEqualTo("old");
    }
    assertThat(dropins.refresh()).containsExactly("replaced a.jar (test.a 1.2.3)");
  }
}
